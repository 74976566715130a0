"""A whole Viva, started as `make run` starts it: one address, one password, nothing of root's, nothing left behind."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import grpc
import httpx
import psutil
import pytest
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from deploy.supervisor.readiness import grpc_health
from tests.integration.supervised import Supervised

EVERY_PROCESS = ("postgres", "session-1", "session-2", "llm-1", "llm-2", "resume", "gateway", "envoy")


def sign_in(viva: Supervised, username: str, password: str) -> httpx.Response:
    return httpx.post(f"{viva.url}/token", data={"grant_type": "password", "username": username, "password": password})


@pytest.fixture(scope="module")
def channel(viva: Supervised) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"127.0.0.1:{viva.port('envoy')}") as channel:
        yield channel


def test_every_process_is_ready(viva: Supervised) -> None:
    assert {name: entry["state"] for name, entry in viva.roster.items()} == dict.fromkeys(EVERY_PROCESS, "ready")


def test_the_first_administrator_signs_in_with_the_password_that_was_printed(viva: Supervised) -> None:
    """F2: a default admin password was shipped."""
    answer = sign_in(viva, *viva.admin)
    assert answer.status_code == 200
    assert answer.json()["access_token"]
    assert sign_in(viva, viva.admin[0], "admin").status_code == 401


def test_the_printed_password_is_in_no_log_and_no_file(viva: Supervised) -> None:
    password = viva.admin[1].encode()
    files = [path for path in viva.data_dir.rglob("*") if path.is_file()]
    assert len(files) > 100
    assert not [path for path in files if password in path.read_bytes()]


def test_nothing_of_it_listens_beyond_this_machine(viva: Supervised) -> None:
    """F14: database and broker ports were published."""
    open_addresses = {
        connection.laddr.ip.removeprefix("::ffff:")  # how gRPC's sockets show IPv4
        for process in viva.descendants()
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert open_addresses == {"127.0.0.1"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has anything to give up")
def test_no_child_is_root(viva: Supervised) -> None:
    assert 0 not in {process.uids().effective for process in viva.descendants()}


async def test_health_is_public_at_the_edge(viva: Supervised) -> None:
    assert await grpc_health(viva.port("envoy"))()


def test_a_tool_that_has_only_the_address_finds_every_routed_service(channel: grpc.Channel) -> None:
    services = set(ProtoReflectionDescriptorDatabase(channel).get_services())
    assert {"viva.session.v1.InterviewService", "viva.llm.v1.LlmService", "viva.resume.v1.ResumeService"} <= services
    assert "viva.session.v1.TaskService" not in services


@pytest.mark.parametrize("name", EVERY_PROCESS)
def test_what_is_killed_comes_back(viva: Supervised, name: str) -> None:
    pid, restarts = viva.roster[name]["pid"], viva.roster[name]["restarts"]
    viva.kill(name)
    deadline = time.monotonic() + 30
    while (entry := viva.roster[name])["pid"] == pid or entry["state"] != "ready":
        assert time.monotonic() < deadline, viva.output
        time.sleep(0.05)
    assert entry["restarts"] == restarts + 1


def test_a_second_start_tells_no_password_and_the_first_one_is_still_good(open_directory: Path) -> None:
    viva = Supervised(open_directory / f"viva-{uuid4().hex}")
    viva.start()
    admin, descendants = viva.admin, viva.descendants()
    assert viva.stop() == 0
    assert not [process for process in descendants if process.is_running()]
    try:
        viva.start()
        assert not re.search("password", "".join(viva.output))
        assert sign_in(viva, *admin).status_code == 200
    finally:
        viva.stop()
