"""Holds what the candidates were promised against what the API and PostgreSQL have, and names every breach."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from viva.interview.v1.evaluation_pb2 import UNAVAILABLE_ENGINE_FAILED
from viva.interview.v1.stage_pb2 import Stage
from viva.session.v1.interview_pb2 import INTERVIEW_STATUS_COMPLETED, QUESTION_SOURCE_FALLBACK

from bench.chaos import rows
from bench.chaos.rows import Rows
from bench.chaos.tally import Record

STAGES = frozenset(stage for stage in Stage.values() if stage)
MOST_FALLBACKS = 0.05
ENGINE_FAILED = "UNAVAILABLE_ENGINE_FAILED"


@dataclass
class Verdict:
    """What was counted, and what is wrong."""

    counts: dict[str, int] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)

    def demand(self, holds: bool, breach: str) -> None:
        """Notes a breach unless the demand is met."""
        if not holds:
            self.breaches.append(breach)

    def judge(self, records: list[Record], found: Rows) -> None:
        """Judges a whole run; the product is still up."""
        self._ends(records, found)
        self._questions(records, found)
        self._answers(records, found)
        self._events(records, found)
        self._reports(records, found)
        left = found.open_tasks()
        self.counts["tasks left over"] = sum(row["n"] for row in left)
        self.demand(not left, f"tasks are left over: {left}")

    def _ends(self, records: list[Record], found: Rows) -> None:
        interviews = {row["interview_id"]: row for row in found.all(rows.INTERVIEWS)}
        reports = {row["interview_id"]: row["n"] for row in found.all(rows.REPORTS)}
        for record in records:
            self.demand(not record.failure, f"interview {record.interview_id or '(none)'} was given up: {record.failure}")
            row = interviews.get(record.interview_id, {})
            self.demand(row.get("status") == INTERVIEW_STATUS_COMPLETED, f"{record.interview_id} has status {row.get('status')}")
            self.demand(bool(row.get("report_id")) and bool(record.report), f"{record.interview_id} has no report")
            self.demand(reports.get(record.interview_id) == 1, f"{record.interview_id} has {reports.get(record.interview_id, 0)} reports")
        extra = interviews.keys() - {record.interview_id for record in records}
        self.demand(not extra, f"interviews nobody asked for: {extra}")
        self.counts["reports"] = sum(reports.values())

    def _questions(self, records: list[Record], found: Rows) -> None:
        questions = found.all(rows.QUESTIONS)
        asked = Counter((row["interview_id"], row["stage"], row["ordinal"]) for row in questions)
        for record in records:
            mine = {(stage, ordinal): n for (interview_id, stage, ordinal), n in asked.items() if interview_id == record.interview_id}
            self.demand(mine == {(stage, 1): 1 for stage in STAGES}, f"{record.interview_id} asked {mine}, not each stage once")
        wordings = Counter((row["interview_id"], row["text"]) for row in questions)
        self.demand(max(wordings.values(), default=0) <= 1, "a question was asked twice in the same words")
        fallbacks = sum(row["source"] == QUESTION_SOURCE_FALLBACK for row in questions)
        self.demand(fallbacks <= MOST_FALLBACKS * len(questions), f"{fallbacks} of {len(questions)} questions by fallback")
        self.counts |= {"questions": len(questions), "fallback questions": fallbacks}

    def _answers(self, records: list[Record], found: Rows) -> None:
        kept = {row["answer_id"]: row for row in found.all(rows.ANSWERS)}
        promised = {answer.answer_id: answer for record in records for answer in record.answers}
        lost = [answer for answer_id, answer in promised.items() if answer_id not in kept]
        twice = [row for row in kept.values() if row["lines"] != 1]
        altered = [answer for answer_id, answer in promised.items() if answer_id in kept and not _is_kept_as_said(answer, kept[answer_id])]
        for wrong, how in ((lost, "lost"), (twice, "not there exactly once"), (altered, "altered")):
            self.demand(not wrong, f"answers {how}: {wrong}")
        self.demand(len(kept) == len(promised), f"{len(kept)} answers are kept, {len(promised)} were acknowledged")
        for record in records:
            said = Counter(answer.text for answer in record.answers)
            shown = Counter(line["text"] for line in record.lines if line["speaker"] == "SPEAKER_CANDIDATE")
            self.demand(said == shown, f"{record.interview_id}: the transcript does not show exactly what was said")
        self.counts |= {"answers": len(promised), "answers lost": len(lost), "answers twice": len(twice), "answers altered": len(altered)}

    def _events(self, records: list[Record], found: Rows) -> None:
        streams = {row["interview_id"]: row for row in found.all(rows.EVENTS)}
        heads = {row["interview_id"]: row["event_sequence"] for row in found.all(rows.INTERVIEWS)}
        gaps = [name for name, row in streams.items() if not row["n"] == row["last"] == heads[name] or row["first"] != 1]
        self.demand(not gaps, f"event streams with gaps: {gaps}")
        watched = [record for record in records if record.watches]
        broken = [record.interview_id for record in watched if record.watched != list(range(1, heads.get(record.interview_id, 0) + 1))]
        self.demand(not broken, f"watchers that missed or repeated an event: {broken}")
        self.counts |= {
            "events": sum(row["n"] for row in streams.values()),
            "streams with gaps": len(gaps),
            "events watched": sum(len(record.watched) for record in watched),
            "watchers with gaps": len(broken),
        }

    def _reports(self, records: list[Record], found: Rows) -> None:
        failed = sum(row["unavailable"] == UNAVAILABLE_ENGINE_FAILED for row in found.all(rows.EVALUATIONS))
        failed += sum(ENGINE_FAILED in _reasons(record.report) for record in records)
        self.demand(failed == 0, f"{failed} parts of reports are unavailable because the engine failed")
        citations, wrong = 0, 0
        for record in records:
            lines = {line["line_id"]: line["text"] for line in record.lines}
            for citation in citations_in(record.report):
                citations += 1
                wrong += not is_verbatim(citation, lines)
        self.demand(wrong == 0, f"{wrong} of {citations} citations are not in the transcript")
        self.demand(citations > 0 or not records, "no report cites anything")
        self.counts |= {"report parts unavailable": failed, "citations": citations, "citations not verbatim": wrong}


def citations_in(document: Any) -> Iterator[Mapping[str, Any]]:
    """Every citation anywhere in a report."""
    if isinstance(document, list):
        for entry in document:
            yield from citations_in(entry)
    elif isinstance(document, dict):
        if {"line_id", "start", "end", "text"} <= document.keys():
            yield document
        for value in document.values():
            yield from citations_in(value)


def is_verbatim(citation: Mapping[str, Any], lines: Mapping[str, str]) -> bool:
    """Whether the characters stand in the line where the citation says."""
    line = lines.get(citation["line_id"], "")
    return bool(citation["text"]) and line[citation["start"] : citation["end"]] == citation["text"]


def _reasons(document: Any) -> Iterable[str]:
    if isinstance(document, list):
        return {reason for entry in document for reason in _reasons(entry)}
    if isinstance(document, dict):
        own = {str(value) for name, value in document.items() if name in ("unavailable", "reason")}
        return own | {reason for value in document.values() for reason in _reasons(value)}
    return set()


def _is_kept_as_said(answer: Any, row: Mapping[str, Any]) -> bool:
    return bool(row["question_id"] == answer.question_id and row["text"] == answer.text)
