"""`viva models` lists what suits, tells a whole file from a broken one, and says plainly what may not be used for hiring."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.command.models import models
from deploy.command.recommended import MODELS, what_it_allows
from tests.llm.tiny_model import write_tiny_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny.gguf")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(models, [str(argument) for argument in arguments])


def test_the_list_names_every_model_and_what_is_not_for_commercial_use() -> None:
    shown = run().output
    assert all(each.name in shown and each.licence in shown for each in MODELS)
    assert [line.split("  ")[0] for line in shown.splitlines() if "  NO  " in line] == ["EXAONE 3.5 7.8B"]


def test_a_whole_file_is_described_with_its_digest(model: Path) -> None:
    done = run("verify", model)
    assert done.exit_code == 0
    digest = next(line.split()[1] for line in done.output.splitlines() if line.startswith("digest"))
    assert run("verify", model, "--sha256", digest).exit_code == 0
    assert run("verify", model, "--sha256", digest.removeprefix("sha256:").upper()).exit_code == 0


def test_another_file_than_was_expected_fails(model: Path) -> None:
    done = run("verify", model, "--sha256", "0" * 64)
    assert done.exit_code == 1 and "another file than was expected" in done.output


def test_a_broken_file_fails_with_its_reason(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-1000])
    done = run("verify", model)
    assert done.exit_code == 1 and "is incomplete" in done.output


@pytest.mark.parametrize(
    ("licence", "architecture", "words"),
    [
        ("exaone", "exaone", "not for commercial use"),
        ("", "exaone", "not for commercial use"),
        ("cc-by-nc-4.0", "llama", "not for commercial use"),
        ("apache-2.0", "qwen3", "may be used commercially"),
        ("gemma", "gemma3", "read it before"),
        ("", "llama", "does not say"),
    ],
)
def test_what_a_licence_allows_is_said(licence: str, architecture: str, words: str) -> None:
    assert words in what_it_allows(licence, architecture, "a model")
