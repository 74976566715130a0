"""Keeps Envoy supplied with a certificate that is good: hands over the first, and every later one without a restart."""

import asyncio
import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.envoy.authority import LEAF_LIFETIME, Authority
from deploy.envoy.certificate import Certificate, UnusableCertificate
from deploy.envoy.tls import as_secret

LOOK_SECONDS = 5.0
RENEW_WITH_LEFT = LEAF_LIFETIME / 3
WARN_WITH_LEFT = timedelta(days=14)

Source = Callable[[], Certificate]
"""The certificate to serve with now; raises UnusableCertificate."""


class OwnCertificate:
    """A source that makes its certificates itself, the next one long before the last expires."""

    def __init__(self, authority: Authority, names: Iterable[str]) -> None:
        self._authority = authority
        self._names = tuple(names)
        self._current: Certificate | None = None

    def __call__(self) -> Certificate:
        if self._current is None or self._current.left(datetime.now(UTC)) < RENEW_WITH_LEFT:
            self._current = self._authority.issue(self._names)
        return self._current


class CertificateKeeper:
    """Writes what a source gives to the file that Envoy watches."""

    def __init__(self, source: Source, secret_file: Path, *, own: Callable[[Path], None], say: Callable[[str], None]) -> None:
        """`own` hands the file to whom Envoy runs as; `say` tells the operator, in one line, what to see to."""
        self._source = source
        self._secret_file = secret_file
        self._own = own
        self._say = say
        self._published: Certificate | None = None
        self._complaint = ""
        self._is_said = False

    def publish(self) -> Certificate:
        """Hands over the first certificate. Raises UnusableCertificate, and then there is nothing to start with."""
        certificate = self._source()
        self._hand_over(certificate)
        self._warn(certificate)
        return certificate

    async def keep(self) -> None:
        """Looks again and again, for as long as the edge runs."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look()

    def look(self) -> None:
        """Hands over what is new and good. What is not good is told, and the last good one stays."""
        try:
            certificate = self._source()
            is_new = certificate != self._published
            if is_new:
                self._hand_over(certificate)
        except (UnusableCertificate, OSError) as complaint:
            self._complain(str(complaint))
            return
        self._complaint = ""
        if is_new:
            self._say(f"the edge serves with a new certificate, good until {certificate.expires:%Y-%m-%d}")
            self._warn(certificate)

    def _complain(self, complaint: str) -> None:
        """Once, and at the second look: files that are just being replaced do not fit each other for a moment."""
        if complaint != self._complaint:
            self._complaint, self._is_said = complaint, False
        elif not self._is_said:
            self._say(f"the edge keeps the certificate it has: {complaint}")
            self._is_said = True

    def _warn(self, certificate: Certificate) -> None:
        if certificate.left(datetime.now(UTC)) < WARN_WITH_LEFT:
            self._say(f"the edge's certificate expires on {certificate.expires:%Y-%m-%d}; put a new one in its place before then")

    def _hand_over(self, certificate: Certificate) -> None:
        """In one file and one step, so that Envoy never sees a certificate with the key of another."""
        draft = self._secret_file.with_name(f"new-{self._secret_file.name}")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(as_secret(certificate), file)
        self._own(draft)
        draft.replace(self._secret_file)
        self._published = certificate
