"""Starts session: `python -m services.session.main`. Wires every noun to the database; decides nothing."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from google.protobuf.message import Message
from viva.gateway.v1.delivery_service_pb2 import DeliverRequest, SendMailRequest
from viva.llm.v1.llm_service_pb2 import AskRequest, EvaluateRequest, WriteReportRequest
from viva.resume.v1.resume_service_pb2 import AnalyzeRequest, EmbedRequest

from mesh.contract import method_of
from mesh.process import run_process
from mesh.server import Ready, Server, serve
from mesh.settings import Environment
from services.session.access.lookup import SessionTables
from services.session.access.servicer import AccessServicer
from services.session.accounts.access_tokens import AccessTokens
from services.session.accounts.administering import Administering
from services.session.accounts.domain.erasure import Copies
from services.session.accounts.guard import Guard
from services.session.accounts.hashing import Hasher
from services.session.accounts.leaving import Leaving
from services.session.accounts.mail_effect import MailEffect
from services.session.accounts.own_copies import AccountCopies, AuditCopies, PortraitCopies
from services.session.accounts.partnering import Partnering
from services.session.accounts.pool import Pool
from services.session.accounts.portrait import Portraits
from services.session.accounts.profile import Profiles
from services.session.accounts.registering import Registering
from services.session.accounts.servicer.account import AccountServicer
from services.session.accounts.servicer.auth import AuthServicer
from services.session.accounts.servicer.client import ClientServicer
from services.session.accounts.setting_passwords import SettingPasswords
from services.session.accounts.signing_in import Credentials, Devices, SigningIn
from services.session.accounts.store.throttles import SqlThrottleStore
from services.session.blobs.keeping import Blobs
from services.session.blobs.servicer import BlobServicer
from services.session.database import Database, UnitOfWork
from services.session.hiring.company_servicer import CompanyServicer
from services.session.hiring.embedded import COMPANIES, POSTINGS
from services.session.hiring.posting_servicer import PostingServicer
from services.session.interviews.asking import AskEffect
from services.session.interviews.clock import InterviewClock, keep_time
from services.session.interviews.copies import ReportCopies, TranscriptCopies, is_interviewed
from services.session.interviews.evaluating import EvaluateEffect
from services.session.interviews.servicer import InterviewServicer
from services.session.interviews.watching import InterviewWatch
from services.session.questions.bank_servicer import QuestionBankServicer
from services.session.questions.embedded import QUESTIONS
from services.session.questions.scenario_servicer import ScenarioServicer
from services.session.reports.servicer import ReportServicer
from services.session.reports.writing import WriteReportEffect
from services.session.resumes.analyzing import AnalyzeEffect
from services.session.resumes.copies import BlobCopies, EmbeddingCopies, ResumeCopies
from services.session.resumes.embedded import PASSAGES
from services.session.resumes.servicer import ResumeServicer
from services.session.search.embedding import EmbedEffect, offer_again
from services.session.search.moving import Moving
from services.session.search.renewing import Renewing
from services.session.search.servicer import EmbeddingServicer
from services.session.settings import Settings
from services.session.sweeper import Duty, Retention, sweep
from services.session.tasks.dead_servicer import DeadTaskServicer
from services.session.tasks.ledger import Effect, Ledger
from services.session.tasks.servicer import TaskServicer
from services.session.tasks.store import SqlTaskStore
from services.session.wakes import Wakes
from services.session.webhooks.delivering import DeliverEffect
from services.session.webhooks.keeping import Webhooks
from services.session.webhooks.sealing import Seal
from services.session.webhooks.servicer import WebhookServicer

log = logging.getLogger(__name__)

EMBEDDABLES = [COMPANIES, POSTINGS, QUESTIONS, PASSAGES]


@dataclass(frozen=True)
class Entrance:
    """What signing in and leaving share."""

    hasher: Hasher
    guard: Guard[UnitOfWork]
    credentials: Credentials
    leaving: Leaving

    @classmethod
    def of(cls, database: Database, settings: Settings) -> "Entrance":
        """Its parts, wired."""
        hasher = Hasher(Pool("passwords"))
        guard = Guard(database.work, SqlThrottleStore, registrations=settings.registrations_per_hour)
        credentials = Credentials(database, hasher, guard)
        return cls(hasher, guard, credentials, erasing(database, credentials))


async def run(settings: Settings) -> None:
    """Serves until told to stop."""
    database, wakes = Database.connect(settings.database_url, pool_size=settings.pool_size), Wakes(settings.database_url)
    seal = Seal.from_directory(settings.mesh.keys_dir)
    known, entrance = effects(seal), Entrance.of(database, settings)
    ledger = Ledger(database.work, SqlTaskStore, by_method(known), by_fallback(known), look=database.look)
    lookup, blobs, watch = SessionTables(database), Blobs(database), InterviewWatch(database, wakes)
    moving = Moving(database, EMBEDDABLES)
    renewing = Renewing(database, [each.vectors for each in EMBEDDABLES])
    webhooks = Webhooks(database, seal, may_be_inside=settings.mesh.environment is Environment.DEVELOPMENT)
    servicers = [
        *account_servicers(database, settings, entrance),
        AccessServicer(lookup),
        CompanyServicer(database),
        PostingServicer(database),
        QuestionBankServicer(database),
        ScenarioServicer(database),
        WebhookServicer(webhooks),
        BlobServicer(database, blobs),
        ResumeServicer(database, wakes, blobs),
        InterviewServicer(database, watch, max_live=settings.max_live_interviews),
        ReportServicer(database),  # type: ignore[abstract]  # the rest is in `served_later`
        TaskServicer(ledger, wakes),
        DeadTaskServicer(database),
        EmbeddingServicer(moving),
    ]
    server = Server(settings.mesh, servicers=servicers, lookup=lookup, asks_always=True, ready=database_ready(database))
    try:
        clock = partial(keep_time, InterviewClock(database), ledger)
        sweeper = partial(sweep, duties(database, blobs, webhooks, entrance.leaving))
        await serve(server, beside=[running(work) for work in (wakes.run, watch.look_out, clock, sweeper, moving.run, renewing.run)])
    finally:
        await database.close()


def effects(seal: Seal) -> dict[type[Message], Effect[UnitOfWork]]:
    """What each task means, by its request."""
    return {
        AskRequest: AskEffect(),
        EvaluateRequest: EvaluateEffect(),
        WriteReportRequest: WriteReportEffect(),
        DeliverRequest: DeliverEffect(seal),
        SendMailRequest: MailEffect(),
        AnalyzeRequest: AnalyzeEffect(),
        EmbedRequest: EmbedEffect(EMBEDDABLES),
    }


def by_method(known: dict[type[Message], Effect[UnitOfWork]]) -> dict[str, Effect[UnitOfWork]]:
    """The effects by what a task's row says."""
    return {method_of(request).full_name: effect for request, effect in known.items()}


