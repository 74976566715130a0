"""Every engine keeps the port's promises, whatever thinks behind it: rules, a model in this process, a model behind a server."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import protovalidate
import pytest
from viva.interview.v1 import evaluation_pb2
from viva.llm.v1 import llm_service_pb2 as pb

from interviewing.language import Language
from interviewing.vocabulary import Area, Axis, Purpose, Stage
from services.llm import encoding
from services.llm.domain.engine import Engine
from services.llm.domain.question import Question
from services.llm.domain.reading import Reading
from services.llm.domain.report import AreaScore, AxisScore, ReportBrief
from services.llm.engines.model.engine import ModelEngine
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.openai.settings import ServerSettings
from services.llm.prompts import asking, evaluating, reporting
from tests.llm.briefs import TOLD, answer_brief, bank_engine, question_brief
from tests.llm.chat_server import Interviewer, chat_server
from tests.llm.running import ready, running

BANK = bank_engine()


@asynccontextmanager
async def bank(_: Path) -> AsyncIterator[Engine]:
    yield BANK


@asynccontextmanager
async def llama_cpp(directory: Path) -> AsyncIterator[Engine]:
    async with running(directory, context=16384, slots=2) as generator:
        yield ModelEngine(generator)


@asynccontextmanager
async def openai(_: Path) -> AsyncIterator[Engine]:
    async with chat_server(text=Interviewer()) as server:
        generator = ServerGenerator(ServerSettings(server.url))
        await ready(generator)
        yield ModelEngine(generator)
        await generator.close()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(params=[bank, llama_cpp, openai], ids=lambda made: made.__name__)
async def engine(request: pytest.FixtureRequest, directory: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    # The tiny model needs three tokens for a letter of Hangul.
    monkeypatch.setattr(asking, "MAX_TOKENS", 2000)
    monkeypatch.setattr(evaluating, "MAX_TOKENS", 4000)
    monkeypatch.setattr(reporting, "MAX_TOKENS", 6000)
    for name, longest in {"LONGEST_SUMMARY": 60, "LONGEST_REMARK": 30, "LONGEST_AXIS": 20}.items():
        monkeypatch.setattr(reporting, name, longest)
    async with request.param(directory) as engine:
        yield engine


async def whole_question(engine: Engine, language: Language) -> tuple[str, Any]:
    pieces = [piece async for piece in engine.ask(question_brief(Stage.EXPERIENCE, language, TOLD[language]))]
    return "".join(str(piece) for piece in pieces[:-1]), pieces[-1]


async def test_a_ready_engine_misses_nothing_and_says_what_it_is(engine: Engine) -> None:
    assert await engine.what_is_missing() is None
    protovalidate.validate(encoding.info(engine.info))
    assert engine.info.has_model is bool(engine.info.stamp.model)


@pytest.mark.parametrize("language", Language)
async def test_the_words_that_stream_are_the_question(engine: Engine, language: Language) -> None:
    shown, question = await whole_question(engine, language)
    assert isinstance(question, Question)
    assert shown == question.text != ""
    assert question.stamp == engine.info.stamp
    require_effort(engine, encoding.question(question).stamp)


async def test_f38_a_question_that_nobody_listens_to_any_more_leaves_the_engine_free(engine: Engine) -> None:
    for _ in range(2 * engine.info.slots):
        asking: Any = engine.ask(question_brief(Stage.EXPERIENCE, Language.KOREAN, TOLD[Language.KOREAN]))
        async with aclosing(asking) as pieces:
            await anext(pieces)
    assert (await whole_question(engine, Language.KOREAN))[0]


@pytest.mark.parametrize("language", Language)
async def test_evaluations_and_reports_pass_the_checks_of_the_record(engine: Engine, language: Language) -> None:
    brief = answer_brief(TOLD[language], language)
    line = replace(brief.lines[0], line_id=str(uuid4()))
    found = await Reading(engine).evaluate(replace(brief, lines=(line,), criteria=brief.criteria[:2]))
    protovalidate.validate(pb.EvaluateResult(evaluation=encoding.evaluation(found), answer_kind=encoding.number(found.kind)))
    require_effort(engine, encoding.evaluation(found).stamp)
    report = ReportBrief(
        interview_id=str(uuid4()),
        language=language,
        purpose=Purpose.PRACTICE,
        transcript=(line,),
        evaluations=(found,),
        areas=tuple(AreaScore(area, 20, 50.0) for area in Area),
        axes=tuple(AxisScore(axis, 50.0 if axis is Axis.KNOWLEDGE else None) for axis in Axis),
        overall=50.0,
        question_of=((found.answer_id, line.question_id),),
    )
    draft = await Reading(engine).write_report(report)
    protovalidate.validate(pb.WriteReportResult(draft=encoding.draft(draft)))
    assert draft.stamp == engine.info.stamp
    require_effort(engine, encoding.draft(draft).stamp)


def require_effort(engine: Engine, stamp: evaluation_pb2.EngineStamp) -> None:
    """What a model wrote says what it took; what no model wrote says nothing."""
    assert stamp.HasField("effort") is engine.info.has_model
    if stamp.HasField("effort"):
        effort = stamp.effort
        assert effort.prompt_tokens and effort.written_tokens
        assert effort.first_token_duration.ToNanoseconds() >= effort.prefill_duration.ToNanoseconds() > 0
        assert effort.decode_duration.ToNanoseconds() >= 0
    assert not encoding.info(engine.info).stamp.HasField("effort")
