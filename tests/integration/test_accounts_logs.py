"""No log line, event or row shows a password, a hash or a token, whatever is done and however it ends (A3)."""

import logging
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1.options_pb2 import SCOPE_INTERVIEWS
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import client_service_pb2 as clients

from tests.integration.accounts_rig import PASSWORD, Accounts, link_token, log_in, registration

SECRET_BY_SIGHT = ("$argon2", "eyJ")
"""How hashes and tokens begin."""


async def everything(here: Accounts) -> list[str]:
    """Does what can be done with secrets, well and badly; returns every secret that was used."""
    admin = await here.admin()
    await here.nobody(registration("minsu_kim"))
    tokens = await here.log_in("minsu_kim")
    me = here.nobody.bearing(tokens.access_token)
    await here.nobody.refused(log_in("minsu_kim", "a-wrong-pass-word-1"))
    await here.nobody.refused(registration("yuna_lee", password="a-pass"))
    await here.nobody.refused(registration("yuna_lee", password="password1234"))
    await me(accounts.ChangePasswordRequest(old_password=PASSWORD, new_password="a-second-pass-word"))
    await me.refused(accounts.ChangePasswordRequest(old_password=PASSWORD, new_password="a-third-pass-word"))
    await here.nobody(accounts.RequestPasswordResetRequest(email="minsu_kim@example.com"))
    link = link_token((await here.mails())[-1][1])
    await here.nobody(accounts.ResetPasswordRequest(reset_token=link, new_password="a-fourth-pass-word"))
    tokens_now = await here.log_in("minsu_kim", "a-fourth-pass-word")
    refreshed = (await here.nobody(auth.RefreshTokenRequest(refresh_token=tokens_now.refresh_token))).tokens
    await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=tokens_now.refresh_token))
    made = await admin(clients.CreateClientRequest(request_id=str(uuid4()), name="HR", scopes=[SCOPE_INTERVIEWS]))
    issued = await here.nobody(auth.IssueClientTokenRequest(client_id=made.client.client_id, client_secret=made.client_secret))
    await here.nobody.bearing("eyJ-no-token-at-all").refused(accounts.GetMeRequest())
    return [
        *(here.admin_password, PASSWORD, "a-wrong-pass-word-1", 'a-pass"', "a-second-pass-word", "a-third-pass-word", "a-fourth-pass-word"),
        *(link, made.client_secret, issued.access_token, admin.token),
        *(one for pair in (tokens, tokens_now, refreshed) for one in (pair.access_token, pair.refresh_token)),
    ]


async def test_f9_no_log_line_shows_a_secret(here: Accounts, caplog: pytest.LogCaptureFixture) -> None:
    """F9: the validation handler logged bodies with passwords. Every logger of the process, from DEBUG up."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    with caplog.at_level(logging.DEBUG):
        secrets = await everything(here)
    assert len(caplog.records) > 20
    said = "\n".join(f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in caplog.records)
    assert [secret for secret in (*secrets, *SECRET_BY_SIGHT) if secret in said] == []


async def test_f9_a_server_that_breaks_in_the_middle_says_and_logs_nothing_of_the_request(
    here: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    """F9: a database's complaint carries the statement's parameters, here the hash; neither the caller nor the log sees any."""
    async with here.database.work() as work:
        await work.run(text("ALTER TABLE passwords RENAME COLUMN hash TO elsewhere"))
    with caplog.at_level(logging.DEBUG):
        refusal = await here.nobody.refused(registration("minsu_kim"))
    assert (refusal.code.name, refusal.reason) == ("INTERNAL", "")
    said = "\n".join(f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in caplog.records)
    assert "UndefinedColumn" in said
    assert [secret for secret in (PASSWORD, *SECRET_BY_SIGHT, "minsu_kim@example.com") if secret in said] == []
    assert "passwords" not in str(refusal.__cause__)


async def test_no_event_and_no_table_holds_a_secret_in_clear(here: Accounts) -> None:
    secrets = await everything(here)
    tables = [row["tablename"] for row in await here.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    stored = "".join([str(await here.rows(f"TABLE {table}")) for table in tables])
    assert len(tables) > 10
    assert [secret for secret in secrets if secret in stored] == []
