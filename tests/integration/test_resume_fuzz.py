"""Row R4: files that were harmed at random, a short round of `make fuzz-resume`: nothing escapes the process that reads them."""

from pathlib import Path
from random import Random

from bench.fuzz_resume.__main__ import run


async def test_whatever_a_harmed_file_does_it_does_to_the_process_that_reads_it(tmp_path: Path) -> None:
    tried = await run(Random(20261127), seconds=300, most=40, keep=tmp_path / "escaped.bin")

    assert tried.escaped == []
    assert tried.files >= 40 and tried.outcomes["read"] > 0 and tried.outcomes["CORRUPT"] > 0
