"""A stand-in for vLLM and its like: speaks OpenAI's chat API on loopback, and can be slow, broken, full or choosy."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


@dataclass
class ChatServer:
    """What it says and how it behaves; tests change it while it runs."""

    text: str | Callable[[dict[str, Any]], str] = "무엇을 먼저 하셨나요?"
    models: list[str] = field(default_factory=lambda: ["local/model-7b"])
    key: str = ""
    failures: list[int] = field(default_factory=list)
    """Statuses of the next replies, before it is well again."""
    takes_schema: bool = True
    finish: str = "stop"
    breaks_after: int | None = None
    """Pieces after which the connection is lost."""
    errors_after: list[int] = field(default_factory=list)
    """Pieces after which the next replies end in an error of the server's."""
    owner: str = "somebody"
    """`llamacpp` counts tokens with every piece and takes grammars; `vllm` counts them where it is asked to."""
    context: int = 8192
    """Letters of prompt and text that it has room for."""
    holds: asyncio.Event | None = None
    """What each reply waits for, after its first piece."""
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    open_replies: int = 0
    most_open: int = 0

    def app(self) -> Starlette:
        """Its routes."""
        routes = [Route("/v1/models", self._models), Route("/v1/chat/completions", self._chat, methods=["POST"])]
        return Starlette(routes=routes)

    async def _models(self, request: Request) -> Response:
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return JSONResponse({"error": "no"}, 401)
        return JSONResponse({"object": "list", "data": [self._about(name) for name in self.models]})

    async def _chat(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        if self.failures:
            return JSONResponse({"error": "later"}, self.failures.pop(0))
        if (refusal := self._too_long(body)) is not None:
            return JSONResponse(refusal, 400)
        if {"response_format", "grammar"} & body.keys() and not self.takes_schema:
            return JSONResponse({"error": "unknown field"}, 400)
        return StreamingResponse(self._pieces(body), media_type="text/event-stream")

    async def _pieces(self, body: dict[str, Any]) -> AsyncIterator[str]:
        text = self.text if isinstance(self.text, str) else self.text(body)
        self.open_replies += 1
        self.most_open = max(self.most_open, self.open_replies)
        errors_after = self.errors_after.pop(0) if self.errors_after else None
        try:
            for number, start in enumerate(range(0, len(text), 4)):
                if number == self.breaks_after:
                    raise ConnectionResetError
                if number == errors_after:
                    yield event({"error": {"code": 500, "message": "no", "type": "server_error"}})
                    return
                yield event({"choices": [{"index": 0, "delta": {"content": text[start : start + 4]}}]} | self._counted(body, number + 1))
                if self.holds is not None:
                    await self.holds.wait()
            yield event({"choices": [{"index": 0, "delta": {}, "finish_reason": self.finish}]})
            usage = {"prompt_tokens": 70, "completion_tokens": len(text), "prompt_tokens_details": {"cached_tokens": 64}}
            yield event({"choices": [], "usage": usage})
            yield "data: [DONE]\n\n"
        finally:
            self.open_replies -= 1

    def _about(self, name: str) -> dict[str, Any]:
        size = {"meta": {"n_ctx": self.context, "n_ctx_train": 1 << 20}} if self.owner == "llamacpp" else {"max_model_len": self.context}
        return {"id": name, "owned_by": self.owner} | size

    def _counted(self, body: dict[str, Any], pieces: int) -> dict[str, Any]:
        """What stands beside a piece."""
        if body.get("timings_per_token"):
            return {"timings": {"cache_n": 64, "prompt_n": letters_of(body) - 64, "predicted_n": pieces}}
        if body["stream_options"].get("continuous_usage_stats"):
            return {"usage": {"prompt_tokens": letters_of(body), "completion_tokens": pieces}}
        return {}

    def _too_long(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """How each make of server refuses a prompt; llama-server keeps no room for the text."""
        letters = letters_of(body)
        if self.owner == "llamacpp":
            error = {"type": "exceed_context_size_error", "n_prompt_tokens": letters, "n_ctx": self.context}
            return {"error": error} if letters > self.context else None
        error = {"message": f"This model's maximum context length is {self.context} tokens.", "type": "BadRequestError"}
        return {"error": error} if letters + body["max_tokens"] > self.context else None


def letters_of(body: dict[str, Any]) -> int:
    """A prompt's letters, which are its tokens here."""
    return sum(len(message["content"]) for message in body["messages"])


def event(data: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


@asynccontextmanager
async def chat_server(**how: Any) -> AsyncIterator[ChatServer]:
    """A server that runs on a free port."""
    server = ChatServer(**how)
    program = uvicorn.Server(uvicorn.Config(server.app(), port=0, log_level="critical", lifespan="off"))
    running = asyncio.create_task(program.serve())
    while not program.started:  # noqa: ASYNC110  # uvicorn tells nobody that it has started
        await asyncio.sleep(0.01)
    server.url = f"http://127.0.0.1:{program.servers[0].sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        program.should_exit = True
        await running


class Interviewer:
    """Answers as a model would that does what it is told: a new question each time, and JSON of the schema that is asked for."""

    def __init__(self) -> None:
        self._questions = 0

    def __call__(self, body: dict[str, Any]) -> str:
        if wanted := body.get("response_format"):
            return json.dumps(least_of(wanted["json_schema"]["schema"]), ensure_ascii=False)
        self._questions += 1
        if "interviewer" in body["messages"][0]["content"]:
            return f"In the case that you described in answer {self._questions}, which decision was your own?"
        return f"{self._questions}번째 답변에서 말씀하신 일에서 직접 결정하신 것은 무엇이었나요?"


def least_of(schema: dict[str, Any]) -> Any:
    """Something that satisfies a schema of ours."""
    match schema["type"]:
        case "object":
            return {name: least_of(inner) for name, inner in schema["properties"].items()}
        case "array":
            return [least_of(schema["items"])] if schema["maxItems"] else []
        case "integer":
            return schema["minimum"]
        case _:
            return schema["enum"][0] if "enum" in schema else "근거가 있습니다."


@contextmanager
def standing_server(**how: Any) -> Iterator[ChatServer]:
    """A server in a thread of its own, for tests that wait without an event loop."""
    ready, over, made = threading.Event(), threading.Event(), list[ChatServer]()

    async def serve() -> None:
        async with chat_server(**how) as server:
            made.append(server)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(30), "the server did not start"
    try:
        yield made[0]
    finally:
        over.set()
        thread.join(30)
