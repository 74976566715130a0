"""Loads the scenarios and bank questions that come with Viva: `python -m services.session.seed`.

Safe to run at every start and from several places at once: rows have the same ids in every installation, only what a release changed
is written, and what an installation learned about a question stays. A start that finds everything as it ships reads nothing but digests.
"""

import asyncio
import os
from datetime import datetime

from sqlalchemy import Column, DateTime, LargeBinary, Table, and_, delete, exists, func, insert, select

from services.session.database import Database, UnitOfWork, metadata
from services.session.questions.bank_encoding import words_of
from services.session.questions.bank_store import BankQuestions, bank_questions, says
from services.session.questions.embedded import QUESTIONS
from services.session.questions.encoding import encode_scenario
from services.session.questions.scenarios import ScenarioStore, scenarios
from services.session.questions.shipped import read_bank, read_scenarios
from services.session.standing import digest_of_shipped

SEED_LOCK = 0x73656564  # "seed"
PATIENCE = "120s"
_shipped = Table("shipped", metadata, Column("digest", LargeBinary, primary_key=True), Column("load_time", DateTime(timezone=True)))


async def seed(url: str) -> None:
    """Brings the shipped rows of a database to what this release ships. `url`: as for Database."""
    database = Database.connect(url, pool_size=1)
    try:
        await seed_database(database)
    finally:
        await database.close()


async def seed_database(database: Database) -> None:
    """The same on a database that is connected."""
    async with database.work() as work:
        # Whoever seeds at the same time has all of it to write; what it writes is then there.
        await work.run(select(func.set_config("lock_timeout", PATIENCE, True)))
        await work.run(select(func.pg_advisory_xact_lock(SEED_LOCK)))
        digest, now = digest_of_shipped(), await work.now()
        if await _has(work, digest):
            return
        for scenario in read_scenarios():
            await ScenarioStore(work).put_shipped(str(scenario.scenario_id), encode_scenario(scenario.scenario), at=now)
        await _put_bank(work, at=now)
        await work.run(delete(_shipped))
        await work.run(insert(_shipped).values(digest=digest, load_time=now))


async def _has(work: UnitOfWork, digest: bytes) -> bool:
    """Whether this was loaded, and is not gone since."""
    loaded = exists().where(_shipped.c.digest == digest)
    has_scenarios, has_questions = (exists().where(table.c.company_id.is_(None)) for table in (scenarios, bank_questions))
    return bool(await work.scalar(select(and_(loaded, has_scenarios, has_questions))))


async def _put_bank(work: UnitOfWork, *, at: datetime) -> None:
    """Writes what is new; of the hundreds that are not, one read tells."""
    store, shipped = BankQuestions(work), {str(each.question_id): words_of(each.question) for each in read_bank()}
    known = await store.find_all(list(shipped))
    new = {question_id: words for question_id, words in shipped.items() if question_id not in known or not says(known[question_id], words)}
    for question_id in await store.put_shipped(new, at=at):
        await QUESTIONS.want(work, question_id, at=at, had_vector=question_id in known)


if __name__ == "__main__":
    asyncio.run(seed(os.environ["VIVA_DATABASE_URL"]))
