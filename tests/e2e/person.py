"""Who is interviewed: an invented candidate, and what they say."""

import random
from dataclasses import dataclass, field
from string import ascii_lowercase

from bench.chaos.words import ANSWERS
from tests.resumes import samples

_LUCK = random.SystemRandom()


@dataclass(frozen=True)
class Person:
    """One candidate, with an account or about to make one."""

    language: str = "en"
    username: str = field(default_factory=lambda: "".join(_LUCK.choices(ascii_lowercase, k=12)))
    password: str = field(default_factory=lambda: "".join(_LUCK.choices(ascii_lowercase, k=24)))

    @property
    def email(self) -> str:
        return f"{self.username}@example.com"

    @property
    def full_name(self) -> str:
        return "김하늘" if self.language == "ko" else "Jordan Ellis"

    @property
    def resume(self) -> bytes:
        """A real PDF."""
        return samples.korean_free_form() if self.language == "ko" else samples.english_free_form()

    def says(self, ordinal: int) -> str:
        """An answer worth evaluating, another one each time."""
        wordings = ANSWERS[self.language]
        return f"{wordings[ordinal % len(wordings)].replace(chr(10), ' ')} ({ordinal})"
