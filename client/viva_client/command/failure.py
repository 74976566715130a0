"""The one way in which `viva` fails: a line on standard error that says what to do, and a status that is not zero."""

import click

# What a shell reports of a program that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED = 130


class Failure(click.ClickException):
    """What went wrong and what to do about it, in one line."""


def in_one_line(failure: click.ClickException) -> str:
    """The failure as `viva` prints it; a misused option points at the help that lists the right ones."""
    said = " ".join(failure.format_message().split())
    if isinstance(failure, click.UsageError) and failure.ctx is not None:
        return f"viva: {said.rstrip('.')}; see `{failure.ctx.command_path} --help`"
    return f"viva: {said}"
