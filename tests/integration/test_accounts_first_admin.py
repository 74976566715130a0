"""The first admin, made by real processes on a real PostgreSQL."""

import asyncio
import json
import os
import sys

from tests.integration.accounts_rig import PASSWORD, Accounts, log_in, registration

COMMAND = (sys.executable, "-m", "services.session.first_admin")


async def run(url: str) -> dict[str, str]:
    """What one run prints."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, env=os.environ | {"VIVA_DATABASE_URL": url}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    printed, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    said: dict[str, str] = json.loads(printed)
    return said


async def test_f2_the_first_admin_has_a_random_password_and_there_is_no_second_one(here: Accounts) -> None:
    """F2: default admin password. Two processes at once make one admin, and a later one makes none."""
    outcomes = await asyncio.gather(run(here.url), run(here.url))
    (made,) = (one for one in outcomes if one)
    assert await run(here.url) == {}
    assert await here.rows("SELECT count(*) AS n FROM accounts") == [{"n": 1}]
    assert len(made["password"]) >= 20
    assert (await here.nobody(log_in(made["username"], made["password"]))).account.role == 3


async def test_a_candidate_who_took_the_name_first_is_not_the_admin(here: Accounts) -> None:
    await here.nobody(registration("admin"))
    made = await run(here.url)
    assert made["username"].startswith("admin_")
    assert str(await here.nobody.refused(log_in("admin", made["password"]))) == "UNAUTHENTICATED CREDENTIALS_WRONG"
    assert (await here.nobody(log_in("admin", PASSWORD))).account.role == 1


async def test_f2_no_password_of_the_first_admin_is_like_another(here: Accounts) -> None:
    """F2: nothing about it is fixed: erase the admin and the next one has another."""
    first = await run(here.url)
    await here.rows("DELETE FROM accounts RETURNING 1")
    second = await run(here.url)
    assert first["password"] != second["password"]
