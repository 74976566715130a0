"""A model behind a server: words stream, what can be tried again is, what was heard is not, and nobody waits for ever."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Effort, Lane
from services.llm.engines.model.engine import ModelEngine
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.openai.settings import ServerSettings
from services.llm.prompts import asking
from tests.llm.briefs import KOREAN, TOLD, answer_brief
from tests.llm.chat_server import ChatServer, chat_server
from tests.llm.running import REPLY, generation, ready, written

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
