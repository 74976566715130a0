"""Mails reach a mail server, webhooks a partner byte for byte, and neither reaches what it must not."""

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from google.protobuf.timestamp_pb2 import Timestamp
from viva.gateway.v1 import delivery_service_pb2 as pb
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN

from mesh.leases import Attempt
from services.gateway.adapters.mail import FileSender, MailSender, MailServer, SmtpSender
from services.gateway.adapters.webhook import WebhookSender
from services.gateway.catalog import read
from services.gateway.delivery import Delivery
from services.gateway.domain.addresses import Address, may_be_called
from services.gateway.domain.mail import Mail
from services.gateway.domain.refusals import AddressRefused, MailServerUnreachable, WebhookFailed

ATTEMPT = Attempt(task_id="t", number=1)
LOOPBACK = [ip_network("127.0.0.0/8")]
SECRET = b"a secret of the partner's"
# Spaces, key order and Hangul as nobody's serialiser would write them again.
BODY = '{ "b":1,\n"a" : "면접 \\u00e9", "n": 1.0 }'.encode()


# ---- webhooks ----


@dataclass
class Partner:
    """A partner's HTTPS server: what it received, and what it answers."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    hangs: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}
        self.received.append((headers, await reader.readexactly(int(headers["content-length"]))))
        if self.hangs:
            await reader.read()
        else:
            writer.write(self.answer)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for partner.example, with its key, as PEM."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partner.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("partner.example")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = tmp_path_factory.mktemp("tls") / "partner.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
async def partner(certificate: Path) -> AsyncIterator[Partner]:
    context, partner = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), Partner()
    context.load_cert_chain(certificate)
    async with listening(partner.serve, context) as partner.port:
        yield partner


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def sender(trust: ssl.SSLContext, *addresses: str, allowed: Sequence[Any] = LOOPBACK) -> WebhookSender:
    def find(host: str, port: int) -> Sequence[Address]:
        return [ip_address(address) for address in addresses or ("127.0.0.1",)]

    return WebhookSender(allowed=allowed, trust=trust, find=find, release="1")


async def post(webhooks: WebhookSender, url: str) -> int:
    return await webhooks.post(url, BODY, signature="t=1,v1=00", delivery_id="d")


async def test_the_signature_holds_over_the_bytes_that_arrive(partner: Partner, trust: ssl.SSLContext) -> None:
    """F17: the webhook's signature was computed over a re-serialised body, so that it never matched."""
    seconds = b"1795257000"
    digest = hmac.new(SECRET, seconds + b"." + BODY, hashlib.sha256).hexdigest()
    context = pb.DeliverContext(
        url=f"https://partner.example:{partner.port}/hook?a=1", body=BODY, signature=f"t={seconds.decode()},v1={digest}"
    )
    request = pb.DeliverRequest(delivery_id=str(uuid4()), context=context)
    response = await Delivery(FileSender(Path("unused")), sender(trust), read("mails"), "").deliver(request, ATTEMPT)
    assert response.result.http_status == 204
    ((headers, body),) = partner.received
    time, _, given = headers["viva-signature"].partition(",v1=")
    assert hmac.compare_digest(given, hmac.new(SECRET, time.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest())
    assert (headers["viva-delivery"], headers["host"]) == (request.delivery_id, f"partner.example:{partner.port}")
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "status", [b"500 Broken", b"404 Gone", b"302 Found\r\nlocation: https://partner.example/", b"101 Switching", b"nonsense"]
)
async def test_anything_but_success_is_tried_again_later(partner: Partner, trust: ssl.SSLContext, status: bytes) -> None:
    partner.answer = b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    with pytest.raises(WebhookFailed) as failure:
        await post(sender(trust), f"https://partner.example:{partner.port}/")
    assert failure.value.retryable
    assert len(partner.received) == 1


