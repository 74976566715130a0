"""Writes down what the rounds came to: a table, and how the machine was meanwhile."""

from collections.abc import Iterator, Sequence

from bench.harness.figures import Ratio, Summary, ratio
from bench.harness.machine import Machine
from bench.harness.page import table
from bench.harness.rounds import Load, Results
from bench.turn.talk import FOLLOW_UP, GENERATED, TEMPLATE
from deploy.supervisor.postgres import EmbeddedPostgres

HEADS = ("interviews, next question", "contender", "turns", "p50 ms", "± MAD", "p99 ms", "against Viva (95 %)")
SHOWN = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")
VIVA = "Viva"


def report(results: Results, loads: Sequence[Load], machine: Machine, server: EmbeddedPostgres) -> Iterator[str]:
    """The lines of the section."""
    yield table(HEADS, list(_rows(results, loads)))
    yield ""
    yield from (f"- {line}" for line in machine.lines())
    yield f"- PostgreSQL: {', '.join(f'{name} {value}' for name, value in settings(server).items())}"
    yield from (
        f"- {load.interviews} at once: {load.rounds} rounds of {load.turns} turns each, {load.pause_seconds:g} s of thought before a turn"
        for load in loads
    )


def settings(server: EmbeddedPostgres) -> dict[str, str]:
    """What durability rests on, as the server itself says."""
    with server.administer() as admin:
        return {name: str((admin.execute(f"SHOW {name}").fetchone() or ("?",))[0]) for name in SHOWN}


def _rows(results: Results, loads: Sequence[Load]) -> Iterator[Sequence[str]]:
    for load in loads:
        for kind in (TEMPLATE, FOLLOW_UP, GENERATED):
            found = {name: rounds for (n, name, which), rounds in results.rounds.items() if (n, which) == (load.interviews, kind)}
            for name, rounds in sorted(found.items(), key=lambda one: one[0] != VIVA):
                summary = Summary.of([seconds for samples in rounds for seconds in samples])
                against = "" if name == VIVA else _shown(ratio(rounds, found[VIVA]))
                yield _row(f"{load.interviews}, {kind}", name, summary, against)


def _row(what: str, name: str, summary: Summary, against: str) -> Sequence[str]:
    figures = (summary.median, summary.deviation, summary.p99)
    return (what, name, str(summary.count), *(f"{1000 * seconds:.1f}" for seconds in figures), against)


def _shown(found: Ratio) -> str:
    return f"{found.value:.2f} × ({found.low:.2f} to {found.high:.2f})"
