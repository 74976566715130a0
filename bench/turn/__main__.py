"""`make bench-turn`: from an answer to the next question, for Viva, the floor and the old way, in alternating rounds."""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.harness import page
from bench.harness.children import end_like_ctrl_c
from bench.harness.machine import Machine
from bench.harness.rounds import Contender, Load, Results, alternate
from bench.turn.floor import house
from bench.turn.queue import house as old_house
from bench.turn.queue import tables
from bench.turn.recording import record
from bench.turn.report import report
from bench.turn.viva import Viva

LOADS = (
    Load(interviews=1, pause_seconds=0.2, turns=14, rounds=4),
    Load(interviews=16, pause_seconds=0.5, turns=14, rounds=3),
    Load(interviews=64, pause_seconds=2.0, turns=7, rounds=2),
)
SHORT = (Load(interviews=1, pause_seconds=0.1, turns=4, rounds=1), Load(interviews=3, pause_seconds=0.1, turns=4, rounds=1))


async def run(viva: Viva, directory: Path, loads: Sequence[Load], machine: Machine) -> Results:
    """Runs everybody; the product is up."""
    await viva.prepare()
    known = await asyncio.to_thread(house.copy_database, viva.database, directory)
    script = await record(viva, known)
    with ExitStack() as others:
        floor = others.enter_context(house.running(script, house.conninfo(viva.database), directory, viva.luck))
        old = others.enter_context(old_house.running(tables.create(viva.database), directory, viva.luck))
        contenders: list[Contender] = [viva, floor, *old]

        def tell(line: str) -> None:
            machine.look()
            print(line, flush=True)

        return await alternate(contenders, loads, luck=viva.luck, tell=tell)


def measure(loads: Sequence[Load], seed: int) -> Iterator[str]:
    """Starts the product, runs, stops it; yields the lines of the report."""
    machine = Machine()
    machine.make_way()
    with tempfile.TemporaryDirectory(prefix="viva-turn-") as name:
        directory = Path(name)
        directory.chmod(0o711)  # the account that its processes drop to has to pass
        viva = Viva(directory, random.Random(seed))
        try:
            viva.product.start()
            machine.pin_driver()
            results = asyncio.run(run(viva, directory, loads, machine))
            yield from report(results, loads, machine, viva.database)
        finally:
            if viva.product.started:
                viva.product.stop()


def main() -> int:
    """Runs once; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.turn", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few turns only, to see that it works")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="decides the order of the rounds")
    options = parser.parse_args()
    end_like_ctrl_c()
    text = "\n".join(measure(SHORT if options.short else LOADS, options.seed))
    print(text)
    if not options.short:
        page.write("bench-turn", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
