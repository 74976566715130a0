"""The caller's own profile, with its portrait."""

from mesh.refusal import NotFound
from services.session.accounts.domain.account import Account, AccountUnknown, ProfileChange
from services.session.accounts.domain.audit import Doer, account_object
from services.session.accounts.portrait import Portrait, Portraits
from services.session.accounts.store.accounts import AccountStore
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.portraits import PortraitStore
from services.session.database import Database, UnitOfWork


class AvatarAbsent(NotFound):
    """This account has no portrait."""

    reason = "AVATAR_ABSENT"


class Profiles:
    """The use cases of a profile."""

    def __init__(self, database: Database, portraits: Portraits) -> None:
        self._database = database
        self._portraits = portraits

    async def get(self, account_id: str) -> Account:
        """An account. Raises AccountUnknown."""
        async with self._database.work() as work:
            return known(await AccountStore(work).find(account_id))

    async def update(self, account_id: str, change: ProfileChange, etag: str) -> Account:
        """Changes a profile. Raises EtagMismatch, BirthDateNotPast."""
        async with self._database.work() as work:
            store = AccountStore(work)
            account = known(await store.lock(account_id))
            return await _saved(work, account, account.updated(change, etag, at=await work.now()))

    async def set_portrait(self, account_id: str, picture: bytes) -> Account:
        """Stores a portrait in place of the one before. Raises PictureUnreadable, PictureTooLarge, Busy."""
        portrait = await self._portraits.redraw(picture)
        async with self._database.work() as work:
            account = known(await AccountStore(work).lock(account_id))
            blob_id = await PortraitStore(work).replace(account_id, portrait)
            return await _saved(work, account, account.portrayed(blob_id, at=await work.now()))

    async def portrait(self, account_id: str, *, doer: Doer) -> Portrait:
        """A portrait; that somebody else looks at it is written down. Raises AvatarAbsent, also when there is no such account."""
        async with self._database.work() as work:
            portrait = await PortraitStore(work).find(account_id)
            if portrait is None:
                raise AvatarAbsent
            await AuditLog(work).record_reading(doer, account_object(account_id))
            return portrait

    async def remove_portrait(self, account_id: str) -> Account:
        """Removes a portrait with its bytes; removing none is no error."""
        async with self._database.work() as work:
            account = known(await AccountStore(work).lock(account_id))
            await PortraitStore(work).delete(account_id)
            return await _saved(work, account, account.portrayed(None, at=await work.now()))


def known(account: Account | None) -> Account:
    """The account, which has to be there. Raises AccountUnknown."""
    if account is None:
        raise AccountUnknown
    return account


async def _saved(work: UnitOfWork, before: Account, after: Account) -> Account:
    if after is not before:
        await AccountStore(work).save(after)
    return after
