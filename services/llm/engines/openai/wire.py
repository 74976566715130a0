"""What goes over the line: the request, and the events of the reply (server-sent events with JSON in them)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Generation
from services.llm.engines.openai.grammar import grammar_of

END = "[DONE]"
MOST_STOPS = 4
LETTERS_OF_A_TOKEN = 2
"""At least, of the JSON around what a model chooses. Our `max_tokens` counts its choices alone, a server's counts everything."""
TOO_LONG = ("exceed_context_size_error", "context_length_exceeded")
"""What llama-server and OpenAI call a prompt that does not fit. vLLM calls it nothing, and says this:"""
SAYS_TOO_LONG = "maximum context length"


class Make(Enum):
    """What a server is, as far as it takes more than OpenAI's API has; `owned_by` of its models says it."""

    LLAMA_SERVER = "llamacpp"
    VLLM = "vllm"
    OTHER = ""

    @classmethod
    def of(cls, owner: Any) -> "Make":
        """Whom a model is owned by, as its server says."""
        return next((make for make in cls if make.value == owner), cls.OTHER)


@dataclass(frozen=True)
class Delta:
    """A piece of a reply: words, or why there are no more, or what they took so far."""

    text: str = ""
    finish: str = ""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    written_tokens: int = 0


class ServerBroke(Exception):
    """A server said in the middle of its stream that it cannot go on."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def request_of(generation: Generation, model: str, *, make: Make, structured: bool) -> dict[str, Any]:
    """The body of a request. `structured`: the server is asked to hold the reply to its form."""
    body: dict[str, Any] = {
        "messages": [
            {"role": "system", "content": generation.prompt.system},
            {"role": "user", "content": generation.prompt.user},
        ],
        "max_tokens": most_tokens(generation),
        "temperature": generation.temperature,
        "seed": generation.seed & 0x7FFFFFFF,
        "frequency_penalty": generation.penalties.frequency,
        "presence_penalty": generation.penalties.presence,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if model:
        body["model"] = model
    if generation.stops:
        # As many as OpenAI's own takes; all of them are looked for in what comes back.
        body["stop"] = list(generation.stops[:MOST_STOPS])
    return body | _more(generation, make) | (_form_control(generation, make) if structured else {})


def most_tokens(generation: Generation) -> int:
    """Tokens that a server may write, those of fixed words among them."""
    return generation.max_tokens + sum(len(part) for part in generation.form.parts if isinstance(part, str)) // LETTERS_OF_A_TOKEN


def is_too_long(body: bytes) -> dict[str, int] | None:
    """Whether a refusal means that the prompt does not fit: how many tokens it has and how many fit, or nothing where that is not said."""
    try:
        error = json.loads(body)
        error = error.get("error") or error
        if {error.get("type"), error.get("code")}.isdisjoint(TOO_LONG) and SAYS_TOO_LONG not in str(error.get("message")):
            return None
        found = {"tokens": error.get("n_prompt_tokens"), "limit": error.get("n_ctx")}
    except (ValueError, AttributeError, TypeError):
        return None
    return {name: number for name, number in found.items() if isinstance(number, int)}


async def deltas(lines: AsyncIterator[str]) -> AsyncIterator[Delta]:
    """The pieces of a reply. Raises EngineFailed for what is no such stream, ServerBroke for an error that comes in it."""
    async for line in lines:
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == END:
            return
        try:
            yield _delta(json.loads(data))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise EngineFailed(fault="NOT_A_STREAM") from None


def _more(generation: Generation, make: Make) -> dict[str, Any]:
    """What this make of server takes beyond OpenAI's API."""
    if make is Make.VLLM:
        return {"stream_options": {"include_usage": True, "continuous_usage_stats": True}}
    if make is Make.LLAMA_SERVER:
        return {"timings_per_token": True, "repeat_penalty": generation.penalties.repeat}
    return {}


def _form_control(generation: Generation, make: Make) -> dict[str, Any]:
    """What holds a reply to its form; llama-server makes a grammar of a schema that allows space, and judges a text that was cut."""
    if make is Make.LLAMA_SERVER:
        return {"grammar": grammar} if (grammar := grammar_of(generation.form)) else {}
    if generation.form.schema is None:
        return {}
    wanted = {"name": "reply", "strict": True, "schema": generation.form.schema}
    return {"response_format": {"type": "json_schema", "json_schema": wanted}}


def _delta(event: dict[str, Any]) -> Delta:
    if error := event.get("error"):
        status = error.get("code") if isinstance(error, dict) else None
        raise ServerBroke(status if isinstance(status, int) else 0)
    usage, timings = event.get("usage") or {}, event.get("timings") or {}
    choice = (event.get("choices") or [{}])[0]
    cached = int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or timings.get("cache_n") or 0)
    return Delta(
        text=str((choice.get("delta") or {}).get("content") or ""),
        finish=str(choice.get("finish_reason") or ""),
        prompt_tokens=int(usage.get("prompt_tokens") or (timings["prompt_n"] + cached if timings else 0)),
        cached_tokens=cached,
        written_tokens=int(usage.get("completion_tokens") or timings.get("predicted_n") or 0),
    )
