"""What operators see of each text: figures, a line and the span's attributes, and never a word that somebody wrote."""

import asyncio
import json
import logging
from contextlib import aclosing
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from prometheus_client import REGISTRY

from interviewing.vocabulary import Stage
from mesh.telemetry import JsonFormatter
from services.llm.adapters.notes import TelemetryNotes
from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, Lane
from services.llm.domain.noting import Ending, Job, Note
from services.llm.engines.model.engine import ModelEngine
from tests.llm.briefs import KOREAN, TOLD, answer_brief, question_brief
from tests.llm.scripted import ScriptedGenerator

QUESTION = "“커넥션 풀”이 부족하다는 것은 어떻게 확인하셨나요?"
EFFORT = Effort(True, 900, 700, 40, 3, queue_seconds=0.01, prefill_seconds=0.2, first_token_seconds=0.25, decode_seconds=1.5)


class KeptNotes:
    """Keeps them for a test."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.faults: list[tuple[Job, str]] = []

    def wrote(self, note: Note) -> None:
        self.notes.append(note)

    def failed(self, job: Job, fault: str) -> None:
        self.faults.append((job, fault))


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_figures_add_up() -> None:
    names = {"prompt": 900, "cached": 700, "written": 40}
    before = {kind: figure("viva_llm_tokens_total", job="report", kind=kind) for kind in names}
    rejects = figure("viva_llm_grammar_rejects_total", job="report")
    seconds = figure("viva_llm_phase_seconds_sum", job="report", phase="first_token")
    TelemetryNotes().wrote(Note(Job.REPORT, Lane.BATCH, Ending.WHOLE, EFFORT))
    assert {kind: figure("viva_llm_tokens_total", job="report", kind=kind) - before[kind] for kind in names} == names
    assert figure("viva_llm_grammar_rejects_total", job="report") - rejects == 3
    assert figure("viva_llm_phase_seconds_sum", job="report", phase="first_token") - seconds == pytest.approx(0.25)


def test_a_fault_is_counted_by_its_name() -> None:
    before = figure("viva_llm_faults_total", job="question", fault="REPEATED_QUESTION")
    TelemetryNotes().failed(Job.QUESTION, "REPEATED_QUESTION")
    assert figure("viva_llm_faults_total", job="question", fault="REPEATED_QUESTION") == before + 1


def test_the_span_names_the_model_the_prompts_and_the_tokens() -> None:
    tracer = TracerProvider().get_tracer("test")
    with tracer.start_as_current_span("work") as span:
        TelemetryNotes().wrote(Note(Job.QUESTION, Lane.INTERACTIVE, Ending.WHOLE, EFFORT, "Tiny 1B", "7"))
    said: Any = span
    assert {
        "gen_ai.request.model": "Tiny 1B",
        "gen_ai.usage.output_tokens": 40,
        "viva.llm.prompt_version": "7",
    }.items() <= said.attributes.items()
    assert (said.attributes["viva.llm.cached_tokens"], said.attributes["viva.llm.first_token_ms"]) == (700, 250.0)


async def test_no_word_of_a_person_or_a_model_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        brief = question_brief(Stage.EXPERIENCE_FOLLOWUP, KOREAN, TOLD[KOREAN])
        assert [piece async for piece in ModelEngine(ScriptedGenerator(QUESTION), TelemetryNotes()).ask(brief)]
    (line,) = [JsonFormatter("llm").format(record) for record in caplog.records if record.name.endswith("notes")]
    assert json.loads(line)["job"] == "question"
    assert not any(word in line for word in ("커넥션", "결제", "확인"))


async def test_a_question_is_noted_as_whole_and_carries_what_it_took() -> None:
    notes = KeptNotes()
    engine = ModelEngine(ScriptedGenerator(QUESTION), notes)
    *_, question = [piece async for piece in engine.ask(question_brief(Stage.EXPERIENCE_FOLLOWUP, KOREAN, TOLD[KOREAN]))]
    assert not isinstance(question, str) and question.stamp.effort == notes.notes[0].effort
    assert [(note.job, note.ending, note.model) for note in notes.notes] == [(Job.QUESTION, Ending.WHOLE, "Scripted 1B")]


async def test_what_is_not_of_its_form_is_noted_as_failed() -> None:
    notes = KeptNotes()
    with pytest.raises(EngineFailed):
        await ModelEngine(ScriptedGenerator("70"), notes).evaluate(answer_brief(TOLD[KOREAN], KOREAN))
    assert [(note.job, note.ending) for note in notes.notes] == [(Job.EVALUATION, Ending.FAILED)]


async def test_f38_a_question_that_nobody_wants_any_more_is_noted_as_dropped() -> None:
    notes = KeptNotes()
    asking: Any = ModelEngine(ScriptedGenerator(QUESTION), notes).ask(question_brief(Stage.SKILL, KOREAN, TOLD[KOREAN]))
    async with aclosing(asking) as pieces:
        await anext(pieces)
    await asyncio.sleep(0)
    assert [note.ending for note in notes.notes] == [Ending.DROPPED]
    assert notes.notes[0].effort.first_token_seconds > 0
