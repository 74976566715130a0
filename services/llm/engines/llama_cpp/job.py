"""One text on its way: where its form stands, what is to be decoded next, and what it has taken so far."""

import time
from collections.abc import Sequence as Ordered
from dataclasses import dataclass

from services.llm.domain.generation import Effort, Generation, Hole, Lane
from services.llm.domain.stops import Stops
from services.llm.engines.llama_cpp.beginnings import Sequence
from services.llm.engines.llama_cpp.context import Context
from services.llm.engines.llama_cpp.model import Model
from services.llm.engines.llama_cpp.outlet import News, Outlet
from services.llm.engines.llama_cpp.planning import Standing
from services.llm.engines.llama_cpp.sampling import Sampler
from services.llm.engines.llama_cpp.sequences import Parked


@dataclass(frozen=True)
class Order:
    """What is asked for, in tokens."""

    generation: Generation
    tokens: list[int]
    prefix_length: int
    """Of the tokens, how many are the same for every interview."""
    room: int
    """Tokens that may come after them, those of fixed words among them."""


class Job:
    """One text. Everything but `is_cancelled` belongs to the engine's thread."""

    def __init__(self, order: Order, outlet: Outlet, now: float) -> None:
        """Waits from now on."""
        self.order = order
        self.outlet = outlet
        self.lane: Lane = order.generation.lane
        self.ends_at = now + order.generation.seconds
        self.is_cancelled = False
        """Set by whoever does not want it any more, from any thread."""
        self.sequence: Sequence | None = None
        self.parked: Parked | None = None
        self.pending: list[int] = []
        self.is_reading = True
        self.is_done = False
        self.is_whole = False
        self.waiting_since = now
        self.moved_at = now
        self._queued_at = now
        self._started_at = self._read_at = self._first_at = 0.0
        self._cached = self._written = self._part = 0
        self._hole: Hole | None = None
        self._sampler: Sampler | None = None
        self._stops = Stops(order.generation.stops)
        self._has_news = False

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for its prompt to be read."""
        return self.is_reading and self.lane is Lane.INTERACTIVE

    @property
    def has_begun(self) -> bool:
        """Whether it has ever had a sequence."""
        return self._started_at > 0

    @property
    def in_use(self) -> Sequence:
        """The sequence of a text that is being written."""
        assert self.sequence is not None, "the text has no sequence now"
        return self.sequence

    @property
    def room_left(self) -> int:
        """Tokens that may still come after what its sequence, or its parked one, holds."""
        held = len(self.parked.tokens) if self.parked else len(self.sequence.tokens) if self.sequence else 0
        return max(0, len(self.order.tokens) + self.order.room - held)

    def begin(self, model: Model, sequence: Sequence, now: float) -> None:
        """Starts with what its sequence holds already."""
        generation = self.order.generation
        self._started_at = self.moved_at = now
        self.sequence = sequence
        self._cached = len(sequence.tokens)
        self.pending = self.order.tokens[self._cached :]
        self._sampler = Sampler(model, seed=generation.seed, temperature=generation.temperature, penalties=generation.penalties)
        self._go_on(model)

    def standing(self, now: float) -> Standing:
        """Where it stands, for the plan: what is shared by all prompts is read apart, for it is copied before anybody's words follow."""
        shared = self.order.prefix_length - len(self.in_use.tokens)
        pending = shared if 0 < shared < len(self.pending) else len(self.pending)
        return Standing(self.lane, pending, self.is_reading, now - self.moved_at)

    def decoded(self, count: int, now: float) -> list[int]:
        """Takes away the tokens that were decoded and returns them."""
        done, self.pending = self.pending[:count], self.pending[count:]
        self.moved_at = now
        if self.is_reading and not self.pending:
            self.is_reading, self._read_at = False, now
        return done

    def choose(self, model: Model, context: Context, row: int) -> None:
        """Chooses the next token from what a row of the last batch brought, and goes on over what is fixed."""
        assert self._sampler is not None, "a token is chosen only after `begin`"
        token, letters = self._sampler.choose(context, row)
        self._written += 1
        self._first_at = self._first_at or time.monotonic()
        if model.is_end(token):
            self._hole = None
        else:
            self.say(self._stops.take(letters))
            self.pending.append(token)
            if self._sampler.is_hole_filled:
                self._hole = None
        if self._stops.is_hit:
            self.is_done = self.is_whole = True
        elif self._hole is None:
            self._go_on(model)
        if not self.is_done and self._written >= self.order.generation.max_tokens:
            self.say(self._stops.rest())
            self.is_done = True

    def say(self, news: News) -> None:
        """Adds to what the reader gets."""
        if news != "":
            self.outlet.put(news)
            self._has_news = True

    def take_news(self) -> bool:
        """Whether something was said since the last time."""
        had, self._has_news = self._has_news, False
        return had

    def effort(self, now: float) -> Effort:
        """What it has taken."""
        read_at = self._read_at or now
        return Effort(
            is_whole=self.is_whole,
            prompt_tokens=len(self.order.tokens),
            cached_tokens=self._cached,
            written_tokens=self._written,
            grammar_rejects=self._sampler.rejects if self._sampler else 0,
            queue_seconds=(self._started_at or now) - self._queued_at,
            prefill_seconds=read_at - (self._started_at or now),
            first_token_seconds=self._first_at - self._queued_at if self._first_at else 0.0,
            decode_seconds=now - read_at,
        )

    def close(self) -> None:
        """Frees what is the text's own."""
        if self._sampler is not None:
            self._sampler.close()
            self._sampler = None

    def _go_on(self, model: Model) -> None:
        """Writes fixed words without asking the model, up to the next hole or the end."""
        parts: Ordered[str | Hole] = self.order.generation.form.parts
        self.say(self._stops.rest())
        while self._hole is None:
            if self._part == len(parts):
                self.is_done = self.is_whole = True
                return
            part = parts[self._part]
            self._part += 1
            if isinstance(part, Hole):
                assert self._sampler is not None, "holes are entered only after `begin`"
                self._sampler.enter(part)
                self._hole = part
            else:
                self.say(part)
                self.pending += model.fixed_tokens(part)
