"""What people do with postings: write, open, close and remove them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from viva.interview.v1.stage_pb2 import SCENARIO_VARIANT_CAREER_CHANGER, SCENARIO_VARIANT_STANDARD
from viva.session.v1 import posting_pb2
from viva.session.v1 import posting_service_pb2 as pb
from viva.session.v1 import scenario_pb2 as scenario_pb

from services.session.database import Database, UnitOfWork
from services.session.hiring.company_store import CompanyStore
from services.session.hiring.domain import (
    CompanyUnknown,
    EtagMismatch,
    PostingInUse,
    PostingStatus,
    PostingUnknown,
    PurposeFixed,
    closed,
    opened,
    require_askable,
)
from services.session.hiring.embedded import POSTINGS
from services.session.hiring.encoding import decode_posting
from services.session.hiring.store import PostingFilter, PostingStore, posting_text
from services.session.once import once
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row
from services.session.questions.scenarios import ScenarioStore, ScenarioUnknown
from services.session.questions.stages import Stage
from services.session.search.embedding import cancel_embedding

KIND = "postings"
FOLLOWED = {int(stage): int(stage.follows) for stage in Stage if stage.follows}
_SCENARIOS = (("standard_scenario_id", SCENARIO_VARIANT_STANDARD), ("career_changer_scenario_id", SCENARIO_VARIANT_CAREER_CHANGER))

Words = dict[str, Any]
Shown = tuple[Row, datetime]
"""A posting, and the time that its status is as of."""


class Postings:
    """Keeps postings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, request: pb.CreatePostingRequest, caller_id: str) -> Shown:
        """Writes a draft. Raises CompanyUnknown, WeightsNot100, ScenarioUnknown, StagesNotInScenario, RequestIdReused."""
        async with self._database.work() as work:

            async def make() -> bytes:
                return (await _create(work, request.company_id, request.content)).encode()

            return await _shown(work, (await once(work, caller_id, request, make)).decode())

    async def get(self, posting_id: str) -> Shown:
        """A posting. Raises PostingUnknown."""
        async with self._database.work() as work:
            return await _shown(work, posting_id)

    async def page(self, wanted: PostingFilter, *, size: int, page_token: str, only_open: bool) -> tuple[Sequence[Shown], str]:
        """Postings, newest first, and the next page's token. Raises PageTokenBroken."""
        limit, before = page_size(size), open_place(page_token, KIND) if page_token else None
        async with self._database.work() as work:
            now = await work.now()
            rows = await PostingStore(work).page(wanted, at=now, only_open=only_open, before=before, limit=limit + 1)
        more, shown = len(rows) > limit, rows[:limit]
        return [(row, now) for row in shown], place_token(KIND, shown[-1]["create_time"], shown[-1]["posting_id"]) if more else ""

    async def update(self, request: pb.UpdatePostingRequest) -> Shown:
        """Replaces what is written. Raises PostingUnknown, EtagMismatch, PurposeFixed, and as `create`."""
        async with self._database.work() as work:
            row = await _locked(work, request.posting_id)
            words = await _usable(work, row["company_id"], request.content)
            if any(row[name] != value for name, value in words.items()):
                if request.etag != str(row["version"]):
                    raise EtagMismatch
                await _change(work, row, words)
            return await _shown(work, request.posting_id)

    async def open(self, posting_id: str) -> Shown:
        """Lets candidates in. Raises PostingUnknown, PostingPast."""
        return await self._move(posting_id, lambda row, now: opened(PostingStatus(row["status"]), row["close_time"], at=now))

    async def close(self, posting_id: str) -> Shown:
        """Lets no more candidates in. Raises PostingUnknown, PostingDraft."""
        return await self._move(posting_id, lambda row, now: closed(PostingStatus(row["status"])))

    async def delete(self, posting_id: str) -> None:
        """Removes a posting that nobody was interviewed for. Raises PostingUnknown, PostingInUse."""
        async with self._database.work() as work:
            row = await _locked(work, posting_id)
            if row["interview_count"]:
                raise PostingInUse
            await cancel_embedding(work, posting_id, at=await work.now())
            await PostingStore(work).delete(posting_id)

    async def _move(self, posting_id: str, move: Callable[[Row, datetime], PostingStatus]) -> Shown:
        async with self._database.work() as work:
            row, now = await _locked(work, posting_id), await work.now()
            status = move(row, now)
            if status != row["status"]:
                await PostingStore(work).change(posting_id, {"status": int(status)}, at=now)
            return await _shown(work, posting_id)


async def _create(work: UnitOfWork, company_id: str, content: posting_pb2.PostingContent) -> str:
    if await CompanyStore(work).find(company_id) is None:
        raise CompanyUnknown
    words = await _usable(work, company_id, content)
    posting_id, now = str(uuid4()), await work.now()
    row = {"posting_id": posting_id, "company_id": company_id, **words, "status": int(PostingStatus.DRAFT), "version": 1}
    await PostingStore(work).add({**row, "create_time": now, "update_time": now})
    await POSTINGS.want(work, posting_id, at=now)
    return posting_id


async def _change(work: UnitOfWork, row: Row, words: Words) -> None:
    if words["purpose"] != row["purpose"] and row["interview_count"]:
        raise PurposeFixed
    now, posting_id = await work.now(), row["posting_id"]
    await PostingStore(work).change(posting_id, words, at=now)
    if posting_text(words) != posting_text(row):
        await POSTINGS.want(work, posting_id, at=now)


async def _usable(work: UnitOfWork, company_id: str, content: posting_pb2.PostingContent) -> Words:
    """What is written about a posting, when interviews can be held on it."""
    words = decode_posting(content)
    for name, variant in _SCENARIOS:
        scenario = await _scenario(work, company_id, words[name], words, variant)
        require_askable(words["stages"], [int(stage.stage) for stage in scenario.stages], FOLLOWED)
    return words


async def _scenario(work: UnitOfWork, company_id: str, scenario_id: str | None, words: Words, variant: int) -> scenario_pb.ScenarioContent:
    store = ScenarioStore(work)
    if scenario_id is None:
        return await store.choose(None, language=words["language"], variant=variant, focus=words["focus"])
    row = await store.find(scenario_id)
    is_own = row is not None and row["company_id"] in (None, company_id)
    if row is None or not is_own or (row["language"], row["variant"]) != (words["language"], variant):
        raise ScenarioUnknown(scenario_id=scenario_id)
    return scenario_pb.ScenarioContent.FromString(row["content"])


async def _shown(work: UnitOfWork, posting_id: str) -> Shown:
    row = await PostingStore(work).find(posting_id)
    if row is None:
        raise PostingUnknown
    return row, await work.now()


async def _locked(work: UnitOfWork, posting_id: str) -> Row:
    row = await PostingStore(work).lock(posting_id)
    if row is None:
        raise PostingUnknown
    return row
