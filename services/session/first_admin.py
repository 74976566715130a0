"""Makes the first admin, with a random password that is printed once: `python -m services.session.first_admin`.

Prints {"username": …, "password": …} when there was no admin, and {} ever after.
"""

import asyncio
import json
import os
import secrets
from uuid import uuid4

from argon2 import PasswordHasher

from services.session.accounts.domain.account import AccountState, NewAccount, Role, UsernameTaken
from services.session.accounts.domain.audit import Act, Doer, account_object
from services.session.accounts.store.accounts import AccountStore, PasswordStore
from services.session.accounts.store.audit import AuditLog
from services.session.database import Database, UnitOfWork
from services.session.settings import database_url

ADDRESS = "{username}@viva.invalid"
"""No mail can reach it (RFC 2606); the admin sets up accounts for people and uses those."""


async def first_admin(url: str) -> dict[str, str]:
    """The credentials of the admin that was made; nothing when there is one, or when another process is faster."""
    database = Database.connect(url, pool_size=1)
    password = secrets.token_urlsafe(18)
    hashed = PasswordHasher().hash(password)
    try:
        async with database.work() as work:
            if await AccountStore(work).count_admins():
                return {}
            return {"username": await _add(work, hashed), "password": password}
    finally:
        await database.close()


async def _add(work: UnitOfWork, hashed: str) -> str:
    now = await work.now()
    # Somebody may have registered as "admin" before there was one.
    for username in ("admin", f"admin_{secrets.token_hex(3)}"):
        new = NewAccount(ADDRESS.format(username=username), username, "Admin")
        account = new.account(str(uuid4()), Role.ADMIN, AccountState.ACTIVE, at=now)
        try:
            await AccountStore(work).add(account)
        except UsernameTaken:
            continue
        await PasswordStore(work).save(account.account_id, hashed, at=now)
        await AuditLog(work).record(Doer(), Act.GRANT, account_object(account.account_id), reason="FIRST_ADMIN")
        return username
    raise UsernameTaken


if __name__ == "__main__":
    print(json.dumps(asyncio.run(first_admin(database_url(os.environ)))))
