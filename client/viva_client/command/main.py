"""Lists what `viva` can do, and loads only what was asked for."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Never

import click

from viva_client.command.failure import INTERRUPTED, Failure, in_one_line


@dataclass(frozen=True)
class Entry:
    """Where a command is: the attribute of its own name in `module`, unless another is said."""

    module: str
    attribute: str = ""

    def load(self, name: str) -> click.Command:
        try:
            command = getattr(import_module(self.module), self.attribute or name)
        except ModuleNotFoundError as missing:
            cure = "run `make setup` in the checkout of Viva, or install viva with its extra `command`"
            raise Failure(f"the package {missing.name} is not installed; {cure}") from missing
        assert isinstance(command, click.Command), f"{self.module} has no command {name}"
        return command


# A new command is one line here and a function of that name, decorated with click.command or click.group, in its module.
# What stands in `deploy` needs a checkout of Viva; all else works wherever the client is installed.
COMMANDS: Mapping[str, Entry] = {
    "up": Entry("deploy.command.up"),
    "status": Entry("deploy.command.status"),
    "doctor": Entry("deploy.command.doctor.command"),
    "models": Entry("deploy.command.models"),
    "interview": Entry("viva_client.command.interview.command"),
    "tail": Entry("viva_client.command.tail"),
    "import": Entry("viva_client.command.lists", "import_"),
    "export": Entry("viva_client.command.lists"),
    "questions": Entry("viva_client.command.lists"),
    "companies": Entry("viva_client.command.lists"),
    "resumes": Entry("viva_client.command.resumes"),
    "embeddings": Entry("viva_client.command.embeddings"),
}


class Viva(click.Group):
    """The commands of the table, each imported when it is first needed; every failure is one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if _is_here(entry)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if not _is_here(entry):
            raise Failure(f"`viva {cmd_name}` works in a checkout of Viva, and this is the client alone; run it as .venv/bin/viva there")
        return entry.load(cmd_name)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **more: Any) -> Never:  # type: ignore[override]
        try:
            status = super().main(args, prog_name, **(more | {"standalone_mode": False}))
        except click.exceptions.NoArgsIsHelpError as nothing_asked:
            nothing_asked.show()
            status = nothing_asked.exit_code
        except click.ClickException as failure:
            click.echo(in_one_line(failure), err=True)
            status = failure.exit_code
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        sys.exit(status)


@click.group(cls=Viva, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="viva", message="%(prog)s %(version)s")
def viva() -> None:
    """Viva, an interviewer that runs on your own machines."""


def _is_here(entry: Entry) -> bool:
    return find_spec(entry.module.partition(".")[0]) is not None
