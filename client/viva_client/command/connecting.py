"""Where Viva is and who is asking, for every command that calls it; passwords come from a prompt or the environment, never from options."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from viva_client import Credentials, LogIn, Unavailable, Viva, VivaError
from viva_client.client import Options
from viva_client.command.failure import Failure

HERE = "http://127.0.0.1:8080"
PASSWORD_VARIABLE = "VIVA_PASSWORD"  # noqa: S105  # the name of one
UNTRUSTED = "CERTIFICATE_UNTRUSTED"
# An operator restarts Viva in less; whoever watches or answers meanwhile should not have to come back by hand.
PATIENCE_SECONDS = 300.0

Command = Callable[..., None]
AsyncCommand = Callable[..., Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Server:
    """An installation, as the person at the terminal named it."""

    url: str
    ca_file: Path | None

    @asynccontextmanager
    async def as_anybody(self) -> AsyncIterator[Viva]:
        """A connection that proves nothing, for signing up."""
        async with self._client(None) as viva:
            yield viva

    @asynccontextmanager
    async def connect(self, credentials: Credentials) -> AsyncIterator[Viva]:
        """A connection that is signed in."""
        async with self._client(credentials) as viva:
            await viva.sign_in()
            yield viva

    def _client(self, credentials: Credentials | None) -> Viva:
        options = Options(patience=PATIENCE_SECONDS)
        if self.ca_file is not None:
            options["ca_file"] = self.ca_file
        return Viva(self.url, credentials, **options)


def server_options(command: Command) -> Command:
    """Adds `--server` and `--ca-file`, and hands the command a `server`."""

    @click.option("--server", "url", envvar="VIVA_SERVER", default=HERE, show_default=True, help="Where Viva is [env: VIVA_SERVER].")
    @click.option(
        "--ca-file",
        envvar="VIVA_CA_FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Certificates to trust instead of the system's, such as tls/ca.pem of Viva's data [env: VIVA_CA_FILE].",
    )
    @wraps(command)
    def with_server(url: str, ca_file: Path | None, **others: Any) -> None:
        command(server=Server(url, ca_file), **others)

    return with_server


user_option = click.option("--user", envvar="VIVA_USER", default="", help="The user name; asked for when missing [env: VIVA_USER].")


def log_in(user: str) -> LogIn:
    """Name and password of the person at the terminal, from the environment where they are, else by asking."""
    return LogIn(user or asked("User name", option="--user"), os.environ.get(PASSWORD_VARIABLE) or asked("Password", hidden=True))


def asked(question: str, *, option: str = "", default: str = "", hidden: bool = False) -> str:
    """What the person types; where nobody can be asked, a failure that says how to tell it otherwise."""
    if not sys.stdin.isatty():
        instead = f"give {option}" if option else f"set {PASSWORD_VARIABLE}"
        raise Failure(f"there is no terminal to ask for the {question.lower()}; {instead}")
    return str(click.prompt(question, default=default or None, hide_input=hidden, err=True))


@contextmanager
def in_plain_words(server: Server) -> Iterator[None]:
    """Turns what may go wrong between here and Viva into one line that says what to do."""
    try:
        yield
    except Unavailable as lost:
        if lost.reason == UNTRUSTED:
            raise Failure(f"the certificate of {server.url} is not trusted here; name its authority's file with --ca-file") from lost
        raise Failure(f"Viva does not answer at {server.url}; see whether it runs, or name another place with --server") from lost
    except VivaError as refused:
        again = "; try again in a moment" if refused.retryable else ""
        raise Failure(f"{str(refused).rstrip('.')}{again}") from refused
    except ValueError as unusable:  # an address that is none
        raise Failure(str(unusable)) from unusable
