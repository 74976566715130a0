"""Tells whether a text is mostly Korean or English."""

from enum import Enum


class Language(Enum):
    """Languages that résumés are read in."""

    KOREAN = "ko"
    ENGLISH = "en"


KOREAN_SHARE = 0.2
"""Korean texts on technology are full of Latin names; a fifth of Hangul makes a text Korean."""


def language_of(text: str) -> Language | None:
    """None when there is not one letter."""
    hangul = sum(1 for character in text if "가" <= character <= "힣")
    latin = sum(1 for character in text if character.isascii() and character.isalpha())
    if not hangul + latin:
        return None
    return Language.KOREAN if hangul >= KOREAN_SHARE * (hangul + latin) else Language.ENGLISH
