"""`python -m bench.chaos --seed 7 --interviews 20`: one run; prints what was counted, and ends with 1 on any breach."""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos.plan import Plan, Way
from bench.chaos.run import Run
from tests.integration.supervised import Supervised

FULL_INTERVIEWS, SHORT_INTERVIEWS = 20, 6


def main() -> int:
    """Runs once; returns the exit status."""
    options = _parser().parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    interviews = options.interviews or (SHORT_INTERVIEWS if options.short else FULL_INTERVIEWS)
    plan = Plan.short(seed, interviews) if options.short else Plan.full(seed, interviews)
    with _product(options.keep) as product:
        run = Run(plan, product)
        asyncio.run(run.through())
        print(*report(run), sep="\n", flush=True)
    return 1 if run.verdict.breaches else 0


def report(run: Run) -> Iterator[str]:
    """What a person reads."""
    ways = Counter(part.way for part in run.plan.parts)
    yield f"seed {run.plan.seed}: " + ", ".join(f"{ways[way]} interviews by {way.value}" for way in Way)
    yield f"  interviews took {run.seconds:.0f} s; killed " + ", ".join(f"{name} {n}×" for name, n in sorted(Counter(run.killed).items()))
    for name, number in (run.verdict.counts | run.tally.counts).items():
        yield f"  {name:<26}{number:>7}"
    yield from (f"  BREACH: {breach}" for breach in run.verdict.breaches)
    yield "nothing lost, nothing twice" if not run.verdict.breaches else f"{len(run.verdict.breaches)} breaches"


@contextmanager
def _product(keep: bool) -> Iterator[Supervised]:
    """A whole Viva in a directory of its own, on free ports. `keep`: leave data and logs behind."""
    directory = Path(tempfile.mkdtemp(prefix="viva-chaos-"))
    directory.chmod(0o711)  # the account that its processes drop to has to pass
    product = Supervised(directory / "viva")
    try:
        print(f"Viva was up after {product.start():.1f} s; data and logs are in {directory}", flush=True)
        yield product
    finally:
        product.stop()
        if not keep:
            shutil.rmtree(directory)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.chaos", description="Kills every process of a running Viva under live interviews."
    )
    parser.add_argument("--seed", type=int, help="decides who dies when; drawn and printed when left out")
    parser.add_argument("--interviews", type=int, help=f"how many at once ({FULL_INTERVIEWS}, or {SHORT_INTERVIEWS} with --short)")
    parser.add_argument("--short", action="store_true", help="each process dies once")
    parser.add_argument("--keep", action="store_true", help="leave data and logs behind")
    return parser


if __name__ == "__main__":
    sys.exit(main())
