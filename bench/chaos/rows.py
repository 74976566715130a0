"""Reads what PostgreSQL holds in the end, past every service, as the second opinion on what the API says."""

import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from psycopg.rows import dict_row

from deploy.supervisor.postgres import EmbeddedPostgres

SETTLE_SECONDS = 45.0
LOOK_SECONDS = 0.2

OPEN_TASKS = "SELECT method, state, count(*) AS n FROM tasks WHERE state IN ('READY', 'LEASED') GROUP BY method, state"
INTERVIEWS = "SELECT interview_id::text, status, event_sequence, report_id::text FROM interviews"
REPORTS = "SELECT interview_id::text, count(*) AS n FROM reports GROUP BY interview_id"
QUESTIONS = "SELECT interview_id::text, question_id::text, stage, ordinal, source, text FROM asked_questions"
ANSWERS = """
    SELECT a.interview_id::text, a.answer_id::text, a.question_id::text, l.text,
           (SELECT count(*) FROM transcript_lines o WHERE o.question_id = a.question_id AND o.speaker = 2) AS lines
    FROM answers a LEFT JOIN transcript_lines l ON l.line_id = a.line_id
"""
EVENTS = """
    SELECT i.interview_id::text, count(e.sequence) AS n, min(e.sequence) AS first, max(e.sequence) AS last
    FROM interviews i JOIN events e ON e.stream_id = i.interview_id GROUP BY i.interview_id
"""
EVALUATIONS = "SELECT interview_id::text, answer_id::text, unavailable FROM evaluations"
DEAD_TASKS = "SELECT method, reason, count(*) AS n FROM tasks WHERE state = 'DEAD' GROUP BY method, reason"
TASKS = "SELECT method, state, attempt, lapses, reason FROM tasks"


class Rows:
    """The tables of one installation."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        """Connects for each question anew: the server may have died in between."""
        self._url = server.url.replace("+psycopg", "", 1)

    def all(self, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Every row of a query."""
        with closing(psycopg.connect(self._url, autocommit=True, row_factory=dict_row)) as connection:
            return connection.execute(query, values).fetchall()

    def open_tasks(self) -> list[dict[str, Any]]:
        """What still has to be done once nothing more is asked for: waits for it to become nothing, within reason."""
        give_up = time.monotonic() + SETTLE_SECONDS
        while (left := self.all(OPEN_TASKS)) and time.monotonic() < give_up:
            time.sleep(LOOK_SECONDS)
        return left
