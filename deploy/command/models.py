"""`viva models`: which language models suit Viva, and whether a file is whole and may be used."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from deploy.command.recommended import MODELS, what_it_allows
from deploy.supervisor.settings import REPOSITORY

CHOOSING = "Choose one with VIVA_LLM_MODEL=/path/to/file.gguf, or a server with VIVA_LLM_SERVER=http://…/v1 (docs/models.md)."


@click.group(invoke_without_command=True, short_help="List language models that suit Viva; verify a file.")
@click.pass_context
def models(context: click.Context) -> None:
    """Lists models by the memory they take, their Korean, and what their licence allows. No model comes with Viva."""
    if context.invoked_subcommand is None:
        click.echo(_table())
        click.echo(
            f"\n{CHOOSING}\nThe KV cache takes about 2 GiB more with 16,384 tokens and a model of 8B. Viva has measured none of these."
        )


@models.command(short_help="Say what a GGUF file is, whether it is whole, and what its licence allows.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sha256", "expected", help="The digest that its maker publishes; the command fails when the file has another.")
def verify(file: Path, expected: str | None) -> None:
    """Reads FILE whole. Ends with 0 when it is a model that is complete, and the one that was expected."""
    found = _described(file)
    for name, value in _lines(found):
        click.echo(f"{name:<14}{value}")
    digest = str(found["version"]).removeprefix("sha256:")
    if expected and expected.lower().removeprefix("sha256:") != digest:
        raise click.ClickException(f"{file} is another file than was expected: its digest is not {expected}")


def _described(file: Path) -> dict[str, Any]:
    """What the llm service sees in a file. Raises ClickException with the reason for one that is no model."""
    # The service's own reader, in its own process: commands know the contract and no service.
    command = [sys.executable, "-m", "services.llm.describe", str(file.absolute())]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{file} cannot be described")
    described: dict[str, Any] = json.loads(done.stdout)
    return described


def _lines(found: dict[str, Any]) -> list[tuple[str, str]]:
    licence = str(found["licence"])
    return [
        ("name", str(found["name"])),
        ("architecture", str(found["architecture"])),
        ("quantisation", str(found["quantisation"])),
        ("parameters", f"{found['parameters'] / 1e9:.2f} billion"),
        ("size", f"{found['size_bytes'] / 2**30:.2f} GiB"),
        ("context", f"{found['context_tokens']:,} tokens"),
        ("digest", str(found["version"])),
        ("licence", f"{licence or 'unknown'}: {what_it_allows(licence, str(found['architecture']), str(found['name']))}"),
    ]


def _table() -> str:
    rows = [("model", "GiB", "Korean", "licence", "commercial", "file")]
    rows += [(each.name, f"{each.gib:.1f}", each.korean, each.licence, "yes" if each.commercial else "NO", each.file) for each in MODELS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
