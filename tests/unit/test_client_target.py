"""A client speaks TLS, to a server that it can trust, and in the clear only on its own machine."""

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.interview_pb2 import Interview
from viva_client import Unavailable, Viva
from viva_client.target import Target, system_roots

from deploy.envoy.authority import Authority
from tests.partners.fakes import AT_ONCE, PARTNER, FakeViva, serving

ID = "1a6e9d1e-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("written", "address", "is_plain"),
    [
        ("https://viva.example.com", "viva.example.com:443", False),
        ("https://viva.example.com:8443/", "viva.example.com:8443", False),
        ("viva.example.com", "viva.example.com:443", False),
        ("viva.example.com:8443", "viva.example.com:8443", False),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://localhost", "localhost:80", True),
        ("http://[::1]:8080", "[::1]:8080", True),
    ],
)
def test_an_address_is_written_as_people_write_it(written: str, address: str, is_plain: bool) -> None:
    target = Target.of(written)
    assert (target.address, target.is_plain) == (address, is_plain)


@pytest.mark.parametrize(
    "written", ["", "ftp://viva", "https://", "https://me:secret@viva", "https://viva/path", "https://viva?x", "viva:x"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"address|Port"):
        Target.of(written)


@pytest.mark.parametrize("host", ["viva.example.com", "192.0.2.1", "127.0.0.1.example.com", "[2001:db8::1]"])
def test_secrets_go_in_the_clear_to_no_other_machine_unless_that_is_allowed(host: str) -> None:
    with pytest.raises(ValueError, match="in the clear"):
        Viva(f"http://{host}:8080", PARTNER)
    assert Target.of(f"http://{host}:8080", allow_plaintext=True).is_plain


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Nobody trusts it yet."""
    return Authority(tmp_path)


def certified(authority: Authority, address: str = "127.0.0.1") -> grpc.ServerCredentials:
    """What a server at an address shows."""
    certificate = authority.issue([address])
    return grpc.ssl_server_credentials([(certificate.key.encode(), certificate.chain.encode())])


@pytest.fixture
async def secure(authority: Authority) -> AsyncIterator[FakeViva]:
    """A Viva behind TLS."""
    async with serving(credentials=certified(authority)) as fake:
        fake.on("GetInterview", pb.GetInterviewResponse(interview=Interview(interview_id=ID)))
        yield fake


def client_of(fake: FakeViva, ca_file: Path | None = None) -> Viva:
    return Viva(f"https://127.0.0.1:{fake.port}", PARTNER, retrying=AT_ONCE, ca_file=ca_file)


async def test_a_given_authority_is_trusted(secure: FakeViva, authority: Authority) -> None:
    async with client_of(secure, authority.file) as viva:
        assert (await viva.interviews.get(ID)).interview_id == ID


async def test_what_the_system_trusts_is_trusted(secure: FakeViva, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with client_of(secure) as viva:
        assert (await viva.interviews.get(ID)).interview_id == ID


async def test_a_server_that_nobody_vouches_for_gets_no_secret(secure: FakeViva) -> None:
    async with client_of(secure) as viva:
        with pytest.raises(Unavailable, match="certificate") as raised:
            await viva.interviews.get(ID)
    assert raised.value.reason == "CERTIFICATE_UNTRUSTED" and not raised.value.retryable
    assert secure.auth.issued == 0


async def test_a_certificate_for_another_address_is_not_enough(authority: Authority) -> None:
    async with serving(credentials=certified(authority, "192.0.2.1")) as fake, client_of(fake, authority.file) as viva:
        with pytest.raises(Unavailable, match="certificate") as raised:
            await viva.interviews.get(ID)
    assert raised.value.reason == "CERTIFICATE_UNTRUSTED"


async def test_a_server_that_speaks_no_tls_is_unavailable() -> None:
    async with serving() as fake, client_of(fake) as viva:
        with pytest.raises(Unavailable) as raised:
            await viva.interviews.get(ID)
    assert raised.value.reason == "UNAVAILABLE"


def test_an_authority_that_is_not_there_shows_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Viva("https://127.0.0.1", PARTNER, ca_file=tmp_path / "none.pem")


def test_the_systems_roots_are_certificates(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    assert authority.file.read_bytes().strip() in (system_roots() or b"")
