"""Viva's own certificate authority, for an operator who has no certificate: made once, and trusted where its file is installed.

`ca.pem` is what browsers and clients are given. `ca.key` stays here, readable by its owner alone. The edge's certificates
are made from it when they are wanted and kept nowhere.
"""

import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, EllipticCurvePublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.envoy.certificate import Certificate, UnusableCertificate

AUTHORITY_LIFETIME = timedelta(days=3650)
LEAF_LIFETIME = timedelta(days=90)
# A clock that lags a little behind ours must not take a new certificate for one from the future.
BACKDATED = timedelta(hours=1)


class Authority:
    """The authority in one directory."""

    def __init__(self, directory: Path) -> None:
        """Reads it, or makes it. Raises UnusableCertificate for one that is incomplete, expired, or open to others."""
        self.file = directory / "ca.pem"
        self._key_file = directory / "ca.key"
        if not self.file.exists() and not self._key_file.exists():
            self._make()
        self._key = self._read_key()
        self._certificate = self._read_certificate()

    @property
    def fingerprint(self) -> str:
        """SHA-256 as people compare it: pairs of hex digits, a colon between."""
        return self._certificate.fingerprint(SHA256()).hex(":").upper()

    def issued(self, certificate: x509.Certificate) -> bool:
        """Whether it was made here."""
        try:
            certificate.verify_directly_issued_by(self._certificate)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True

    def issue(self, names: Iterable[str], *, lifetime: timedelta = LEAF_LIFETIME, now: datetime | None = None) -> Certificate:
        """A new certificate, with a new key, for these host names and addresses."""
        now = now or datetime.now(UTC)
        key = generate_private_key(SECP256R1())
        expires = min(now + lifetime, self._certificate.not_valid_after_utc)
        leaf = (
            _builder("Viva's edge", key.public_key(), since=now - BACKDATED, until=expires)
            .issuer_name(self._certificate.subject)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )
        return Certificate(leaf.public_bytes(Encoding.PEM).decode(), _pem(key).decode(), leaf)

    def _make(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
        # Two of one name in one trust store would be taken for each other.
        name = f"Viva's own authority {secrets.token_hex(4)} of {now:%Y-%m-%d}"
        certificate = (
            _builder(name, key.public_key(), since=now - BACKDATED, until=now + AUTHORITY_LIFETIME)
            .issuer_name(_subject(name))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(key, SHA256())
        )
        _write_new(self._key_file, _pem(key), 0o600)
        _write_new(self.file, certificate.public_bytes(Encoding.PEM), 0o644)

    def _read_key(self) -> EllipticCurvePrivateKey:
        try:
            open_to_others = self._key_file.stat().st_mode & 0o077
            key = load_pem_private_key(self._key_file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as failure:
            raise UnusableCertificate(self._beyond_repair(self._key_file, str(failure))) from None
        if open_to_others:
            raise UnusableCertificate(self._beyond_repair(self._key_file, "others can read it, and pose as this Viva"))
        if not isinstance(key, EllipticCurvePrivateKey):
            raise UnusableCertificate(self._beyond_repair(self._key_file, "it is not the key that Viva made"))
        return key

    def _read_certificate(self) -> x509.Certificate:
        try:
            certificate = x509.load_pem_x509_certificate(self.file.read_bytes())
        except (OSError, ValueError) as failure:
            raise UnusableCertificate(self._beyond_repair(self.file, str(failure))) from None
        if certificate.public_key() != self._key.public_key():
            raise UnusableCertificate(self._beyond_repair(self.file, "ca.key is not its key"))
        if datetime.now(UTC) >= certificate.not_valid_after_utc:
            raise UnusableCertificate(self._beyond_repair(self.file, "it has expired"))
        return certificate

    def _beyond_repair(self, path: Path, why: str) -> str:
        return f"{path} cannot be used: {why}; {_ANEW.format(self.file.parent)}"


_ANEW = "delete ca.pem and ca.key in {} to have a new authority made, and install that one where the old one was trusted"


def _builder(name: str, key: EllipticCurvePublicKey, *, since: datetime, until: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_new(path: Path, content: bytes, mode: int) -> None:
    """Creates `path` with its mode from its first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
