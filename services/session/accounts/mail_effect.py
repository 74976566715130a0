"""Writes that a mail must go out, and makes its words when it does.

The words are made when the task is handed out, so neither the task nor any row holds the address or the link. The link's secret is made
then, too: the table keeps its digest. A mail that is handed out again because its worker died gets another secret, and each of them is
good, for the person may have received either; the first one that is used ends all.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from viva.gateway.v1.delivery_service_pb2 import (
    MAIL_KIND_PASSWORD_RESET,
    MailKind,
    SendMailContext,
    SendMailRequest,
)

from services.session.accounts.domain.account import Account, AccountState
from services.session.accounts.signing_in import digest_of, new_secret
from services.session.accounts.store.accounts import AccountStore, PasswordStore
from services.session.accounts.store.mails import SENT, UNDELIVERED, Mail, MailStore
from services.session.database import UnitOfWork
from services.session.tasks.domain import Task
from services.session.tasks.making import make_task

RESET_LIFETIME = timedelta(hours=1)
RESET_PATH = "/reset-password#token={token}"
"""The secret stands behind the `#`: browsers keep that to themselves, so no server's log sees it."""


async def write_mail(work: UnitOfWork, account_id: str, kind: MailKind.ValueType) -> None:
    """Has a mail sent to a person once the unit of work is committed."""
    mail_id, now = str(uuid4()), await work.now()
    await MailStore(work).add(mail_id, account_id, kind, at=now)
    make_task(work, SendMailRequest(mail_id=mail_id, kind=kind), resource_id=mail_id, at=now)


class MailEffect:
    """What SendMail tasks mean to the mails they are about."""

    async def lock(self, work: UnitOfWork, task: Task) -> None:
        """Nothing else changes a mail."""

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """The mail's words. Without them, for nobody, when the person is gone: the worker refuses that for good."""
        request = SendMailRequest.FromString(task.request)
        mail = await MailStore(work).find(request.mail_id)
        account = await AccountStore(work).find(mail.account_id) if mail else None
        if mail and account:
            request.context.CopyFrom(await self._words(work, mail, account))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Writes that it went out."""
        await self._end(work, task, SENT)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Nobody is told of an attempt."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Writes that it could not be delivered."""
        await self._end(work, task, UNDELIVERED)

    async def _words(self, work: UnitOfWork, mail: Mail, account: Account) -> SendMailContext:
        words: dict[str, Any] = {"address": account.email, "full_name": account.full_name, "language": account.language}
        if mail.kind == MAIL_KIND_PASSWORD_RESET:
            words["link_path"] = await self._reset_link(work, mail, account)
        return SendMailContext(**words)

    async def _reset_link(self, work: UnitOfWork, mail: Mail, account: Account) -> str:
        secret, now = new_secret(), await work.now()
        # A newer link ends the older one, also an older one that is sent later.
        if mail.is_newest and account.state is not AccountState.WITHDRAWN:
            work.must_last()  # the link goes out
            await PasswordStore(work).add_reset(account.account_id, digest_of(secret), expires=now + RESET_LIFETIME)
        return RESET_PATH.format(token=secret)

    async def _end(self, work: UnitOfWork, task: Task, state: str) -> None:
        await MailStore(work).end(task.subject_id, state, at=await work.now())
