"""A model behind a server: words stream, what can be tried again is, what was heard is not, and nobody waits for ever."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Effort, FormControl, Lane
from services.llm.engines.model.engine import ModelEngine
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.openai.grammar import grammar_of
from services.llm.engines.openai.settings import ServerSettings
from services.llm.prompts import asking
from tests.llm.briefs import KOREAN, TOLD, answer_brief
from tests.llm.chat_server import ChatServer, chat_server, letters_of
from tests.llm.running import REPLY, generation, ready, written

QUESTION = "무엇을 먼저 하셨나요?"
JSON = '{"evidence":[1],"level":3,"feedback":"좋습니다."}'


@asynccontextmanager
async def speaking(server: ChatServer, **settings: Any) -> AsyncIterator[ServerGenerator]:
    """A generator that is ready."""
    generator = ServerGenerator(ServerSettings(server.url, **settings))
    try:
        await ready(generator)
        yield generator
    finally:
        await generator.close()


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with chat_server() as server:
        yield server


async def test_words_stream_and_what_they_took_is_told(server: ChatServer) -> None:
    async with speaking(server) as generator:
        pieces = [piece async for piece in generator.generate(generation(form=asking.FORM))]
    effort = pieces.pop()
    assert len(pieces) > 2 and "".join(map(str, pieces)) == server.text
    assert isinstance(effort, Effort)
    assert (effort.prompt_tokens, effort.cached_tokens, effort.is_whole) == (70, 64, True)


async def test_the_model_is_named_by_the_server(server: ChatServer) -> None:
    async with speaking(server) as generator:
        assert (generator.model.name, generator.model.context_tokens) == ("local/model-7b", 8192)
        await written(generator, generation())
    assert server.asked[0]["model"] == "local/model-7b"


async def test_the_schema_of_a_reply_is_asked_for_and_a_question_has_none(server: ChatServer) -> None:
    async with speaking(server) as generator:
        await written(generator, generation(form=REPLY))
        await written(generator, generation(form=asking.FORM))
    reply, question = server.asked
    assert reply["response_format"]["json_schema"]["schema"] == REPLY.schema
    assert "response_format" not in question


async def test_a_server_that_takes_no_schema_is_asked_without_and_not_again_with(server: ChatServer) -> None:
    server.takes_schema, server.text = False, JSON
    async with speaking(server) as generator:
        for _ in range(2):
            assert json.loads((await written(generator, generation()))[0])["level"] == 3
    assert ["response_format" in body for body in server.asked] == [True, False, False]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_server_that_is_busy_is_asked_again(server: ChatServer, status: int) -> None:
    server.failures = [status, status]
    async with speaking(server) as generator:
        assert (await written(generator, generation()))[0] == server.text
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 422])
async def test_what_is_refused_for_good_is_not_asked_again(server: ChatServer, status: int) -> None:
    server.failures = [status]
    async with speaking(server) as generator:
        with pytest.raises(EngineFailed) as failed:
            await written(generator, generation(form=asking.FORM))
    assert failed.value.facts["status"] == str(status)
    assert len(server.asked) == 1


async def test_f44_a_stream_that_breaks_after_its_first_words_is_a_failure_and_no_text(server: ChatServer) -> None:
    server.breaks_after = 2
    async with speaking(server) as generator:
        with pytest.raises(EngineFailed) as failed:
            await written(generator, generation())
    assert failed.value.facts["fault"] == "SERVER_LOST"
    assert len(server.asked) == 1


@pytest.mark.parametrize("finish", ["length", ""])
async def test_f44_a_text_that_was_cut_is_said_to_be(server: ChatServer, finish: str) -> None:
    server.finish, server.text = finish, JSON
    async with speaking(server) as generator:
        with pytest.raises(EngineFailed) as failed:
            await ModelEngine(generator).evaluate(answer_brief(TOLD[KOREAN], KOREAN))
    assert failed.value.facts["fault"] == "CUT_SHORT"


async def test_a_server_that_falls_silent_is_given_up(server: ChatServer) -> None:
    server.holds = asyncio.Event()
    async with speaking(server, silence_seconds=0.1) as generator:
        with pytest.raises(EngineFailed) as failed:
            await written(generator, generation())
        server.holds.set()
    assert failed.value.facts["fault"] == "OUT_OF_TIME"


async def test_f38_a_reader_who_leaves_ends_the_servers_work(server: ChatServer) -> None:
    server.holds = asyncio.Event()
    async with speaking(server) as generator:
        async with aclosing(generator.generate(generation())) as pieces:
            await anext(pieces)
            assert server.open_replies == 1
        async with asyncio.timeout(10):
            while server.open_replies:  # noqa: ASYNC110  # the server learns it from its socket, when it does
                await asyncio.sleep(0.01)


async def test_f24_reports_never_take_the_last_slot(server: ChatServer) -> None:
    server.holds = asyncio.Event()
    async with speaking(server, slots=2) as generator:
        reports = [asyncio.create_task(written(generator, generation(lane=Lane.BATCH))) for _ in range(4)]
        live = asyncio.create_task(written(generator, generation()))
        async with asyncio.timeout(10):
            while len(server.asked) < 2:  # noqa: ASYNC110  # two connections, whenever they are made
                await asyncio.sleep(0.01)
        server.holds.set()
        await asyncio.gather(live, *reports)
    assert server.most_open == 2


async def test_when_the_line_is_full_the_next_is_refused_at_once(server: ChatServer) -> None:
    server.holds = asyncio.Event()
    async with speaking(server, slots=1, queue_limit=1) as generator:
        writing = [asyncio.create_task(written(generator, generation())) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(EngineBusy):
            await written(generator, generation())
        server.holds.set()
        await asyncio.gather(*writing)


async def test_who_leaves_the_line_holds_no_slot(server: ChatServer) -> None:
    server.holds = asyncio.Event()
    async with speaking(server, slots=1) as generator:
        first = asyncio.create_task(written(generator, generation()))
        waiting = [asyncio.create_task(written(generator, generation())) for _ in range(3)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        server.holds.set()
        await first
        assert (await written(generator, generation()))[0]


async def missing(url: str, **settings: Any) -> str:
    generator = ServerGenerator(ServerSettings(url, **settings))
    try:
        return str(await generator.what_is_missing())
    finally:
        await generator.close()


async def test_g2_what_stands_in_the_way_is_said_in_words(server: ChatServer) -> None:
    assert "does not answer" in await missing("http://127.0.0.1:9/v1")
    assert "local/model-7b" in await missing(server.url, model="another")
    assert "ends in /v1" in await missing(server.url.removesuffix("/v1")) or "404" in await missing(server.url.removesuffix("/v1"))
    server.models.append("second")
    assert "VIVA_LLM_SERVER_MODEL" in await missing(server.url)
    assert await missing(server.url, model="second") == "None"
    server.key = "secret"
    assert "VIVA_LLM_SERVER_KEY" in await missing(server.url, model="second")
    assert await missing(server.url, model="second", key="secret") == "None"


def test_the_key_is_shown_nowhere() -> None:
    assert "secret" not in repr(ServerSettings("http://127.0.0.1/v1", key="secret"))


@pytest.mark.parametrize("owner", ["llamacpp", "vllm", "somebody"])
async def test_a_model_that_goes_on_after_its_question_is_stopped_and_what_it_wrote_is_counted(server: ChatServer, owner: str) -> None:
    server.owner, server.text = owner, QUESTION + " 저는 면접관입니다." * 50
    async with speaking(server) as generator:
        text, effort = await written(generator, generation(form=asking.FORM))
    assert text == QUESTION and effort.is_whole
    assert 0 < effort.written_tokens < 10
    # Who says nothing about a stream before its end says nothing about the prompt of one that has none.
    assert bool(effort.prompt_tokens) == (owner != "somebody")


async def test_llama_server_holds_a_text_to_our_own_grammar_and_knows_our_penalty(server: ChatServer) -> None:
    server.owner = "llamacpp"
    async with speaking(server) as generator:
        assert generator.model.context_tokens == server.context
        await written(generator, generation(form=asking.FORM))
        await written(generator, generation(form=REPLY))
        assert generator.form_control is FormControl.GRAMMAR
    question, reply = server.asked
    assert question["grammar"] == grammar_of(asking.FORM) and reply["grammar"] == grammar_of(REPLY)
    assert "response_format" not in reply and reply["repeat_penalty"] == generation().penalties.repeat


async def test_fixed_words_take_nothing_of_what_a_model_may_choose(server: ChatServer) -> None:
    fixed = sum(len(part) for part in REPLY.parts if isinstance(part, str))
    async with speaking(server) as generator:
        await written(generator, generation(form=REPLY, max_tokens=100))
    assert 100 + fixed // 3 < server.asked[0]["max_tokens"] <= 100 + fixed


async def test_f44_an_error_in_a_stream_is_tried_again_only_before_the_first_word(server: ChatServer) -> None:
    server.errors_after = [0, 2]
    async with speaking(server) as generator:
        with pytest.raises(EngineFailed) as failed:
            await written(generator, generation())
    assert failed.value.facts == {"fault": "SERVER_ERROR", "status": "500"}
    assert len(server.asked) == 2


@pytest.mark.parametrize("owner", ["llamacpp", "vllm"])
async def test_a_prompt_that_is_too_long_for_the_server_is_made_shorter_and_its_form_still_asked_for(
    server: ChatServer, owner: str
) -> None:
    server.owner, server.context = owner, 5000
    brief = answer_brief(" ".join(f"{number}번째로 {TOLD[KOREAN]}" for number in range(60)), KOREAN)
    criteria = {criterion.criterion_id: {"evidence": [1], "level": 3} for criterion in brief.criteria}
    server.text = json.dumps({"criteria": criteria, "strengths": [], "weaknesses": [], "feedback": "좋습니다."})
    async with speaking(server) as generator:
        assert (await ModelEngine(generator).evaluate(brief)).points is not None
    assert len(server.asked) > 1
    assert all({"response_format", "grammar"} & body.keys() for body in server.asked)
    assert letters_of(server.asked[-1]) + server.asked[-1]["max_tokens"] <= server.context
