"""The table of receipts: what was erased, kept after the person is gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Table, insert, select
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.session.accounts.domain.erasure import CopyKind, Outcome, Receipt, Retained
from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row

receipts = Table(
    "erasure_receipts",
    metadata,
    Column("receipt_id", UUID(as_uuid=False), primary_key=True),
    Column("account_id", UUID(as_uuid=False), nullable=False),
    Column("erase_time", DateTime(timezone=True), nullable=False),
    Column("outcomes", JSONB, nullable=False),
)


class ReceiptStore:
    """Reads and writes receipts."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, receipt: Receipt) -> None:
        """Writes a receipt."""
        row = {"receipt_id": receipt.receipt_id, "account_id": receipt.account_id, "erase_time": receipt.erase_time}
        await self._work.run(insert(receipts).values(**row, outcomes=[_encode(outcome) for outcome in receipt.outcomes]))

    async def find(self, receipt_id: str) -> Receipt | None:
        """Reads a receipt."""
        return _decode(await self._work.one(select(receipts).where(receipts.c.receipt_id == receipt_id)))


def _encode(outcome: Outcome) -> dict[str, Any]:
    kept = outcome.retained
    retained = {"count": kept.count, "duty": kept.duty, "purge_time": kept.purge_time.isoformat()} if kept else None
    return {"kind": int(outcome.kind), "erased": outcome.erased, "retained": retained}


def _decode(row: Row | None) -> Receipt | None:
    return Receipt(row["receipt_id"], row["account_id"], row["erase_time"], tuple(map(_outcome, row["outcomes"]))) if row else None


def _outcome(stored: dict[str, Any]) -> Outcome:
    kept = stored["retained"]
    retained = Retained(kept["count"], kept["duty"], datetime.fromisoformat(kept["purge_time"])) if kept else None
    return Outcome(CopyKind(stored["kind"]), stored["erased"], retained)
