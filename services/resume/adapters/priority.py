"""Has a process come last for the cores."""

import os
from contextlib import suppress
from pathlib import Path

_LAST = "19"


def come_last(pid: int) -> bool:
    """Lets a process that leads a session of its own run when nobody else wants to; False when it has to be asked again a moment later.

    Linux may weigh a process against those of its own session alone, and the session against all others (sched(7), autogroup): then the
    session is what has to come last. Where a container forbids either, it is left as it is. Raises ProcessLookupError when the process is
    gone.
    """
    with suppress(PermissionError):
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    with suppress(FileNotFoundError, PermissionError):
        try:
            Path(f"/proc/{pid}/autogroup").write_text(_LAST)
        except BlockingIOError:
            # Ten changes a second are all that the kernel lets everybody but root make, all together.
            return False
    return True
