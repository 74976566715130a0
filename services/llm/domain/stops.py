"""Ends a text before the first of some strings to be complete, however they come in pieces."""

from collections.abc import Sequence


class Stops:
    """Lets a text through up to the stop string that is complete first, the longest of those that end there.

    So the same is told whatever the pieces, and nobody writes on to see whether a string that began earlier would end later. What may be
    the beginning of one is held back until that is known.
    """

    def __init__(self, strings: Sequence[str]) -> None:
        """Without strings everything goes through at once."""
        self._strings = tuple(string for string in strings if string)
        self._held = ""
        self.is_hit = False

    def take(self, piece: str) -> str:
        """What of the text so far may be told now."""
        if self.is_hit:
            return ""
        text, self._held = self._held + piece, ""
        hits = [(start + len(string), start) for string in self._strings if (start := text.find(string)) >= 0]
        if hits:
            self.is_hit = True
            _, start = min(hits)
            return text[:start]
        sure = len(text) - self._begun_in(text)
        self._held = text[sure:]
        return text[:sure]

    def rest(self) -> str:
        """What was held back of a text that has ended: it was the beginning of nothing."""
        rest, self._held = self._held, ""
        return rest

    def _begun_in(self, text: str) -> int:
        """How many characters at the end may become a stop string."""
        longest = max((len(string) - 1 for string in self._strings), default=0)
        lengths = range(min(longest, len(text)), 0, -1)
        return next((length for length in lengths if any(string.startswith(text[-length:]) for string in self._strings)), 0)
