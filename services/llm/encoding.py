"""From the domain to the wire."""

from collections.abc import Iterable
from datetime import timedelta
from enum import IntEnum
from typing import Any

from google.protobuf.duration_pb2 import Duration
from viva.interview.v1 import evaluation_pb2, report_pb2
from viva.llm.v1 import llm_service_pb2 as pb

from services.llm.domain.answer import Citation, CriterionScore, Evaluation, Remark
from services.llm.domain.engine import EngineInfo
from services.llm.domain.generation import Effort, ModelFacts
from services.llm.domain.question import Question
from services.llm.domain.report import AxisScore, ReportDraft, StarStory
from services.llm.domain.stamp import Stamp


def number(word: IntEnum | None) -> Any:
    """A word's number in the contract; unspecified for none. The stubs give each enum a type of its own."""
    return 0 if word is None else int(word)


def stamp(value: Stamp) -> evaluation_pb2.EngineStamp:
    """Which program, model and method."""
    return evaluation_pb2.EngineStamp(
        engine=value.engine,
        model=value.model,
        model_version=value.model_version,
        prompt_version=value.prompt_version,
        rubric_version=value.rubric_version,
        effort=effort(value.effort) if value.effort else None,
    )


def effort(value: Effort) -> evaluation_pb2.EngineEffort:
    """What a model took to write a text."""
    return evaluation_pb2.EngineEffort(
        queue_duration=_duration(value.queue_seconds),
        prefill_duration=_duration(value.prefill_seconds),
        first_token_duration=_duration(value.first_token_seconds),
        decode_duration=_duration(value.decode_seconds),
        prompt_tokens=value.prompt_tokens,
        cached_tokens=value.cached_tokens,
        written_tokens=value.written_tokens,
        grammar_rejects=value.grammar_rejects,
    )


def _duration(seconds: float) -> Duration:
    message = Duration()
    message.FromTimedelta(timedelta(seconds=seconds))
    return message


def question(value: Question) -> pb.AskResult:
    """A question that may be asked."""
    return pb.AskResult(
        text=value.text,
        bank_question_id=value.bank_question_id,
        quoted=value.quoted,
        is_gentle=value.is_gentle,
        is_ice_breaker=value.is_ice_breaker,
        stamp=stamp(value.stamp),
    )


def evaluation(value: Evaluation) -> evaluation_pb2.Evaluation:
    """What an answer was found to show."""
    return evaluation_pb2.Evaluation(
        answer_id=value.answer_id,
        stage=number(value.stage),
        area=number(value.area),
        points=value.points,
        criteria=[_criterion(score) for score in value.criteria],
        strengths=_remarks(value.strengths),
        weaknesses=_remarks(value.weaknesses),
        feedback=value.feedback,
        unavailable=number(value.unavailable),
        needs_person=value.needs_person,
        stamp=stamp(value.stamp),
    )


def _criterion(score: CriterionScore) -> evaluation_pb2.CriterionScore:
    return evaluation_pb2.CriterionScore(
        criterion_id=score.criterion_id,
        name=score.name,
        points=score.points,
        anchor=score.anchor,
        citations=citations(score.citations),
        unavailable=number(score.unavailable),
    )


def _remarks(remarks: Iterable[Remark]) -> list[evaluation_pb2.Remark]:
    return [evaluation_pb2.Remark(text=remark.text, citations=citations(remark.citations)) for remark in remarks]


def citations(values: Iterable[Citation]) -> list[evaluation_pb2.Citation]:
    """Spans of the transcript, with their place in the audio where they were spoken."""
    return [_citation(value) for value in values]


def _citation(value: Citation) -> evaluation_pb2.Citation:
    message = evaluation_pb2.Citation(line_id=value.line_id, start=value.start, end=value.end, text=value.text)
    if value.heard_at is not None:
        message.audio_offset.FromTimedelta(value.heard_at)
    return message


def draft(value: ReportDraft) -> report_pb2.ReportDraft:
    """The words of a report."""
    return report_pb2.ReportDraft(
        summary=value.summary,
        strengths=_remarks(value.strengths),
        improvements=_remarks(value.improvements),
        axes=[_axis(score) for score in value.axes],
        stories=[_story(story) for story in value.stories],
        recommendation=number(value.recommendation),
        recommendation_reasons=_remarks(value.recommendation_reasons),
        stamp=stamp(value.stamp),
    )


def _axis(score: AxisScore) -> report_pb2.AxisScore:
    return report_pb2.AxisScore(axis=number(score.axis), points=score.points, feedback=score.feedback, citations=citations(score.citations))


def _story(story: StarStory) -> report_pb2.StarStory:
    return report_pb2.StarStory(
        answer_id=story.answer_id,
        situation=citations(story.situation),
        task=citations(story.task),
        action=citations(story.action),
        result=citations(story.result),
    )


def info(value: EngineInfo) -> pb.InfoResponse:
    """What is loaded and what it can do."""
    return pb.InfoResponse(
        stamp=stamp(value.stamp),
        has_model=value.has_model,
        languages=[number(language) for language in value.languages],
        scored_purposes=[number(purpose) for purpose in value.scored_purposes],
        slots=value.slots,
        queue_limit=value.queue_limit,
        model=_model(value.model) if value.model else None,
        form_control=number(value.form_control),
    )


def _model(value: ModelFacts) -> pb.Model:
    return pb.Model(
        name=value.name[:200],
        file=value.file[:255],
        version=value.version[:128],
        architecture=value.architecture[:64],
        quantisation=value.quantisation[:32],
        parameters=value.parameters,
        size_bytes=value.size_bytes,
        context_tokens=value.context_tokens,
    )
