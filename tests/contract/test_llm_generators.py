"""Every way of running a model keeps the port's promises: seeds, penalties, stop strings, and what a text took."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from services.llm.domain.generation import Form, Generator, Hole, Penalties
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.openai.settings import ServerSettings
from tests.llm.chat_server import ChatServer, chat_server
from tests.llm.running import FREE, generation, ready, running, written

ABC = "abc" * 20
LETTERS = Form((Hole('root ::= ("a" | "b" | "c" | "d" | "e" | "f"){40} "."'),))
Opened = Callable[[Path], AbstractAsyncContextManager[Generator]]


@asynccontextmanager
async def llama_cpp(directory: Path) -> AsyncIterator[Generator]:
    async with running(directory) as generator:
        yield generator


@asynccontextmanager
async def openai(_: Path) -> AsyncIterator[Generator]:
    # It heeds no stop string itself, as some servers do.
    async with chat_server(text=ABC) as server, speaking(server) as generator:
        yield generator


@asynccontextmanager
async def speaking(server: ChatServer) -> AsyncIterator[ServerGenerator]:
    generator = ServerGenerator(ServerSettings(server.url))
    await ready(generator)
    yield generator
    await generator.close()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(params=[llama_cpp, openai], ids=lambda made: made.__name__)
async def generator(request: pytest.FixtureRequest, directory: Path) -> AsyncIterator[Generator]:
    opened: Opened = request.param
    async with opened(directory) as generator:
        yield generator


async def test_a_text_ends_before_its_first_stop_string_and_is_whole(generator: Generator) -> None:
    wanted = generation(form=LETTERS, temperature=0.0)
    whole, _ = await written(generator, wanted)
    stop = whole[10:13]
    found, effort = await written(generator, generation(form=LETTERS, temperature=0.0, stops=("zzz", stop)))
    assert found == whole[: whole.index(stop)] and effort.is_whole


async def test_a_stop_string_that_never_comes_takes_nothing_away(generator: Generator) -> None:
    whole, _ = await written(generator, generation(form=LETTERS, temperature=0.0))
    found, effort = await written(generator, generation(form=LETTERS, temperature=0.0, stops=(whole[-1] + "!",)))
    assert found == whole and effort.is_whole


async def test_the_same_seed_writes_the_same(generator: Generator) -> None:
    texts = [(await written(generator, generation(form=LETTERS, seed=5)))[0] for _ in range(2)]
    assert texts[0] == texts[1]


async def test_what_a_text_took_adds_up(generator: Generator) -> None:
    _, effort = await written(generator, generation(form=LETTERS))
    assert effort.prompt_tokens > 0 and effort.written_tokens > 0 and 0 <= effort.cached_tokens <= effort.prompt_tokens
    assert effort.first_token_seconds > 0
    assert effort.queue_seconds + effort.prefill_seconds <= effort.first_token_seconds + 1e-6
    assert effort.decode_seconds >= 0


async def test_another_seed_writes_something_else(directory: Path) -> None:
    async with running(directory) as tiny:
        texts = {(await written(tiny, generation(form=LETTERS, seed=seed)))[0] for seed in range(4)}
    assert len(texts) > 1


async def test_penalties_keep_a_model_from_repeating_itself(directory: Path) -> None:
    async with running(directory) as tiny:
        plain, hard = Penalties(repeat=1.0), Penalties(repeat=1.0, frequency=2.0, presence=2.0)
        repeated, varied = [(await written(tiny, generation(form=LETTERS, temperature=0.0, penalties=each)))[0] for each in (plain, hard)]
    assert most_frequent(varied) < most_frequent(repeated)


def most_frequent(text: str) -> int:
    return max(text.count(letter) for letter in "abcdef")


async def test_fixed_words_end_no_text(directory: Path) -> None:
    fixed = Form(("stop here ", Hole('root ::= "a" | "b"'), " stop again"))
    async with running(directory) as tiny:
        found, effort = await written(tiny, generation(form=fixed, stops=("stop",)))
    assert re.fullmatch("stop here [ab] stop again", found) and effort.is_whole


async def test_a_server_is_told_seed_penalties_and_stop_strings() -> None:
    async with chat_server(text=ABC) as server, speaking(server) as generator:
        wanted = generation(form=FREE, seed=7, penalties=Penalties(frequency=0.5, presence=0.25), stops=("x", "y"))
        await written(generator, wanted)
    (body,) = server.asked
    assert (body["seed"], body["frequency_penalty"], body["presence_penalty"], body["stop"]) == (7, 0.5, 0.25, ["x", "y"])


async def test_a_server_that_goes_on_after_a_stop_string_is_left() -> None:
    async with chat_server(text="a" * 40 + "STOP" + "b" * 4000) as server, speaking(server) as generator:
        found, effort = await written(generator, generation(form=FREE, stops=("STOP",)))
        assert found == "a" * 40 and effort.is_whole
        assert (await written(generator, generation(form=FREE, stops=("aaa",))))[0] == ""
