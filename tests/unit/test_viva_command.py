"""What holds for every command of `viva`: it is found by one line of a table, and fails in one line that is no traceback."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from viva_client.command import main
from viva_client.command.failure import Failure
from viva_client.command.main import COMMANDS, Entry, viva

from deploy.command import status
from deploy.command.installation import running


def run(*arguments: str, **variables: str) -> Result:
    return CliRunner(env=variables).invoke(viva, list(arguments))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Result]:
    """Runs a command that ends with this exception."""

    def run_failing(error: BaseException) -> Result:
        @click.command()
        def breaks() -> None:
            raise error

        monkeypatch.setattr(Entry, "load", lambda entry, name: breaks)
        return run("tail")

    return run_failing


def test_it_is_installed_as_viva(monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = entry_points(group="console_scripts", name="viva")
    monkeypatch.setattr(sys, "argv", ["viva", "--version"])
    with pytest.raises(SystemExit) as ended:
        entry.load()()
    assert not ended.value.code


def test_in_an_installation_of_the_client_alone_it_names_the_extra_in_one_line() -> None:
    program = "import sys; sys.modules['click'] = None; from viva_client.command.entry import run; run()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "viva: the package click is not installed; install viva with its extra `command`\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_line_of_the_table_leads_to_a_command_that_says_what_it_does(name: str) -> None:
    command = COMMANDS[name].load(name)
    assert command.get_short_help_str(limit=200)
    assert f"  {name} " in run("--help").output


def test_a_failure_is_one_line_on_standard_error(failing: Callable[[BaseException], Result]) -> None:
    result = failing(Failure("the door is locked;\n  knock"))
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "viva: the door is locked; knock\n")


def test_ctrl_c_is_quiet(failing: Callable[[BaseException], Result]) -> None:
    result = failing(KeyboardInterrupt())
    assert (result.exit_code, result.stdout, result.stderr.strip()) == (130, "", "")


@pytest.mark.parametrize("arguments", [("dance",), ("status", "--dance"), ("tail",), ("interview", "/nowhere.pdf"), ("--dance",)])
def test_a_misused_option_is_one_line_that_points_at_the_help(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("viva: ") and result.stderr.count("\n") == 1
    assert "--help`" in result.stderr


def test_asked_for_nothing_it_shows_what_there_is() -> None:
    assert "Commands:" in run().stderr


def test_outside_a_checkout_it_offers_what_works_there_and_says_what_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_the_client(name: str) -> object:
        return None if name == "deploy" else object()

    monkeypatch.setattr(main, "find_spec", only_the_client)
    offered = run("--help").output
    assert "  interview " in offered and "  up " not in offered
    result = run("up")
    assert result.exit_code == 1
    assert result.stderr == "viva: `viva up` works in a checkout of Viva, and this is the client alone; run it as .venv/bin/viva there\n"


def test_a_missing_package_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)
    for module in ("deploy.command.status", "deploy.command.health", "deploy.command.installation"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    said = run("status").stderr
    assert said.startswith("viva: the package psutil is not installed; run `make setup`") and said.count("\n") == 1


def test_up_hands_its_options_to_the_supervisor_and_becomes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    became: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.execv", lambda program, words: became.append([program, *words]))
    run("up", "--data-dir", "elsewhere", "--port-base", "free")
    assert became == [[sys.executable, sys.executable, "-m", "deploy.supervisor", "--data-dir", "elsewhere", "--port-base", "free"]]


@pytest.mark.parametrize(("seconds", "said"), [(None, "-"), (0.4, "0 s"), (61, "1 min 1 s"), (3600, "1 h 0 min"), (93_784, "1 d 2 h")])
def test_a_duration_is_told_in_its_two_largest_units(seconds: float | None, said: str) -> None:
    assert status._duration(seconds) == said


def test_a_file_left_by_a_supervisor_that_is_gone_says_that_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "processes.json").write_text('{"supervisor": 4194304, "url": "http://127.0.0.1:1", "processes": {}}')
    assert running(tmp_path) is None
    assert running(tmp_path / "nowhere") is None
