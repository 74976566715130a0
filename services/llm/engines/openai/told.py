"""Follows one reply as it comes: which of its words are the text's, where that is over, and what it took."""

from services.llm.domain.generation import Generation
from services.llm.domain.stops import Stops
from services.llm.engines.openai.wire import Delta


class Told:
    """What a server has said so far of one text."""

    def __init__(self, generation: Generation) -> None:
        """Nothing yet."""
        self._stops = Stops(generation.stops)
        self._end = generation.form.end
        self._text = ""
        self._is_at_its_end = self._is_past_it = False
        self._pieces = 0
        self._last = Delta()

    @property
    def is_over(self) -> bool:
        """Whether nothing more needs to be heard. A model that has come to its end may be about to say what that took."""
        return self._stops.is_hit or self._is_past_it

    @property
    def is_whole(self) -> bool:
        """Whether the text has come to its end. A stream that ends without saying why has been cut off."""
        return self.is_over or self._is_at_its_end or self._last.finish not in ("", "length")

    @property
    def took(self) -> Delta:
        """Tokens, as the server counts them; of a stream that we ended before it said so, at least as many as there were pieces."""
        last = self._last
        return Delta("", last.finish, last.prompt_tokens, last.cached_tokens, last.written_tokens or self._pieces)

    def take(self, delta: Delta) -> str:
        """What of a piece belongs to the text and may be told now."""
        last = self._last
        self._last = Delta(
            finish=delta.finish or last.finish,
            prompt_tokens=delta.prompt_tokens or last.prompt_tokens,
            cached_tokens=delta.cached_tokens or last.cached_tokens,
            written_tokens=delta.written_tokens or last.written_tokens,
        )
        self._pieces += bool(delta.text)
        if self._is_at_its_end:
            self._is_past_it = bool(delta.text)
            return ""
        return self._up_to_its_end(self._stops.take(delta.text))

    def rest(self) -> str:
        """What was held back of a text that has ended."""
        return "" if self._is_at_its_end else self._up_to_its_end(self._stops.rest())

    def _up_to_its_end(self, words: str) -> str:
        before, self._text = len(self._text), self._text + words
        if not words or self._end is None or (end := self._end(self._text)) is None:
            return words
        self._is_at_its_end = True
        return self._text[before:end]
