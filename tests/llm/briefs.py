"""Briefs with the shipped bank and rubrics in them, and answers to read."""

from collections.abc import Sequence
from functools import cache
from uuid import uuid4

from interviewing.language import Language
from interviewing.vocabulary import Area, Purpose, Stage, StageKind
from services.llm.domain.answer import AnswerBrief, Criterion, Level, Line
from services.llm.domain.question import BankOption, QuestionBrief, Turn
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.workbench import Workbench
from services.session.questions.shipped import read_bank, read_rubrics

KOREAN, ENGLISH = Language.KOREAN, Language.ENGLISH

BANK = read_bank()
TOLD = {
    KOREAN: (
        "당시 결제 시스템의 응답이 느려서 문제가 되었습니다. 제가 로그를 확인해 커넥션 풀이 부족하다는 것을 파악했고, "
        "풀 크기를 조정하고 CI/CD 파이프라인에 부하 테스트를 추가했습니다. 그 결과 응답 시간이 95% 줄었습니다."
    ),
    ENGLISH: (
        "When our payment service became slow, it was a problem for customers. I checked the logs, found that the connection pool was "
        "too small, and added load tests to the CI/CD pipeline. As a result, response times fell by 95%."
    ),
}
DECLINED = {KOREAN: "잘 모르겠습니다.", ENGLISH: "I don't know."}


@cache
def options(stage: Stage, language: Language) -> tuple[BankOption, ...]:
    """The shipped questions of a stage that suit any job."""
    return tuple(
        BankOption(str(shipped.question_id), question.text, question.difficulty, is_ice_breaker=question.is_ice_breaker)
        for shipped in BANK
        if (question := shipped.question).stage is stage and question.language is language and not question.position
    )


def question_brief(
    stage: Stage, language: Language, answer: str, *, asked: Sequence[str] = (), question_id: str = "", **more: object
) -> QuestionBrief:
    """What is known before the question of a stage, after this answer."""
    return QuestionBrief(
        question_id=question_id or str(uuid4()),
        language=language,
        stage=stage,
        kind=StageKind.FOLLOW_UP if stage.follows else StageKind.GENERATED,
        last_turn=Turn("?", answer),
        asked=tuple(asked),
        bank_options=options(stage, language),
        **more,  # type: ignore[arg-type]  # a test names fields of the brief
    )


@cache
def criteria(name: str, language: Language) -> tuple[Criterion, ...]:
    """The criteria of a shipped rubric."""
    rubric = read_rubrics()[name, language]
    return tuple(
        Criterion(each.criterion_id, each.name, tuple(Level(level.points, level.anchor) for level in each.levels), each.indicators)
        for each in rubric.criteria
    )


def answer_brief(
    text: str | Sequence[str], language: Language, *, purpose: Purpose = Purpose.PRACTICE, rubric: str = "problem_solving"
) -> AnswerBrief:
    """An answer to a problem-solving question, in one line or several."""
    said = (text,) if isinstance(text, str) else tuple(text)
    return AnswerBrief(
        answer_id=str(uuid4()),
        language=language,
        purpose=purpose,
        question="?",
        lines=tuple(Line(f"line-{number}", words, "question", Stage.PROBLEM_SOLVING) for number, words in enumerate(said)),
        criteria=criteria(rubric, language),
        rubric_version="r1",
        stage=Stage.PROBLEM_SOLVING,
        area=Area.EXPERIENCE,
    )


def bank_engine() -> BankEngine:
    """The engine that ships, on two threads."""
    return BankEngine(Workbench(slots=2, queue_limit=8))
