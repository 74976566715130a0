"""The port to a language model: what it is given, what it gives back, and what the text it writes must look like."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, Protocol

Schema = Mapping[str, Any]
"""JSON Schema, for servers that take no grammar."""


class FormControl(IntEnum):
    """How a model is held to the form of a reply; the numbers are the contract's."""

    NONE = 1
    GRAMMAR = 2
    JSON_SCHEMA = 3


class Lane(Enum):
    """Who waits: a candidate, or nobody."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


@dataclass(frozen=True)
class Prompt:
    """`system` is ours alone and the same for every interview; whatever people wrote stands in `user`, fenced."""

    system: str
    user: str


@dataclass(frozen=True)
class Hole:
    """A place that the model fills. What the GBNF `grammar` accepts ends by itself: no accepted text is the beginning of another."""

    grammar: str


@dataclass(frozen=True)
class Form:
    """What a text must look like: fixed words and holes in turn. `schema` says the same where it is JSON; None where it is not.

    `end` finds where a text is over that no grammar ends: how many characters of what has come belong to it, None while all do.
    """

    parts: tuple[str | Hole, ...]
    schema: Schema | None = None
    end: Callable[[str], int | None] | None = None


@dataclass(frozen=True)
class Penalties:
    """Make what was written already less likely. Frequency and presence are OpenAI's, from -2 to 2."""

    repeat: float = 1.1
    """Divides the score of each of the last tokens; 1 leaves it. Servers have no name in common for it: it is llama.cpp's alone."""
    frequency: float = 0.0
    """Taken from a token's score for each time it was written."""
    presence: float = 0.0
    """Taken from a token's score once it was written."""


@dataclass(frozen=True)
class Generation:
    """One text that a model is to write."""

    prompt: Prompt
    form: Form
    lane: Lane
    max_tokens: int
    seconds: float
    """Left until nobody wants it any more."""
    seed: int
    temperature: float = 0.0
    penalties: Penalties = Penalties()
    stops: tuple[str, ...] = ()
    """The text ends before the first of these, and is whole. Fixed words of the form end nothing."""
    conversation: str = ""
    """The interview whose last prompt may still be in memory; empty where there will be no next turn. Nobody else's is ever used."""


@dataclass(frozen=True)
class Effort:
    """What a text took. Comes after its last words."""

    is_whole: bool
    """False when `max_tokens` ended it."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt, how many were in memory already."""
    written_tokens: int = 0
    """Tokens that the model chose; fixed words are not among them."""
    grammar_rejects: int = 0
    queue_seconds: float = 0.0
    """From the request until a slot was free."""
    prefill_seconds: float = 0.0
    """From then until the prompt was read."""
    first_token_seconds: float = 0.0
    """From the request until the model's first word; 0 when none came."""
    decode_seconds: float = 0.0
    """From the prompt's end until the last word."""


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a model. What is not known is empty or 0."""

    name: str
    version: str = ""
    """Digest of the file, or what the server calls its version."""
    file: str = ""
    size_bytes: int = 0
    architecture: str = ""
    quantisation: str = ""
    parameters: int = 0
    context_tokens: int = 0
    """Prompt and text of one generation together."""


class Generator(Protocol):
    """Writes texts with a language model. Whatever burns time runs off the event loop."""

    engine: str
    """What this way of running a model is called (`llama_cpp`, `openai`)."""
    slots: int
    """Texts written at once."""
    queue_limit: int
    """Texts that may wait to be begun."""

    @property
    def form_control(self) -> FormControl:
        """How what is written is held to its form."""
        ...

    @property
    def model(self) -> ModelFacts:
        """What is known of the model that is loaded, or is to be."""
        ...

    async def what_is_missing(self) -> str | None:
        """What stands in the way of writing, in words for an operator; None when nothing does. Asked every second."""
        ...

    def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        """Yields the words as they come, then what they took. Closed early, it frees what it holds.

        Raises EngineBusy when there is no room, EngineFailed when the model broke, the prompt is too long, or time ran out.
        """
        ...

    async def close(self) -> None:
        """Stops; what is being written fails."""
        ...
