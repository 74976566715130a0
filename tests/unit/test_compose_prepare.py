"""What `deploy/compose/prepare` makes, and what it leaves as it is."""

from datetime import timedelta
from pathlib import Path

import pytest

from deploy.compose.prepare import NotPrepared, prepare
from deploy.envoy.authority import LEAF_LIFETIME, Authority
from deploy.envoy.certificate import UnusableCertificate

URL = "https://viva.example"


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_second_run_replaces_nothing(tmp_path: Path) -> None:
    prepare(tmp_path, URL)
    before = contents(tmp_path)
    prepare(tmp_path, "")
    assert contents(tmp_path) == before


def test_what_it_makes_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    prepare(tmp_path, URL)
    secrets = [path for path in (tmp_path / "secrets").rglob("*") if path.is_file() and path.name != "ca.pem"]
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_what_the_operator_wrote_into_the_settings_stays(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# ours\nVIVA_EDGE_PORT=8443\nVIVA_UID=77\n")
    prepare(tmp_path, URL)
    lines = (tmp_path / ".env").read_text().splitlines()
    assert lines[:3] == ["# ours", "VIVA_EDGE_PORT=8443", "VIVA_UID=77"]
    assert f"VIVA_PUBLIC_URL={URL}" in lines


def test_another_public_url_replaces_the_first_and_gets_a_certificate(tmp_path: Path) -> None:
    prepare(tmp_path, URL)
    prepared = prepare(tmp_path, "https://other.example")
    assert prepared.certificate.covers("other.example")
    assert (tmp_path / ".env").read_text().count("VIVA_PUBLIC_URL=") == 1


@pytest.mark.parametrize("url", ["", "http://viva.example"])
def test_a_public_url_without_https_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotPrepared, match="has to be the https:// address"):
        prepare(tmp_path, url)


def test_a_certificate_of_its_own_is_renewed_when_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepare(tmp_path, URL).certificate
    monkeypatch.setattr("deploy.compose.prepare.RENEW_WITH_LEFT", LEAF_LIFETIME + timedelta(days=1))
    second = prepare(tmp_path, URL)
    assert second.is_own and second.certificate != first


def test_the_operators_certificate_is_left_alone_and_judged(tmp_path: Path) -> None:
    prepare(tmp_path, URL)
    edge = tmp_path / "secrets" / "edge"
    theirs = Authority(tmp_path / "theirs").issue(["viva.example"], lifetime=timedelta(days=2))
    (edge / "certificate.pem").write_text(theirs.chain)
    (edge / "key.pem").write_text(theirs.key)
    prepared = prepare(tmp_path, URL)
    assert not prepared.is_own and prepared.certificate == theirs
    with pytest.raises(UnusableCertificate, match=r"is for viva\.example"):
        prepare(tmp_path, "https://other.example")


def test_it_says_what_only_the_operator_can_do(tmp_path: Path) -> None:
    """F2: a mail server or sender of ours would be a default."""
    assert [words.split(",")[0].split(" <")[0] for words in prepare(tmp_path, URL).to_do] == [
        "write the mail server's URL",
        "add VIVA_MAIL_FROM=Viva",
    ]