def by_fallback(known: dict[type[Message], Effect[UnitOfWork]]) -> dict[int, Effect[UnitOfWork]]:
    """The effects by their fallback: what a task of an earlier release has left when its method is gone."""
    methods = {request: method_of(request) for request in known}
    return {method.task.fallback: known[request] for request, method in methods.items() if method.task}


def erasing(database: Database, credentials: Credentials) -> Leaving:
    """What removes people, with every copy that any noun keeps."""
    copies: list[Copies[UnitOfWork]] = [
        ReportCopies(),
        TranscriptCopies(),
        EmbeddingCopies(),
        ResumeCopies(),
        BlobCopies(),
        PortraitCopies(),
        AuditCopies(),
        AccountCopies(),
    ]
    return Leaving(database, credentials, copies, is_interviewed)


def account_servicers(database: Database, settings: Settings, entrance: Entrance) -> Sequence[object]:
    """What serves people's accounts, signing in, and partners."""
    hasher, guard, credentials, leaving = entrance.hasher, entrance.guard, entrance.credentials, entrance.leaving
    access = AccessTokens.from_directory(settings.mesh.keys_dir)
    partnering = Partnering(database, access, guard)
    return [
        AccountServicer(  # type: ignore[abstract]  # the rest is in `served_later`
            Registering(database, hasher, guard),
            Profiles(database, Portraits(Pool("portraits"))),
            SettingPasswords(database, credentials, hasher, guard),
            leaving,
            Administering(database, guard),
        ),
        AuthServicer(  # type: ignore[abstract]  # the rest is in `served_later`
            SigningIn(database, credentials, guard, Devices(access)), partnering, access
        ),
        ClientServicer(partnering),
    ]


def duties(database: Database, blobs: Blobs, webhooks: Webhooks, leaving: Leaving) -> Sequence[Duty]:
    """What the sweeper does."""
    kept = Retention(database)

    async def embed_what_has_no_vector() -> int:
        return await offer_again(database, EMBEDDABLES)

    return [
        leaving.erase_overdue,
        embed_what_has_no_vector,
        blobs.sweep,
        webhooks.sweep,
        webhooks.seal_anew,
        kept.forget_repeats,
        kept.forget_tasks,
        kept.forget_readings,
        kept.forget_attempts,
        kept.forget_devices,
    ]


def database_ready(database: Database) -> Ready:
    """What readiness asks: nothing works without the database."""

    async def ready() -> str | None:
        return None if await database.is_alive() else "the database does not answer"

    return ready


@asynccontextmanager
async def running(work: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Runs something endless beside the block."""
    task = asyncio.create_task(endlessly(work))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def endlessly(work: Callable[[], Coroutine[Any, Any, None]], *, pause: float = 1.0) -> None:
    """Does something endless, and begins it again when it breaks: a replica whose clock stands still looks well and is not."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("what runs beside the server broke; it begins again")
        await asyncio.sleep(pause)


def main() -> None:
    """Reads the environment and runs."""
    run_process(run(Settings.from_environment(os.environ)))


if __name__ == "__main__":
    main()
