"""Where Viva is and how it is reached: over TLS, or in the clear on this machine alone."""

import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import grpc
import grpc.aio

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
USER_AGENT = f"viva-client/{version('viva')}"
OPTIONS: tuple[tuple[str, Any], ...] = (
    ("grpc.primary_user_agent", USER_AGENT),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # A line that died in silence is noticed within 40 s, also while a long stream says nothing.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    # An edge that was restarted is found again at once, not after a doubling wait of minutes.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
)
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Target:
    """One installation's edge."""

    host: str
    port: int
    is_plain: bool
    """In the clear: whoever is on the way reads tokens and answers."""

    @classmethod
    def of(cls, url: str, *, allow_plaintext: bool = False) -> "Target":
        """Reads `https://viva.example.com`, `viva.example.com:8443` (TLS, too) or `http://127.0.0.1:8080`.

        ValueError for what is no such address, and for plain HTTP to another machine unless that is allowed.
        """
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.path.strip("/") or parts.query:
            raise ValueError(f"{url!r} is no address of a Viva; write https://host or https://host:port")
        target = cls(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "http")
        if target.is_plain and not allow_plaintext and not target.is_loopback:
            raise ValueError(f"{url} would send secrets in the clear; write https://, or allow it with allow_plaintext=True")
        return target

    @property
    def is_loopback(self) -> bool:
        """Whether what is sent there stays on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def address(self) -> str:
        """As gRPC writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def channel(self, interceptors: Sequence[grpc.aio.ClientInterceptor], ca_file: Path | None = None) -> grpc.aio.Channel:
        """A channel that connects when it is first used; `ca_file` (PEM) replaces the roots that the system trusts."""
        if self.is_plain:
            return grpc.aio.insecure_channel(self.address, OPTIONS, interceptors=interceptors)
        roots = ca_file.read_bytes() if ca_file else system_roots()
        return grpc.aio.secure_channel(self.address, grpc.ssl_channel_credentials(roots), OPTIONS, interceptors=interceptors)


def system_roots() -> bytes | None:
    """The certificates that this machine trusts, as PEM, `SSL_CERT_FILE` among them; None leaves it to those that gRPC carries."""
    trusted = ssl.create_default_context().get_ca_certs(binary_form=True)
    return "".join(ssl.DER_cert_to_PEM_cert(one) for one in trusted).encode() or None
