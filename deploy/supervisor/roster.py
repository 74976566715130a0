"""Writes down which processes run under which id and port, for people, tools and tests that end one on purpose."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from deploy.supervisor.child import Child


class Roster:
    """The file `processes.json`: replaced in one step, so that a reader never sees half of it."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url

    def write(self, children: Iterable[Child]) -> None:
        """Records the state of every child as of now."""
        document = {"supervisor": os.getpid(), "url": self._url, "processes": {child.program.name: _entry(child) for child in children}}
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(document, indent=2))
        draft.replace(self._path)

    def remove(self) -> None:
        """Forgets all: nothing runs any more."""
        self._path.unlink(missing_ok=True)


def _entry(child: Child) -> dict[str, Any]:
    return {"pid": child.pid, "port": child.program.port, "state": child.state.value, "restarts": child.restarts}
