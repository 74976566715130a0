"""`python -m deploy.supervisor`: runs all of Viva in the foreground until Ctrl-C."""

import asyncio
import os
import signal
import sys

from deploy.supervisor.postgres import PostgresFailed
from deploy.supervisor.screen import Screen
from deploy.supervisor.settings import SupervisorSettings, read_settings
from deploy.supervisor.supervisor import CannotStart, Supervisor


async def run(settings: SupervisorSettings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup asks to be left alone by SIGHUP. A shell ignores SIGINT for what it starts with `&`, yet who sends it means it.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    screen = Screen(sys.stdout)
    try:
        await Supervisor(settings, screen).run(stop)
    except (CannotStart, PostgresFailed) as reason:
        print(f"Viva cannot start: {reason}", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    try:
        settings = read_settings(sys.argv[1:], os.environ)
    except ValueError as unreadable:
        print(f"Viva cannot start: {unreadable}; `viva up --help` lists the options, and README.md the variables", file=sys.stderr)
        return 2
    return asyncio.run(run(settings))


if __name__ == "__main__":
    sys.exit(main())
