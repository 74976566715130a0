"""Chooses the system account that children run as when the supervisor itself was started by root."""

import os
import pwd

# In order of preference. `nobody` exists everywhere, so nothing is ever added to /etc/passwd.
CANDIDATES = ("viva", "postgres", "nobody")


def unprivileged_account() -> pwd.struct_passwd | None:
    """The account to drop to, or None when we are not root and simply stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry
    raise LookupError(f"none of the accounts {', '.join(CANDIDATES)} exists, and PostgreSQL refuses to run as root")
