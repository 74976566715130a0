"""`python -m deploy.compose.prepare`: makes what compose.yaml asks for, keys, passwords, certificates and settings.

What exists is never replaced, but for a certificate of the edge that Viva made itself and that is due. Nothing is printed
that is secret.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from deploy.envoy.authority import AUTHORITY_LIFETIME, Authority
from deploy.envoy.certificate import Certificate, UnusableCertificate, read
from deploy.envoy.keeper import RENEW_WITH_LEFT
from deploy.supervisor.keys import ensure_keys, ensure_secret

DIRECTORY = Path(__file__).resolve().parent
# Whom the containers run as where root prepares them: nobody who has an account here.
INSTEAD_OF_ROOT = 10001
DATABASE = "postgresql+psycopg://viva:{password}@postgres:5432/viva?sslmode=verify-full&sslrootcert=/run/secrets/ca.pem"


class NotPrepared(ValueError):
    """What is missing or wrong, in one line."""


@dataclass(frozen=True)
class Prepared:
    """What the operator is told."""

    authority: Authority
    certificate: Certificate
    is_own: bool
    to_do: Sequence[str]


def prepare(directory: Path, public_url: str, *, owner: tuple[int, int] | None = None) -> Prepared:
    """Fills `directory` with `secrets/` and `.env`; `owner` is the user and group that containers run as, when it is not us.

    Raises NotPrepared, or UnusableCertificate.
    """
    settings = _settle(directory / ".env", public_url, owner or (os.getuid(), os.getgid()))
    host = urlsplit(settings["VIVA_PUBLIC_URL"]).hostname or ""
    secrets, data = directory / "secrets", directory / "data" / "postgres"
    secrets.mkdir(mode=0o700, exist_ok=True)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    ensure_keys(secrets / "keys")
    ensure_secret(secrets / "postgres.password")
    _write(secrets / "database.url", DATABASE.format(password=ensure_secret(secrets / "database.password")))
    authority = Authority(secrets / "authority")
    _certify_database(secrets, authority)
    certificate, is_own = _certify_edge(secrets / "edge", authority, host)
    if owner is not None:
        _hand_over(owner, data, secrets, *(path for path in secrets.rglob("*") if "authority" not in path.parts))
    return Prepared(authority, certificate, is_own, _to_do(secrets, settings))


def _settle(path: Path, public_url: str, owner: tuple[int, int]) -> Mapping[str, str]:
    """Adds what is missing to the settings that compose reads, and returns all of them."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    if public_url:
        lines = [line for line in lines if not line.startswith("VIVA_PUBLIC_URL=")]
    told = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    wanted = {"VIVA_UID": str(owner[0]), "VIVA_GID": str(owner[1]), "VIVA_PUBLIC_URL": public_url}
    missing = {name: value for name, value in wanted.items() if name not in told}
    settings = told | missing
    if not settings["VIVA_PUBLIC_URL"].startswith("https://"):
        raise NotPrepared("--public-url has to be the https:// address that people will reach this Viva by")
    _write(path, "".join(f"{line}\n" for line in (*lines, *(f"{name}={value}" for name, value in missing.items()))))
    return settings


def _certify_database(secrets: Path, authority: Authority) -> None:
    """The database is known to session alone, which trusts the authority alone, so this lasts as long as that does."""
    if not (secrets / "postgres.pem").exists():
        made = authority.issue(["postgres"], lifetime=AUTHORITY_LIFETIME)
        _write(secrets / "postgres.key", made.key)
        _write(secrets / "postgres.pem", made.chain)


def _certify_edge(directory: Path, authority: Authority, host: str) -> tuple[Certificate, bool]:
    """The operator's certificate where there is one; otherwise our own, made anew when it is due."""
    directory.mkdir(mode=0o700, exist_ok=True)
    chain_file, key_file = directory / "certificate.pem", directory / "key.pem"
    if chain_file.exists() and not _is_by(authority, chain_file):
        return read(chain_file, key_file, public_host=host), False
    if _is_due(chain_file, key_file, host):
        made = authority.issue(dict.fromkeys([host, "localhost", "127.0.0.1", "::1"]))
        _write(key_file, made.key)
        _write(chain_file, made.chain)
    return read(chain_file, key_file, public_host=host), True


def _is_by(authority: Authority, chain_file: Path) -> bool:
    try:
        return authority.issued(x509.load_pem_x509_certificate(chain_file.read_bytes()))
    except ValueError:
        return False


def _is_due(chain_file: Path, key_file: Path, host: str) -> bool:
    try:
        return read(chain_file, key_file, public_host=host).left(datetime.now(UTC)) < RENEW_WITH_LEFT
    except UnusableCertificate:
        return True


def _to_do(secrets: Path, settings: Mapping[str, str]) -> list[str]:
    """What only the operator can know."""
    to_do = []
    if not (secrets / "smtp.url").exists():
        to_do.append(f"write the mail server's URL, smtp://user:password@host, to {secrets / 'smtp.url'}, readable by its owner alone")
    if not settings.get("VIVA_MAIL_FROM"):
        to_do.append("add VIVA_MAIL_FROM=Viva <viva@your.domain> to deploy/compose/.env")
    return to_do


def _write(path: Path, text: str) -> None:
    """In one step, readable by its owner alone from the first moment on."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _hand_over(owner: tuple[int, int], *paths: Path) -> None:
    for path in paths:
        os.chown(path, *owner)


def main(arguments: Sequence[str]) -> int:
    """Prepares, and tells in words what was made and what is still to be done."""
    parser = argparse.ArgumentParser(prog="deploy/compose/prepare", description=__doc__)
    parser.add_argument("--public-url", default="", help="the https:// address that people will reach this Viva by")
    owner = (INSTEAD_OF_ROOT, INSTEAD_OF_ROOT) if os.geteuid() == 0 else None
    try:
        prepared = prepare(DIRECTORY, parser.parse_args(arguments).public_url, owner=owner)
    except (NotPrepared, UnusableCertificate) as reason:
        print(f"not prepared: {reason}", file=sys.stderr)
        return 1
    print(f"The edge's certificate is for {', '.join(prepared.certificate.names)} and good until {prepared.certificate.expires:%Y-%m-%d}.")
    if prepared.is_own:
        print(f"It is of Viva's own making. Where it is to be trusted, install {prepared.authority.file}")
        print(f"after comparing its SHA-256 fingerprint:\n  {prepared.authority.fingerprint}")
        print("Run this again at least once a month: it renews the certificate in time, and the edge sees it by itself.")
    for task in prepared.to_do:
        print(f"Still to do: {task}")
    return 1 if prepared.to_do else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
