"""What `viva questions`, `viva companies`, `viva import` and `viva export` are made of: a list is checked, taken in, written out."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from viva.session.v1.imported_row_pb2 import (
    IMPORT_OUTCOME_CREATED,
    IMPORT_OUTCOME_REFUSED,
    IMPORT_OUTCOME_UNCHANGED,
    IMPORT_OUTCOME_UPDATED,
    ImportOutcome,
)

from viva_client.command.bank_statistics import statistics
from viva_client.command.connecting import Server, in_plain_words, log_in, server_options, user_option
from viva_client.command.failure import Failure
from viva_client.credentials import LogIn
from viva_client.lists import (
    COMPANIES,
    QUESTIONS,
    Finding,
    Interrupted,
    Kind,
    Row,
    Severity,
    Taken,
    as_csv,
    as_json,
    check,
    compared,
    nearly_there,
    read_table,
    sound,
    take_in,
)
from viva_client.lists.findings import as_table

OUTCOMES = {
    IMPORT_OUTCOME_CREATED: "new",
    IMPORT_OUTCOME_UPDATED: "changed",
    IMPORT_OUTCOME_UNCHANGED: "as they were",
    IMPORT_OUTCOME_REFUSED: "refused",
}
FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)

company_option = click.option("--company", default="", help="The id of the company that alone uses them; without it, every company.")
report_option = click.option("--report", type=FILE, help="Write all that was found into this CSV file, too.")


def check_command(kind: Kind) -> click.Command:
    """Says what is wrong with a file, without a server."""

    @click.command("check", short_help="Say what is wrong with a file; needs no server.")
    @click.argument("file", type=THERE)
    @report_option
    def command(file: Path, report: Path | None) -> None:
        """Says everything that is wrong with FILE, CSV or JSON, by row and column, and what to do about it.

        Fails when a row could not be taken in.
        """
        rows, count, found = _checked(file, kind)
        _say(found, report)
        _fail_if_any(found, f"{count - len(rows)} of {_of(count)} cannot be taken in")
        click.echo(f"{_of(count)}, and nothing keeps {'it' if count == 1 else 'them'} out")

    return command


def import_command(kind: Kind) -> click.Command:
    """Takes a file in."""

    @click.argument("file", type=THERE)
    @click.option("--dry-run", is_flag=True, help="Only say what would be new and what would change.")
    @report_option
    @user_option
    @server_options
    def command(server: Server, file: Path, user: str, report: Path | None, company: str = "", *, dry_run: bool) -> None:
        rows, count, found = _checked(file, kind)
        with in_plain_words(server):
            known = asyncio.run(_known(server, login := log_in(user), kind, company))
            found += nearly_there(rows, known, kind)
            if dry_run:
                outcomes = compared(rows, known, kind)
            else:
                taken = _take_in(server, login, rows, kind, company)
                found, outcomes = [*found, *taken.findings], [row.outcome for row in taken.rows]
        found.sort(key=lambda finding: finding.row)
        _say(found, report)
        click.echo(_summary(outcomes, count, is_trial=dry_run))
        refused = count - len(outcomes) + outcomes.count(IMPORT_OUTCOME_REFUSED)
        _fail_if_any(found, f"{refused} of {_of(count)} refused")

    help_text = f"""Takes the {kind.noun} of FILE in, CSV or JSON: what is new is added, what is there by its {kind.name} is changed.

    Rows that are wrong are named and left out, the others are taken in; rows that are nearly what is there are named, too. It may be run
    again at any time: what is there already stays as it is, also after a connection that was lost half way.
    """
    made = click.command("import", short_help=f"Take {kind.noun} in from a CSV or JSON file.", help=help_text)
    return made(company_option(command) if kind is QUESTIONS else command)


def export_command(kind: Kind) -> click.Command:
    """Writes all that is kept into a file."""

    @click.argument("file", type=FILE)
    @user_option
    @server_options
    def command(server: Server, file: Path, user: str, company: str = "") -> None:
        with in_plain_words(server):
            known = asyncio.run(_known(server, log_in(user), kind, company))
        write = as_json if file.suffix.casefold() == ".json" else as_csv
        file.write_bytes(write(known, kind))
        click.echo(f"{len(known)} {kind.noun} are in {file}")

    whose = "the active questions of a company, or without --company those that every company has" if kind is QUESTIONS else "every company"
    help_text = f"""Writes {whose}, into FILE: JSON where its name ends in .json, else CSV.

    Importing that file again changes nothing.
    """
    made = click.command("export", short_help=f"Write the {kind.noun} into a CSV or JSON file.", help=help_text)
    return made(company_option(command) if kind is QUESTIONS else command)


def group_of(kind: Kind) -> click.Group:
    """Everything that can be done with one kind of list."""
    described = "\n".join(f"  {column.name:<15} {column.says}" for column in kind.columns.values())
    needed = ", ".join(column.name for column in kind.columns.values() if column.is_required)
    help_text = f"""Keeps {kind.noun} in a spreadsheet or a program. One row is one of them; the first row names the columns, in any order.

\b
{described}

These must be there: {needed}. JSON is a list of objects with the same names. Save CSV as “CSV UTF-8”."""
    made = click.Group(kind.noun, short_help=f"Check, import and export {kind.noun} as CSV or JSON.", help=help_text)
    for command in (check_command(kind), import_command(kind), export_command(kind)):
        made.add_command(command)
    return made


questions, companies = group_of(QUESTIONS), group_of(COMPANIES)
questions.add_command(statistics)
import_ = click.Group("import", short_help="Take questions or companies in.", help="Takes a CSV or JSON file in, row by row.")
export = click.Group(
    "export", short_help="Write questions or companies out.", help="Writes a CSV or JSON file that imports again to no change."
)
for _kind in (QUESTIONS, COMPANIES):
    import_.add_command(import_command(_kind), _kind.noun)
    export.add_command(export_command(_kind), _kind.noun)


def _checked(file: Path, kind: Kind) -> tuple[Sequence[Row], int, list[Finding]]:
    """The rows that can be taken in, how many there are, and all that is to be said."""
    table = read_table(file.read_bytes(), kind)
    found = check(table, kind)
    return sound(table, found), len(table.rows), found


def _take_in(server: Server, credentials: LogIn, rows: Sequence[Row], kind: Kind, company: str) -> Taken:
    async def run() -> Taken:
        async with server.connect(credentials) as viva:
            with click.progressbar(length=len(rows), label=kind.noun.capitalize(), file=sys.stderr) as bar:
                return await take_in(viva, rows, kind, company, told=bar.update)

    try:
        return asyncio.run(run())
    except Interrupted as interrupted:
        raise Failure(f"{interrupted}; run the same import again, and it goes on from there") from interrupted


async def _known(server: Server, credentials: LogIn, kind: Kind, company: str) -> list[Any]:
    async with server.connect(credentials) as viva:
        return await kind.fetch(viva, company)


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
