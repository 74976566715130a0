"""Chooses from the question bank for a live interview. How often and how well, the database counts by itself (migration 0015)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnClause,
    ColumnElement,
    Float,
    Integer,
    Select,
    SmallInteger,
    String,
    TableClause,
    all_,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.types import TypeEngine

from interviewing.likeness import text_key
from services.session.database import Asked, UnitOfWork
from services.session.hiring.store import posting_vectors
from services.session.prepared import Prepared, Row
from services.session.questions.bank_store import ACTIVE, BankQuestions, bank_question_vectors, bank_questions
from services.session.questions.positions import is_same_job
from services.session.questions.stages import Stage
from services.session.resumes.store import passage_vectors
from services.session.search.hybrid import K
from services.session.search.lexical import STATISTICS, Wanted, spoken
from services.session.search.models import ModelState, embedding_models
from services.session.search.scope import Place, Scope

_asked = TableClause(
    "asked_questions",
    ColumnClause("interview_id", UUID(as_uuid=False)),
    ColumnClause("bank_question_id", UUID(as_uuid=False)),
    ColumnClause("text"),
)
_interviews = TableClause(
    "interviews",
    ColumnClause("interview_id", UUID(as_uuid=False)),
    ColumnClause("posting_id", UUID(as_uuid=False)),
    ColumnClause("variant", SmallInteger),
)
MOST_CANDIDATES = 500
"""Questions that a fallback ranks; a bank may hold many thousands."""
_LOOKED_AT = tuple(
    bank_questions.c[name]
    for name in ("question_id", "text", "category", "difficulty", "position", "is_ice_breaker", "mean_points", "usage_count")
)
"""What an interview looks at of a question: the rest, its rubric above all, is ten times as long."""
_BEST_FIRST = (bank_questions.c.mean_points.desc().nulls_last(), bank_questions.c.usage_count, bank_questions.c.question_id)


class BankEmpty(LookupError):
    """There is no question left that this interview has not had."""


@dataclass(frozen=True)
class BankQuestionRow:
    """A question of the bank, as an interview looks at it."""

    question_id: str
    text: str
    category: int
    difficulty: int
    is_for_position: bool
    is_ice_breaker: bool
    mean_points: float | None


class BankStore:
    """The bank as a live interview uses it."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def options(
        self, *, asked: Sequence[Row], stage: int, language: int, variant: int, jobs: Sequence[str], company_id: str | None, limit: int
    ) -> Asked[Sequence[BankQuestionRow]]:
        """What may be asked at a stage and was not `asked` in this interview, best first: for these jobs, well answered, little used."""
        wanted = _wanted(asked, language, variant, company_id) | {"stage": stage, "jobs": list(jobs), "limit": limit}
        return self._work.ask(_OPTIONS, lambda rows, _: [_row(row, jobs) for row in rows], wanted)

    async def fallback(
        self,
        *,
        interview_id: str,
        stage: int,
        language: int,
        position: str,
        company_id: str | None,
        resume_id: str | None,
        last_answer: str,
    ) -> BankQuestionRow:
        """The question to ask when none could be made: near to the job, the résumé and the last answer, and never a repeat.

        Looks at the stage first and widens until something is left. Raises BankEmpty when the whole bank was asked.
        """
        asked = await self._work.all(select(_asked.c.bank_question_id, _asked.c.text).where(_asked.c.interview_id == interview_id))
        variant = await self._work.scalar(select(_interviews.c.variant).where(_interviews.c.interview_id == interview_id))
        wanted, jobs = _wanted(asked, language, variant, company_id), jobs_like(position, await BankQuestions(self._work).positions())
        for scope in _widening(stage, jobs):
            query = select(*_LOOKED_AT).where(_ASKABLE, scope, ~bank_questions.c.is_ice_breaker)
            candidates = await self._work.all(query.order_by(*_BEST_FIRST).limit(MOST_CANDIDATES), wanted)
            if candidates:
                rankings = await self._rankings(candidates, jobs, interview_id, resume_id, last_answer)
                return _row(_best(candidates, rankings), jobs)
        raise BankEmpty

    def rubric(self, question_id: str) -> Asked[bytes | None]:
        """What answers to a question are read by, as the contract's Rubric. None for what is not of the bank any more."""
        return self._work.row(_RUBRIC, lambda row: bytes(row["rubric"]) if row else None, question_id=question_id)

    async def _rankings(
        self, candidates: Sequence[Row], jobs: Sequence[str], interview_id: str, resume_id: str | None, last_answer: str
    ) -> list[list[str]]:
        ids = [row["question_id"] for row in candidates]
        answered = sorted((row for row in candidates if row["mean_points"] is not None), key=lambda row: -row["mean_points"])
        rankings = [
            await self._near_posting(ids, interview_id),
            await self._near_resume(ids, resume_id) if resume_id else [],
            await self._by_words(ids, last_answer),
            [row["question_id"] for row in answered],
        ]
        # All questions for the job are equally for the job, so each is a ranking of its own.
        return rankings + [[row["question_id"]] for row in candidates if row["position"] in jobs]

    async def _near_posting(self, ids: Sequence[str], interview_id: str) -> list[str]:
        posting = select(_interviews.c.posting_id).where(_interviews.c.interview_id == interview_id).scalar_subquery()
        wanted = select(posting_vectors).where(posting_vectors.c.posting_id == posting).subquery()
        return await self._nearest(ids, wanted)

    async def _near_resume(self, ids: Sequence[str], resume_id: str) -> list[str]:
        columns = passage_vectors.c
        centre = select(columns.model, columns.dimension, func.avg(columns.vector).label("vector"))
        wanted = centre.where(columns.resume_id == resume_id).group_by(columns.model, columns.dimension).subquery()
        return await self._nearest(ids, wanted)

    async def _nearest(self, ids: Sequence[str], wanted: Any) -> list[str]:
        """Ranks by stored vectors alone: session cannot embed. Those of the model that searches go by are compared."""
        own, serving = bank_question_vectors.c, embedding_models.c
        query: Select[Any] = (
            select(own.question_id)
            .join(wanted, and_(wanted.c.model == own.model, wanted.c.dimension == own.dimension))
            .join(embedding_models, and_(serving.model == own.model, serving.state == ModelState.SERVING))
            .where(own.question_id.in_(ids))
            .order_by(own.vector.op("<=>", return_type=Float)(wanted.c.vector), own.question_id)
        )
        return [row["question_id"] for row in await self._work.all(query)]

    async def _by_words(self, ids: Sequence[str], last_answer: str) -> list[str]:
        place = Place(len(ids), 1.0, is_large=False)
        wanted = Wanted.of(last_answer, await STATISTICS.of(self._work, _CANDIDATES), among=place)
        if wanted is None:
            return []
        found = await spoken(self._work, _CANDIDATES, wanted, place=place, limit=len(ids), values={"candidates": list(ids)})
        return [each.key[0] for each in found.rows]


