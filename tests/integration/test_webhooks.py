"""Webhooks on a real PostgreSQL: what is written in the transaction of an event, and what becomes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.gateway.v1 import delivery_service_pb2 as gateway
from viva.session.v1 import webhook_service_pb2 as pb

from mesh.contract import method_of
from services.session.database import Database, UnitOfWork
from services.session.hiring.domain import ClientUnknown
from services.session.requests import RequestIdReused
from services.session.resumes.keeping import Keeper
from services.session.tasks.domain import LeaseStale
from services.session.tasks.ledger import Appetite, Handout, Ledger
from services.session.tasks.store import SqlTaskStore
from services.session.webhooks.delivering import DeliverEffect, tell
from services.session.webhooks.domain import AddressRefused, TooManyWebhooks, Topic, WebhookUnknown, signature_of
from services.session.webhooks.keeping import Webhooks
from services.session.webhooks.sealing import Seal
from tests.integration.interview_rig import Replica, candidate, hold, new_interview
from tests.integration.resumes_rig import Desk, reading

DELIVER = method_of(gateway.DeliverRequest).full_name
URL = "https://partner.example/hook"
OLD_KEY, NEW_KEY = bytes(32), bytes(range(32))


@dataclass
class Partner:
    """A partner client and the session process that serves it."""

    database: Database
    client_id: str = field(default_factory=lambda: str(uuid4()))

    def __post_init__(self) -> None:
        self.use(Seal([OLD_KEY]))

    def use(self, seal: Seal) -> None:
        """Serves with these keys from now on."""
        self.webhooks = Webhooks(self.database, seal, may_be_inside=False)
        effect = DeliverEffect(seal)
        self.ledger: Ledger[UnitOfWork] = Ledger(self.database.work, SqlTaskStore, {DELIVER: effect}, {6: effect})

    async def join(self) -> None:
        """Becomes known."""
        async with self.database.work() as work:
            known = text(
                "INSERT INTO partner_clients (client_id, name, scopes, calls_per_minute, secret, create_time)"
                " VALUES (:c, :n, '{}', 60, '', now())"
            )
            await work.run(known, {"c": self.client_id, "n": self.client_id})

    async def register(self, *topics: Topic, url: str = URL, request_id: str = "") -> tuple[str, str]:
        """Registers an address; returns its webhook's id and secret."""
        row, secret = await self.webhooks.register(self.registration(*topics, url=url, request_id=request_id))
        return row["webhook_id"], secret

    def registration(self, *topics: Topic, url: str = URL, request_id: str = "") -> pb.RegisterWebhookRequest:
        """What registers an address."""
        wanted = [int(topic) for topic in topics or (Topic.INTERVIEW_ENDED,)]
        return pb.RegisterWebhookRequest(request_id=request_id or str(uuid4()), client_id=self.client_id, url=url, topics=wanted)  # type: ignore[arg-type]

    async def take(self) -> Handout | None:
        """Hands the next delivery out."""
        appetite = Appetite([DELIVER], str(uuid4()), interactive=True, batch=True, batch_may_overtake=False, is_idle=True)
        return await self.ledger.hand_out(appetite)

    async def receive(self) -> tuple[dict[str, Any], gateway.DeliverContext]:
        """Takes the next delivery as the partner would: the body, and how it came."""
        handout = await self.take()
        assert handout is not None
        context = gateway.DeliverRequest.FromString(handout.request).context
        await self.ledger.complete(handout.token, DELIVER, gateway.DeliverResult(http_status=200).SerializeToString())
        return json.loads(context.body), context

    async def shown(self, webhook_id: str) -> list[tuple[int, int, str]]:
        """What became of each delivery: status, attempts, reason."""
        rows, _ = await self.webhooks.deliveries(pb.ListDeliveriesRequest(client_id=self.client_id, webhook_id=webhook_id))
        return [(row["status"], row["attempts"], row["reason"]) for row in rows]


@pytest.fixture
async def partner(module_migrated_url: str) -> AsyncIterator[Partner]:
    database = Database.connect(module_migrated_url)
    async with database.work() as work:
        await work.run(text("TRUNCATE partner_clients, resumes, blobs, interviews, tasks, events, requests CASCADE"))
    made = Partner(database)
    await made.join()
    yield made
    await database.close()


