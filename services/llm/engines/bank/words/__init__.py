"""Lists of words, one file each, that the readers of the languages go by."""

from pathlib import Path


def read_words(name: str) -> frozenset[str]:
    """The words of a list in which a line holds many."""
    return frozenset(word for line in read_list(name) for word in line.split())


def read_list(name: str) -> tuple[str, ...]:
    """The lines of a list; one that begins with # is a remark."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
