"""Which certificates the edge takes, what it says of the others, and what it makes where there is none."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from deploy.envoy.authority import LEAF_LIFETIME, Authority
from deploy.envoy.certificate import Certificate, UnusableCertificate, read
from deploy.envoy.keeper import CertificateKeeper, OwnCertificate
from deploy.envoy.settings import EdgeSettings, UnsafeEdge
from deploy.supervisor.https import HttpsSettings, choose, names

NOW = datetime.now(UTC)
EVERYWHERE = "0.0.0.0"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "tls")


def files(directory: Path, chain: str, key: str) -> tuple[Path, Path]:
    (directory / "chain.pem").write_text(chain)
    (directory / "key.pem").write_text(key)
    return directory / "chain.pem", directory / "key.pem"


def complaint(chain_file: Path, key_file: Path, now: datetime = NOW) -> str:
    with pytest.raises(UnusableCertificate) as refusal:
        read(chain_file, key_file, now=now)
    return str(refusal.value)


def locked(certificate: Certificate) -> str:
    key = generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")).decode()


def test_a_good_pair_is_taken_with_all_it_is_good_for(authority: Authority, tmp_path: Path) -> None:
    made = authority.issue(["viva.example", "192.0.2.7"])
    taken = read(*files(tmp_path, made.chain + authority.file.read_text(), made.key))
    assert taken.names == ("viva.example", "192.0.2.7")


@pytest.mark.parametrize(
    ("host", "is_covered"),
    [
        ("viva.example", True),
        ("VIVA.example", True),
        ("a.wild.example", True),
        ("a.b.wild.example", False),
        ("::1", True),
        ("other", False),
    ],
)
def test_a_certificate_covers_the_hosts_that_a_browser_thinks_it_does(authority: Authority, host: str, is_covered: bool) -> None:
    assert authority.issue(["viva.example", "*.wild.example", "0:0::1"]).covers(host) is is_covered


@pytest.mark.parametrize(
    ("spoil", "named", "says"),
    [
        (lambda made, other: ("", made.key), "chain.pem", "holds no certificate"),
        (lambda made, other: ("\x00\x01é", made.key), "chain.pem", "not in PEM form"),
        (lambda made, other: (made.chain, "no key"), "key.pem", "holds no private key"),
        (lambda made, other: (made.chain, other.key), "key.pem", "is not the key of the first certificate"),
        (lambda made, other: (made.chain, locked(made)), "key.pem", "locked with a passphrase"),
        (lambda made, other: (made.chain + other.chain, made.key), "chain.pem", "certificate 2 did not issue certificate 1"),
    ],
    ids=["empty", "binary", "no key", "mismatched", "locked", "out of order"],
)
def test_a_pair_that_cannot_be_used_is_told_by_file(
    authority: Authority, tmp_path: Path, spoil: Callable[[Certificate, Certificate], tuple[str, str]], named: str, says: str
) -> None:
    words = complaint(*files(tmp_path, *spoil(authority.issue(["a.example"]), authority.issue(["b.example"]))))
    assert words.startswith(str(tmp_path / named)) and says in words


@pytest.mark.parametrize(("now", "says"), [(NOW + LEAF_LIFETIME, "expired on"), (NOW - timedelta(days=1), "good only from")])
def test_a_certificate_out_of_its_time_is_told(authority: Authority, tmp_path: Path, now: datetime, says: str) -> None:
    made = authority.issue(["a.example"], now=NOW)
    assert says in complaint(*files(tmp_path, made.chain, made.key), now=now)


def test_a_file_that_is_missing_is_told(authority: Authority, tmp_path: Path) -> None:
    chain_file, _ = files(tmp_path, authority.issue(["a.example"]).chain, "")
    assert "missing.pem cannot be read: No such file" in complaint(chain_file, tmp_path / "missing.pem")


@pytest.mark.parametrize("key", [Ed25519PrivateKey.generate(), generate_private_key(65537, 1024)], ids=["Ed25519", "RSA of 1024 bits"])
def test_a_key_that_envoy_would_refuse_is_told(authority: Authority, tmp_path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert "of a kind that the edge cannot use" in complaint(*files(tmp_path, authority.issue(["a.example"]).chain, pem))


def test_a_certificate_without_names_is_told(tmp_path: Path) -> None:
    key, name = generate_private_key(65537, 2048), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "viva.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1)).sign(key, SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert "names no host" in complaint(*files(tmp_path, made.public_bytes(Encoding.PEM).decode(), pem))


def test_the_authority_is_made_once_and_its_key_is_its_owners_alone(authority: Authority, tmp_path: Path) -> None:
    assert (tmp_path / "tls" / "ca.key").stat().st_mode & 0o077 == 0
    assert Authority(tmp_path / "tls").fingerprint == authority.fingerprint


def test_an_authority_whose_key_others_can_read_is_not_used(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "tls" / "ca.key").chmod(0o640)
    with pytest.raises(UnusableCertificate, match=r"ca\.key cannot be used: others can read it"):
        Authority(tmp_path / "tls")


@pytest.mark.parametrize("lost", ["ca.pem", "ca.key"])
def test_half_an_authority_is_not_made_whole_in_silence(authority: Authority, tmp_path: Path, lost: str) -> None:
    """Whoever trusts the old one would be told that somebody listens in."""
    (tmp_path / "tls" / lost).unlink()
    with pytest.raises(UnusableCertificate, match=f"{lost} cannot be used"):
        Authority(tmp_path / "tls")


def test_an_own_certificate_is_renewed_before_it_expires_and_not_at_every_look(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = OwnCertificate(authority, ["localhost"])
    first = source()
    assert source() is first
    monkeypatch.setattr("deploy.envoy.keeper.RENEW_WITH_LEFT", LEAF_LIFETIME + timedelta(days=1))
    assert source() is not first


def test_plain_http_is_spoken_on_loopback_alone(tmp_path: Path) -> None:
    """O7: whoever listens in on a network hears passwords."""
    assert choose(HttpsSettings(), "127.0.0.1", tmp_path) is None
    with pytest.raises(UnsafeEdge, match=r"0\.0\.0\.0 in plain HTTP"):
        EdgeSettings(8080, tmp_path / "jwks.json", {}, host=EVERYWHERE)


def test_an_edge_beyond_loopback_gets_a_certificate_for_every_name_it_may_be_called_by(tmp_path: Path) -> None:
    https = choose(HttpsSettings(public_url="https://viva.example/"), EVERYWHERE, tmp_path)
    assert https is not None and https.authority is not None
    made = https.source()
    assert {"localhost", "127.0.0.1", "::1", "viva.example"} <= set(made.names) == set(names(EVERYWHERE, "viva.example"))
    ssl.create_default_context(cafile=str(https.authority.file))


def test_a_certificate_for_another_name_than_people_are_sent_to_is_told(authority: Authority, tmp_path: Path) -> None:
    made = authority.issue(["viva.example"])
    chain_file, key_file = files(tmp_path, made.chain, made.key)
    settings = HttpsSettings(certificate_file=chain_file, key_file=key_file, public_url="https://other.example")
    chosen, behind = choose(settings, "127.0.0.1", tmp_path), choose(settings, "127.0.0.1", tmp_path, behind_proxies=True)
    assert chosen is not None and behind is not None
    with pytest.raises(UnusableCertificate, match=r"is for viva\.example, and VIVA_PUBLIC_URL sends people to other\.example"):
        chosen.source()
    assert behind.source() == made


def test_a_certificate_without_its_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableCertificate, match="only one of them is set"):
        choose(HttpsSettings(certificate_file=tmp_path / "chain.pem"), "127.0.0.1", tmp_path)


def test_files_that_are_only_half_replaced_are_given_time_before_anybody_is_told(authority: Authority, tmp_path: Path) -> None:
    chain_file, key_file = files(tmp_path, (first := authority.issue(["localhost"])).chain, first.key)
    said: list[str] = []
    keeper = CertificateKeeper(lambda: read(chain_file, key_file), tmp_path / "secret.json", own=lambda _: None, say=said.append)
    keeper.publish()
    second = authority.issue(["localhost"])
    chain_file.write_text(second.chain)
    keeper.look()
    assert said == []
    keeper.look()
    keeper.look()
    assert len(said) == 1 and "keeps the certificate it has" in said[0]
    key_file.write_text(second.key)
    keeper.look()
    assert "serves with a new certificate" in said[-1]
    assert second.chain.splitlines()[1] in (tmp_path / "secret.json").read_text()


def test_who_lets_a_certificate_run_out_is_warned(authority: Authority, tmp_path: Path) -> None:
    made = authority.issue(["localhost"], lifetime=timedelta(days=3))
    said: list[str] = []
    CertificateKeeper(lambda: made, tmp_path / "secret.json", own=lambda _: None, say=said.append).publish()
    assert "put a new one in its place" in said[0]
