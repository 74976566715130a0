"""Certificates for tests: an authority of our own, and what it signs."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import grpc
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """Who signs certificates that nobody else trusts."""

    def __init__(self) -> None:
        """Makes a key and signs its own."""
        self._key = generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Viva tests")])
        self._certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))

    @property
    def pem(self) -> bytes:
        """What to trust."""
        return self._certificate.public_bytes(Encoding.PEM)

    def server(self, address: str = "127.0.0.1") -> grpc.ServerCredentials:
        """A server's certificate for one address, as gRPC takes it."""
        key = generate_private_key(SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate = self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)]), key, names)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return grpc.ssl_server_credentials([(private, certificate.public_bytes(Encoding.PEM))])

    def _signed(self, subject: x509.Name, key: EllipticCurvePrivateKey, extension: x509.ExtensionType) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder(issuer_name=self._name, subject_name=subject, public_key=key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, critical=False)
            .sign(self._key, SHA256())
        )
