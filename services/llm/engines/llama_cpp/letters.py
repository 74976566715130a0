"""Puts the bytes of tokens together to letters. A token may end in the middle of one: half of all Hangul does."""

import codecs


class Letters:
    """UTF-8 as it comes, token by token, and strictly: bytes that make no letter are not let in."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")

    def fit(self, piece: bytes) -> bool:
        """Whether these bytes go on from the ones before."""
        before = self._decoder.getstate()
        try:
            self._decoder.decode(piece)
            _require_a_letter(self._decoder.getstate()[0])
        except UnicodeDecodeError:
            return False
        finally:
            self._decoder.setstate(before)
        return True

    def take(self, piece: bytes) -> str:
        """The letters that are complete now."""
        return self._decoder.decode(piece)

    def drop(self) -> None:
        """Forgets half a letter."""
        self._decoder.reset()


def _require_a_letter(half: bytes) -> None:
    """Raises UnicodeDecodeError where half a letter cannot become one: Python itself notices a surrogate with its last byte only."""
    if len(half) > 1:
        (half + b"\x80" * ((3 if half[0] < 0xF0 else 4) - len(half))).decode("utf-8")
