"""Takes part by REST alone, and asks again and again where the interview stands, as a script with curl would."""

import asyncio
from typing import Any

import httpx

from bench.chaos.honest import CALL_SECONDS, Honest, Lost, Refused
from bench.chaos.room import LANGUAGES, POSITIONS, Candidate
from bench.chaos.state import State
from bench.chaos.tally import Tally

TRY_AGAIN = frozenset({408, 429, 502, 503, 504})
LOOK_SECONDS = 0.4
UNREAD = ("RESUME_STATE_PENDING", "RESUME_STATE_PROCESSING")


class Rest:
    """A caller of the REST routes, signed in or not."""

    def __init__(self, url: str, tally: Tally) -> None:
        """Connects on first use."""
        self._client = httpx.AsyncClient(base_url=url, timeout=CALL_SECONDS)
        self._tally = tally
        self._honest = Honest(tally)
        self.token = ""

    async def ask(self, verb: str, path: str, **content: Any) -> dict[str, Any]:
        """The body of the answer."""
        return await self._honest.until_answered(lambda: self._once(verb, path, **content))

    async def sign_up_and_in(self, candidate: Candidate) -> None:
        """Makes the candidate's account and gets a token for it."""
        account = {
            "request_id": candidate.new_id(),
            "email": candidate.email,
            "username": candidate.username,
            "password": candidate.password,
            "full_name": candidate.full_name,
            "language": LANGUAGES[candidate.part.language],
        }
        await self.ask("POST", "/register", json=account)
        signed_in = await self.ask("POST", "/token", data={"username": candidate.username, "password": candidate.password})
        self.token = signed_in["access_token"]

    async def new_interview(self, candidate: Candidate) -> str:
        """Uploads the résumé, waits until it is read, and makes an interview about it."""
        query = {"request_id": candidate.new_id(), "file_name": f"{candidate.username}.pdf"}
        pdf = {"content": candidate.resume, "headers": {"content-type": "application/pdf"}}
        resume_id = (await self.ask("POST", "/resumes/upload", params=query, **pdf))["resume_id"]
        resume = await self.ask("GET", f"/resumes/{resume_id}")
        while resume["state"] in UNREAD:
            await asyncio.sleep(LOOK_SECONDS)
            resume = await self.ask("GET", f"/resumes/{resume_id}")
        if resume["state"] != "RESUME_STATE_READY":
            self._tally.fault(f"a good résumé ended {resume['state']}: {resume['failure']}")
        wanted = {
            "request_id": candidate.new_id(),
            "resume_id": resume_id,
            "position": POSITIONS[candidate.part.language],
            "language": LANGUAGES[candidate.part.language],
            "mode": "MODE_TEXT",
        }
        return str((await self.ask("POST", "/interviews", json=wanted))["interview_id"])

    async def newer_state(self, path: str, than: int) -> State:
        """Waits for a state of the interview at `path` that includes more events than `than`."""
        while True:
            state = State.of((await self.ask("GET", path))["state"])
            if state.sequence > than:
                return state
            await asyncio.sleep(LOOK_SECONDS)

    async def lines_of(self, interview_id: str) -> list[dict[str, Any]]:
        """The whole transcript."""
        lines: list[dict[str, Any]] = []
        token = ""
        while True:
            page = await self.ask("GET", f"/interviews/{interview_id}/transcripts", params={"page_token": token} if token else {})
            lines += page["lines"]
            token = page["next_page_token"]
            if not token:
                return lines

    async def close(self) -> None:
        """Hangs up."""
        await self._client.aclose()

    async def _once(self, verb: str, path: str, *, headers: dict[str, str] | None = None, **content: Any) -> dict[str, Any]:
        all_headers = (headers or {}) | ({"authorization": f"Bearer {self.token}"} if self.token else {})
        try:
            response = await self._client.request(verb, path, headers=all_headers, **content)
        except httpx.TransportError as error:
            raise Lost(type(error).__name__) from error
        return self._judged(f"{verb} {path}", response)

    def _judged(self, what: str, response: httpx.Response) -> dict[str, Any]:
        if response.is_success:
            return dict(response.json())
        reason = _reason(response)
        if response.status_code in TRY_AGAIN:
            raise Lost(reason, float(response.headers.get("retry-after", 0)))
        if response.status_code == 500:
            self._tally.fault(f"{what} was answered 500 {reason}")
            raise Lost(reason)
        raise Refused(what, f"{response.status_code} {reason}")


class RestRoom:
    """An interview by REST."""

    def __init__(self, rest: Rest, candidate: Candidate) -> None:
        """Has not signed in."""
        self._candidate = candidate
        self._rest = rest
        self._path = ""

    async def prepare(self) -> str:
        """See Room."""
        await self._rest.sign_up_and_in(self._candidate)
        interview_id = await self._rest.new_interview(self._candidate)
        self._path = f"/interviews/{interview_id}"
        return interview_id

    async def start(self) -> None:
        """See Room."""
        await self._rest.ask("POST", f"{self._path}/start")

    async def newer_state(self, than: int) -> State:
        """See Room."""
        return await self._rest.newer_state(self._path, than)

    async def answer(self, question_id: str, request_id: str, text: str) -> str:
        """See Room."""
        interview_id = self._path.removeprefix("/interviews/")
        body = {"interview_id": interview_id, "question_id": question_id, "request_id": request_id, "text": text}
        return str((await self._rest.ask("POST", "/transcripts", json=body))["answer_id"])

    async def report(self) -> dict[str, Any]:
        """See Room."""
        return dict((await self._rest.ask("GET", f"{self._path}/report"))["report"])

    async def lines(self) -> list[dict[str, Any]]:
        """See Room."""
        return await self._rest.lines_of(self._path.removeprefix("/interviews/"))

    async def leave(self) -> None:
        """See Room."""
        await self._rest.close()


def _reason(response: httpx.Response) -> str:
    try:
        return str(response.json()["error_code"])
    except (ValueError, KeyError, TypeError):
        return response.text[:200]
