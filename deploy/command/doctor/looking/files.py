"""Whose Viva's files are, and who else may touch them."""

import os
from itertools import chain
from pathlib import Path

from deploy.command.doctor.machine import Entry
from deploy.supervisor.account import Account

PRIVATE = ("keys/*.key", "keys/*.password", "tls/*.key")


def users() -> frozenset[int]:
    """Who may own what is Viva's: us, and the account that children become when we are root."""
    account = Account.choose([]).entry
    return frozenset({os.geteuid()} | ({account.pw_uid} if account else set()))


def entry(path: Path) -> Entry | None:
    """None when it does not exist."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return Entry(path, seen.st_mode & 0o7777, seen.st_uid)


def may_write(path: Path) -> bool:
    """Whether we may make files in `path`, or make it where it is missing."""
    return os.access(next(place for place in (path, *path.parents) if place.exists()), os.W_OK | os.X_OK)


def private_files(data_dir: Path) -> tuple[Entry, ...]:
    """Every private key and password that Viva keeps in a file."""
    paths = chain.from_iterable(sorted(data_dir.glob(pattern)) for pattern in PRIVATE)
    return tuple(found for path in paths if (found := entry(path)))


def container_files(containers: Path) -> tuple[Entry, ...]:
    """What containers are handed as secrets, whosever it is."""
    return tuple(found for path in sorted(containers.glob("secrets/*")) if (found := entry(path)))
