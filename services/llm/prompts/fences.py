"""Fences what people wrote, so that a model can tell it from what it is told to do."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST, LONGEST_IDEAL = 6000, 1500
"""Characters of one fenced text, and of what a company says about itself."""

# Control tokens of the families that are in use: ChatML, Llama, EXAONE ([|user|]), Mistral, Gemma, Phi, DeepSeek; and our own fences.
_CONTROL = re.compile(
    r"<\|[^|<>]{0,60}\|>|\[\|[^|\[\]]{0,60}\|\]|<｜[^｜<>]{0,60}｜>|</?s>|<</?SYS>>|\[/?INST\]|</?(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>"
    r"|</?think>|<\s*/?\s*data\b[^<>]{0,80}>?",
    re.IGNORECASE,
)
_KEPT = {"\n", "\t"}


def fenced(kind: str, text: str, longest: int = LONGEST) -> str:
    """A text as data, at most `longest` characters from its end; `kind` is a word of ours."""
    return f'<data kind="{kind}">\n{clean(text[max(0, len(text) - longest) :]).strip()}\n</data>'


def numbered(kind: str, texts: Iterable[str]) -> str:
    """Texts as data, each with its number, counted from 1. A line break inside one does not begin another."""
    lines = (f"[{number}] {' '.join(clean(text).split())}" for number, text in enumerate(texts, 1))
    return f'<data kind="{kind}">\n' + "\n".join(lines) + "\n</data>"


def clean(text: str) -> str:
    """The text without control tokens, invisible characters and fences; what is left after removing is looked at again."""
    visible = "".join(character for character in text if character in _KEPT or not _is_invisible(character))
    while (less := _CONTROL.sub("", visible)) != visible:
        visible = less
    return visible


def _is_invisible(character: str) -> bool:
    """Control, format (zero-width, writing direction, tags), surrogate and private-use characters."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
