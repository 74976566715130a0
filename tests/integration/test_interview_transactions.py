"""What session holds of the database while others work: nothing."""

from services.session.interviews.words import Stage
from services.session.migrate import migrate_async
from services.session.seed import seed
from tests.integration.interview_rig import ASK, answer, candidate, count, hold, new_interview, replicas, take

OPEN_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()
"""


async def test_f25_no_transaction_is_open_while_a_question_is_being_made(postgres_url: str) -> None:
    """F25: a database transaction stayed open through model inference."""
    await migrate_async(postgres_url)
    await seed(postgres_url)
    async with replicas(postgres_url) as two:
        interview_id, who = await new_interview(two[0].database), candidate()
        question_id = await hold(two[0], interview_id, who, until=Stage.MOTIVATION)
        await two[0].live.submit(answer(interview_id, question_id), who)
        leased = await take(two[0], ASK)
        assert leased is not None
        assert await count(two[1], OPEN_TRANSACTIONS) == 0
