"""From the wire to the domain."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import IntEnum
from typing import TypeVar

from viva.interview.v1 import evaluation_pb2, report_pb2, rubric_pb2, transcript_pb2
from viva.llm.v1 import ask_context_pb2, llm_service_pb2, report_context_pb2

from interviewing.language import Language
from interviewing.vocabulary import AnswerKind, Area, Axis, Difficulty, Purpose, Stage, StageKind, Unavailable
from services.llm.domain.answer import AnswerBrief, Citation, Criterion, CriterionScore, Evaluation, Level, Line, Remark
from services.llm.domain.question import BankOption, QuestionBrief, Turn
from services.llm.domain.report import AreaScore, AxisScore, MissingPart, ReportBrief
from services.llm.domain.stamp import Stamp

Word = TypeVar("Word", bound=IntEnum)


def optional(kind: type[Word], number: int) -> Word | None:
    """The word with this number; None for unspecified, and for one of a later release."""
    return kind(number) if number in {member.value for member in kind} else None


def question_brief(request: llm_service_pb2.AskRequest, attempt: int = 1) -> QuestionBrief:
    """What the next question may rest on."""
    context = request.context
    return QuestionBrief(
        question_id=request.question_id,
        language=Language(context.language),
        stage=Stage(context.stage),
        kind=StageKind(context.kind),
        guide=context.guide,
        position=context.position,
        company_ideal=context.company_ideal,
        last_turn=_turn(context.last_turn) if context.HasField("last_turn") else None,
        asked=tuple(context.asked),
        resume_id=context.resume_id,
        resume_passages=tuple(context.resume_passages),
        bank_options=tuple(_option(option) for option in context.bank_options),
        weak_answers=context.weak_answers,
        has_broken_ice=context.has_broken_ice,
        interview_id=request.interview_id,
        attempt=attempt,
    )


def _turn(turn: ask_context_pb2.Turn) -> Turn:
    return Turn(turn.question, turn.answer, optional(AnswerKind, turn.answer_kind) or AnswerKind.ANSWER)


def _option(option: ask_context_pb2.BankOption) -> BankOption:
    return BankOption(
        question_id=option.question_id,
        text=option.text,
        difficulty=optional(Difficulty, option.difficulty) or Difficulty.MEDIUM,
        is_for_position=option.is_for_position,
        is_ice_breaker=option.is_ice_breaker,
        mean_points=option.mean_points if option.HasField("mean_points") else None,
    )


def answer_brief(request: llm_service_pb2.EvaluateRequest, attempt: int = 1) -> AnswerBrief:
    """One answer and what it is read by."""
    context = request.context
    return AnswerBrief(
        answer_id=request.answer_id,
        language=Language(context.language),
        purpose=Purpose(context.purpose),
        question=context.question,
        lines=lines(context.lines),
        criteria=_criteria(context.rubric),
        rubric_version=context.rubric.version,
        stage=optional(Stage, context.stage),
        area=optional(Area, context.area),
        position=context.position,
        kind=optional(AnswerKind, context.answer_kind) or AnswerKind.ANSWER,
        attempt=attempt,
    )


def lone_answer_brief(request: llm_service_pb2.ScoreAnswerRequest) -> AnswerBrief:
    """An answer that belongs to no interview; its own id stands for its only line."""
    return AnswerBrief(
        answer_id=request.answer_id,
        language=Language(request.language),
        purpose=Purpose(request.purpose),
        question=request.question,
        lines=(Line(request.answer_id, request.answer),),
        criteria=_criteria(request.rubric),
        rubric_version=request.rubric.version,
        position=request.position,
    )


def lines(transcript: Iterable[transcript_pb2.TranscriptLine]) -> tuple[Line, ...]:
    """The candidate's lines, in the order they were said."""
    said = [line for line in transcript if line.speaker == transcript_pb2.SPEAKER_CANDIDATE]
    ordered = sorted(said, key=lambda line: line.order)
    return tuple(Line(line.line_id, line.text, line.question_id, optional(Stage, line.stage), tuple(_spoken(line))) for line in ordered)


