"""`viva doctor`: tells what was found, for people or, with --json, for programs."""

import json
import os
from dataclasses import asdict

import click

from deploy.command.doctor.checks import examine
from deploy.command.doctor.finding import Finding, Level
from deploy.command.doctor.looking import look

COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}


@click.command(
    context_settings={"ignore_unknown_options": True},
    short_help="Say what is missing or unsafe on this machine, and what to do.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def doctor(as_json: bool, options: tuple[str, ...]) -> None:
    """Looks at this machine and at the Viva that runs on it, or would if `viva up` were given the same OPTIONS.

    Ends with 0 only when there is no problem; warnings are not problems.
    """
    try:
        machine = look(options, os.environ)
    except ValueError as unreadable:  # no number where one belongs, or no such option
        raise click.ClickException(f"a setting cannot be read: {unreadable}; correct the option or the VIVA_ variable") from None
    findings = examine(machine)
    click.echo(json.dumps(_document(findings), indent=2, ensure_ascii=False) if as_json else _text(findings))
    problems = [finding for finding in findings if finding.level is Level.PROBLEM]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise click.ClickException(f"{count} found; do what stands behind each arrow and run `viva doctor` again")


def _document(findings: list[Finding]) -> dict[str, object]:
    healthy = all(finding.level is not Level.PROBLEM for finding in findings)
    return {"healthy": healthy, "findings": [asdict(finding) | {"level": finding.level.value} for finding in findings]}


def _text(findings: list[Finding]) -> str:
    width = max(len(finding.check) for finding in findings)
    return "\n".join(_lines(finding, width) for finding in findings)


def _lines(finding: Finding, width: int) -> str:
    level = click.style(f"{finding.level.value:<7}", fg=COLOURS[finding.level])
    line = f"{level}  {finding.check:<{width}}  {finding.sentence}"
    return f"{line}\n{'':<{width + 9}}  → {finding.remedy}" if finding.remedy else line
