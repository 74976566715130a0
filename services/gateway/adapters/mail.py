"""Hands mails over: to a mail server, or, on a developer's machine, to a file that a person can open."""

import asyncio
import os
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from services.gateway.domain.mail import Mail
from services.gateway.domain.refusals import AddressRefused, MailServerUnreachable

SMTP_SECONDS = 15.0
CONNECTIONS = 4
"""Mails handed over at once."""
PERMANENT = 500
"""RFC 5321: replies from here on will not change by trying again."""

STARTTLS, IMPLICIT_TLS, PLAIN = "smtp", "smtps", "smtp+plain"
PORTS = {STARTTLS: 587, IMPLICIT_TLS: 465, PLAIN: 25}


class MailSender(Protocol):
    """Somewhere a mail can be handed to."""

    async def send(self, mail: Mail) -> str:
        """Returns the receiver's own name for it, or "". Raises AddressRefused or MailServerUnreachable."""
        ...


class FileSender:
    """Appends mails to a file only its owner can read. For development: the links in them are as good as passwords."""

    def __init__(self, path: Path) -> None:
        """Makes the file when the first mail comes."""
        self._path = path

    async def send(self, mail: Mail) -> str:
        """Writes one mail."""
        await asyncio.to_thread(self._append, f"To: {mail.address}\nSubject: {mail.subject}\n\n{mail.text}\n{'-' * 72}\n")
        return self._path.name

    def _append(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
            file.write(text)


@dataclass(frozen=True)
class MailServer:
    """Where a mail server is and how one is let in."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Reads `smtp://user:password@host:587` (STARTTLS), `smtps://…` (TLS) or `smtp+plain://…`; ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"a mail server is written {', '.join(f'{scheme}://host' for scheme in PORTS)}")
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme, username, password)


class SmtpSender:
    """Hands mails to a mail server, one connection each, off the event loop."""

    def __init__(self, server: MailServer, sender: str) -> None:
        """Sends in the name of `sender` (`Viva <no-reply@example.com>`)."""
        self._server = server
        self._sender = sender
        self._free = asyncio.Semaphore(CONNECTIONS)

    async def send(self, mail: Mail) -> str:
        """Sends one mail."""
        async with self._free:
            return await asyncio.to_thread(self._hand_over, message_of(mail, self._sender))

    def _hand_over(self, message: EmailMessage) -> str:
        try:
            with self._connected() as client:
                client.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            permanent = all(code >= PERMANENT for code, _ in refused.recipients.values())
            raise (AddressRefused() if permanent else MailServerUnreachable()) from None
        except (smtplib.SMTPException, OSError) as failure:
            raise MailServerUnreachable from failure
        return str(message["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security == IMPLICIT_TLS:
            return self._let_in(smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_SECONDS, context=context))
        client = smtplib.SMTP(server.host, server.port, timeout=SMTP_SECONDS)
        return self._let_in(client, context if server.security == STARTTLS else None)

    def _let_in(self, client: smtplib.SMTP, encrypt: ssl.SSLContext | None = None) -> smtplib.SMTP:
        """Encrypts and signs in; a connection that refuses either is closed."""
        try:
            if encrypt is not None:
                client.starttls(context=encrypt)
            if self._server.username:
                client.login(self._server.username, self._server.password)
        except BaseException:
            client.close()
            raise
        return client


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """The mail as RFC 5322 has it. Its id is the task's, so that a mail handed over twice is seen once."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{mail.mail_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message
