"""The languages that interviews are held in, with the numbers of the contract."""

from enum import IntEnum


class Language(IntEnum):
    """A language that Viva interviews in; values are those of viva.interview.v1.Language."""

    KOREAN = 1
    ENGLISH = 2

    @property
    def code(self) -> str:
        """As data files and browsers write it."""
        return "ko" if self is Language.KOREAN else "en"
