"""What people do with companies: make, change, remove, compare, find and import them."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, select, true
from viva.session.v1 import company_service_pb2 as pb

from services.session.database import Database, UnitOfWork
from services.session.hiring.company_store import CompanyStore, Words, companies, company_vectors
from services.session.hiring.domain import CompanyInUse, CompanyNameTaken, CompanyUnknown, EtagMismatch, VectorMissing
from services.session.hiring.embedded import COMPANIES
from services.session.hiring.encoding import decode_company
from services.session.importing import CREATED, UNCHANGED, UPDATED, Outcome, take_in
from services.session.once import once
from services.session.paging import open_name, page_size, token
from services.session.prepared import Row
from services.session.search.embedding import cancel_embedding
from services.session.search.hybrid import Hit, find
from services.session.search.models import known_models
from services.session.search.nearest import nearest
from services.session.search.places import PLACES
from services.session.search.scope import Scope
from services.session.search.vectors import Embedding

KIND = "companies"
FOUND = 10
"""How many are found when nobody says."""
_EVERY = Scope(companies, company_vectors, true())
_OTHERS = Scope(companies, company_vectors, companies.c.company_id != bindparam("company_id"))


class Companies:
    """Keeps companies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, request: pb.CreateCompanyRequest, caller_id: str) -> Row:
        """Makes a company. Raises CompanyNameTaken, RequestIdReused."""
        async with self._database.work() as work:

            async def make() -> bytes:
                return (await _create(work, decode_company(request.content))).encode()

            return await _known(work, (await once(work, caller_id, request, make)).decode())

    async def get(self, company_id: str) -> Row:
        """A company. Raises CompanyUnknown."""
        async with self._database.work() as work:
            return await _known(work, company_id)

    async def page(self, request: pb.ListCompaniesRequest, member_id: str | None) -> tuple[Sequence[Row], str]:
        """Companies by name, and the next page's token. Raises PageTokenBroken."""
        size, after = page_size(request.page_size), open_name(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            rows = await CompanyStore(work).page(after=after, contains=request.query, member_id=member_id, limit=size + 1)
        more, shown = len(rows) > size, rows[:size]
        return shown, token(KIND, shown[-1]["name_key"], shown[-1]["company_id"]) if more else ""

    async def update(self, request: pb.UpdateCompanyRequest) -> Row:
        """Replaces what is written. Raises CompanyUnknown, EtagMismatch, CompanyNameTaken."""
        words = decode_company(request.content)
        async with self._database.work() as work:
            row = await CompanyStore(work).lock(request.company_id)
            if row is None:
                raise CompanyUnknown
            if not _says(row, words):
                if request.etag != str(row["version"]):
                    raise EtagMismatch
                await _change(work, row, words)
            return await _known(work, request.company_id)

    async def delete(self, company_id: str) -> None:
        """Removes a company. Raises CompanyUnknown, CompanyInUse."""
        async with self._database.work() as work:
            store = CompanyStore(work)
            if await store.lock(company_id) is None:
                raise CompanyUnknown
            if await store.has_postings(company_id):
                raise CompanyInUse
            await cancel_embedding(work, company_id, at=await work.now())
            await store.delete(company_id)

    async def similar(self, company_id: str, limit: int) -> list[tuple[Row, float]]:
        """Those most like one, nearest first, with their similarity. Raises CompanyUnknown, VectorMissing."""
        async with self._database.work() as work:
            await _known(work, company_id)
            embedding, values = await _own_vector(work, company_id), {"company_id": company_id}
            place = await PLACES.of(work, _OTHERS, values)
            near = await nearest(work, _OTHERS, embedding, place=place, limit=limit or FOUND, values=values)
            rows = await CompanyStore(work).find_all([each.key[0] for each in near.rows])
        return [(rows[each.key[0]], each.similarity) for each in near.rows]

    async def find(self, query: str, embeddings: Sequence[Embedding], limit: int) -> list[tuple[Row, Hit]]:
        """Those that a text is most about, best first."""
        wanted = limit or FOUND
        async with self._database.look() as work:
            depth = max(2 * wanted, 50)
            hits = await find(work, _EVERY, query=query, embeddings=embeddings, limit=depth)
            rows = await CompanyStore(work).find_all([hit.key[0] for hit in hits[:wanted]])
        return [(rows[hit.key[0]], hit) for hit in hits[:wanted]]

    async def take_in(self, request: pb.ImportCompaniesRequest, caller_id: str) -> pb.ImportCompaniesResponse:
        """Makes or changes companies by name; says what became of each row. Raises RequestIdReused."""
        async with self._database.work() as work:

            async def put(content: Any) -> Outcome:
                return await _put(work, decode_company(content))

            async def make() -> bytes:
                return pb.ImportCompaniesResponse(rows=await take_in(request.rows, put)).SerializeToString()

            return pb.ImportCompaniesResponse.FromString(await once(work, caller_id, request, make))


async def _own_vector(work: UnitOfWork, company_id: str) -> Embedding:
    """A company's vector under the model that serves, or the latest that did. Raises VectorMissing."""
    models = {row["model"]: place for place, row in enumerate(await known_models(work))}
    rows = await work.all(select(company_vectors).where(company_vectors.c.company_id == company_id))
    if not rows:
        raise VectorMissing
    own = min(rows, key=lambda row: models.get(row["model"], len(models)))
    return Embedding(own["model"], own["vector"])


async def _create(work: UnitOfWork, words: Words) -> str:
    company_id, now = str(uuid4()), await work.now()
    if not await CompanyStore(work).add(company_id, words, at=now):
        raise CompanyNameTaken
    await COMPANIES.want(work, company_id, at=now)
    return company_id


async def _change(work: UnitOfWork, row: Row, words: Words) -> None:
    store = CompanyStore(work)
    await store.reserve_name(words["name"])
    namesake = await store.find_by_name(words["name"])
    if namesake and namesake["company_id"] != row["company_id"]:
        raise CompanyNameTaken
    now = await work.now()
    await store.change(row["company_id"], words, at=now)
    await COMPANIES.want(work, row["company_id"], at=now)


async def _put(work: UnitOfWork, words: Words) -> Outcome:
    row = await CompanyStore(work).lock_by_name(words["name"])
    if row is None:
        return CREATED, await _create(work, words)
    if _says(row, words):
        return UNCHANGED, row["company_id"]
    await _change(work, row, words)
    return UPDATED, row["company_id"]


async def _known(work: UnitOfWork, company_id: str) -> Row:
    row = await CompanyStore(work).find(company_id)
    if row is None:
        raise CompanyUnknown
    return row


def _says(row: Row, words: Words) -> bool:
    return all(row[name] == value for name, value in words.items())
