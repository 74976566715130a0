"""Colours, and whether ink of one can be seen on paper of another."""

Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

FAINTEST = 1.35
"""Contrast under which ink is not seen: #DCDCDC on white has 1.37. People read text from 4.5 on, and large decoration from 1.5 on."""


def colour_of(text: str | None) -> Colour | None:
    """`1F3A5F` or `#1F3A5F`; None for `auto`, `none` and what is no colour."""
    digits = (text or "").removeprefix("#")
    if len(digits) == 8:
        digits = digits[2:]
    if len(digits) != 6:
        return None
    try:
        number = int(digits, 16)
    except ValueError:
        return None
    return number >> 16, number >> 8 & 255, number & 255


def contrast(one: Colour, other: Colour) -> float:
    """1 for the same colour, 21 for black on white (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def can_be_seen_on(ink: Colour, paper: Colour) -> bool:
    """Whether a person could see it at all, be it hard to read."""
    # Colours of one lightness differ for the eye: red on green.
    return contrast(ink, paper) >= FAINTEST or max(abs(one - other) for one, other in zip(ink, paper, strict=True)) >= 96


def mixed(ink: Colour, paper: Colour, share: float) -> Colour:
    """Ink that covers that share of the paper, 0 to 1."""
    red, green, blue = (round(share * one + (1 - share) * other) for one, other in zip(ink, paper, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
