"""Hashes and compares passwords with argon2id, off the event loop."""

from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.session.accounts.domain import password as rules
from services.session.accounts.pool import Pool


@dataclass(frozen=True)
class Verdict:
    """What came of comparing a password."""

    is_right: bool
    fresh_hash: str | None = field(default=None, repr=False)
    """The password hashed anew, when it is right and its hash is from a time of cheaper hashes."""


class Hasher:
    """Takes the same time whether or not there is a hash to compare with, so that time tells nobody who has an account."""

    def __init__(self, pool: Pool, argon2: PasswordHasher | None = None) -> None:
        """`argon2`: its parameters; without them, those that RFC 9106 recommends where memory is scarce (64 MiB, 3 passes)."""
        self._pool = pool
        self._argon2 = argon2 or PasswordHasher()
        self._nobody = self._argon2.hash("the password of nobody")

    async def hash(self, password: str, *, username: str, about: tuple[str, ...] = ()) -> str:
        """The hash of a new password. Raises PasswordTooCommon, Busy."""
        return await self._pool.run(self._judge_and_hash, password, username, about)

    async def verify(self, hashed: str | None, password: str) -> Verdict:
        """Whether a password is the one that was hashed; never for None. Raises Busy."""
        return await self._pool.run(self._verify, hashed, password)

    def hash_now(self, password: str) -> str:
        """The hash of a password nobody chose, on this thread."""
        return self._argon2.hash(rules.normal(password))

    def _judge_and_hash(self, password: str, username: str, about: tuple[str, ...]) -> str:
        rules.check(password, username=username, about=about)
        return self.hash_now(password)

    def _verify(self, hashed: str | None, password: str) -> Verdict:
        normal = rules.normal(password)
        try:
            self._argon2.verify(hashed or self._nobody, normal)
        except VerificationError:
            return Verdict(False)
        if hashed is None:
            return Verdict(False)
        return Verdict(True, self._argon2.hash(normal) if self._argon2.check_needs_rehash(hashed) else None)