def _spoken(line: transcript_pb2.TranscriptLine) -> Iterator[tuple[int, timedelta]]:
    """Where the words of a spoken line stand in its text; a word that was corrected away stands nowhere."""
    place = 0
    for word in line.words:
        found = line.text.find(word.text, place) if word.text else -1
        if found >= 0:
            yield found, word.start_offset.ToTimedelta()
            place = found + len(word.text)


def _criteria(rubric: rubric_pb2.Rubric) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            criterion_id=criterion.criterion_id,
            name=criterion.name,
            levels=tuple(Level(level.points, level.anchor) for level in criterion.levels),
            indicators=tuple(criterion.indicators),
        )
        for criterion in rubric.criteria
    )


def report_brief(request: llm_service_pb2.WriteReportRequest, attempt: int = 1) -> ReportBrief:
    """A whole interview as it was held and read."""
    context = request.context
    return ReportBrief(
        interview_id=request.interview_id,
        language=Language(context.language),
        purpose=Purpose(context.purpose),
        transcript=lines(context.transcript),
        evaluations=tuple(evaluation(each) for each in context.evaluations),
        areas=tuple(area for each in context.areas if (area := _area(each))),
        axes=tuple(axis for each in context.axes if (axis := _axis(each))),
        overall=context.overall if context.HasField("overall") else None,
        missing=tuple(_missing(each) for each in context.missing),
        position=context.position,
        company_ideal=context.company_ideal,
        question_of=_question_of(context),
        attempt=attempt,
    )


def _question_of(context: report_context_pb2.ReportContext) -> tuple[tuple[str, str], ...]:
    return tuple((each.answer_id, each.question_id) for each in context.answers)


def _area(score: report_pb2.AreaScore) -> AreaScore | None:
    area = optional(Area, score.area)
    points = score.points if score.HasField("points") else None
    return AreaScore(area, score.weight_percent, points, optional(Unavailable, score.unavailable)) if area else None


def _axis(score: report_pb2.AxisScore) -> AxisScore | None:
    axis = optional(Axis, score.axis)
    return AxisScore(axis, score.points if score.HasField("points") else None) if axis else None


def _missing(part: report_pb2.MissingPart) -> MissingPart:
    return MissingPart(optional(Stage, part.stage), optional(Unavailable, part.reason) or Unavailable.ENGINE_FAILED)


def evaluation(message: evaluation_pb2.Evaluation) -> Evaluation:
    """What an answer was found to show, as session keeps it."""
    stamp = message.stamp
    return Evaluation(
        answer_id=message.answer_id,
        kind=AnswerKind.ANSWER,
        stamp=Stamp(stamp.engine, stamp.prompt_version, stamp.model, stamp.model_version, stamp.rubric_version),
        stage=optional(Stage, message.stage),
        area=optional(Area, message.area),
        points=message.points if message.HasField("points") else None,
        criteria=tuple(_criterion_score(score) for score in message.criteria),
        strengths=tuple(_remark(remark) for remark in message.strengths),
        weaknesses=tuple(_remark(remark) for remark in message.weaknesses),
        feedback=message.feedback,
        unavailable=optional(Unavailable, message.unavailable),
        needs_person=message.needs_person,
    )


def _criterion_score(score: evaluation_pb2.CriterionScore) -> CriterionScore:
    return CriterionScore(
        criterion_id=score.criterion_id,
        name=score.name,
        points=score.points if score.HasField("points") else None,
        anchor=score.anchor,
        citations=_citations(score.citations),
        unavailable=optional(Unavailable, score.unavailable),
    )


def _remark(remark: evaluation_pb2.Remark) -> Remark:
    return Remark(remark.text, _citations(remark.citations))


def _citations(citations: Iterable[evaluation_pb2.Citation]) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            citation.line_id,
            citation.start,
            citation.end,
            citation.text,
            citation.audio_offset.ToTimedelta() if citation.HasField("audio_offset") else None,
        )
        for citation in citations
    )
