"""Puts the use cases of accounts together, for session's main and for tests with a real database."""

from collections.abc import Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher

from services.session.accounts.access_tokens import AccessTokens
from services.session.accounts.administering import Administering
from services.session.accounts.domain.erasure import Copies
from services.session.accounts.guard import Guard
from services.session.accounts.hashing import Hasher
from services.session.accounts.leaving import IsInterviewed, Leaving
from services.session.accounts.own_copies import AccountCopies, AuditCopies, PortraitCopies
from services.session.accounts.partnering import Partnering
from services.session.accounts.pool import Pool
from services.session.accounts.portrait import Portraits
from services.session.accounts.profile import Profiles
from services.session.accounts.registering import Registering
from services.session.accounts.servicer.account import AccountServicer
from services.session.accounts.servicer.auth import AuthServicer
from services.session.accounts.servicer.client import ClientServicer
from services.session.accounts.setting_passwords import SettingPasswords
from services.session.accounts.signing_in import Credentials, Devices, SigningIn
from services.session.accounts.store.throttles import SqlThrottleStore
from services.session.accounts.tidying import Tidying
from services.session.database import Database, UnitOfWork


@dataclass(frozen=True)
class Accounts:
    """The noun, ready to be served."""

    servicers: Sequence[object]
    tidying: Tidying
    pools: Sequence[Pool]

    def close(self) -> None:
        """Ends the threads."""
        for pool in self.pools:
            pool.close()


def wire_accounts(
    database: Database,
    access: AccessTokens,
    *,
    is_interviewed: IsInterviewed,
    copies: Sequence[Copies[UnitOfWork]] = (),
    registrations_per_hour: int = 120,
    argon2: PasswordHasher | None = None,
) -> Accounts:
    """`copies`: what other nouns keep about people. `argon2`: other parameters than RFC 9106 recommends."""
    hashing, drawing = Pool("argon2"), Pool("portraits", threads=1, queue=8)
    guard = Guard(database.work, SqlThrottleStore, registrations=registrations_per_hour)
    hasher = Hasher(hashing, argon2)
    credentials = Credentials(database, hasher, guard)
    registering = Registering(database, hasher, guard)
    partnering = Partnering(database, access, guard)
    leaving = Leaving(database, credentials, [*copies, PortraitCopies(), AuditCopies(), AccountCopies()], is_interviewed)
    account = AccountServicer(  # type: ignore[abstract]  # what is served later is refused by mesh
        registering,
        Profiles(database, Portraits(drawing)),
        SettingPasswords(database, credentials, hasher, guard),
        leaving,
        Administering(database, guard),
    )
    signing_in = SigningIn(database, credentials, guard, Devices(access))
    auth = AuthServicer(signing_in, partnering, access)  # type: ignore[abstract]
    return Accounts([account, auth, ClientServicer(partnering)], Tidying(database, leaving), [hashing, drawing])
