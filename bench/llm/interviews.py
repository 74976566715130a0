"""`python -m bench.llm.interviews`: whole interviews in Korean and English, by SmolLM2 135M behind llama.cpp's own server.

Each goes through a whole Viva with one setting more, from sign-up to a report, which is held to the same rules as in the tests: it
names the model, and what it cites was said. What a model of this size writes is poor, and many questions come from the bank instead.
"""

import asyncio
import shutil
import tempfile
import time
from pathlib import Path

from bench.llm import files
from bench.llm.contenders import serving
from tests.integration.supervised import Supervised
from tests.llm.whole import checked, held


async def run(directory: Path) -> None:
    """Prints what came of each."""
    program = files.server()
    if program is None:
        raise files.CannotPrepare("llama-server cannot be built here; VIVA_BENCH_LLAMA_SERVER names one")
    async with serving(program, files.model(), 1) as url:
        viva = Supervised(directory / "viva", environment={"VIVA_LLM_SERVER": url})
        try:
            await asyncio.to_thread(viva.start)
            for language in ("en", "ko"):
                began = time.monotonic()
                found = checked(await held(viva, language), "openai", files.model().stem)
                figures = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.items())
                print(f"{language}: {time.monotonic() - began:.0f} s; {figures}", flush=True)
        finally:
            await asyncio.to_thread(viva.stop)


def main() -> None:
    """Runs in a directory of its own, which is left behind where something is wrong: the logs are in it."""
    files.with_the_servers_library("bench.llm.interviews")
    directory = Path(tempfile.mkdtemp(prefix="viva-interviews-"))
    directory.chmod(0o711)  # the account that Viva's processes drop to has to pass
    asyncio.run(run(directory))
    shutil.rmtree(directory)


if __name__ == "__main__":
    main()
