"""A good résumé beside files that mean harm: how long it takes to READY, and what harm leaves behind in the service's memory."""

import time

import psutil
from grpc.aio import AioRpcError
from viva.resume.v1 import resume_state_pb2 as states

from bench.harness.figures import Summary, ratio
from bench.harness.page import table
from bench.resume.candidate import ENDS, Candidate
from tests.integration.supervised import Supervised
from tests.resumes import hostile, office
from tests.resumes.samples import of_written_pages

MOST_BAD = 2
MEBIBYTE = 1024 * 1024
WARM = 3
PASSES = 3


async def beside(candidate: Candidate, good: bytes, rounds: int) -> str:
    """A table: alone, beside one file that burns its five seconds of CPU, and beside two."""
    times: dict[int, list[list[float]]] = {count: [] for count in range(MOST_BAD + 1)}
    still_read = dict.fromkeys(times, 0)
    for _ in range(rounds):
        for count, samples in times.items():
            seconds, going_on = await _once(candidate, good, count)
            samples.append([seconds])
            still_read[count] += going_on
    rows = [_row(count, samples, times[0], still_read[count]) for count, samples in times.items()]
    return f"\n{table(('beside', 'READY p50', 'times alone', 'bad still read'), rows)}\n"


async def _once(candidate: Candidate, good: bytes, count: int) -> tuple[float, bool]:
    """Seconds to READY, and whether every bad file was still being read then."""
    bad = [await candidate.upload(hostile.nested_forms(9)) for _ in range(count)]
    for resume_id in bad:
        await candidate.until(resume_id, states.RESUME_STATE_PROCESSING, *ENDS)
    began = time.perf_counter()
    resume_id = await candidate.upload(good)
    read = await candidate.until(resume_id, *ENDS)
    seconds = time.perf_counter() - began
    assert read.state == states.RESUME_STATE_READY, states.ResumeFailure.Name(read.failure)
    going_on = [await candidate.state(each) == states.RESUME_STATE_PROCESSING for each in bad]
    for each in [resume_id, *bad]:
        await candidate.until(each, *ENDS)
        await candidate.forget(each)
    return seconds, all(going_on)


def _row(count: int, samples: list[list[float]], alone: list[list[float]], still_read: int) -> tuple[str, ...]:
    median = Summary.of([one for each in samples for one in each]).median
    share = ratio(samples, alone)
    name = "nothing" if count == 0 else f"{count} bad"
    return name, f"{1000 * median:.0f} ms", f"{share.value:.2f} ({share.low:.2f}–{share.high:.2f})", f"{still_read} of {len(samples)}"


async def memory_after_harm(candidate: Candidate, product: Supervised) -> str:
    """What the résumé service itself holds before and after every hostile file went through it, parser processes apart."""
    for _ in range(WARM):
        await candidate.read(of_written_pages(3))
    held, ended = [_memory(product)], 0
    for _ in range(PASSES):
        ended += await _harm(candidate)
        held.append(_memory(product))
    after = ", ".join(f"{each:.0f}" for each in held[1:])
    return f"Memory of the service's process: {held[0]:.0f} MiB, and {after} MiB after {PASSES} passes of {ended // PASSES} hostile files."


async def _harm(candidate: Candidate) -> int:
    """Has every hostile file ended, and a good one read; how many there were."""
    ended = 0
    for file in harmful():
        try:
            resume_id = await candidate.upload(file)
        except AioRpcError:
            ended += 1
            continue
        ended += (await candidate.until(resume_id, *ENDS)).state in ENDS
        await candidate.forget(resume_id)
    await candidate.read(of_written_pages(3))
    return ended


def harmful() -> list[bytes]:
    """Every hostile file that we have, the largest that is let in among them."""
    pdfs = (
        hostile.html_as_pdf(),
        hostile.truncated(),
        hostile.noise(),
        hostile.encrypted(),
        hostile.owner_locked(),
        hostile.scan(),
        hostile.many_pages(10_000),
        hostile.lying_page_count(1_000_000),
        hostile.text_bomb(200),
        hostile.nested_forms(9),
        hostile.huge_image(),
        hostile.broken_font(),
        hostile.old_office("WordDocument"),
        hostile.spreadsheet(),
        of_written_pages(3) + bytes(10_000_000),
        b"%PDF-1.7\n" + bytes(10 * MEBIBYTE + 104_858),
    )
    return [*pdfs, office.bomb(), office.crowd_of_parts(), office.with_entities(), office.with_relations_outside()]


def _memory(product: Supervised) -> float:
    return float(psutil.Process(int(product.roster["resume"]["pid"])).memory_info().rss / MEBIBYTE)
