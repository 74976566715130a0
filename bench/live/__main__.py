"""`make bench-live`: 200 live interviews at once for three minutes; ends with 1 on any error, dropped event or growing process."""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.harness import page
from bench.harness.children import end_like_ctrl_c
from bench.harness.figures import Summary, percentile
from bench.harness.machine import Machine
from bench.live.crowd import ENVIRONMENT, let_in
from bench.live.memory import Memory
from bench.live.seat import PERIOD_SECONDS, Ledger, Seat, ping
from bench.turn.talk import FOLLOW_UP, GENERATED, TEMPLATE
from tests.integration.supervised import Supervised

INTERVIEWS, SECONDS = 200, 180.0
SHORT_INTERVIEWS, SHORT_SECONDS, SHORT_PERIOD = 5, 12.0, 1.0


@dataclass
class Evening:
    """One run: so many candidates for so long."""

    product: Supervised
    interviews: int
    seconds: float
    period: float
    luck: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    machine: Machine = field(default_factory=Machine)
    lags: list[float] = field(default_factory=list)
    arrival_seconds: float = 0.0

    def __post_init__(self) -> None:
        """Looks at nothing yet."""
        self.memory = Memory(self.product)

    async def through(self) -> None:
        """Holds it; the product is up."""
        began = time.monotonic()
        # Nobody's certificate is looked at: the edge is next door, and speaks plain HTTP.
        async with httpx.AsyncClient(base_url=self.product.url, timeout=60, verify=False) as client:
            visitors = await let_in(client, self.interviews + 1, self.luck)
            self.arrival_seconds = time.monotonic() - began
            print(f"{self.interviews} candidates are in after {self.arrival_seconds:.0f} s", flush=True)
            ends_at = time.monotonic() + self.seconds
            seats = [Seat(self.product.url, visitor, self.ledger, ends_at, self.period) for visitor in visitors[1:]]
            watching = [asyncio.create_task(self.memory.watch()), asyncio.create_task(self._look())]
            pinging = asyncio.create_task(ping(self.product.url, visitors[0], ends_at))
            await asyncio.gather(*(seat.occupy(self.luck) for seat in seats))
            self.lags = await pinging
            for task in watching:
                task.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(10)
            self.machine.look()
            print(f"{self.ledger.counts['answers']} answers, {len(self.ledger.faults)} faults", flush=True)

    @property
    def faults(self) -> list[str]:
        """All that must not be."""
        growing = [name for name in self.memory.seen if not self.memory.is_flat(name)] if self.seconds >= SECONDS else []
        return [*self.ledger.faults, *_complaints(self.product), *(f"{name} grows" for name in growing)]

    def report(self) -> Iterator[str]:
        """The lines of the section."""
        yield f"{self.interviews} interviews at once for {self.seconds:.0f} s, an answer every {self.period:g} s; " + ", ".join(
            f"{number} {what}" for what, number in self.ledger.counts.items()
        )
        yield ""
        heads, rows = ("answer to next question", "turns", "p50 ms", "± MAD", "p99 ms"), list(self._latencies())
        yield page.table(heads, rows)
        yield ""
        yield page.table(("memory, MiB of its own", "first", "last", "growth a minute", ""), list(self._memory()))
        yield ""
        lag, worst = percentile(self.lags, 0.5), percentile(self.lags, 0.99)
        yield f"- a frame that asks for nothing came back from the gateway in p50 {_ms(lag)} ms, p99 {_ms(worst)} ms"
        yield f"- dropped or repeated events: {sum('event' in fault for fault in self.ledger.faults)}; errors: {len(self.faults)}"
        yield from (f"  - {fault}" for fault in self.faults[:20])
        yield from (f"- {line}" for line in self.machine.lines())

    def _latencies(self) -> Iterator[tuple[str, ...]]:
        for kind in (TEMPLATE, FOLLOW_UP, GENERATED):
            if seconds := [sample.seconds for sample in self.ledger.samples if sample.kind == kind]:
                found = Summary.of(seconds)
                yield (kind, str(found.count), _ms(found.median), _ms(found.deviation), _ms(found.p99))

    def _memory(self) -> Iterator[tuple[str, ...]]:
        for name, points in self.memory.seen.items():
            ends = (f"{points[0][1]:.0f}", f"{points[-1][1]:.0f}", f"{self.memory.slope(name):+.1f}")
            yield (name, *ends, "flat" if self.memory.is_flat(name) else "grows")


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"


def _complaints(product: Supervised) -> Iterator[str]:
    """What the services logged as an error."""
    for path in sorted((product.data_dir / "log").glob("*.log")):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            if entry.get("level") == "ERROR":
                yield f"{path.stem} logged: {entry['message']} {entry.get('exception', '')}"


def hold(interviews: int, seconds: float, period: float, seed: int) -> tuple[list[str], list[str]]:
    """Starts the product, holds one evening, stops it; returns the report's lines, and the faults."""
    with tempfile.TemporaryDirectory(prefix="viva-live-") as name:
        directory = Path(name)
        directory.chmod(0o711)  # the account that its processes drop to has to pass
        product = Supervised(directory / "viva", environment=dict(ENVIRONMENT))
        evening = Evening(product, interviews, seconds, period, random.Random(seed))
        evening.machine.make_way()
        try:
            product.start()
            evening.machine.pin_driver()
            asyncio.run(evening.through())
            return list(evening.report()), evening.faults
        finally:
            if product.started:
                product.stop()


def main() -> int:
    """Runs once; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--interviews", type=int, default=INTERVIEWS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--short", action="store_true", help="a few interviews, to see that it works")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    end_like_ctrl_c()
    full = (options.interviews, options.seconds, PERIOD_SECONDS)
    interviews, seconds, period = (SHORT_INTERVIEWS, SHORT_SECONDS, SHORT_PERIOD) if options.short else full
    lines, faults = hold(interviews, seconds, period, options.seed)
    print(*lines, sep="\n")
    if (interviews, seconds, period) == (INTERVIEWS, SECONDS, PERIOD_SECONDS):
        page.write("bench-live", "\n".join(lines))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
