"""The port to a model behind a server: streams, waits as long as there is time, and tries again only while no word has come."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from time import monotonic
from typing import Any

import httpx

from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, FormControl, Generation, ModelFacts
from services.llm.engines.openai.line import Line
from services.llm.engines.openai.settings import ServerSettings
from services.llm.engines.openai.told import Told
from services.llm.engines.openai.wire import Delta, Make, ServerBroke, deltas, is_too_long, most_tokens, request_of

log = logging.getLogger(__name__)

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 3.0
"""Seconds before a request is sent again, doubled each time."""
ASKED_AGAIN = 5.0
"""Seconds for which an answer about the server's health holds."""


class ServerGenerator:
    """A model that a server runs."""

    engine = "openai"

    def __init__(self, settings: ServerSettings) -> None:
        """Connects to nothing yet."""
        # It writes a line for every request, and whether the server is there is asked every second.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self.slots = settings.slots
        self.queue_limit = settings.queue_limit
        self._settings = settings
        self._line = Line(settings.slots, settings.queue_limit)
        self._client = _client(settings)
        self._facts = ModelFacts(name=settings.model)
        self._is_structured = True
        self._make = Make.OTHER
        self._missing: str | None = None
        self._asked_at = float("-inf")

    @property
    def model(self) -> ModelFacts:
        """What the server says it runs."""
        return self._facts

    @property
    def form_control(self) -> FormControl:
        """A grammar or a schema, until the server has said that it takes none."""
        if not self._is_structured:
            return FormControl.NONE
        return FormControl.GRAMMAR if self._make is Make.LLAMA_SERVER else FormControl.JSON_SCHEMA

    async def what_is_missing(self) -> str | None:
        """Whether the server answers and has the model."""
        if monotonic() - self._asked_at > ASKED_AGAIN:
            self._missing = await self._ask_for_models()
            self._asked_at = monotonic()
        return self._missing

    async def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        """Yields the words as they come, then what they took."""
        queued, ends_at = monotonic(), monotonic() + generation.seconds
        async with self._line.turn(generation.lane, generation.seconds), aclosing(self._reply(generation, ends_at)) as reply:
            started, first, told = monotonic(), 0.0, Told(generation)
            while not told.is_over and (delta := await self._next(reply, ends_at, has_begun=first > 0)) is not None:
                first = first or (monotonic() if delta.text else 0.0)
                if words := told.take(delta):
                    yield words
            if rest := told.rest():
                yield rest
            now = monotonic()
            yield Effort(
                is_whole=told.is_whole,
                prompt_tokens=told.took.prompt_tokens,
                cached_tokens=told.took.cached_tokens,
                written_tokens=told.took.written_tokens,
                queue_seconds=started - queued,
                prefill_seconds=(first or now) - started,
                first_token_seconds=first - queued if first else 0.0,
                decode_seconds=now - (first or now),
            )

    async def close(self) -> None:
        """Closes all connections."""
        await self._client.aclose()

    async def _next(self, reply: AsyncGenerator[Delta, None], ends_at: float, *, has_begun: bool) -> Delta | None:
        """The next piece; None after the last. A server may take its time before the first word, and not fall silent after it."""
        left = ends_at - monotonic()
        try:
            async with asyncio.timeout(min(left, self._settings.silence_seconds) if has_begun else left):
                return await anext(reply, None)
        except TimeoutError:
            raise EngineFailed(fault="OUT_OF_TIME") from None

    async def _reply(self, generation: Generation, ends_at: float) -> AsyncGenerator[Delta, None]:
        """The pieces of one reply, from the first request that brings any."""
        pause, structured = FIRST_PAUSE, self._is_structured
        while True:
            has_begun = False
            try:
                async with self._response(generation, structured=structured) as response:
                    async for delta in deltas(response.aiter_lines()):
                        if not has_begun:
                            self._require_room(generation, delta)
                        has_begun = has_begun or bool(delta.text)
                        yield delta
                    return
            except _NoForm:
                structured = False
                continue
            except (_Refused, ServerBroke, httpx.HTTPError) as error:
                # What was heard cannot be unheard: another beginning would not go with it.
                if has_begun or not _is_passing(error) or monotonic() + pause > ends_at:
                    raise _failure_of(error) from error
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(LONGEST_PAUSE, pause * 2)

    @asynccontextmanager
    async def _response(self, generation: Generation, *, structured: bool) -> AsyncIterator[httpx.Response]:
        """An open stream of a reply. Raises EngineFailed for a prompt that is too long, _NoForm or _Refused for any status but 200."""
        body = request_of(generation, self._facts.name, make=self._make, structured=structured)
        patience = httpx.Timeout(None, connect=self._settings.connect_seconds)
        async with self._client.stream("POST", "chat/completions", json=body, timeout=patience) as response:
            if response.status_code == httpx.codes.OK:
                self._note_form(structured)
                yield response
                return
            if response.status_code == httpx.codes.BAD_REQUEST:
                if (said := is_too_long(await response.aread())) is not None:
                    raise _too_long(said.get("tokens", 0), said.get("limit", 0), body["max_tokens"])
                if {"response_format", "grammar"} & body.keys():
                    raise _NoForm
            raise _Refused(response.status_code)

    def _require_room(self, generation: Generation, delta: Delta) -> None:
        """Raises EngineFailed where a server says before its first word that the text would be cut at the context's end."""
        context, room = self._facts.context_tokens, most_tokens(generation)
        if context and delta.prompt_tokens + room > context:
            raise _too_long(delta.prompt_tokens, context, room)

    def _note_form(self, structured: bool) -> None:
        """A server that writes without a form and does not with one is given none any more."""
        if self._is_structured and not structured:
            log.warning("the server takes neither schema nor grammar; replies are checked all the same")
            self._is_structured = False

    async def _ask_for_models(self) -> str | None:
        """Which models there are; takes the only one where none was named."""
        url = self._settings.url
        try:
            response = await self._client.get("models", timeout=self._settings.connect_seconds)
        except httpx.HTTPError as error:
            return f"the server at {url} does not answer ({type(error).__name__}): is it running, and is VIVA_LLM_SERVER right?"
        if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            return f"the server at {url} wants another key than VIVA_LLM_SERVER_KEY"
        if response.status_code != httpx.codes.OK:
            return f"the server at {url} answers {response.status_code} when asked for its models"
        try:
            models = [model for model in response.json()["data"] if isinstance(model.get("id"), str)]
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"what answers at {url} is no OpenAI-compatible server; VIVA_LLM_SERVER usually ends in /v1"
        return self._settled_on(models)

    def _settled_on(self, models: list[dict[str, Any]]) -> str | None:
        names = [model["id"] for model in models]
        wanted = self._settings.model or (names[0] if len(names) == 1 else "")
        if wanted not in names:
            listed = ", ".join(names[:5]) or "none"
            return f"set VIVA_LLM_SERVER_MODEL to a model that {self._settings.url} has: {listed}"
        found = models[names.index(wanted)]
        self._make = Make.of(found.get("owned_by"))
        self._facts = ModelFacts(name=wanted, context_tokens=_context_of(found))
        return None


