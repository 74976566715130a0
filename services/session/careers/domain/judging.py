"""Holds what somebody studied and did against the job they want, and says what follows, how surely, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from services.session.careers.domain.field_names import NEIGHBOURS, FieldOfWork
from services.session.careers.domain.finding_fields import Fields, fields_of


class Move(IntEnum):
    """Where the job stands from where somebody comes; the numbers are those of viva.session.v1.CareerMove."""

    SAME_FIELD = 1
    NEARBY_FIELD = 2
    OTHER_FIELD = 3
    UNKNOWN = 4


class Ground(IntEnum):
    """One thing that a judgement rests on; the numbers are those of viva.session.v1.CareerGround."""

    MAJOR_SAME = 1
    MAJOR_NEARBY = 2
    MAJOR_ELSEWHERE = 3
    WORK_SAME = 4
    WORK_NEARBY = 5
    WORK_ELSEWHERE = 6
    MAJOR_UNKNOWN = 7
    POSITION_UNKNOWN = 8
    NOTHING_KNOWN = 9


@dataclass(frozen=True)
class Background:
    """What a résumé says somebody studied, and as what they worked; as printed."""

    majors: Sequence[str] = ()
    roles: Sequence[str] = ()


@dataclass(frozen=True)
class Reason:
    """A ground with the fields it speaks of. `subject`: the words of the résumé, which are the candidate's own data."""

    ground: Ground
    fields: tuple[FieldOfWork, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class Judgement:
    """What follows from a background and a job. `confidence`: 0 to 1, an order of certainty and no measured probability."""

    move: Move
    confidence: float
    reasons: tuple[Reason, ...]
    target: tuple[FieldOfWork, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether the way for career changers is the one to take."""
        return self.move is Move.OTHER_FIELD


_CLEAR, _NEARBY, _MAJOR_ALONE, _WORK_ALONE = 0.95, 0.75, 0.85, 0.7
_UNSURE_WORDS, _CONTRADICTED = 0.85, 0.8
_MAJOR = {Move.SAME_FIELD: Ground.MAJOR_SAME, Move.NEARBY_FIELD: Ground.MAJOR_NEARBY, Move.OTHER_FIELD: Ground.MAJOR_ELSEWHERE}
_WORK = {Move.SAME_FIELD: Ground.WORK_SAME, Move.NEARBY_FIELD: Ground.WORK_NEARBY, Move.OTHER_FIELD: Ground.WORK_ELSEWHERE}


@dataclass(frozen=True)
class _Side:
    """How near one side of a background, study or work, comes to the job at its nearest."""

    move: Move
    subject: str = ""
    fields: Fields = field(default_factory=Fields)


def judge(background: Background, position: str) -> Judgement:
    """Whether this job is a change of career. What is in no field that we know is never called a change.

    A major that fits, or work in the job's own field, settles it: several majors or jobs count by the nearest. Work decides alone only
    where the résumé names no major that we know.
    """
    target = fields_of(position)
    if not target:
        return Judgement(Move.UNKNOWN, 0.0, (Reason(Ground.POSITION_UNKNOWN),))
    study, work = _nearest(background.majors, target), _nearest(background.roles, target)
    move = _move(study, work)
    reasons = tuple(_reasons(background, study, work))
    return Judgement(move, _confidence(move, study, work, target), reasons, _ordered(target))


def _move(study: _Side, work: _Side) -> Move:
    if study.move is Move.UNKNOWN or (study.move is Move.OTHER_FIELD and work.move in (Move.SAME_FIELD, Move.NEARBY_FIELD)):
        return work.move
    return study.move


def _nearest(subjects: Iterable[str], target: Fields) -> _Side:
    sides = [_Side(_between(fields, target), subject, fields) for subject in subjects if (fields := fields_of(subject))]
    return min(sides, key=lambda side: (side.move, not side.fields.is_sure), default=_Side(Move.UNKNOWN))


def _between(origin: Fields, target: Fields) -> Move:
    if origin.fields & target.fields:
        return Move.SAME_FIELD
    is_near = any(frozenset((one, other)) in NEIGHBOURS for one in origin.fields for other in target.fields)
    return Move.NEARBY_FIELD if is_near else Move.OTHER_FIELD


def _reasons(background: Background, study: _Side, work: _Side) -> Iterable[Reason]:
    if study.move in _MAJOR:
        yield Reason(_MAJOR[study.move], _ordered(study.fields), study.subject)
    elif background.majors:
        yield Reason(Ground.MAJOR_UNKNOWN, (), background.majors[0])
    elif work.move is Move.UNKNOWN:
        yield Reason(Ground.NOTHING_KNOWN)
    if work.move in _WORK:
        yield Reason(_WORK[work.move], _ordered(work.fields), work.subject)


def _confidence(move: Move, study: _Side, work: _Side, target: Fields) -> float:
    if move is Move.UNKNOWN:
        return 0.0
    used = [side for side in (study, work) if side.move is not Move.UNKNOWN]
    confidence = _NEARBY if move is Move.NEARBY_FIELD else _CLEAR
    if move is Move.OTHER_FIELD and len(used) == 1:
        confidence = _MAJOR_ALONE if study in used else _WORK_ALONE
    if (Move.OTHER_FIELD in {side.move for side in used}) and move is not Move.OTHER_FIELD:
        confidence *= _CONTRADICTED
    if not (target.is_sure and all(side.fields.is_sure for side in used)):
        confidence *= _UNSURE_WORDS
    return round(confidence, 2)


def _ordered(fields: Fields) -> tuple[FieldOfWork, ...]:
    return tuple(sorted(fields.fields))
