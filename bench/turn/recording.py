"""Takes down one real interview of the running product: what PostgreSQL was made to write, and what came to the candidate.

The floor replays exactly that, so it never falls behind the product: whatever a turn of today commits is what it is held to.
"""

import asyncio
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from bench.harness.rounds import Load
from bench.turn.script import Script, Step, Turn
from bench.turn.statement_log import PREFIX, Statement, Transaction, transactions
from bench.turn.talk import kind_of, question_in
from bench.turn.viva import Viva

TURNS = 14
PAUSE_SECONDS = 1.0
"""Long enough for everything that a turn sets going to end before the next one begins."""
PASSAGES = 5
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
Steps = Sequence[tuple[Transaction, Step]]
SUBMIT, COMPLETE, EVALUATED = "INSERT INTO answers", "INSERT INTO asked_questions", "INSERT INTO evaluations"
TAKEN, SEARCH = "UPDATE tasks", "resume_passage_vectors"


async def record(viva: Viva, known: Callable[[str], bool]) -> Script:
    """Holds one interview with every statement logged. `known` tells which ids the floor's copy of the database has already."""
    frames: dict[int, list[str]] = defaultdict(list)
    with viva.database.administer() as admin:
        admin.execute(f"ALTER SYSTEM SET log_line_prefix = '{PREFIX}'")
        admin.execute("ALTER SYSTEM SET log_statement = 'all'")
        admin.execute("SELECT pg_reload_conf()")
        try:
            talk = await viva.talk_of(viva.guests[0])
            names = Names(talk.interview_id, known)
            talk.heard = lambda turn, text: frames[turn].append(text)
            await talk.hold(Load(1, PAUSE_SECONDS, TURNS, 1), random.Random(0))
            await viva.settle()
        finally:
            admin.execute("ALTER SYSTEM RESET log_statement")
            admin.execute("SELECT pg_reload_conf()")
    log = viva.product.data_dir / "log" / "postgres.log"
    passages = await asyncio.to_thread(_passages_bytes, viva)
    return script_of(await asyncio.to_thread(transactions, log), frames, names, passages)


def script_of(committed: Iterable[Transaction], frames: dict[int, list[str]], names: "Names", passages: int) -> Script:
    """Puts statements and frames together."""
    committed = list(committed)
    searched = [one.time for one in committed if one.does(SEARCH)]
    written = [Transaction(one.time, [s for s in one.statements if s.writes]) for one in committed]
    written = [one for one in written if one.statements]
    begun = next(number for number, one in enumerate(written) if one.does("INSERT INTO interviews"))
    steps = [(one, names.blanked(one)) for one in written[begun:]]
    starts = [number for number, (one, _) in enumerate(steps) if one.does(SUBMIT)]
    ends = [*starts[1:], len(steps)]
    replies = _replies(frame for heard in frames.values() for frame in heard)
    return Script(
        prologue=[step for _, step in steps[: starts[0]]],
        turns=[
            _turn(steps[start:end], steps[start:], frames[number], replies[number], searched)
            for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
        ],
        frames=_by_sequence(frame for heard in frames.values() for frame in heard),
        passages_bytes=passages,
    )


class Names:
    """Gives every id and token that is new in this interview a name to be replaced by."""

    def __init__(self, interview_id: str, known: Callable[[str], bool]) -> None:
        """The interview itself is number 0."""
        self._known = known
        self._numbers = {interview_id: 0}

    def blanked(self, one: Transaction) -> Step:
        """The transaction with names in place of what is new."""
        return Step([Statement(s.sql, [self._blank(value) for value in s.values]) for s in one.statements])

    def _blank(self, value: str | None) -> str | None:
        if value is None or value.startswith("\\x"):
            return value
        if _TOKEN.fullmatch(value):
            return f"«token{self._number(value)}»"
        return _ID.sub(lambda found: found[0] if self._known(found[0]) else f"«id{self._number(found[0])}»", value)

    def _number(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))


def _turn(steps: Steps, later: Steps, heard: Sequence[str], reply: str, searched: Sequence[float]) -> Turn:
    """One turn's transactions by what they are for. The answer's evaluation may be among those of a `later` turn."""

    def first(wanted: Callable[[Transaction], bool], among: Steps = steps) -> Step:
        return next((step for one, step in among if wanted(one)), Step())

    begun, ended = steps[0][0].time, next((one.time for one, _ in steps[1:] if one.does(COMPLETE)), 0.0)
    submit = first(lambda one: one.does(SUBMIT))
    reading, asking = _made(submit, "Evaluate"), _made(submit, "Ask")
    evaluating = [(one, step) for one, step in later[1:] if reading in _values(step)]
    documents = [json.loads(text) for text in heard]
    taken = [(one, step) for one, step in steps if one.does(TAKEN) and not any(one.does(w) for w in (SUBMIT, COMPLETE, EVALUATED))]
    question = next(question for document in documents if (question := question_in(document)))
    opened = next((step for _, step in taken if asking and asking in _values(step)), Step())
    if asking and not opened.statements:
        raise LookupError("a question was made, and the log does not show who leased it")
    return Turn(
        kind=kind_of(question),
        reply=reply,
        deltas=[text for text, document in zip(heard, documents, strict=True) if document["type"] == "delta"],
        searches=any(begun <= time <= ended for time in searched),
        submit=submit,
        open=opened,
        complete=first(lambda one: one.does(COMPLETE) and not one.does(SUBMIT)),
        hand_out=first(lambda one: not one.does(EVALUATED), evaluating),
        evaluated=first(lambda one: one.does(EVALUATED), evaluating),
    )


def _made(step: Step, method: str) -> str:
    """The name of the task of a method that a step made, which is the first of its values; empty when it made none."""
    made = (statement.values for statement in step.statements if statement.sql.startswith("INSERT INTO tasks"))
    return next((str(values[0]) for values in made if any(value and value.endswith(f".{method}") for value in values)), "")


def _values(step: Step) -> set[str | None]:
    return {value for statement in step.statements for value in statement.values}


def _replies(heard: Iterable[str]) -> dict[int, str]:
    """The reply to each answer, by turn: where a processor is busy, it may come after the question and so in the next turn."""
    replies = ((text, json.loads(text)) for text in heard)
    return {int(frame["id"].partition("-")[2]): text for text, frame in replies if frame["type"] == "reply" and frame["to"] == "answer"}


def _by_sequence(heard: Iterable[str]) -> dict[int, str]:
    events = ((text, json.loads(text)) for text in heard)
    return {int(frame["event"]["sequence"]): text for text, frame in events if frame["type"] == "event"}


def _passages_bytes(viva: Viva) -> int:
    with viva.database.administer("viva") as admin:
        row = admin.execute("SELECT coalesce(avg(octet_length(text)), 0) FROM resume_passages").fetchone()
    return round(PASSAGES * float(str(row[0] if row else 0)))