class _NoForm(Exception):
    """The server may have meant the form of the reply when it would not write."""


class _Refused(Exception):
    """The server would not write."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _is_passing(error: Exception) -> bool:
    """Whether the same may go well soon. A stream that broke before its first word says nothing against the next."""
    return error.status in RETRIED if isinstance(error, _Refused) else True


def _failure_of(error: Exception) -> EngineFailed:
    if isinstance(error, _Refused):
        return EngineFailed(fault="SERVER_REFUSED", status=error.status)
    if isinstance(error, ServerBroke):
        return EngineFailed(fault="SERVER_ERROR", status=error.status)
    return EngineFailed(fault="SERVER_LOST")


def _too_long(tokens: int, context: int, room: int) -> EngineFailed:
    """Room is kept for the text: what fits beside it counts."""
    return EngineFailed(fault="PROMPT_TOO_LONG", tokens=tokens, limit=max(0, context - room))


def _client(settings: ServerSettings) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    limits = httpx.Limits(max_connections=settings.slots + 4, max_keepalive_connections=settings.slots)
    # The server is the operator's choice; a proxy of the environment is for elsewhere.
    return httpx.AsyncClient(base_url=settings.url.rstrip("/") + "/", headers=headers, limits=limits, trust_env=False)


def _context_of(model: dict[str, Any]) -> int:
    """vLLM says `max_model_len`; llama-server `meta.n_ctx`, what one text can have, and an older one only what the model was made for."""
    meta = model.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    found = model.get("max_model_len") or meta.get("n_ctx") or meta.get("n_ctx_train") or 0
    return found if isinstance(found, int) else 0
