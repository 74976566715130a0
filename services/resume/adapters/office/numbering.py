"""What stands before the paragraphs of lists: word processors write the rule and not the number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BULLET = "•"
_GANADA = "가나다라마바사아자차카타파하"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: its kind of number, the text around it (`%1.` or `^1.`), and where it begins."""

    kind: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class Counters:
    """Counts the paragraphs of every list."""

    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, name: str, level: int, levels: Mapping[int, Level]) -> str:
        """What stands before the next paragraph of a list at a level, from 0."""
        own = levels.get(level, Level())
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if own.kind in ("bullet", "none"):
            return _bullet(own)
        text = own.text
        for each in range(level + 1):
            of_level = levels.get(each, Level())
            numeral = numeral_of(counts.get(each, of_level.start), of_level.kind)
            text = text.replace(f"%{each + 1}", numeral).replace(f"^{each + 1}", numeral)
        return text


def numeral_of(count: int, kind: str) -> str:
    """A count in letters or digits: names of both Word (`lowerLetter`) and OWPML (`LATIN_SMALL`)."""
    match kind.lower().replace("_", ""):
        case "ganada" | "hangulsyllable":
            return _GANADA[(count - 1) % len(_GANADA)]
        case "decimalenclosedcircle" | "circleddigit":
            return _CIRCLED[count - 1] if 0 < count <= len(_CIRCLED) else str(count)
        case "lowerletter" | "latinsmall":
            return chr(ord("a") + (count - 1) % 26)
        case "upperletter" | "latincapital":
            return chr(ord("A") + (count - 1) % 26)
        case "lowerroman" | "romansmall":
            return _roman(count)
        case "upperroman" | "romancapital":
            return _roman(count).upper()
    return str(count)


def _bullet(level: Level) -> str:
    """Symbols of fonts of their own (Wingdings) lie where Unicode has nothing."""
    text = level.text.strip()
    if level.kind == "none":
        return text
    return text if text and not any("\ue000" <= character <= "\uf8ff" for character in text) else BULLET


def _roman(count: int) -> str:
    text, left = "", max(0, min(count, 39))
    for value, letters in _ROMAN:
        text += letters * (left // value)
        left %= value
    return text
