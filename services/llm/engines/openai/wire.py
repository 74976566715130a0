"""What goes over the line: the request, and the events of the reply (server-sent events with JSON in them)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Generation

END = "[DONE]"
MOST_STOPS = 4


@dataclass(frozen=True)
class Delta:
    """A piece of a reply: words, or why there are no more, or what they took."""

    text: str = ""
    finish: str = ""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    written_tokens: int = 0


def request_of(generation: Generation, model: str, *, structured: bool) -> dict[str, Any]:
    """The body of a request. `structured`: the server is asked to hold the reply to its schema."""
    body: dict[str, Any] = {
        "messages": [
            {"role": "system", "content": generation.prompt.system},
            {"role": "user", "content": generation.prompt.user},
        ],
        "max_tokens": generation.max_tokens,
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
    if structured and generation.form.schema is not None:
        wanted = {"name": "reply", "strict": True, "schema": generation.form.schema}
        body["response_format"] = {"type": "json_schema", "json_schema": wanted}
    return body


async def deltas(lines: AsyncIterator[str]) -> AsyncIterator[Delta]:
    """The pieces of a reply. Raises EngineFailed for what is no such stream, and for an error that comes in it."""
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


def _delta(event: dict[str, Any]) -> Delta:
    if "error" in event:
        raise EngineFailed(fault="SERVER_ERROR")
    usage = event.get("usage") or {}
    choices = event.get("choices") or [{}]
    choice = choices[0]
    return Delta(
        text=str((choice.get("delta") or {}).get("content") or ""),
        finish=str(choice.get("finish_reason") or ""),
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        cached_tokens=int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0),
        written_tokens=int(usage.get("completion_tokens") or 0),
    )
