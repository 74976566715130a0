"""Prometheus gets figures where an operator asked for them, and a port that is taken stops no service."""

import logging
import socket
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM

from mesh.metrics import CALLS, show_metrics
from mesh.settings import Environment, MeshSettings, UnusableSettings

SETTINGS = MeshSettings(SERVICE_LLM, Environment.DEVELOPMENT, "127.0.0.1", 0, Path())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_figures_are_served_in_prometheus_own_format() -> None:
    CALLS.labels("viva.test.v1.TestService.Say", "OK").observe(0.2)
    port = free_port()
    show_metrics(replace(SETTINGS, metrics_offset=1), port - 1)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
        text = page.read().decode()
    assert 'viva_call_seconds_count{method="viva.test.v1.TestService.Say",status="OK"} 1.0' in text


def test_without_an_offset_nothing_listens() -> None:
    port = free_port()
    show_metrics(SETTINGS, port)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_said_and_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken, caplog.at_level(logging.ERROR):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        show_metrics(replace(SETTINGS, metrics_offset=1), taken.getsockname()[1] - 1)
    assert "no figures can be shown" in caplog.text


@pytest.mark.parametrize("offset", ["0", "-1", "many", "70000"])
def test_an_offset_that_is_none_is_refused(tmp_path: Path, offset: str) -> None:
    (tmp_path / "llm.key").touch()
    with pytest.raises(UnusableSettings, match="VIVA_METRICS_OFFSET"):
        MeshSettings.from_environment(SERVICE_LLM, {"VIVA_KEYS_DIR": str(tmp_path), "VIVA_METRICS_OFFSET": offset}, port=1)
