"""Lists of words that résumés are understood by, one file each; they are read once, before the parser process is confined."""

from collections.abc import Mapping
from pathlib import Path


def read_parts(name: str) -> Mapping[str, tuple[str, ...]]:
    """The words of each part of a list, under the name that stands in brackets above them; a line that begins with # is a remark."""
    parts: dict[str, tuple[str, ...]] = {}
    part = ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif line and not line.startswith("#"):
            parts[part] = (*parts.get(part, ()), *line.split())
    return parts
