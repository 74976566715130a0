"""Decides whether the edge speaks HTTPS, and with whose certificate: the operator's, or one of Viva's own making."""

import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from deploy.envoy.authority import Authority
from deploy.envoy.certificate import UnusableCertificate, read
from deploy.envoy.keeper import OwnCertificate, Source
from deploy.envoy.settings import A_YEAR, is_loopback

AUTO, ON, OFF = MODES = ("auto", "on", "off")
EVERY_ADDRESS = ("0.0.0.0", "::")  # compared with, not listened on
A_DAY = 24 * 3600


@dataclass(frozen=True)
class HttpsSettings:
    """What the operator said: `auto` is HTTPS with a certificate of theirs, and wherever the edge listens beyond loopback."""

    mode: str = AUTO
    certificate_file: Path | None = None
    key_file: Path | None = None
    public_url: str = ""

    def is_wanted(self, host: str) -> bool:
        """Whether an edge on `host` speaks HTTPS."""
        return self.mode == ON or (self.mode == AUTO and (self.has_files or not is_loopback(host)))

    @property
    def has_files(self) -> bool:
        return bool(self.certificate_file or self.key_file)

    @property
    def public_host(self) -> str:
        """The host in VIVA_PUBLIC_URL; empty without one."""
        return urlsplit(self.public_url).hostname or ""

    def url(self, host: str, port: int) -> str:
        """How somebody on this machine reaches an edge on `host`."""
        shown = "localhost" if host in EVERY_ADDRESS else host
        return f"{'https' if self.is_wanted(host) else 'http'}://{f'[{shown}]' if ':' in shown else shown}:{port}"


@dataclass(frozen=True)
class Https:
    """Where the edge's certificates come from; with the authority, where they are of Viva's own making."""

    source: Source
    authority: Authority | None = None

    @property
    def hsts_seconds(self) -> int:
        """Short for one who only tries Viva out: no browser shall hold a year's grudge against plain HTTP on that name."""
        return A_DAY if self.authority else A_YEAR


def choose(settings: HttpsSettings, host: str, directory: Path, *, behind_proxies: bool = False) -> Https | None:
    """What the edge on `host` speaks; None is plain HTTP. Raises UnusableCertificate. `directory` is where an own authority lies."""
    if not settings.is_wanted(host):
        return None
    if settings.has_files:
        # Callers of a proxy see the proxy's certificate, not this one.
        return Https(_from_files(settings, public_host="" if behind_proxies else settings.public_host))
    authority = Authority(directory)
    return Https(OwnCertificate(authority, names(host, settings.public_host)), authority)


def names(host: str, public_host: str = "") -> list[str]:
    """Every name and address under which an edge on `host` may be reached."""
    addresses = _addresses() if host in EVERY_ADDRESS else [host]
    return list(dict.fromkeys(name for name in ("localhost", "127.0.0.1", "::1", *addresses, _own_name(), public_host) if name))


def _from_files(settings: HttpsSettings, *, public_host: str) -> Source:
    if settings.certificate_file is None or settings.key_file is None:
        raise UnusableCertificate("VIVA_TLS_CERTIFICATE and VIVA_TLS_KEY belong together, and only one of them is set")
    return partial(read, settings.certificate_file, settings.key_file, public_host=public_host)


def _addresses() -> list[str]:
    """Of every network interface; those with a zone (`fe80::1%eth0`) are good on one link only and no certificate can name them."""
    families = (socket.AF_INET, socket.AF_INET6)
    found = (entry.address for entries in psutil.net_if_addrs().values() for entry in entries if entry.family in families)
    return sorted(address for address in found if "%" not in address and not address.startswith("fe80:"))


def _own_name() -> str:
    """This machine's name, where it is one that a certificate can hold."""
    name = socket.gethostname()
    return name if name.isascii() and all(part and len(part) < 64 for part in name.split(".")) else ""
