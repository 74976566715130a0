"""Shows why a text was found: which of its words speak of what was looked for."""

import re
import unicodedata

from services.session.search.bigrams import lexemes

MOST_SHOWN = 20
SHARED = 0.6
"""Share of a word's pairs of characters that one word of the query must have: `백엔드를` meets `백엔드`, `order` not `reviewer`."""
_WORD = re.compile(r"[^\W_]+[+#]*")


def matched_words(query: str, text: str) -> list[str]:
    """Words of the text as they stand there, each once and in their order, that the query has, too, but for what hangs on them."""
    wanted = [_parts(word) for word in _WORD.findall(_folded(query))]
    exact = {whole for whole, _ in wanted}
    found: dict[str, None] = {}
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        whole, pairs = _parts(_folded(word))
        if whole in exact or (pairs and any(_meet(pairs, others) for _, others in wanted)):
            found.setdefault(word)
        if len(found) == MOST_SHOWN:
            break
    return list(found)


def _meet(pairs: frozenset[str], others: frozenset[str]) -> bool:
    return bool(others) and len(pairs & others) >= max(2 if min(len(pairs), len(others)) > 1 else 1, SHARED * min(len(pairs), len(others)))


def _parts(word: str) -> tuple[str, frozenset[str]]:
    return word, frozenset(lexeme for lexeme in lexemes(word) if not lexeme.startswith("=") and len(lexeme) > 1)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
