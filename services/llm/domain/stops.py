"""Ends a text before the first of some strings, which may come in pieces."""

from collections.abc import Sequence


class Stops:
    """Lets a text through up to the first of its stop strings. What may be the beginning of one is held back until that is known."""

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
        places = [place for string in self._strings if (place := text.find(string)) >= 0]
        if places:
            self.is_hit = True
            return text[: min(places)]
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
