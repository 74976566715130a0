"""Keeps what a child prints, one JSON object per line, in a file that cannot grow for ever."""

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
KEPT_FILES = 3


class ChildLog:
    """`<directory>/<name>.log`, and the last line that was written to it."""

    def __init__(self, directory: Path, name: str) -> None:
        self.path = directory / f"{name}.log"
        self.last_line = ""
        self._handler = RotatingFileHandler(self.path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True)

    def write(self, raw: bytes) -> None:
        """Adds one line. Ours are JSON already; what PostgreSQL or a traceback prints is wrapped."""
        line = raw.decode(errors="replace").rstrip()
        if not line:
            return
        self.last_line = line
        self._handler.emit(logging.makeLogRecord({"msg": line if _is_object(line) else _wrapped(line)}))

    @property
    def last_words(self) -> str:
        """The last line, without the JSON around it."""
        if not _is_object(self.last_line):
            return self.last_line
        return str(json.loads(self.last_line).get("message", self.last_line))

    def close(self) -> None:
        self._handler.close()


def _is_object(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _wrapped(line: str) -> str:
    return json.dumps({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "message": line}, ensure_ascii=False)
