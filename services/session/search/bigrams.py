"""Turns text into what PostgreSQL looks words up by: pairs of neighbouring characters, and whole words.

Korean puts particles behind its words (`백엔드에서는`), so whole words alone would rarely meet; pairs of characters meet without a
dictionary. A word that begins alike counts once more (`negotiated` and `negotiation`, `운영` and `운영하며`), and a whole word that does
meet once again. What rows are found by is whole words and pairs; beginnings are what a query asks of the whole words.
"""

import re
import unicodedata
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Text, cast, func
from sqlalchemy.dialects.postgresql import ARRAY

MOST_IN_QUERY = 400
"""Lexemes; what a longer text says beyond them changes its nearest rows little and costs the index much."""
LONGEST_WORD = 40
BEGINS = "*"
"""Stands behind what a word is to begin with; no lexeme has it."""
_WORD = re.compile(r"[^\W_]+[+#]*")


def lexemes(text: str) -> list[str]:
    """What a text is found by, each once, in the order of the text. `C++` and `C#` keep what makes them what they are."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return list(dict.fromkeys(lexeme for word in _WORD.findall(folded) for lexeme in _of_word(word)))


def sought(text: str) -> list[str]:
    """What a query looks for: its lexemes, each word's beginning behind the word. A beginning ends with BEGINS."""
    return list(dict.fromkeys(part for lexeme in lexemes(text) for part in _with_beginning(lexeme)))


def _with_beginning(lexeme: str) -> tuple[str, ...]:
    return (lexeme, f"{_beginning(lexeme)}{BEGINS}") if lexeme.startswith("=") else (lexeme,)


def _beginning(word: str) -> str:
    """A word, which has a mark before it, without what may hang on it: one syllable in Korean, three letters elsewhere."""
    hanging, shortest = (1, 3) if "가" <= word[1] <= "힣" else (3, 5)
    return word[: max(shortest, len(word) - hanging)]


def _of_word(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
        return
    yield "=" + word[:LONGEST_WORD]
    for start in range(len(word) - 1):
        yield word[start : start + 2]


def indexed(*texts: str) -> ColumnElement[object]:
    """The value of a `words` column for a row that says all this."""
    return func.array_to_tsvector(cast(lexemes("\n".join(texts)), ARRAY(Text)))
