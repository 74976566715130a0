"""The table of portraits: small pictures, apart from the accounts, so that no read of an account carries one."""

from uuid import uuid4

from sqlalchemy import Column, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.dialects.postgresql import UUID

from services.session.accounts.portrait import Portrait
from services.session.database import UnitOfWork, metadata

portraits = Table(
    "portraits",
    metadata,
    Column("blob_id", UUID(as_uuid=False), primary_key=True),
    Column("account_id", UUID(as_uuid=False), nullable=False),
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
)


class PortraitStore:
    """Reads and writes portraits."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def replace(self, account_id: str, portrait: Portrait) -> str:
        """Stores a portrait in place of the one before; returns its id, which is never given to other bytes."""
        await self.delete(account_id)
        blob_id = str(uuid4())
        row = {"blob_id": blob_id, "account_id": account_id, "media_type": portrait.media_type, "content": portrait.content}
        await self._work.run(insert(portraits).values(row))
        return blob_id

    async def find(self, account_id: str) -> Portrait | None:
        """Whose portrait it is that is looked for; None when there is none."""
        row = await self._work.one(select(portraits.c.content, portraits.c.media_type).where(portraits.c.account_id == account_id))
        return Portrait(bytes(row["content"]), row["media_type"]) if row else None

    async def delete(self, account_id: str) -> int:
        """Removes a person's portrait with its bytes; returns how many there were."""
        return await self._work.run(delete(portraits).where(portraits.c.account_id == account_id))
