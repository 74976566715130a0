"""The model engine behind the port: prompts in, checked findings out, by whatever runs the model."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial

from interviewing.language import Language
from interviewing.vocabulary import Purpose
from services.llm.domain.answer import AnswerBrief, Evaluation
from services.llm.domain.engine import EngineInfo
from services.llm.domain.generation import Generation, Generator, Lane
from services.llm.domain.noting import Job, NoNotes, Notes
from services.llm.domain.question import Question, QuestionBrief
from services.llm.domain.report import ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp
from services.llm.engines.model import evaluation, question, report
from services.llm.engines.model.writing import Writing, seconds_left, seed_of
from services.llm.prompts import VERSION, asking, evaluating, reporting
from services.llm.prompts.material import material_of

LONGEST_ASK, LONGEST_EVALUATE, LONGEST_REPORT = 30.0, 120.0, 240.0
"""Seconds, where a call has no deadline of its own; the contract's, for the tasks."""
LIVELY, STEADY = 0.6, 0.0
"""Temperatures of questions, and of the first attempt at what must come out the same again."""


class ModelEngine:
    """A language model asks, reads and reports."""

    def __init__(self, generator: Generator, notes: Notes | None = None, *, scores_hiring: bool = False) -> None:
        """Takes what runs the model, who keeps notes of what it writes, and whether it may score what decides on hiring."""
        self._generator = generator
        self._scored_purposes = tuple(Purpose) if scores_hiring else (Purpose.PRACTICE,)
        self._notes = notes or NoNotes()

    @property
    def info(self) -> EngineInfo:
        """What is loaded and what it can do."""
        return EngineInfo(
            stamp=self._stamp,
            has_model=True,
            languages=tuple(Language),
            scored_purposes=self._scored_purposes,
            slots=self._generator.slots,
            queue_limit=self._generator.queue_limit,
            model=self._generator.model,
            form_control=self._generator.form_control,
        )

    async def what_is_missing(self) -> str | None:
        """What stands in the way of the model."""
        return await self._generator.what_is_missing()

    async def ask(self, brief: QuestionBrief) -> AsyncGenerator[str | Question, None]:
        """Yields the question's words as they come, then the question."""
        one = question.OneQuestion()
        with self._writing(partial(_question_of, brief), Job.QUESTION) as text:
            async with aclosing(text.pieces()) as written, aclosing(question.until_asked(written, one)) as pieces:
                async for piece in pieces:
                    yield piece
            asked = question.read(one.text, brief, self._stamp.with_effort(text.effort))
        yield asked

    async def evaluate(self, brief: AnswerBrief) -> Evaluation:
        """Reads an answer. Where nothing can be cited or nothing is asked for, no model needs to be asked."""
        if not evaluating.evidence(brief) or not brief.criteria:
            return evaluation.evaluation(brief, self._stamp, tuple(evaluation.unshown(criterion) for criterion in brief.criteria))
        with self._writing(partial(_evaluation_of, brief), Job.EVALUATION) as text:
            reply = await text.reply()
            return evaluation.read(reply, brief, evaluating.evidence(brief, text.share), self._stamp.with_effort(text.effort))

    async def write_report(self, brief: ReportBrief) -> ReportDraft:
        """Writes the words of a report. Where nothing may have a score, or nothing has one, no model is asked."""
        if brief.purpose not in self._scored_purposes:
            return report.unwritten(brief, reporting.NOT_FOR_HIRING, self._stamp)
        if all(each.points is None for each in brief.evaluations):
            return report.unwritten(brief, reporting.NOTHING_SCORED, self._stamp)
        with self._writing(partial(_report_of, brief), Job.REPORT) as text:
            reply = await text.reply()
            return report.read(reply, brief, material_of(brief, text.share), self._stamp.with_effort(text.effort))

    def _writing(self, generation_of: Callable[[float], Generation], job: Job) -> Writing:
        return Writing(self._generator, generation_of, job, self._notes)

    @property
    def _stamp(self) -> Stamp:
        model = self._generator.model
        return Stamp(self._generator.engine, prompt_version=VERSION, model=model.name[:200], model_version=model.version[:128])


def _question_of(brief: QuestionBrief, share: float) -> Generation:
    return Generation(
        prompt=asking.prompt(brief, share),
        form=asking.FORM,
        lane=Lane.INTERACTIVE,
        max_tokens=asking.MAX_TOKENS,
        seconds=seconds_left(LONGEST_ASK),
        seed=seed_of(brief.question_id, brief.attempt),
        temperature=LIVELY,
        stops=asking.STOPS,
        conversation=brief.interview_id,
    )


def _evaluation_of(brief: AnswerBrief, share: float) -> Generation:
    sentences = evaluating.evidence(brief, share)
    return Generation(
        prompt=evaluating.prompt(brief, sentences),
        form=evaluating.reply_form(brief, sentences),
        lane=Lane.BATCH,
        max_tokens=evaluating.MAX_TOKENS,
        seconds=seconds_left(LONGEST_EVALUATE),
        seed=seed_of(brief.answer_id, brief.attempt),
        temperature=_steady(brief.attempt),
    )


def _report_of(brief: ReportBrief, share: float) -> Generation:
    material = material_of(brief, share)
    return Generation(
        prompt=reporting.prompt(brief, material, share),
        form=reporting.reply_form(brief, material),
        lane=Lane.BATCH,
        max_tokens=reporting.MAX_TOKENS,
        seconds=seconds_left(LONGEST_REPORT),
        seed=seed_of(brief.interview_id, brief.attempt),
        temperature=_steady(brief.attempt),
    )


def _steady(attempt: int) -> float:
    """Without chance at first; with some when that has failed."""
    return STEADY if attempt == 1 else LIVELY / 2
