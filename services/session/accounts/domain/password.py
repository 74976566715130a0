"""Which passwords are good enough, and what is compared when one is typed."""

import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from mesh.refusal import InvalidArgument, Refusal, Unauthenticated

FEWEST_GUESSES = 1_000_000
"""A password that a guesser who tries the likely ones first reaches earlier is as good as listed."""

JUDGED_LENGTH = 40
"""Characters that are judged: the time grows with the square of the length, and a tenth of a second is enough for anybody's password."""

_LISTED = frozenset(FREQUENCY_LISTS["passwords"])


class PasswordTooCommon(InvalidArgument):
    """This password is among the first that anybody would try; choose a longer or less usual one."""

    reason = "PASSWORD_TOO_COMMON"


class CredentialsWrong(Unauthenticated):
    """Name and password do not belong together."""

    reason = "CREDENTIALS_WRONG"


class OwnPasswordWrong(Refusal):
    """This is not your password."""

    reason = "CREDENTIALS_WRONG"


def normal(password: str) -> str:
    """The password in the one form that is hashed: the same keys give different code points on different systems (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, username: str, about: Iterable[str] = ()) -> None:
    """Raises PasswordTooCommon for a password that is listed, easily guessed, or contains the user name.

    `about`: words that somebody who knows the person would try (their name, their address). Takes milliseconds.
    """
    plain = normal(password).casefold()
    if plain in _LISTED or username.casefold() in plain:
        raise PasswordTooCommon
    words = [word for text in (username, *about) for word in text.casefold().replace("@", " ").split()]
    if zxcvbn(plain[:JUDGED_LENGTH], user_inputs=words)["guesses"] < FEWEST_GUESSES:
        raise PasswordTooCommon
