"""Lets candidates in: each comes from an address of their own, as people do, and not faster than the edge takes them."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.chaos.over_rest import UNREAD
from bench.chaos.plan import Part, Way
from bench.chaos.room import LANGUAGES, POSITIONS, Candidate
from deploy.supervisor.readiness import until

AT_THE_DOOR = 6
"""How many sign up at once."""
ENVIRONMENT = {
    "VIVA_MAX_LIVE_INTERVIEWS": "1000",
    "VIVA_REGISTRATIONS_PER_HOUR": "5000",
    # We stand where an operator's proxy would, and say from which address each candidate comes.
    "VIVA_TRUSTED_PROXIES": "1",
}


@dataclass
class Visitor:
    """Somebody with an account, and a résumé that has been read."""

    client: httpx.AsyncClient
    candidate: Candidate
    headers: dict[str, str] = field(default_factory=dict)
    resume_id: str = ""

    @property
    def language(self) -> str:
        """What they are interviewed in."""
        return self.candidate.part.language

    async def arrive(self) -> None:
        """Signs up and in, and has the résumé read."""
        number, who = self.candidate.part.number, self.candidate
        self.headers["x-forwarded-for"] = f"198.18.{number // 250}.{number % 250 + 1}"  # a network set aside for benchmarks, RFC 2544
        account = {"username": who.username, "password": who.password, "email": who.email, "full_name": who.full_name}
        await self.ask("POST", "/register", json=account | {"request_id": who.new_id(), "language": LANGUAGES[self.language]}, tries=DOOR)
        signed_in = await self.ask("POST", "/token", data={"username": who.username, "password": who.password}, tries=DOOR)
        self.headers["authorization"] = f"Bearer {signed_in['access_token']}"
        query = {"request_id": who.new_id(), "file_name": f"{who.username}.pdf"}
        uploaded = await self.ask("POST", "/resumes/upload", params=query, content=who.resume, kind="application/pdf", tries=DOOR)
        self.resume_id = uploaded["resume_id"]
        await until(self._is_read)

    async def _is_read(self) -> bool:
        return (await self.ask("GET", f"/resumes/{self.resume_id}"))["state"] not in UNREAD

    async def new_interview(self) -> str:
        """An interview about their résumé, not begun."""
        wanted = {"request_id": self.candidate.new_id(), "resume_id": self.resume_id, "mode": "MODE_TEXT"}
        spoken = {"position": POSITIONS[self.language], "language": LANGUAGES[self.language]}
        return str((await self.ask("POST", "/interviews", json=wanted | spoken))["interview_id"])

    async def ask(self, verb: str, path: str, *, kind: str = "", tries: int = 1, **content: Any) -> Mapping[str, Any]:
        """The body of the answer. Raises HTTPStatusError for a refusal; `tries`: how often a house that is busy is asked."""
        headers = self.headers | ({"content-type": kind} if kind else {})
        for _ in range(tries):
            response = await self.client.request(verb, path, headers=headers, **content)
            if response.status_code not in BUSY:
                break
        body: Mapping[str, Any] = response.raise_for_status().json()
        return body


DOOR, BUSY = 5, (503, 504)
"""While people arrive nothing is measured yet, and every request of theirs carries a request_id or changes nothing."""


async def let_in(client: httpx.AsyncClient, count: int, luck: random.Random) -> list[Visitor]:
    """So many candidates, every other one Korean."""
    door = asyncio.Semaphore(AT_THE_DOOR)
    seeds = luck.sample(range(10**8), count)
    visitors = [Visitor(client, Candidate(Part(number, Way.SOCKET, ("ko", "en")[number % 2], seed))) for number, seed in enumerate(seeds)]

    async def one(visitor: Visitor) -> None:
        async with door:
            await visitor.arrive()

    await asyncio.gather(*(one(visitor) for visitor in visitors))
    return visitors
