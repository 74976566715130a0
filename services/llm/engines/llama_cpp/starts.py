"""Counts starts of the engine that took the whole process with them, so that none is repeated for ever.

llama.cpp is compiled for one machine's processor. Where that promises more than it keeps (matrix tiles, in some virtual machines), the
first real computation ends the process, and no exception tells. A note on disk does: it is written before, and taken back after.
"""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from services.llm.engines.llama_cpp.model_file import UnusableModel

log = logging.getLogger(__name__)

FAST_TRIES, PLAIN_TRIES = 2, 2
"""Starts that may die before the processor's special kernels are left out, and before no more is tried."""


@dataclass(frozen=True)
class Starts:
    """The note in `file` about starts of `what`: one model with one build of the library. Without a file nothing is noted."""

    file: Path | None
    what: str

    def begin(self) -> bool:
        """Notes a start that is about to be made; returns whether it may use special kernels. Raises UnusableModel after too many."""
        died = self._died()
        if died >= FAST_TRIES + PLAIN_TRIES:
            raise UnusableModel(
                f"llama.cpp has ended this process {died} times while it started with this model; "
                f"build it for this machine (docs/models.md) and delete {self.file}"
            )
        if died:
            log.warning("starts with this model have ended the process before", extra={"died": died, "note": str(self.file)})
        self._write(died + 1)
        return died < FAST_TRIES

    def held(self, *, fast: bool) -> None:
        """Notes that the start went well: the next is made in the same way."""
        self._write(0 if fast else FAST_TRIES)

    def called_off(self) -> None:
        """Takes back the note of a start that was stopped on purpose."""
        if (died := self._died()) not in (0, FAST_TRIES):
            self._write(died - 1)

    def _died(self) -> int:
        if self.file is None:
            return 0
        try:
            note = json.loads(self.file.read_text("utf-8"))
            return int(note["died"]) if note["what"] == self.what else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _write(self, died: int) -> None:
        if self.file is None:
            return
        with suppress(OSError):
            if died:
                self.file.write_text(json.dumps({"what": self.what, "died": died}), "utf-8")
            else:
                self.file.unlink(missing_ok=True)
