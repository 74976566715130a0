"""`viva questions`: keeps a question bank in a spreadsheet: checks a CSV file, takes it in, writes one out."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from viva.session.v1.bank_question_pb2 import BankQuestion
from viva.session.v1.imported_row_pb2 import (
    IMPORT_OUTCOME_CREATED,
    IMPORT_OUTCOME_REFUSED,
    IMPORT_OUTCOME_UNCHANGED,
    IMPORT_OUTCOME_UPDATED,
    ImportOutcome,
)

from viva_client.command.connecting import Server, in_plain_words, log_in, server_options, user_option
from viva_client.command.failure import Failure
from viva_client.credentials import LogIn
from viva_client.questions_csv import (
    COLUMNS,
    Finding,
    Interrupted,
    Row,
    Severity,
    Taken,
    check,
    compared,
    export,
    read_table,
    sound,
    take_in,
    written,
)
from viva_client.questions_csv.findings import as_table

OUTCOMES = {
    IMPORT_OUTCOME_CREATED: "new",
    IMPORT_OUTCOME_UPDATED: "changed",
    IMPORT_OUTCOME_UNCHANGED: "as they were",
    IMPORT_OUTCOME_REFUSED: "refused",
}
FILE = click.Path(dir_okay=False, path_type=Path)
COLUMN_HELP = "\n".join(f"  {column.name:<13} {column.says}" for column in COLUMNS.values())

company_option = click.option("--company", default="", help="The id of the company that alone uses them; without it, every company.")
report_option = click.option("--report", type=FILE, help="Write all that was found into this CSV file, too.")


@click.group(
    short_help="Check, import and export questions as CSV.",
    help=f"""Keeps a question bank in a spreadsheet. One row is one question; the first row names the columns, in any order.

\b
{COLUMN_HELP}

The first five must be there. Save the file as “CSV UTF-8”.""",
)
def questions() -> None:
    """Groups the commands below."""


@questions.command("check", short_help="Say what is wrong with a CSV file; needs no server.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@report_option
def check_command(file: Path, report: Path | None) -> None:
    """Says everything that is wrong with FILE, by row and column, and what to do about it. Fails when a row could not be taken in."""
    rows, count, found = _checked(file)
    _say(found, report)
    _fail_if_any(found, f"{count - len(rows)} of {_of(count)} cannot be taken in")
    click.echo(f"{_of(count)}, and nothing keeps {'it' if count == 1 else 'them'} out")


@questions.command("import", short_help="Take a CSV file into the question bank.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@company_option
@click.option("--dry-run", is_flag=True, help="Only say what would be new and what would change.")
@report_option
@user_option
@server_options
def import_command(server: Server, file: Path, company: str, user: str, report: Path | None, *, dry_run: bool) -> None:
    """Adds the questions of FILE to the bank, or changes those that are there with the same words for the same stage.

    Rows that are wrong are named and left out, the others are taken in. It may be run again at any time: what is there already stays as
    it is, also after a connection that was lost half way.
    """
    rows, count, found = _checked(file)
    with in_plain_words(server):
        if dry_run:
            outcomes = asyncio.run(_compare(server, log_in(user), rows, company))
        else:
            taken = _take_in(server, log_in(user), rows, company)
            found, outcomes = sorted([*found, *taken.findings], key=lambda finding: finding.row), [row.outcome for row in taken.rows]
    _say(found, report)
    click.echo(_summary(outcomes, count, is_trial=dry_run))
    refused = count - len(outcomes) + outcomes.count(IMPORT_OUTCOME_REFUSED)
    _fail_if_any(found, f"{refused} of {_of(count)} refused")


@questions.command("export", short_help="Write the question bank into a CSV file.")
@click.argument("file", type=FILE)
@company_option
@user_option
@server_options
def export_command(server: Server, file: Path, company: str, user: str) -> None:
    """Writes the active questions of a company, or without --company those that every company has, into FILE.

    Importing that file again changes nothing.
    """
    with in_plain_words(server):
        found = asyncio.run(_export(server, log_in(user), company))
    file.write_bytes(written(question.content for question in found))
    click.echo(f"{len(found)} questions are in {file}")


def _checked(file: Path) -> tuple[Sequence[Row], int, list[Finding]]:
    """The rows that can be taken in, how many there are, and all that is to be said."""
    table = read_table(file.read_bytes())
    found = check(table)
    return sound(table, found), len(table.rows), found


def _take_in(server: Server, credentials: LogIn, rows: Sequence[Row], company: str) -> Taken:
    async def run() -> Taken:
        async with server.connect(credentials) as viva:
            with click.progressbar(length=len(rows), label="Questions", file=sys.stderr) as bar:
                return await take_in(viva, rows, company, told=bar.update)

    try:
        return asyncio.run(run())
    except Interrupted as interrupted:
        raise Failure(f"{interrupted}; run the same import again, and it goes on from there") from interrupted


async def _compare(server: Server, credentials: LogIn, rows: Sequence[Row], company: str) -> list[ImportOutcome.ValueType]:
    async with server.connect(credentials) as viva:
        return await compared(viva, rows, company)


async def _export(server: Server, credentials: LogIn, company: str) -> Sequence[BankQuestion]:
    async with server.connect(credentials) as viva:
        return await export(viva, company)


def _say(found: Sequence[Finding], report: Path | None) -> None:
    for finding in found:
        click.echo(f"{finding.severity.value}: {finding}", err=True)
    if report is not None:
        report.write_bytes(as_table(found))


def _summary(outcomes: Sequence[ImportOutcome.ValueType], count: int, *, is_trial: bool) -> str:
    counts = Counter(outcomes)
    counts[IMPORT_OUTCOME_REFUSED] += count - len(outcomes)
    said = ", ".join(f"{counts[outcome]} {words}" for outcome, words in OUTCOMES.items() if counts[outcome])
    return f"{_of(count)}{' would be' if is_trial else ''}: {said or 'nothing to do'}"


def _of(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _fail_if_any(found: Sequence[Finding], failure: str) -> None:
    if any(_errors(found)):
        raise Failure(failure)


def _errors(found: Sequence[Finding]) -> Iterator[Finding]:
    return (finding for finding in found if finding.severity is Severity.ERROR)
