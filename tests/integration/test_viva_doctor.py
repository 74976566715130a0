"""`viva doctor` on a machine on which things were broken on purpose."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.supervisor.keys import ensure_keys, ensure_secret
from deploy.supervisor.ports import LOOPBACK
from deploy.supervisor.settings import REPOSITORY
from tests.integration.supervised import Supervised
from tests.integration.terminal import environment, run


@dataclass(frozen=True)
class Diagnosis:
    """What the doctor said."""

    status: int
    complaint: str
    findings: list[dict[str, str]]

    def of(self, check: str) -> dict[str, str]:
        """The one finding of a check."""
        (finding,) = [finding for finding in self.findings if finding["check"] == check]
        return finding

    @property
    def problems(self) -> set[str]:
        return {finding["check"] for finding in self.findings if finding["level"] == "problem"}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where the Viva that is looked at would keep its data."""
    return tmp_path / "var"


def diagnose(data_dir: Path, *options: str, **variables: str) -> Diagnosis:
    """Asks for JSON; the ports are free ones unless told otherwise."""
    ports = () if "--edge-port" in options else ("--port-base", "free")
    done = run("doctor", "--json", "--data-dir", str(data_dir), *ports, *options, more=variables)
    assert done.stdout, done.stderr
    return Diagnosis(done.returncode, done.stderr, json.loads(done.stdout)["findings"])


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A directory for programs, to be put on PATH."""
    directory = tmp_path / "bin"
    directory.mkdir()
    return directory


def put(directory: Path, name: str, script: str) -> None:
    """Adds a program."""
    path = directory / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_a_sound_machine_has_no_problem(data_dir: Path) -> None:
    diagnosis = diagnose(data_dir)
    assert diagnosis.problems == set()
    assert (diagnosis.status, diagnosis.complaint) == (0, "")


def test_a_port_that_is_taken_is_named_with_who_has_it(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        diagnosis = diagnose(data_dir, "--edge-port", str(port))
    sentences = [finding["sentence"] for finding in diagnosis.findings if finding["check"] == "ports"]
    assert [sentence for sentence in sentences if f"Port {port}" in sentence and f"(pid {os.getpid()})" in sentence]
    assert diagnosis.status == 1
    assert diagnosis.complaint.count("\n") == 1


def test_an_old_node_on_path_is_told_from_a_good_one(data_dir: Path, programs: Path) -> None:
    put(programs, "node", "echo v16.20.2")
    found = diagnose(data_dir, PATH=f"{programs}:{os.environ['PATH']}").of("node")
    assert found["level"] == "problem"
    assert found["sentence"].startswith("Node 16.20.2 is older than 20")


def test_a_machine_without_node_is_told_to_get_one(data_dir: Path, programs: Path) -> None:
    diagnosis = diagnose(data_dir, PATH=str(programs))
    assert {"node", "npm"} <= diagnosis.problems
    assert "node is not on PATH" in diagnosis.of("node")["sentence"]


def test_an_interpreter_other_than_the_checkouts_own_is_noticed(data_dir: Path) -> None:
    """The same packages, and the Python that the virtual environment was made from."""
    python = str(Path(sys.base_prefix, "bin", "python3"))
    program = "from viva_client.command.main import viva; viva()"
    command = [python, "-c", program, "doctor", "--json", "--data-dir", str(data_dir), "--port-base", "free"]
    variables = environment(PYTHONPATH=os.pathsep.join(path for path in (str(REPOSITORY), *sys.path) if path))
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False).stdout
    (found,) = [finding for finding in json.loads(done)["findings"] if finding["check"] == "python"]
    assert found["level"] == "warning"
    assert "is not the one in this checkout's .venv" in found["sentence"]


def test_plain_http_to_other_machines_is_a_problem(data_dir: Path) -> None:
    """O7: browsers give no microphone to plain HTTP, and passwords are read on the way."""
    diagnosis = diagnose(data_dir, VIVA_EDGE_HOST="0.0.0.0", VIVA_HTTPS="off", VIVA_PUBLIC_URL="http://viva.example")
    assert {"edge", "public URL"} <= diagnosis.problems
    assert "plain HTTP" in diagnosis.of("edge")["sentence"]


def test_an_edge_for_other_machines_that_speaks_https_is_none(data_dir: Path) -> None:
    diagnosis = diagnose(data_dir, VIVA_EDGE_HOST="0.0.0.0")
    assert diagnosis.of("edge")["level"] == "ok"
    assert diagnosis.of("environment")["level"] == "warning"


def test_a_certificate_that_cannot_be_read_is_a_problem(data_dir: Path, tmp_path: Path) -> None:
    broken = tmp_path / "edge.pem"
    broken.write_text("not a certificate")
    diagnosis = diagnose(data_dir, VIVA_TLS_CERTIFICATE=str(broken), VIVA_TLS_KEY=str(broken))
    assert "edge" in diagnosis.problems
    assert str(broken) in diagnosis.of("edge")["sentence"]


def test_a_key_that_others_may_read_is_a_problem_with_its_cure(data_dir: Path) -> None:
    ensure_keys(data_dir / "keys")
    key = data_dir / "keys" / "access.key"
    key.chmod(0o644)
    found = diagnose(data_dir).of("keys")
    assert found["level"] == "problem"
    assert f"{key} is open to other users of this machine (mode 0644)" in found["sentence"]
    key.chmod(0o600)
    assert diagnose(data_dir).of("keys")["level"] == "ok"


def test_a_default_secret_is_found_wherever_it_was_put_and_told_nowhere(data_dir: Path) -> None:
    """F2: default passwords were shipped."""
    ensure_secret(data_dir / "keys" / "database.password")
    (data_dir / "keys" / "database.password").write_text("postgres")
    done = run("doctor", "--data-dir", data_dir, "--port-base", "free", more={"VIVA_SMTP_URL": "smtps://post:Tr1vial-letmein@mail.example"})
    assert done.returncode == 1
    assert f"The secret in {data_dir / 'keys' / 'database.password'} is a default" in done.stdout
    assert "Tr1vial" not in done.stdout + done.stderr


def test_production_without_a_mail_server_is_a_problem(data_dir: Path) -> None:
    assert {"mail", "public URL"} <= diagnose(data_dir, VIVA_ENVIRONMENT="production").problems


def test_a_setting_that_is_no_number_is_one_line(data_dir: Path) -> None:
    done = run("doctor", "--data-dir", data_dir, more={"VIVA_TRUSTED_PROXIES": "two"})
    assert done.returncode == 1
    assert done.stderr.startswith("viva: a setting cannot be read") and done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["up", "doctor"])
def test_an_option_that_there_is_not_is_one_line(command: str) -> None:
    done = run(command, "--dance")
    assert done.returncode in (1, 2)
    assert "--dance" in done.stderr and done.stderr.count("\n") == 1


def test_starting_with_a_setting_that_is_no_number_is_one_line(data_dir: Path) -> None:
    done = run("up", "--data-dir", data_dir, more={"VIVA_EDGE_PORT": "eighty"})
    assert done.returncode == 2
    assert done.stderr.startswith("Viva cannot start: VIVA_EDGE_PORT is 'eighty', which is no number")
    assert done.stderr.count("\n") == 1


def test_a_running_viva_is_looked_at_as_it_runs(viva: Supervised) -> None:
    """F14: nothing but the edge can be reached from other machines."""
    diagnosis = diagnose(viva.data_dir)
    assert diagnosis.problems == set()
    assert diagnosis.of("ports")["sentence"].endswith("are held by Viva itself.")
    assert diagnosis.of("listeners")["sentence"] == "Nothing but the edge listens beyond this machine."
    assert "stands at the newest migration" in diagnosis.of("database")["sentence"]
