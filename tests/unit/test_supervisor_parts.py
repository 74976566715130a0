"""The supervisor's small decisions: how long to wait, which ports, whom to start, what a log line looks like."""

import json
from pathlib import Path

import pytest

from deploy.supervisor.child import Backoff
from deploy.supervisor.logs import ChildLog
from deploy.supervisor.ports import Ports, target
from deploy.supervisor.postgres import EmbeddedPostgres
from deploy.supervisor.programs import Topology, stop_rank
from deploy.supervisor.settings import SupervisorSettings, read_settings


def test_the_first_restart_comes_at_once_and_later_ones_ever_later_up_to_a_cap() -> None:
    backoff = Backoff(first=0.1, longest=1.0)
    assert [backoff.after(0) for _ in range(6)] == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


def test_a_process_that_served_for_a_while_is_restarted_at_once_again() -> None:
    backoff = Backoff(first=0.1, healthy_after=5)
    for _ in range(5):
        backoff.after(0)
    assert backoff.after(6) == 0.1


def test_a_replica_listens_ten_above_the_first() -> None:
    for ports in (Ports(), Ports.counted_from(20000)):
        assert [second - first for first, second in (ports.session, ports.llm)] == [10, 10]


@pytest.mark.parametrize("ports", [Ports(), Ports.counted_from(20000), Ports.free()], ids=["default", "counted", "free"])
def test_no_two_processes_share_a_port(ports: Ports) -> None:
    named = ports.by_process()
    assert len(set(named.values())) == len(named) == 9


def test_a_target_names_every_replica() -> None:
    assert target((1, 11)) == "ipv4:127.0.0.1:1,127.0.0.1:11"


@pytest.mark.parametrize(
    ("only", "wanted", "unwanted"),
    [("", ["session-1", "envoy"], []), ("session", ["session-1", "session-2"], ["llm-1"]), ("llm-2", ["llm-2", "llm"], ["llm-1"])],
)
def test_only_names_processes_or_whole_services(only: str, wanted: list[str], unwanted: list[str]) -> None:
    settings = read_settings(["--only", only], {})
    assert all(settings.wants(name) for name in wanted)
    assert not any(settings.wants(name) for name in unwanted)


def test_flags_win_over_the_environment() -> None:
    settings = read_settings(["--data-dir", "/flag"], {"VIVA_DATA_DIR": "/environment", "VIVA_EDGE_PORT": "9000"})
    assert (settings.data_dir, settings.ports.edge) == (Path("/flag"), 9000)


def test_only_session_is_given_the_database(tmp_path: Path) -> None:
    """F14: whoever has the password can pass by every rule."""
    settings = SupervisorSettings(tmp_path)
    database = EmbeddedPostgres(tmp_path / "postgres", 1)
    programs = Topology(settings, database, {"PATH": "/bin", "SECRET": "x", "VIVA_DATABASE_URL": "leaked"}).programs()
    holders = {program.name for program in programs if "VIVA_DATABASE_URL" in program.environment}
    assert holders == {"session-1", "session-2"}
    assert "leaked" not in {value for program in programs for value in program.environment.values()}
    assert not [program.name for program in programs if "SECRET" in program.environment]


def test_only_the_gateway_is_given_the_mail_servers_password(tmp_path: Path) -> None:
    shell = {"VIVA_SMTP_URL": "smtp://user:password@mail", "VIVA_LOG_LEVEL": "INFO"}
    programs = Topology(SupervisorSettings(tmp_path), EmbeddedPostgres(tmp_path / "postgres", 1), shell).programs()
    assert [program.name for program in programs if "VIVA_SMTP_URL" in program.environment] == ["gateway"]
    assert len([program for program in programs if "VIVA_LOG_LEVEL" in program.environment]) == 6


def test_only_llm_is_told_of_the_language_model(tmp_path: Path) -> None:
    shell = {"VIVA_LLM_SERVER": "http://gpu:8000/v1", "VIVA_LLM_SERVER_KEY": "secret", "VIVA_LLM_MODEL": "/models/m.gguf"}
    programs = Topology(SupervisorSettings(tmp_path), EmbeddedPostgres(tmp_path / "postgres", 1), shell).programs()
    for name, value in shell.items():
        assert {program.name for program in programs if program.environment.get(name) == value} == {"llm-1", "llm-2"}
    assert all("VIVA_LLM_TARGET" in program.environment for program in programs if program.name == "gateway")


def test_the_database_is_stopped_last_and_the_edge_first() -> None:
    names = ["postgres", "session-2", "gateway", "envoy", "llm-1"]
    assert sorted(names, key=stop_rank) == ["envoy", "gateway", "llm-1", "session-2", "postgres"]


def test_every_line_of_a_log_is_a_json_object(tmp_path: Path) -> None:
    log = ChildLog(tmp_path, "child")
    for line in (b'{"message": "ours"}\n', "한글 LOG: plain\n".encode(), b"\xff broken\n", b"[1]\n", b"\n"):
        log.write(line)
    log.close()
    messages = [json.loads(line)["message"] for line in (tmp_path / "child.log").read_text().splitlines()]
    assert messages == ["ours", "한글 LOG: plain", "\ufffd broken", "[1]"]


def test_a_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.supervisor.logs.MAX_BYTES", 1000)
    log = ChildLog(tmp_path, "child")
    for _ in range(200):
        log.write(b"x" * 100)
    log.close()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 5000
