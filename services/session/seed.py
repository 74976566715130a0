"""Loads the scenarios and bank questions that come with Viva: `python -m services.session.seed`.

Safe to run at every start and from several places at once: rows have the same ids in every installation, only what a release changed
is written, and what an installation learned about a question stays.
"""

import asyncio
import os
from datetime import datetime

from sqlalchemy import func, select

from services.session.database import Database, UnitOfWork
from services.session.questions.bank_encoding import words_of
from services.session.questions.bank_store import BankQuestions, says
from services.session.questions.embedded import QUESTIONS
from services.session.questions.encoding import encode_scenario
from services.session.questions.scenarios import ScenarioStore
from services.session.questions.shipped import read_bank, read_scenarios

SEED_LOCK = 0x73656564  # "seed"
PATIENCE = "120s"


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
        now = await work.now()
        for scenario in read_scenarios():
            await ScenarioStore(work).put_shipped(str(scenario.scenario_id), encode_scenario(scenario.scenario), at=now)
        await _put_bank(work, at=now)


async def _put_bank(work: UnitOfWork, *, at: datetime) -> None:
    """Writes what is new; of the hundreds that are not, one read tells."""
    store, shipped = BankQuestions(work), {str(each.question_id): words_of(each.question) for each in read_bank()}
    known = await store.find_all(list(shipped))
    new = {question_id: words for question_id, words in shipped.items() if question_id not in known or not says(known[question_id], words)}
    for question_id in await store.put_shipped(new, at=at):
        await QUESTIONS.want(work, question_id, at=at, had_vector=question_id in known)


if __name__ == "__main__":
    asyncio.run(seed(os.environ["VIVA_DATABASE_URL"]))
