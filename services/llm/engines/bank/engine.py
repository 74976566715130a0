"""The bank engine behind the port: questions from the bank, quotes from the answer, evidence by words."""

import hashlib
from collections.abc import AsyncGenerator, Callable
from importlib.util import find_spec

from interviewing.language import Language
from interviewing.vocabulary import Purpose, StageKind
from services.llm.domain.answer import AnswerBrief, Evaluation
from services.llm.domain.engine import EngineFailed, EngineInfo
from services.llm.domain.question import BankOption, Question, QuestionBrief
from services.llm.domain.report import ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp
from services.llm.engines.bank.choosing import choose
from services.llm.engines.bank.coverage import cover
from services.llm.engines.bank.english import English
from services.llm.engines.bank.follow_ups import about_the_answer, something_easier
from services.llm.engines.bank.korean import Korean
from services.llm.engines.bank.report import write
from services.llm.engines.bank.tongue import Tongue
from services.llm.engines.workbench import Workbench

STAMP = Stamp(engine="bank", prompt_version="bank-1")
WORDS_AT_ONCE = 5


class BankEngine:
    """No language model runs. It says so in everything it produces, and scores no interview that decides on hiring."""

    def __init__(self, workbench: Workbench) -> None:
        """Takes the threads that its work is done on."""
        self._workbench = workbench
        self._korean = Korean()
        self._tongues: dict[Language, Tongue] = {Language.KOREAN: self._korean, Language.ENGLISH: English()}

    @property
    def info(self) -> EngineInfo:
        """What is loaded and what it can do."""
        return EngineInfo(
            stamp=STAMP,
            has_model=False,
            languages=tuple(self._tongues),
            scored_purposes=(Purpose.PRACTICE,),
            slots=self._workbench.slots,
            queue_limit=self._workbench.queue_limit,
        )

    async def what_is_missing(self) -> str | None:
        """The library that reads Korean, if it was not installed. The bank itself travels with each request."""
        return None if find_spec("kiwipiepy") else "kiwipiepy is not installed, without which Korean cannot be read"

    async def warm_up(self) -> None:
        """Loads what would else be loaded while somebody waits."""
        await self._workbench.run(self._korean.load)

    async def ask(self, brief: QuestionBrief) -> AsyncGenerator[str | Question, None]:
        """Yields the question a few words at a time, then whole."""
        question = await self._workbench.run(self._compose, brief)
        for piece in _pieces_of(question.text):
            yield piece
        yield question

    async def evaluate(self, brief: AnswerBrief) -> Evaluation:
        """Measures how much of the rubric the answer covers."""
        return await self._workbench.run(cover, brief, self._tongues[brief.language], STAMP)

    async def write_report(self, brief: ReportBrief) -> ReportDraft:
        """Puts the findings into words."""
        return await self._workbench.run(write, brief, self._tongues[brief.language], STAMP)

    def _compose(self, brief: QuestionBrief) -> Question:
        """A follow-up quotes the answer where it can; everything else, and what cannot, comes from the bank."""
        tongue, turn = self._tongues[brief.language], _turns(brief.question_id)
        unanswered = brief.is_unanswered
        if brief.kind is StageKind.FOLLOW_UP:
            wording = something_easier(brief, turn) if unanswered else about_the_answer(brief, tongue, turn)
            if wording:
                return Question(wording.text, STAMP, quoted=wording.quoted, is_gentle=unanswered)
        option = choose(brief, tongue, turn, is_gentle=brief.wants_gentle)
        if option is None:
            raise EngineFailed(fault="NO_QUESTION_LEFT")
        return _from_bank(option, is_gentle=brief.wants_gentle)


def _from_bank(option: BankOption, *, is_gentle: bool) -> Question:
    return Question(option.text, STAMP, bank_question_id=option.question_id, is_gentle=is_gentle, is_ice_breaker=option.is_ice_breaker)


def _turns(question_id: str) -> Callable[[int], int]:
    """Picks among equals: differently for every question, the same when its task is tried again."""
    number = int.from_bytes(hashlib.sha256(question_id.encode()).digest()[:8])
    return lambda choices: number % choices


def _pieces_of(text: str) -> list[str]:
    """A few words each, which together are the text: all are there at once, and each piece costs a message."""
    words = [word if index == 0 else f" {word}" for index, word in enumerate(text.split(" "))]
    return ["".join(words[start : start + WORDS_AT_ONCE]) for start in range(0, len(words), WORDS_AT_ONCE)]
