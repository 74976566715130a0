"""Cuts what was said into sentences that keep their place, so that each can be cited as it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.llm.domain.answer import Citation, Line

LONGEST_CITATION = 300
"""Characters. Speech recognition may give minutes without a full stop."""

# A full stop inside a word (.NET, Node.js, 99.9%) ends nothing: a sentence's end is followed by a space or by nothing.
_SENTENCE = re.compile(r"\S.*?(?:[.?!…。]+[\"'”’)]*(?=\s|$)|(?=\n)|$)", re.DOTALL)
_TO_THE_JUDGE = re.compile(
    r"(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rubric|rule|criteri|above|previous)"
    r"|\b(?:give|award|grant|assign)\s+(?:me|this|it|us|the\s+(?:answer|candidate)|my\s+answer)\b.{0,30}"
    r"(?:\b(?:100|hundred|full|high|highest|perfect|maximum|max|top|best)\b|\b(?:score|points|mark|grade|rating)s?\b)"
    r"|\b(?:score|rate|grade|mark|evaluate)\s+(?:me|this|my|it)\b"
    r"|\b(?:set|output|return|print|respond with)\b.{0,20}\b(?:score|points|rating|grade)\b"
    r"|system\s*prompt|\byou are (?:now|an? (?:ai|assistant|language model|evaluator|judge|interviewer))\b|\bas an ai\b"
    r"|<\|[^|]*\|>|\[/?INST\]|<</?SYS>>|^\s*(?:system|assistant|user|시스템|평가자|면접관)\s*:"
    r"|(?:이전|위|앞|모든|기존)(?:의)?\s*(?:지시|명령|지침|프롬프트|규칙|기준)\S*\s*(?:\S+\s*)?(?:무시|잊|따르지\s*(?:마|말))"
    r"|(?:만\s*점|백\s*점|100\s*점|높은\s*점수|최고\s*점|좋은\s*점수|점수)\S{0,2}\s*(?:을|를)?\s*(?:좀\s*|꼭\s*)?(?:주세요|주십시오|줘|부탁|부여|매겨|달라|주시)"
    r"|(?:채점|평가)\s*(?:기준|프롬프트|시스템)\S*\s*(?:무시|변경|바꾸)"
    r"|(?:당신|너|넌|귀하)(?:은|는)?\s*(?:이제|지금부터)?\s*(?:AI|인공지능|언어\s*모델|평가자|채점자)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a line: code points from `start` up to, not including, `end`."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        """As it was said."""
        return self.line.text[self.start : self.end]

    def cite(self) -> Citation:
        """The sentence as evidence."""
        return Citation.of(self.line, self.start, self.end)

    def pieces(self) -> Iterator["Sentence"]:
        """The sentence in parts that are short enough to be cited, cut at spaces where there are any."""
        start = self.start
        while self.end - start > LONGEST_CITATION:
            space = self.line.text.rfind(" ", start + 1, start + LONGEST_CITATION)
            end = space if space > 0 else start + LONGEST_CITATION
            yield Sentence(self.line, start, end)
            start = end + (space > 0)
        yield Sentence(self.line, start, self.end)


def sentences_in(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Every sentence, in the order they were said."""
    for line in lines:
        for found in _SENTENCE.finditer(line.text):
            end = found.start() + len(found.group().rstrip())
            if end > found.start():
                yield Sentence(line, found.start(), end)


def evidence_in(lines: Sequence[Line]) -> list[Sentence]:
    """What may be evidence: not the sentences that speak to whoever scores instead of about the work."""
    about_work = (sentence for sentence in sentences_in(lines) if not speaks_to_the_judge(sentence.text))
    return [piece for sentence in about_work for piece in sentence.pieces()]


def speaks_to_the_judge(text: str) -> bool:
    """Whether a sentence asks for a score or gives orders to a program. Such a sentence is heard and counts for nothing."""
    return _TO_THE_JUDGE.search(text) is not None
