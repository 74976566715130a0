"""`viva up`: what `make run` ends in."""

import os
import sys

import click

from deploy.supervisor.settings import REPOSITORY


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    short_help="Start everything in the foreground; Ctrl-C stops it.",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def up(options: tuple[str, ...]) -> None:
    """Starts all of Viva on this machine, with the supervisor's own OPTIONS, and stays until Ctrl-C."""
    # The supervisor takes this process over, so that whoever stops `viva up` stops it and nothing stands between.
    os.chdir(REPOSITORY)
    os.execv(sys.executable, [sys.executable, "-m", "deploy.supervisor", *options])
