"""What Viva itself has written down, read by REST with the candidate's own name and password."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from uuid import uuid4

import httpx

from bench.chaos.over_rest import Rest
from bench.chaos.room import LANGUAGES, POSITIONS
from bench.chaos.state import OPEN, State
from bench.chaos.tally import Tally
from tests.e2e.person import Person


class Records:
    """A second, honest look at what one candidate did in the browser."""

    def __init__(self, url: str, person: Person) -> None:
        """Connects on first use."""
        self.person = person
        self._url = url
        self._rest = Rest(url, Tally())

    @classmethod
    @asynccontextmanager
    async def of(cls, url: str, person: Person) -> AsyncIterator[Self]:
        """Signed in, as somebody who has an account."""
        records = cls(url, person)
        try:
            await records.sign_in()
            yield records
        finally:
            await records._rest.close()

    @classmethod
    @asynccontextmanager
    async def of_newcomer(cls, url: str, person: Person) -> AsyncIterator[Self]:
        """Signed up and in."""
        newcomer = cls(url, person)
        try:
            await newcomer.sign_up()
            await newcomer.sign_in()
            yield newcomer
        finally:
            await newcomer._rest.close()

    async def sign_up(self) -> None:
        """Makes the account."""
        person = self.person
        account = {"username": person.username, "password": person.password, "email": person.email, "full_name": person.full_name}
        await self._rest.ask("POST", "/register", json=account | {"request_id": str(uuid4()), "language": LANGUAGES[person.language]})

    async def sign_in(self) -> dict[str, Any]:
        """A new device of theirs; returns its tokens."""
        form = {"username": self.person.username, "password": self.person.password}
        tokens = await self._rest.ask("POST", "/token", data=form)
        self._rest.token = tokens["access_token"]
        return tokens

    async def sign_out(self) -> None:
        """Ends the device that signed in last."""
        headers = {"authorization": f"Bearer {self._rest.token}"}
        async with httpx.AsyncClient(base_url=self._url, headers=headers) as client:
            (await client.post("/logout")).raise_for_status()

    async def new_interview(self) -> str:
        """Makes an interview without a résumé; returns its id."""
        wanted = {"position": POSITIONS[self.person.language], "language": LANGUAGES[self.person.language], "mode": "MODE_TEXT"}
        return str((await self._rest.ask("POST", "/interviews", json=wanted | {"request_id": str(uuid4())}))["interview_id"])

    async def interviews(self) -> list[str]:
        """The ids of all interviews of theirs."""
        return [interview["interview_id"] for interview in (await self._rest.ask("GET", "/interviews"))["interviews"]]

    async def answer_all(self, interview_id: str) -> None:
        """Begins, answers everything and returns when the report is there."""
        path, answered = f"/interviews/{interview_id}", 0
        await self._rest.ask("POST", f"{path}/start")
        state = await self._rest.newer_state(path, -1)
        while not state.is_over:
            if state.next_action == OPEN and state.question_id:
                answered += 1
                await self.answer(interview_id, state, self.person.says(answered))
            state = await self._rest.newer_state(path, state.sequence)

    async def state(self, interview_id: str) -> State:
        """Where an interview stands."""
        return State.of((await self._rest.ask("GET", f"/interviews/{interview_id}"))["state"])

    async def answer(self, interview_id: str, state: State, text: str) -> None:
        """Answers the open question."""
        ids = {"interview_id": interview_id, "question_id": state.question_id, "request_id": str(uuid4())}
        await self._rest.ask("POST", "/transcripts", json=ids | {"text": text})

    async def report(self, interview_id: str) -> dict[str, Any]:
        """The report."""
        return dict((await self._rest.ask("GET", f"/interviews/{interview_id}/report"))["report"])

    async def resume_content(self, resume_id: str) -> dict[str, Any]:
        """What was read of a résumé of theirs, and what its file hides."""
        return dict((await self._rest.ask("GET", f"/resumes/{resume_id}/content"))["content"])

    async def said(self, interview_id: str) -> list[str]:
        """The candidate's lines."""
        return [line["text"] for line in await self._lines(interview_id) if line["speaker"] == "SPEAKER_CANDIDATE"]

    async def until_said(self, interview_id: str, answers: int) -> None:
        """Waits until so many answers have arrived."""
        path = f"/interviews/{interview_id}"
        state = await self.state(interview_id)
        while len(await self.said(interview_id)) < answers:
            state = await self._rest.newer_state(path, state.sequence)

    async def asked(self, interview_id: str) -> list[str]:
        """The interviewer's lines."""
        return [line["text"] for line in await self._lines(interview_id) if line["speaker"] == "SPEAKER_INTERVIEWER"]

    async def assert_said_once(self, interview_id: str, *answers: str) -> None:
        """Each answer stands in the transcript exactly once and nothing else does, and no question was asked twice."""
        assert Counter(await self.said(interview_id)) == Counter(answers)
        assert max(Counter(await self.asked(interview_id)).values()) == 1

    async def _lines(self, interview_id: str) -> list[dict[str, Any]]:
        return await self._rest.lines_of(interview_id)
