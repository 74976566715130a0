"""Over HTTPS the edge carries gRPC, gRPC-Web, REST and WebSocket, to callers who trust its authority and to nobody else."""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
import websockets

from deploy.envoy.authority import Authority
from deploy.envoy.check import validate
from deploy.envoy.keeper import CertificateKeeper
from deploy.envoy.settings import EdgeSettings
from deploy.supervisor.account import Account
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.ports import LOOPBACK, Ports
from deploy.supervisor.readiness import until
from tests.integration.supervised import Supervised
from tests.integration.test_platform_edge import LOG_IN, call, status_of
from tests.integration.test_whole_scripts import followed, hold_to_its_promises
from tests.resumes import samples

Supervise = Callable[..., Supervised]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One that a caller may trust or not."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def edge(start_edge: Any, authority: Authority) -> Any:
    """An edge over HTTPS, whose gateway does not run."""
    return await start_edge(certificate=authority.issue(["localhost", LOOPBACK]))


def trusting(authority: Authority) -> ssl.SSLContext:
    """As a browser that has the authority's file installed, and is as strict."""
    context = ssl.create_default_context(cafile=str(authority.file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


async def test_grpc_reaches_a_service_when_the_authority_is_given(edge: Any, authority: Authority) -> None:
    async with edge.channel(authority.file) as channel:
        assert (await call(channel, LOG_IN))["method"] == LOG_IN


async def test_grpc_that_trusts_somebody_else_is_refused(edge: Any, tmp_path: Path) -> None:
    async with edge.channel(Authority(tmp_path).file) as channel:
        assert await status_of(channel, LOG_IN) is grpc.StatusCode.UNAVAILABLE


async def test_a_browser_reaches_a_service_by_grpc_web_when_the_authority_is_given(edge: Any, authority: Authority) -> None:
    headers = {"content-type": "application/grpc-web+proto", "x-grpc-web": "1"}
    async with httpx.AsyncClient(base_url=edge.url, headers=headers, verify=trusting(authority)) as client:
        answered = await client.post(LOG_IN, content=bytes(5))
    assert b"grpc-status:0" in answered.content.replace(b" ", b"")


async def test_a_rest_caller_without_the_authority_is_refused(edge: Any) -> None:
    async with httpx.AsyncClient(base_url=edge.url) as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get("/healthz")


async def test_a_rest_caller_is_told_to_come_back_by_https_only(edge: Any, authority: Authority) -> None:
    async with httpx.AsyncClient(base_url=edge.url, verify=trusting(authority)) as client:
        missing = await client.get("/companies")
        refused = await client.get("/interviews", headers={"authorization": "Bearer garbage"})
    assert [reply.status_code for reply in (missing, refused)] == [503, 401]
    assert {reply.headers["strict-transport-security"] for reply in (missing, refused)} == {"max-age=31536000"}


async def test_a_websocket_passes_when_the_authority_is_given_and_not_without(start_edge: Any, authority: Authority) -> None:
    async def echo(connection: websockets.ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async with websockets.serve(echo, LOOPBACK, 0) as server:
        edge = await start_edge(server.sockets[0].getsockname()[1], certificate=authority.issue([LOOPBACK]))
        address = f"wss://{LOOPBACK}:{edge.port}/ws/interviews/1"
        async with websockets.connect(address, ssl=trusting(authority)) as connection:
            await connection.send("안녕")
            assert await connection.recv() == "안녕"
        with pytest.raises(ssl.SSLCertVerificationError):
            await websockets.connect(address)


@pytest.mark.parametrize("offered", ["h2", "http/1.1"])
async def test_both_versions_of_http_are_agreed_on(edge: Any, authority: Authority, offered: str) -> None:
    context = trusting(authority)
    context.set_alpn_protocols([offered])
    _, writer = await asyncio.open_connection(LOOPBACK, edge.port, ssl=context)
    tls = writer.get_extra_info("ssl_object")
    writer.close()
    assert (tls.selected_alpn_protocol(), tls.version()) == (offered, "TLSv1.3")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
async def test_an_outdated_tls_is_refused(edge: Any, authority: Authority) -> None:
    context = trusting(authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")  # or our own side would refuse first
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        await asyncio.open_connection(LOOPBACK, edge.port, ssl=context)


async def test_plain_http_gets_no_answer_where_https_is_spoken(edge: Any) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, edge.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nhost: viva\r\n\r\n")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(len(b"HTTP/1.1"))
    writer.close()


async def test_a_new_certificate_is_served_without_a_restart(edge: Any, authority: Authority) -> None:
    new = authority.issue([LOOPBACK, "renewed.example"])
    own = Account.for_programs(edge.secret_file).own
    CertificateKeeper(lambda: new, edge.secret_file, own=own, say=print).publish()

    async def is_served() -> bool:
        _, writer = await asyncio.open_connection(LOOPBACK, edge.port, ssl=trusting(authority))
        names = [name for _, name in writer.get_extra_info("peercert")["subjectAltName"]]
        writer.close()
        return "renewed.example" in names

    async with asyncio.timeout(20):
        await until(is_served)


def test_envoy_itself_judges_how_it_is_told_to_speak_https(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    settings = EdgeSettings(1, tmp_path / "jwks.json", Ports().clusters(), secret_file=tmp_path / "missing.json")
    assert "missing.json" in validate(settings)


def test_the_start_refuses_plain_http_beyond_this_machine(supervise: Supervise) -> None:
    supervised = supervise(only="envoy", environment={"VIVA_EDGE_HOST": "0.0.0.0", "VIVA_HTTPS": "off"})
    supervised.launch()
    assert supervised.process.wait(30) == 1
    assert re.search(r"would listen on 0\.0\.0\.0 in plain HTTP", supervised.wait_for("Viva cannot start", 1))
    assert len(supervised.output) == 1


def test_the_start_names_the_certificate_that_cannot_be_used(supervise: Supervise, tmp_path: Path, authority: Authority) -> None:
    certificate = authority.issue(["localhost"])
    (tmp_path / "chain.pem").write_text(certificate.chain)
    (tmp_path / "key.pem").write_text(authority.issue(["localhost"]).key)
    files = {"VIVA_TLS_CERTIFICATE": str(tmp_path / "chain.pem"), "VIVA_TLS_KEY": str(tmp_path / "key.pem")}
    supervised = supervise(only="envoy", environment=files)
    supervised.launch()
    assert supervised.process.wait(30) == 1
    line = supervised.wait_for("Viva cannot start", 1)
    assert f"{tmp_path}/key.pem is not the key of the first certificate in {tmp_path}/chain.pem" in line


@pytest.fixture(scope="module")
def https_viva(open_directory: Path) -> Iterator[Supervised]:
    """A whole Viva over HTTPS by its own authority."""
    whole = Supervised(open_directory / "viva-https", environment={"VIVA_HTTPS": "on"})
    whole.start()
    yield whole
    whole.stop()


def test_the_start_says_whom_to_trust_and_keeps_the_key_to_itself(https_viva: Supervised) -> None:
    """O7: an operator who has no certificate gets one, and can tell it from a stranger's."""
    ca_file = https_viva.data_dir / "tls" / "ca.pem"
    assert https_viva.wait_for(f"install {ca_file}", 1)
    assert https_viva.wait_for(Authority(ca_file.parent).fingerprint, 1)
    assert https_viva.wait_for(f"https://{LOOPBACK}:", 1)
    assert [oct(path.stat().st_mode & 0o777) for path in (ca_file, ca_file.with_name("ca.key"))] == ["0o644", "0o600"]


def test_files_that_are_replaced_are_served_without_a_restart(supervise: Supervise, authority: Authority, tmp_path: Path) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    first, second = authority.issue([LOOPBACK]), authority.issue([LOOPBACK])
    chain.write_text(first.chain), key.write_text(first.key)
    supervised = supervise(only="envoy,session", environment={"VIVA_TLS_CERTIFICATE": str(chain), "VIVA_TLS_KEY": str(key)})
    supervised.launch()
    supervised.wait_for("envoy      ready", 60)
    assert served_at(supervised.port("envoy"), authority) == first.chain
    chain.write_text(second.chain), key.write_text(second.key)
    supervised.wait_for("serves with a new certificate", 60)
    while served_at(supervised.port("envoy"), authority) != second.chain:
        assert supervised.process.poll() is None
    chain.write_text("damaged")
    assert f"{chain} holds no certificate" in supervised.wait_for("keeps the certificate it has", 60)
    assert served_at(supervised.port("envoy"), authority) == second.chain


def served_at(port: int, authority: Authority) -> str:
    """The certificate that a new connection gets, as PEM."""
    with socket.create_connection((LOOPBACK, port)) as plain, trusting(authority).wrap_socket(plain, server_hostname=LOOPBACK) as tls:
        der = tls.getpeercert(binary_form=True)
    assert der is not None
    return ssl.DER_cert_to_PEM_cert(der)


@pytest.mark.parametrize("script", ["interview-by-curl.sh", "interview-by-buf-curl.sh"])
def test_a_whole_interview_over_https_with_tools_that_are_not_ours(https_viva: Supervised, tmp_path: Path, script: str) -> None:
    ca_file = https_viva.data_dir / "tls" / "ca.pem"
    hold_to_its_promises(*followed(https_viva, script, samples.english_free_form(), tmp_path, VIVA_CA=str(ca_file)))
