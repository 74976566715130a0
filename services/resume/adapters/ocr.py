"""Has the words of scanned pages read by Tesseract, where it is installed with Korean and English.

The picture is one that our parser process drew, handed over as bare grey pixels: a stranger's picture file never reaches Tesseract. It
runs as a process of its own under the limits of `ocr_process`, one for each page, and reads from and writes to pipes alone.
"""

import asyncio
import logging
import os
import shutil
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

from services.resume.adapters.ending import end
from services.resume.domain.unreadable import ParserLimit

log = logging.getLogger(__name__)

LANGUAGES = ("kor", "eng")
PROGRAM = "tesseract"
_REPOSITORY = Path(__file__).resolve().parents[3]
_LONGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True)
class Ocr:
    """Tesseract on this machine."""

    program: str
    seconds: float = 20.0
    """That one page may take, by the clock."""

    @classmethod
    def find(cls) -> "Ocr | None":
        """What is installed; None without the program or one of the languages. Runs a process: call it at start."""
        program = shutil.which(PROGRAM)
        if program is None:
            return None
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20).stdout.split()
        if missing := [language for language in LANGUAGES if language not in listed]:
            log.warning("Tesseract is installed without %s: scanned résumés are refused", ", ".join(missing))
            return None
        return cls(program)

    async def read(self, picture: bytes) -> bytes:
        """The words of a picture (PGM) as Tesseract's table (TSV). Raises ParserLimit when it takes too long."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.resume.adapters.ocr_process",
            self.program,
            "+".join(LANGUAGES),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_REPOSITORY,
            env={name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PYTHONPATH", "TESSDATA_PREFIX") if name in os.environ},
            start_new_session=True,
        )
        try:
            answer, _ = await asyncio.wait_for(process.communicate(picture), self.seconds)
        except TimeoutError:
            raise ParserLimit from None
        finally:
            await end(process)
        if process.returncode != 0:
            raise ParserLimit
        return answer[:_LONGEST_ANSWER]
