"""The contender Viva: all of it, as `make run` runs it, seen through the edge."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from bench.chaos.over_rest import Rest
from bench.chaos.plan import Part, Way
from bench.chaos.room import Candidate
from bench.chaos.rows import OPEN_TASKS, Rows
from bench.chaos.tally import Tally
from bench.harness.rounds import Load, Sample
from bench.turn.talk import Talk, TalkBroken
from deploy.supervisor.postgres import EmbeddedPostgres
from tests.integration.supervised import Supervised

CANDIDATES = 4
"""Each of them holds several interviews at once; that many accounts are made without meeting the edge's limits."""
SETTLE_SECONDS = 60.0
LOOK_SECONDS = 0.1
ENVIRONMENT = {"VIVA_MAX_LIVE_INTERVIEWS": "1000", "VIVA_REGISTRATIONS_PER_HOUR": "5000", "VIVA_TRUSTED_PROXIES": "1"}


@dataclass
class Guest:
    """Somebody with an account and a résumé that has been read."""

    candidate: Candidate
    rest: Rest
    resume_id: str = ""

    @classmethod
    async def arrives(cls, url: str, tally: Tally, number: int, seed: int) -> "Guest":
        """Signs up and in, and has the résumé read."""
        guest = cls(Candidate(Part(number, Way.SOCKET, "en", seed)), Rest(url, tally))
        await guest.rest.sign_up_and_in(guest.candidate)
        first = await guest.rest.new_interview(guest.candidate)
        guest.resume_id = (await guest.rest.ask("GET", f"/interviews/{first}"))["resume_id"]
        return guest

    @property
    def headers(self) -> dict[str, str]:
        """What proves who they are."""
        return {"authorization": f"Bearer {self.rest.token}"}

    async def new_interview(self) -> str:
        """An interview about their résumé, not begun."""
        wanted = {"request_id": self.candidate.new_id(), "resume_id": self.resume_id, "position": "Backend Engineer"}
        fixed = {"language": "LANGUAGE_ENGLISH", "mode": "MODE_TEXT"}
        return str((await self.rest.ask("POST", "/interviews", json=wanted | fixed))["interview_id"])


@dataclass
class Viva:
    """See Contender."""

    directory: Path
    luck: random.Random
    name: str = "Viva"
    tally: Tally = field(default_factory=Tally)
    guests: list[Guest] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Starts nothing yet."""
        self.product = Supervised(self.directory / "viva", environment=dict(ENVIRONMENT))

    async def prepare(self) -> None:
        """Lets the candidates in; the product is up."""
        for number in range(CANDIDATES):
            self.guests.append(await Guest.arrives(self.product.url, self.tally, number, self.luck.randrange(10**8)))

    async def leave(self) -> None:
        """Hangs up."""
        for guest in self.guests:
            await guest.rest.close()

    async def round(self, load: Load) -> Sequence[Sample]:
        """See Contender."""
        talks = [await self.talk_of(guest) for guest in islice(cycle(self.guests), load.interviews)]
        held = await asyncio.gather(*(talk.hold(load, self.luck) for talk in talks))
        await self.settle()
        if self.tally.faults:
            raise TalkBroken("; ".join(self.tally.faults))
        return [sample for samples in held for sample in samples]

    async def talk_of(self, guest: Guest) -> Talk:
        """A new interview of a candidate, at its socket."""
        address = f"{self.product.url.replace('http', 'ws', 1)}/ws/interviews/{await guest.new_interview()}"
        return Talk(address, guest.headers)

    async def settle(self) -> None:
        """Returns when no task is left to be done."""
        give_up = time.monotonic() + SETTLE_SECONDS
        while await asyncio.to_thread(Rows(self.database).all, OPEN_TASKS):
            if time.monotonic() > give_up:
                raise TalkBroken(f"tasks are left over {SETTLE_SECONDS:.0f} s after a round")
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def database(self) -> EmbeddedPostgres:
        """The product's database server."""
        data = self.product.data_dir
        return EmbeddedPostgres(data / "postgres", self.product.port("postgres"), keys_dir=data / "keys")
