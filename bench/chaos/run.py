"""One run: starts a whole Viva, holds the interviews while the killer is at work, and judges what is left."""

import asyncio
import time
from dataclasses import dataclass, field

from bench.chaos.killer import Killer, NotBack
from bench.chaos.over_grpc import GrpcRoom
from bench.chaos.over_rest import Rest, RestRoom
from bench.chaos.over_socket import SocketRoom
from bench.chaos.plan import Part, Plan, Way
from bench.chaos.room import Candidate, Room, take_part
from bench.chaos.rows import Rows
from bench.chaos.tally import Record, Tally
from bench.chaos.verdict import Verdict
from deploy.supervisor.postgres import EmbeddedPostgres
from tests.integration.supervised import Supervised

AT_THE_DOOR = 4
"""How many sign up and upload at once: people do not all arrive in the same second."""


class House:
    """Which interviews are live, as their candidates see it."""

    def __init__(self) -> None:
        """Nobody is in."""
        self.live: set[int] = set()
        self.most = 0
        self.opened = asyncio.Event()
        self.door = asyncio.Semaphore(AT_THE_DOOR)

    def enter(self, number: int) -> None:
        """One more interview has begun."""
        self.live.add(number)
        self.most = max(self.most, len(self.live))
        self.opened.set()

    def leave(self, number: int) -> None:
        """It is over, or never began."""
        self.live.discard(number)


@dataclass
class Run:
    """What happened in one run."""

    plan: Plan
    product: Supervised
    tally: Tally = field(default_factory=Tally)
    records: list[Record] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    seconds: float = 0.0
    killed: list[str] = field(default_factory=list)

    async def through(self) -> None:
        """Runs everything against the product, which is up, and judges it."""
        began, house = time.monotonic(), House()
        killer = Killer(self.product, house)
        killing = asyncio.create_task(self._kill(killer, house))
        await asyncio.gather(*(self._interview(part, house) for part in self.plan.parts))
        self.seconds, self.verdict.counts["live at once at most"] = time.monotonic() - began, house.most
        house.opened.set()  # had none begun, the killer would wait for ever
        await killing
        self.killed = killer.killed
        await asyncio.to_thread(self.verdict.judge, self.records, Rows(self._database()))
        self.verdict.breaches += self.tally.faults
        for process in sorted({kill.process for kill in self.plan.kills} - killer.felt):
            self.verdict.breaches.append(f"{process} never died while an interview was live, so the run proves nothing about it")

    async def _kill(self, killer: Killer, house: House) -> None:
        await house.opened.wait()
        try:
            await killer.carry_out(self.plan.kills)
        except NotBack as failure:
            self.tally.fault(str(failure))

    async def _interview(self, part: Part, house: House) -> None:
        record, candidate = Record(), Candidate(part)
        self.records.append(record)
        room = self._room(candidate, record)
        try:
            async with asyncio.timeout(self.plan.patience_seconds):
                async with house.door:
                    record.interview_id = await room.prepare()
                await take_part(room, candidate, record, self.tally, self.plan.thinking, lambda: house.enter(part.number))
        except Exception as failure:  # noqa: BLE001 — whatever it was, this interview counts as lost and the others go on
            record.failure = f"{part.way.value}: {type(failure).__name__}: {failure}"
        finally:
            house.leave(part.number)
            await room.leave()

    def _room(self, candidate: Candidate, record: Record) -> Room:
        match candidate.part.way:
            case Way.REST:
                return RestRoom(Rest(self.product.url, self.tally), candidate)
            case Way.SOCKET:
                return SocketRoom(self.product.url, candidate, record, self.tally)
            case Way.GRPC:
                return GrpcRoom(self.product.url.removeprefix("http://"), candidate, record, self.tally)

    def _database(self) -> EmbeddedPostgres:
        directory = self.product.data_dir
        return EmbeddedPostgres(directory / "postgres", self.product.port("postgres"), keys_dir=directory / "keys")
