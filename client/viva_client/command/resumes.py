"""`viva resumes`: the résumés of whoever signs in, and what was read of one, with what its file hides."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_READY, ResumeFailure, ResumeState
from viva.session.v1.resume_pb2 import Resume

from viva_client import Credentials
from viva_client.command.connecting import Server, in_plain_words, server_options, user_option
from viva_client.command.failure import Failure
from viva_client.command.resume_lines import lines_of, plain
from viva_client.command.tail import credentials
from viva_client.resumes import Picture


@click.group(short_help="Show résumés, what was read of one, and what its file hides.")
def resumes() -> None:
    """Groups the commands below. They sign in as a person, or, with VIVA_CLIENT_ID and VIVA_CLIENT_SECRET, as a partner."""


@resumes.command("list", short_help="List your résumés.")
@user_option
@server_options
def list_command(server: Server, user: str) -> None:
    """Lists the résumés of whoever signs in, newest first: id, state, name."""
    with in_plain_words(server):
        found = asyncio.run(_list(server, credentials(user)))
    for resume in found:
        click.echo(f"{resume.resume_id}  {state_of(resume):<28}  {plain(resume.file_name)}")


@resumes.command("show", short_help="Print what was read of a résumé, and what its file hides.")
@click.argument("resume_id")
@user_option
@server_options
def show_command(server: Server, resume_id: str, user: str) -> None:
    """Prints RESUME_ID as it was read: by section, each fact with its page and how sure the reader is, and what was not found.

    First, and apart, comes what the file says and nobody who looks at it sees. It is no part of the résumé: no question, search or score
    rests on it. Recruiters see résumés of interviews for their postings, and of a blind posting a blind copy.
    """
    with in_plain_words(server):
        click.echo("\n".join(asyncio.run(_show(server, credentials(user), resume_id))))


@resumes.command("page", short_help="Write a page of a résumé into a file, as a picture.")
@click.argument("resume_id")
@click.argument("page", type=click.IntRange(min=1))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@user_option
@server_options
def page_command(server: Server, resume_id: str, page: int, file: Path, user: str) -> None:
    """Writes PAGE of RESUME_ID into FILE, as a JPEG. Of a blind posting's résumé it lacks what tells whose it is."""
    with in_plain_words(server):
        picture = asyncio.run(_page(server, credentials(user), resume_id, page))
    try:
        file.write_bytes(picture.content)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from error
    kind = (
        "a blind copy" if picture.about.is_blind else "a page set by Viva from the file's words" if picture.about.is_typeset else "the page"
    )
    click.echo(f"{file}: {kind}, {page} of {picture.about.page_count}")


def state_of(resume: Resume) -> str:
    """How far reading it has come, and why it failed."""
    state = ResumeState.Name(resume.state).removeprefix("RESUME_STATE_").lower()
    return f"{state} ({ResumeFailure.Name(resume.failure).removeprefix('RESUME_FAILURE_').lower()})" if resume.failure else state


async def _page(server: Server, proof: Credentials, resume_id: str, page: int) -> Picture:
    async with server.connect(proof) as viva:
        return await viva.resumes.page(resume_id, page)


async def _list(server: Server, proof: Credentials) -> Sequence[Resume]:
    async with server.connect(proof) as viva:
        return [resume async for resume in viva.resumes.list()]


async def _show(server: Server, proof: Credentials, resume_id: str) -> Sequence[str]:
    async with server.connect(proof) as viva:
        resume = await viva.resumes.get(resume_id)
        if resume.state != RESUME_STATE_READY:
            raise Failure(f"{plain(resume.file_name)} is not read: {state_of(resume)}")
        response = await viva.resumes.content(resume_id)
        return [plain(resume.file_name), *lines_of(response.content, is_blind=response.is_blind)]