async def test_a_partner_that_never_answers_costs_no_more_than_an_attempt(
    partner: Partner, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.adapters.webhook.DELIVERY_SECONDS", 0.3)
    partner.hangs = True
    with pytest.raises(WebhookFailed):
        await post(sender(trust), f"https://partner.example:{partner.port}/")


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
async def test_a_certificate_of_another_name_is_no_partner(partner: Partner, trust: ssl.SSLContext, host: str) -> None:
    with pytest.raises(WebhookFailed):
        await post(sender(trust), f"https://{host}:{partner.port}/")
    assert partner.received == []


@pytest.mark.parametrize(
    "url", ["http://partner.example/", "https:///x", "https://user:pw@partner.example/", "ftp://x", "https://x:99999/"]
)
async def test_an_address_that_is_none_is_refused_for_good(trust: ssl.SSLContext, url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        await post(sender(trust), url)
    assert not refusal.value.retryable


INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_the_installations_own_network_may_be_called(address: str) -> None:
    assert not may_be_called(ip_address(address))


@pytest.mark.parametrize("address", ["203.0.114.7", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_world_may_be_called(address: str) -> None:
    assert may_be_called(ip_address(address))


def test_an_admin_may_open_a_network_and_opens_no_other() -> None:
    assert may_be_called(ip_address("10.1.2.3"), [ip_network("10.1.0.0/16")])
    assert not may_be_called(ip_address("10.2.2.3"), [ip_network("10.1.0.0/16")])


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("203.0.114.7", "10.0.0.1"), ("::ffff:127.0.0.1",)])
async def test_a_name_with_one_foot_inside_is_refused(partner: Partner, trust: ssl.SSLContext, addresses: Sequence[str]) -> None:
    with pytest.raises(AddressRefused):
        await post(sender(trust, *addresses, allowed=[]), f"https://partner.example:{partner.port}/")
    assert partner.received == []


async def test_a_name_that_nobody_knows_is_tried_again_later(trust: ssl.SSLContext) -> None:
    with pytest.raises(WebhookFailed):
        await post(WebhookSender(trust=trust), "https://partner.invalid/")


# ---- mails ----


@dataclass
class Postbox:
    """A mail server that keeps what it is given, or says why not."""

    port: int = 0
    recipient_reply: bytes = b"250 ok"
    data: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 postbox\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                self.data.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write({b"RCPT": self.recipient_reply, b"QUIT": b"221 bye"}.get(verb, b"250 ok") + b"\r\n")
            if verb == b"QUIT":
                break


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server whose connections are all over when it is; yields its port."""
    running: set[asyncio.Task[Any]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.current_task())  # type: ignore[arg-type]  # there is one
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=context)
    yield int(server.sockets[0].getsockname()[1])
    server.close()
    await asyncio.gather(*running)


@asynccontextmanager
async def postbox(**settings: Any) -> AsyncIterator[tuple[Postbox, MailSender]]:
    box = Postbox(**settings)
    async with listening(box.serve) as box.port:
        yield box, SmtpSender(MailServer.from_url(f"smtp+plain://127.0.0.1:{box.port}"), "Viva <no-reply@viva.example>")


def mail_request(**context: Any) -> pb.SendMailRequest:
    given = {"address": "mina@example.com", "full_name": "김민아", "language": LANGUAGE_KOREAN, "link_path": "/reset?token=abc", **context}
    return pb.SendMailRequest(mail_id=str(uuid4()), kind=pb.MAIL_KIND_PASSWORD_RESET, context=pb.SendMailContext(**given))


async def test_a_mail_reaches_its_server_once_under_the_id_of_its_task() -> None:
    async with postbox() as (box, mails):
        request = mail_request(deadline_time=Timestamp(seconds=1795257000))
        response = await Delivery(mails, WebhookSender(), read("mails"), "https://viva.example/").send_mail(request, ATTEMPT)
    (text,) = box.data
    assert f"Message-ID: <{request.mail_id}@viva.example>" in text
    assert response.result.receipt == f"<{request.mail_id}@viva.example>"
    assert "To: mina@example.com" in text


async def test_a_mail_says_what_it_is_about_in_the_readers_language(tmp_path: Path) -> None:
    delivery = Delivery(FileSender(tmp_path / "mail.log"), WebhookSender(), read("mails"), "https://viva.example/")
    await delivery.send_mail(mail_request(deadline_time=Timestamp(seconds=1795257000)), ATTEMPT)
    await delivery.send_mail(mail_request(language=LANGUAGE_ENGLISH), ATTEMPT)
    korean, english, _ = (tmp_path / "mail.log").read_text().split("-" * 72)
    assert "김민아 님, 안녕하세요." in korean
    assert "https://viva.example/reset?token=abc" in korean
    assert "2026-11-21 10:30 UTC까지" in korean
    assert "Set a new password" in english
    assert "until" not in english


async def test_the_file_of_mails_is_for_its_owner_alone(tmp_path: Path) -> None:
    await FileSender(tmp_path / "new" / "mail.log").send(Mail("m", "a@example.com", "s", "t"))
    assert (tmp_path / "new" / "mail.log").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [(b"550 no such user", AddressRefused), (b"450 try later", MailServerUnreachable), (b"421 busy", MailServerUnreachable)],
)
async def test_an_address_that_is_refused_for_good_is_told_from_one_that_is_not(reply: bytes, refusal: type[Exception]) -> None:
    async with postbox(recipient_reply=reply) as (_, mails):
        with pytest.raises(refusal):
            await mails.send(Mail("m", "nobody@example.com", "s", "t"))


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with postbox() as (box, _):
        port = box.port
    gone = SmtpSender(MailServer.from_url(f"smtp+plain://127.0.0.1:{port}"), "a@example.com")
    with pytest.raises(MailServerUnreachable) as failure:
        await gone.send(Mail("m", "a@example.com", "s", "t"))
    assert failure.value.retryable


async def test_a_server_without_encryption_is_given_nothing_when_encryption_was_asked_for() -> None:
    async with postbox() as (box, _):
        mails = SmtpSender(MailServer.from_url(f"smtp://user:secret@127.0.0.1:{box.port}"), "a@example.com")
        with pytest.raises(MailServerUnreachable):
            await mails.send(Mail("m", "a@example.com", "s", "t"))
        assert box.data == []


@pytest.mark.parametrize("url", ["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://h:port"])
def test_a_mail_server_that_is_written_wrongly_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        MailServer.from_url(url)


def test_a_mail_servers_password_is_not_shown() -> None:
    server = MailServer.from_url("smtps://user:p%40ss@mail.example.com")
    assert (server.password, server.port, server.security) == ("p@ss", 465, "smtps")
    assert "p@ss" not in repr(server)
