"""Judges a certificate and its key before the edge is given them, and says in one line what is wrong with which file."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

EdgeKey = EllipticCurvePrivateKey | RSAPrivateKey
CURVES = ("secp256r1", "secp384r1", "secp521r1")
SHORTEST_RSA_BITS = 2048
"""What Envoy takes; it refuses anything else only when it starts."""


class UnusableCertificate(ValueError):
    """A reason, in one line, why the edge cannot serve with this certificate."""


@dataclass(frozen=True)
class Certificate:
    """A chain, the edge's own certificate first, and its key; both PEM, and found to be good."""

    chain: str
    key: str
    leaf: x509.Certificate

    @property
    def names(self) -> tuple[str, ...]:
        """Host names and addresses that it is good for."""
        extension = self.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = (str(address) for address in extension.get_values_for_type(x509.IPAddress))
        return (*extension.get_values_for_type(x509.DNSName), *addresses)

    @property
    def expires(self) -> datetime:
        return self.leaf.not_valid_after_utc

    def left(self, now: datetime) -> timedelta:
        """For how long it is still good."""
        return self.expires - now

    def covers(self, host: str) -> bool:
        """Whether a browser that went to `host` accepts it."""
        return any(_matches(name.lower(), host.lower()) for name in self.names)


def read(chain_file: Path, key_file: Path, *, public_host: str = "", now: datetime | None = None) -> Certificate:
    """The certificate in these files. Raises UnusableCertificate for one that Envoy, or a browser at `public_host`, would refuse."""
    chain_text, key_text = _content(chain_file), _content(key_file)
    chain = _chain(chain_text, chain_file)
    key = _key(key_text, key_file)
    if key.public_key() != chain[0].public_key():
        raise UnusableCertificate(f"{key_file} is not the key of the first certificate in {chain_file}")
    _refuse_a_broken_chain(chain, chain_file)
    _refuse_a_wrong_time(chain, chain_file, now or datetime.now(UTC))
    certificate = Certificate(chain_text, key_text, chain[0])
    if public_host and not certificate.covers(public_host):
        raise UnusableCertificate(f"{chain_file} is for {', '.join(certificate.names)}, and VIVA_PUBLIC_URL sends people to {public_host}")
    return certificate


def _content(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except UnicodeDecodeError:
        raise UnusableCertificate(f"{path} is not in PEM form, which is text") from None
    except OSError as failure:
        raise UnusableCertificate(f"{path} cannot be read: {failure.strerror}") from None


def _chain(text: str, path: Path) -> list[x509.Certificate]:
    try:
        chain = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise UnusableCertificate(f"{path} holds no certificate in PEM form") from None
    try:
        chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        raise UnusableCertificate(f"{path} names no host (it has no subjectAltName), so no browser accepts it") from None
    return chain


def _key(text: str, path: Path) -> EdgeKey:
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except TypeError:
        raise UnusableCertificate(f"{path} is locked with a passphrase, which nobody could type at every start") from None
    except ValueError:
        raise UnusableCertificate(f"{path} holds no private key in PEM form") from None
    if isinstance(key, RSAPrivateKey) and key.key_size >= SHORTEST_RSA_BITS:
        return key
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    raise UnusableCertificate(f"{path} is of a kind that the edge cannot use: neither RSA from {SHORTEST_RSA_BITS} bits up nor ECDSA")


def _refuse_a_broken_chain(chain: list[x509.Certificate], path: Path) -> None:
    for number, (certificate, issuer) in enumerate(pairwise(chain), start=1):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            raise UnusableCertificate(f"{path}: certificate {number + 1} did not issue certificate {number}; put them in order") from None


def _refuse_a_wrong_time(chain: list[x509.Certificate], path: Path, now: datetime) -> None:
    for number, certificate in enumerate(chain, start=1):
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if now >= ends:
            raise UnusableCertificate(f"{path}: certificate {number} expired on {ends:%Y-%m-%d %H:%M} UTC")
        if now < begins:
            raise UnusableCertificate(f"{path}: certificate {number} is good only from {begins:%Y-%m-%d %H:%M} UTC on")


def _matches(name: str, host: str) -> bool:
    """RFC 6125: a leading `*` stands for exactly one label, and addresses have no parts."""
    try:
        return ip_address(host) == ip_address(name)
    except ValueError:
        wildcard, _, parent = name.partition(".")
        return name == host or (wildcard == "*" and host.partition(".")[2] == parent)
