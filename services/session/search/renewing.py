"""Builds indexes anew that an earlier release made with other numbers, while searches and writes go on.

A migration could only do it while everybody waits. Here PostgreSQL builds the new index beside the old one and then swaps them
(`REINDEX CONCURRENTLY`), one index at a time, in one of the replicas. Whatever stops it, the next round goes on from there: an
index's comment says that it is still to be built.
"""

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import Table, text

from mesh.refusal import Unavailable
from services.session.database import Database, UnitOfWork
from services.session.isolation import isolated
from services.session.search.vectors import BUILT_WITH

IDLE = 600.0
"""Seconds between two looks for what is to be built: an upgrade leaves it, and a restored backup."""
DUE = "to be built anew"
"""What stands in an index's comment until it was."""
ONE_RENEWER = 0x72656E65  # "rene"
KINDLY = {"lock_timeout": "0", "maintenance_work_mem": "256MB", "max_parallel_maintenance_workers": "0"}
"""Waits for those who are at it, however long; takes one processor, because interviews want the others."""

log = logging.getLogger(__name__)


class Renewing:
    """Looks for such indexes and builds them."""

    def __init__(self, database: Database, tables: Sequence[Table]) -> None:
        """`tables`: every table of vectors."""
        self._database = database
        self._tables = [table.name for table in tables]

    async def run(self) -> None:
        """Builds what is to be built, until cancelled."""
        while True:
            try:
                while await self.step():
                    pass
            except Unavailable as refusal:
                log.warning("indexes of vectors wait to be built anew: %s", refusal.reason)
            await asyncio.sleep(IDLE)

    async def step(self) -> bool:
        """Builds one index anew. Returns whether one was: what could not be built is logged and waits for the next round."""
        async with self._database.look() as work:
            try:
                return await self._renew_one(work)
            finally:
                # It holds a lock and settings that nobody else is to find on it.
                await work.connection.invalidate()

    async def _renew_one(self, work: UnitOfWork) -> bool:
        if not await work.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ONE_RENEWER}):
            return False
        wanted = [f"{name}={value}" for name, value in BUILT_WITH.items()]
        index = await work.one(_DUE, {"tables": self._tables, "wanted": wanted, "due": DUE})
        if index is None:
            return False
        for name, value in KINDLY.items():
            await work.run(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
        built = []
        # It may have gone meanwhile, with a model that was forgotten; and no index is worth a session that stops.
        with isolated("index of vectors", index["name"]):
            await self._build(work, index["name"])
            built.append(index["name"])
        return bool(built)

    async def _build(self, work: UnitOfWork, name: str) -> None:
        log.info("an index of vectors is built anew", extra={"index": name})
        # First the mark: an index that says its new numbers and was not built by them would never be found again.
        await work.run(text(f"COMMENT ON INDEX \"{name}\" IS '{DUE}'"))
        await work.run(text(f'ALTER INDEX "{name}" SET ({", ".join(f"{key} = {value}" for key, value in BUILT_WITH.items())})'))
        for leftover in await work.all(_LEFT_OVER, {"begins": f"{name}_ccnew"}):
            await work.run(text(f'DROP INDEX CONCURRENTLY IF EXISTS "{leftover["name"]}"'))
        await work.run(text(f'REINDEX INDEX CONCURRENTLY "{name}"'))
        await work.run(text(f'COMMENT ON INDEX "{name}" IS NULL'))


_INDEXES = """
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am a ON a.oid = c.relam
"""
_DUE = text(f"""
    SELECT c.relname AS name {_INDEXES}
    WHERE a.amname = 'hnsw' AND i.indisvalid AND t.relname = ANY(:tables)
      AND (NOT c.reloptions @> CAST(:wanted AS text[]) OR obj_description(c.oid, 'pg_class') = :due)
    ORDER BY c.relname LIMIT 1
""")
_LEFT_OVER = text(f"SELECT c.relname AS name {_INDEXES} WHERE NOT i.indisvalid AND starts_with(c.relname, :begins)")
