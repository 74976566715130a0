"""Says what keeps a text from being asked: it must be one question, in the interview's language, without mark-up.

Who writes questions and who accepts them read the same rule. Nothing here changes a text: "C++", "CI/CD", ".NET" and
"95%" are as they are.
"""

import re
from enum import Enum

from interviewing.language import Language
from interviewing.topics import forbidden_topic

LONGEST_QUESTION = 1000
"""Characters. As long as the contract lets a question be."""
LEAST_HANGUL = 0.2
"""Of the letters of a Korean question; the rest may be names of things (Kubernetes, Spring Boot)."""


class WordingFault(Enum):
    """Why a text cannot be asked."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_QUESTION = "no_question"
    SEVERAL_QUESTIONS = "several_questions"
    OTHER_LANGUAGE = "other_language"
    MARK_UP = "mark_up"
    PLACEHOLDER = "placeholder"
    FORBIDDEN_TOPIC = "forbidden_topic"


_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?![A-Za-z])|「[^」]*」")
_SENTENCE_END = re.compile(r"(?<=[.?!…。])[\"”’」)]*(?:\s+|$)|\n+")
_KOREAN_REQUEST = re.compile(
    r"(?:주세요|주십시오|주시기 바랍니다|부탁드립니다|부탁드려요|바랍니다|보세요|보시죠|(?:까|나|가|은지|는지|을까|ㄹ까)요)[.!]?$"
)
_ENGLISH_REQUEST = re.compile(
    r"^(?:(?:please|now|first|next|finally|and|so|then|to begin|to start|before we finish|thank you|looking back)\b[, ]*)*"
    r"(?:tell|describe|explain|walk|give|share|show|talk|choose|pick|name|introduce|take|compare|outline|help|think of|imagine you)\b",
    re.IGNORECASE,
)
# Two asterisks that open or close a phrase; a row of them is a masked number.
_MARK_UP = re.compile(
    r"(?<!\*)\*\*[\w\"“‘'(\[]|[\w\"”’')\]?!]\*\*(?!\*)|__\w|```|`[^`]+`|^\s{0,3}(?:#{1,6}\s|[-*•]\s|\d+[.)]\s|>\s)|\[[^\]]+\]\([^)]+\)|"
    r"</?(?:a|b|br|code|div|em|h[1-6]|i|iframe|img|li|ol|p|pre|script|span|strong|style|svg|table|u|ul)\b[^>]*>|<\|[^|]*\|>",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"\{\{?\s*[^{}\s]{1,60}\s*\}?\}")
_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")


def faults_in_question(text: str, language: Language) -> tuple[WordingFault, ...]:
    """Everything that keeps a text from being asked in an interview; empty when it may be."""
    if not text.strip():
        return (WordingFault.EMPTY,)
    bare = _QUOTED.sub(" ", text)
    checks = (
        (WordingFault.TOO_LONG, len(text) > LONGEST_QUESTION),
        (WordingFault.NO_QUESTION, asks_in(text, language) == 0),
        (WordingFault.SEVERAL_QUESTIONS, asks_in(text, language) > 1),
        (WordingFault.OTHER_LANGUAGE, not is_written_in(bare, language)),
        (WordingFault.MARK_UP, _MARK_UP.search(text) is not None),
        (WordingFault.PLACEHOLDER, _PLACEHOLDER.search(text) is not None),
        (WordingFault.FORBIDDEN_TOPIC, forbidden_topic(text) is not None),
    )
    return tuple(fault for fault, found in checks if found)


def asks_in(text: str, language: Language) -> int:
    """How many things a text asks for: sentences that end in a question mark, or that request something."""
    return sum(_asks(sentence, language) for sentence in sentences_of(_QUOTED.sub(" ", text)))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text. A full stop inside a word (.NET, Node.js, 99.9%) ends none."""
    return [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def _asks(sentence: str, language: Language) -> bool:
    if sentence.rstrip('"”’」) ').endswith("?"):
        return True
    request = _KOREAN_REQUEST if language is Language.KOREAN else _ENGLISH_REQUEST
    return request.search(sentence) is not None


def is_written_in(text: str, language: Language) -> bool:
    """Whether a question is in a language. A Korean one may name things in Latin letters, an English one nothing in Hangul."""
    share = hangul_share(text)
    if share is None:
        return False
    return share >= LEAST_HANGUL if language is Language.KOREAN else share == 0


def hangul_share(text: str) -> float | None:
    """How much of a text's letters is Hangul, from 0 to 1; None when it has no letters."""
    letters = len(_LETTER.findall(text))
    return len(_HANGUL.findall(text)) / letters if letters else None