def _listed(name: str, kind: TypeEngine[Any]) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(kind))


_ASKABLE = and_(
    bank_questions.c.status == ACTIVE,
    bank_questions.c.variant.in_([0, bindparam("variant", type_=SmallInteger)]),
    bank_questions.c.language == bindparam("language"),
    or_(bank_questions.c.company_id.is_(None), bank_questions.c.company_id == bindparam("company_id")),
    bank_questions.c.question_id != all_(_listed("asked_ids", UUID(as_uuid=False))),
    bank_questions.c.text_key != all_(_listed("asked_keys", String())),
)
"""Holds for what may be asked in an interview and was not."""
_CANDIDATES = Scope(bank_questions, bank_question_vectors, bank_questions.c.question_id == any_(_listed("candidates", UUID(as_uuid=False))))
_FOR_JOBS = bank_questions.c.position == any_(_listed("jobs", String()))
_OPTIONS = Prepared(
    select(*_LOOKED_AT)
    .where(_ASKABLE, bank_questions.c.stage == bindparam("stage"), or_(bank_questions.c.position == "", _FOR_JOBS))
    .order_by(_FOR_JOBS.desc(), *_BEST_FIRST)
    .limit(bindparam("limit", type_=Integer))
)
_THIS = bank_questions.c.question_id == bindparam("question_id")
_RUBRIC = Prepared(select(bank_questions.c.rubric).where(_THIS))


def jobs_like(position: str, known: Iterable[str]) -> list[str]:
    """Which of the jobs that questions are for are this one."""
    return [job for job in known if job and is_same_job(job, position)]


def _wanted(asked: Iterable[Row], language: int, variant: int, company_id: str | None) -> dict[str, Any]:
    """What `_ASKABLE` is held against; `asked`: what the interview has had."""
    asked = list(asked)
    ids, keys = [row["bank_question_id"] for row in asked if row["bank_question_id"]], [text_key(row["text"]) for row in asked]
    return {"asked_ids": ids, "asked_keys": keys, "language": language, "variant": variant, "company_id": company_id}


def _widening(stage: int, jobs: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Where to look, nearest first: the stage, stages of its kind, every stage; and at last questions for other jobs, too."""
    fits = bank_questions.c.position.in_(["", *jobs])
    is_follow_up = Stage(stage).follows is not None
    alike = [int(other) for other in Stage if (other.follows is not None) is is_follow_up and not _opens_or_closes(other)]
    inner = [int(other) for other in Stage if not _opens_or_closes(other)]
    yield bank_questions.c.stage.in_([stage]) & fits
    yield bank_questions.c.stage.in_(alike) & fits
    yield bank_questions.c.stage.in_(inner) & fits
    yield fits
    yield bank_questions.c.stage.is_not(None)


def _opens_or_closes(stage: Stage) -> bool:
    return stage in (Stage.INTRO, Stage.FINAL_STATEMENT)


def _best(candidates: Sequence[Row], rankings: Sequence[Sequence[str]]) -> Row:
    """The first of the rankings fused (see search.hybrid); of equals, what was asked least."""
    scores = {row["question_id"]: 0.0 for row in candidates}
    for ranking in rankings:
        for rank, question_id in enumerate(ranking, start=1):
            scores[question_id] += 1 / (K + rank)
    return min(candidates, key=lambda row: (-scores[row["question_id"]], row["usage_count"], row["question_id"]))


def _row(row: Row, jobs: Sequence[str]) -> BankQuestionRow:
    return BankQuestionRow(
        question_id=row["question_id"],
        text=row["text"],
        category=row["category"],
        difficulty=row["difficulty"],
        is_for_position=row["position"] in jobs,
        is_ice_breaker=row["is_ice_breaker"],
        mean_points=row["mean_points"],
    )