async def test_a_registration_repeated_is_one_webhook_with_a_newer_secret_until_something_was_delivered(partner: Partner) -> None:
    request_id = str(uuid4())
    (one, first), (two, second) = [await partner.register(request_id=request_id) for _ in range(2)]
    assert one == two
    assert first and second and first != second
    async with partner.database.work() as work:
        await tell(work, partner.client_id, Topic.INTERVIEW_ENDED, str(uuid4()), at=await work.now())
    _, context = await partner.receive()
    assert context.signature.endswith(signature_of(context.body, [second], at=_time_in(context)).split(",")[1])
    assert await partner.register(request_id=request_id) == (one, "")
    with pytest.raises(RequestIdReused):
        await partner.register(url="https://elsewhere.example/", request_id=request_id)


async def test_a_client_has_ten(partner: Partner) -> None:
    made = await asyncio.gather(*(partner.register() for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(each, TooManyWebhooks) for each in made) == 2


async def test_the_own_network_is_refused(partner: Partner) -> None:
    with pytest.raises(AddressRefused):
        await partner.register(url="http://127.0.0.1:9/hook")


async def test_another_clients_webhook_is_unknown(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    other = Partner(partner.database)
    with pytest.raises(ClientUnknown):
        await other.register()
    await other.join()
    with pytest.raises(WebhookUnknown):
        await other.webhooks.rotate(webhook_id, other.client_id)


async def test_an_interviews_events_reach_the_partner_that_made_it_and_nobody_else(partner: Partner, module_migrated_url: str) -> None:
    other = Partner(partner.database)
    await other.join()
    for each in (partner, other):
        await each.register(Topic.INTERVIEW_STARTED, Topic.INTERVIEW_ENDED)
    replica, who, interview_id = Replica.on(module_migrated_url), candidate(), await new_interview(partner.database)
    async with partner.database.work() as work:
        await work.run(text("UPDATE interviews SET client_id = :c WHERE interview_id = :i"), {"c": partner.client_id, "i": interview_id})
    await hold(replica, interview_id, who)
    await replica.database.close()
    told = [(await partner.receive())[0] for _ in range(2)]
    assert [(each["topic"], each["interview_id"]) for each in told] == [
        ("INTERVIEW_STARTED", interview_id),
        ("INTERVIEW_ENDED", interview_id),
    ]
    assert told[1]["status"] == "COMPLETED"
    assert told[0]["sequence"] < told[1]["sequence"]
    assert await partner.take() is None


async def test_an_event_that_was_undone_is_told_to_nobody(partner: Partner) -> None:
    await partner.register()

    async def undone() -> None:
        async with partner.database.work() as work:
            await tell(work, partner.client_id, Topic.INTERVIEW_ENDED, str(uuid4()), at=await work.now())
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await undone()
    assert await partner.take() is None


async def test_a_partner_hears_that_its_guests_resume_was_read(partner: Partner) -> None:
    await partner.register(Topic.RESUME_READ)
    desk = Desk(partner.database)
    resume_id = await desk.upload(Keeper(client_id=partner.client_id))
    await desk.read(resume_id, reading([("a compiler", [1.0, 0.0])]))
    told, _ = await partner.receive()
    assert (told["topic"], told["resume_id"], told["state"], told["sequence"]) == ("RESUME_READ", resume_id, "READY", 3)


async def test_every_attempt_sends_the_same_bytes_signed_anew(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    await partner.webhooks.test(pb.TestWebhookRequest(request_id=str(uuid4()), client_id=partner.client_id, webhook_id=webhook_id))
    first = await partner.take()
    assert first is not None
    await partner.ledger.fail(first.token, "WEBHOOK_FAILED", retryable=True)
    assert await partner.shown(webhook_id) == [(1, 1, "WEBHOOK_FAILED")]
    async with partner.database.work() as work:
        await work.run(text("UPDATE tasks SET not_before_time = now()"))
    told, context = await partner.receive()
    assert context.body == gateway.DeliverRequest.FromString(first.request).context.body
    assert told["topic"] == "TEST"
    assert await partner.shown(webhook_id) == [(2, 2, "")]


async def test_a_delivery_that_cannot_be_made_says_so(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    await partner.webhooks.test(pb.TestWebhookRequest(request_id=str(uuid4()), client_id=partner.client_id, webhook_id=webhook_id))
    handout = await partner.take()
    assert handout is not None
    await partner.ledger.fail(handout.token, "ADDRESS_REFUSED", retryable=False)
    ((status, _, reason),) = await partner.shown(webhook_id)
    assert (status, reason) == (3, "ADDRESS_REFUSED")


async def test_a_test_repeated_is_sent_once(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    request = pb.TestWebhookRequest(request_id=str(uuid4()), client_id=partner.client_id, webhook_id=webhook_id)
    assert len({(await partner.webhooks.test(request))["delivery_id"] for _ in range(3)}) == 1


async def test_for_a_day_events_are_signed_with_both_secrets(partner: Partner) -> None:
    webhook_id, old = await partner.register()
    new = await partner.webhooks.rotate(webhook_id, partner.client_id)
    test = pb.TestWebhookRequest(client_id=partner.client_id, webhook_id=webhook_id)
    for moved, signed_with in (("0 hours", [new, old]), ("25 hours", [new])):
        async with partner.database.work() as work:
            passing = text("UPDATE webhooks SET previous_expire_time = previous_expire_time - CAST(:moved AS interval)")
            await work.run(passing, {"moved": moved})
        test.request_id = str(uuid4())
        await partner.webhooks.test(test)
        _, context = await partner.receive()
        assert context.signature == signature_of(context.body, signed_with, at=_time_in(context))


async def stored_secrets(partner: Partner) -> list[str]:
    async with partner.database.work() as work:
        rows = await work.all(text("SELECT secret, previous_secret FROM webhooks"))
    return [value for row in rows for value in row.values() if value]


async def signs_with(partner: Partner, webhook_id: str, secrets: list[str]) -> bool:
    """Whether an event goes out under these."""
    await partner.webhooks.test(pb.TestWebhookRequest(request_id=str(uuid4()), client_id=partner.client_id, webhook_id=webhook_id))
    _, context = await partner.receive()
    return bool(context.signature == signature_of(context.body, secrets, at=_time_in(context)))


async def test_no_secret_stands_in_the_database_as_partners_know_it(partner: Partner) -> None:
    webhook_id, old = await partner.register()
    new = await partner.webhooks.rotate(webhook_id, partner.client_id)
    stored = await stored_secrets(partner)
    assert len(stored) == 2
    assert not any(secret in value for secret in (old, new) for value in stored)


async def test_secrets_that_a_release_before_stored_as_they_are_go_on_signing_and_are_sealed(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    async with partner.database.work() as work:
        plain = "UPDATE webhooks SET secret = 'plain', previous_secret = 'plainer', previous_expire_time = now() + interval '1 day'"
        await work.run(text(plain))
    assert await signs_with(partner, webhook_id, ["plain", "plainer"])
    assert [await partner.webhooks.seal_anew() for _ in range(2)] == [1, 0]
    assert not {"plain", "plainer"} & set(await stored_secrets(partner))
    assert await signs_with(partner, webhook_id, ["plain", "plainer"])


async def test_a_new_key_takes_over_what_the_key_before_has_sealed(partner: Partner) -> None:
    webhook_id, secret = await partner.register()
    partner.use(Seal([NEW_KEY, OLD_KEY]))
    assert await partner.webhooks.seal_anew() == 1
    partner.use(Seal([NEW_KEY]))
    assert await signs_with(partner, webhook_id, [secret])


async def test_what_waits_for_a_webhook_that_is_removed_is_not_delivered(partner: Partner) -> None:
    webhook_id, _ = await partner.register()
    await partner.webhooks.test(pb.TestWebhookRequest(request_id=str(uuid4()), client_id=partner.client_id, webhook_id=webhook_id))
    handout = await partner.take()
    assert handout is not None
    for _ in range(2):
        await partner.webhooks.delete(webhook_id, partner.client_id)
    with pytest.raises(LeaseStale):
        await partner.ledger.complete(handout.token, DELIVER, gateway.DeliverResult(http_status=200).SerializeToString())
    assert await partner.take() is None


def _time_in(context: gateway.DeliverContext) -> datetime:
    return datetime.fromtimestamp(int(context.signature.split(",")[0].removeprefix("t=")), UTC)
