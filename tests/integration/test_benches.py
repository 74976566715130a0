"""The benches in their short form: everything that they start, hold and end works; how fast it is, is not asked here."""

import os
import signal
import subprocess
import sys
import time

import psutil

from deploy.supervisor.settings import REPOSITORY

SECONDS = 400


def bench(name: str) -> str:
    """Runs one bench in its short form; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", "--short", "--seed", "7"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_contender_answers_turns_of_every_kind() -> None:
    rows = [tuple(cell.strip() for cell in line.split("|")[1:4]) for line in bench("turn").splitlines() if line.startswith("| ")]
    expected = {
        (f"{interviews}, {kind}", contender)
        for interviews in (1, 3)
        for kind in ("template", "follow-up", "generated")
        for contender in ("Viva", "floor", "queue, blocking", "queue, polling")
    }
    assert expected <= {row[:2] for row in rows}


def test_candidates_at_the_live_bench_meet_no_error() -> None:
    printed = bench("live")
    assert "dropped or repeated events: 0; errors: 0" in printed
    assert "gateway" in printed and "p99" in printed


def test_a_bench_that_is_interrupted_leaves_no_process_behind() -> None:
    bench = subprocess.Popen(
        [sys.executable, "-m", "bench.live", "--short"], cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    started = until_it_has_children(psutil.Process(bench.pid))
    os.kill(bench.pid, signal.SIGINT)
    bench.wait(SECONDS)
    assert bench.returncode != 0
    assert not psutil.wait_procs(started, timeout=30)[1]


def until_it_has_children(process: psutil.Process) -> list[psutil.Process]:
    """Its processes, as soon as there are several."""
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up:
        if len(children := process.children(recursive=True)) >= 3:
            return children
        time.sleep(0.05)
    raise AssertionError("it started nothing")


def test_a_resume_is_read_beside_the_bare_work_and_ten_at_once() -> None:
    said = bench("resume")

    firsts = [line.split("|")[1].strip() for line in said.splitlines() if line.startswith("|") and not line.startswith("| -")]
    assert firsts == ["pages", "1", "3", "10", "beside", "nothing", "1 bad", "2 bad"]
    assert "documents a minute" in said
