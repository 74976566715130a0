"""The supervisor keeps everything running while it lives, and leaves nothing behind when it ends."""

import re
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import psycopg
import pytest

from deploy.supervisor.ports import LOOPBACK
from deploy.supervisor.postgres import EmbeddedPostgres
from tests.integration.supervised import Supervised

PARTS = "postgres,envoy"
Supervise = Callable[..., Supervised]


def wait_until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Looks again and again, for there is no event to wait on across processes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def database_of(supervised: Supervised) -> EmbeddedPostgres:
    return EmbeddedPostgres(supervised.data_dir / "postgres", supervised.port("postgres"), keys_dir=supervised.data_dir / "keys")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_stops_every_process(supervise: Supervise, how: signal.Signals) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    descendants = supervised.descendants()
    assert len(descendants) > 2
    assert supervised.stop(how) == 0
    assert not [process for process in descendants if process.is_running()]
    assert not (supervised.data_dir / "run" / "processes.json").exists()


def test_it_heeds_sigint_where_a_shell_started_it_in_the_background(supervise: Supervise) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        supervised = supervise(only=PARTS)
        supervised.start()
    finally:
        signal.signal(signal.SIGINT, before)
    assert supervised.stop(signal.SIGINT) == 0


def test_nothing_outlives_a_supervisor_that_was_killed(supervise: Supervise) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    descendants = supervised.descendants()
    supervised.stop(signal.SIGKILL)
    _, alive = psutil.wait_procs(descendants, timeout=10)
    assert not alive


def test_it_starts_again_after_having_been_killed(supervise: Supervise) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    supervised.stop(signal.SIGKILL)
    assert supervised.start() < 10


@pytest.mark.parametrize("name", ["postgres", "envoy"])
def test_it_restarts_what_was_killed_on_the_same_port(supervise: Supervise, name: str) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    port = supervised.port(name)
    pid = supervised.kill(name)
    wait_until(lambda: (entry := supervised.roster[name])["pid"] != pid and entry["state"] == "ready")
    assert supervised.roster[name]["restarts"] == 1
    assert supervised.port(name) == port


def test_what_the_database_acknowledged_is_there_after_it_was_killed_and_restarted(supervise: Supervise) -> None:
    supervised = supervise(only="postgres")
    supervised.start()
    database = database_of(supervised)
    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        pid = supervised.kill("postgres")
    wait_until(lambda: supervised.roster["postgres"]["pid"] != pid and supervised.roster["postgres"]["state"] == "ready")
    with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (7,)


def test_a_second_start_is_ready_within_ten_seconds(supervise: Supervise) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    supervised.stop()
    assert supervised.start() < 10


def test_a_port_that_is_taken_gives_one_clear_line(supervise: Supervise) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        supervised = supervise(only=PARTS, environment={"VIVA_EDGE_PORT": str(port)})
        supervised.launch()
        assert supervised.process.wait(30) == 1
    line = supervised.wait_for("Viva cannot start", 1)
    assert re.search(rf"port {port} \(edge\) is taken", line)
    assert len(supervised.output) == 1


def test_a_second_supervisor_on_the_same_data_refuses_in_one_line(supervise: Supervise) -> None:
    first = supervise(only=PARTS)
    first.start()
    second = supervise(only=PARTS, data_dir=first.data_dir)
    second.launch()
    assert second.process.wait(30) == 1
    assert "already runs" in second.wait_for("Viva cannot start", 1)
    assert len(second.output) == 1


def test_two_on_one_machine_do_not_meet(supervise: Supervise) -> None:
    first, second = supervise(only=PARTS), supervise(only=PARTS)
    first.start()
    second.start()
    assert {httpx.get(f"{one.url}/healthz").status_code for one in (first, second)} == {200}
    assert not {entry["port"] for entry in first.roster.values()} & {entry["port"] for entry in second.roster.values()}


def test_it_tells_how_a_child_died_and_where_its_log_is(supervise: Supervise) -> None:
    supervised = supervise(only=PARTS)
    supervised.start()
    supervised.kill("envoy")
    line = supervised.wait_for("envoy      died", 10)
    assert "SIGKILL" in line
    assert str(supervised.data_dir / "log" / "envoy.log") in line
