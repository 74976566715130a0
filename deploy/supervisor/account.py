"""Chooses whom children run as when root started the supervisor, and hands them what they must own."""

import os
import pwd
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from deploy.supervisor.launch import wrap

# In order of preference. `nobody` exists everywhere, so nothing is ever added to /etc/passwd; a `postgres` that may be
# there owns somebody else's database.
CANDIDATES = ("viva", "nobody")


@dataclass(frozen=True)
class Account:
    """Who children run as: `entry` is None when we are not root, and they simply stay who we are."""

    entry: pwd.struct_passwd | None
    see_closed: bool = False

    @classmethod
    def choose(cls, needs: Iterable[Path]) -> "Account":
        """The account to drop to; it keeps the right to read where one of `needs` lies in a directory closed to it (/root)."""
        if os.geteuid() != 0:
            return cls(None)
        entry = _first_existing()
        return cls(entry, see_closed=any(not reachable(path, entry) for path in needs))

    @classmethod
    def for_programs(cls, *more: Path) -> "Account":
        """As `choose`, for a child that needs this interpreter, this package, and `more`."""
        return cls.choose([Path(sys.executable).resolve(), Path(sys.prefix), Path(__file__).resolve(), *more])

    @property
    def name(self) -> str | None:
        return self.entry.pw_name if self.entry else None

    def wrap(self, command: list[str]) -> list[str]:
        """The command line that runs `command` as this account, for no longer than we live."""
        return wrap(command, account=self.name, see_closed=self.see_closed)

    def own(self, path: Path) -> None:
        """Makes the private directory `path` if it is missing, and hands it, or the file it is, to this account."""
        if not path.exists():
            path.mkdir(parents=True, mode=0o700)
        if self.entry is not None:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)


def reachable(path: Path, entry: pwd.struct_passwd) -> bool:
    """Whether every directory above `path` lets this account through."""
    return all(_may_enter(parent.stat(), entry) for parent in path.absolute().parents if parent.exists())


def _may_enter(directory: os.stat_result, entry: pwd.struct_passwd) -> bool:
    if directory.st_uid == entry.pw_uid:
        return bool(directory.st_mode & stat.S_IXUSR)
    if directory.st_gid == entry.pw_gid:
        return bool(directory.st_mode & stat.S_IXGRP)
    return bool(directory.st_mode & stat.S_IXOTH)


def _first_existing() -> pwd.struct_passwd:
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry
    raise LookupError(f"none of the accounts {', '.join(CANDIDATES)} exists, and PostgreSQL refuses to run as root")
