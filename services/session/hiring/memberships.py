"""Who acts for a company."""

from collections.abc import Sequence

from viva.contract.v1.options_pb2 import ROLE_RECRUITER
from viva.session.v1 import company_service_pb2 as pb

from services.session.database import Database, UnitOfWork
from services.session.hiring.company_store import CompanyStore, MemberStore
from services.session.hiring.domain import AccountUnknown, ClientUnknown, CompanyUnknown, NotARecruiter
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row

KIND = "members"


class Memberships:
    """Keeps who acts for which company."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, company_id: str, *, account_id: str, client_id: str) -> Row:
        """Lets a recruiter or, else, a client act for a company. Raises CompanyUnknown, AccountUnknown, NotARecruiter, ClientUnknown."""
        async with self._database.work() as work:
            await _require_company(work, company_id)
            store = MemberStore(work)
            await (_require_recruiter(store, account_id) if account_id else _require_client(store, client_id))
            await store.add(company_id, account_id=account_id or None, client_id=client_id or None, at=await work.now())
            added = await store.find(company_id, account_id or client_id)
            assert added is not None
            return added

    async def remove(self, company_id: str, member_id: str) -> None:
        """Lets somebody act for a company no longer. Raises CompanyUnknown."""
        async with self._database.work() as work:
            await _require_company(work, company_id)
            await MemberStore(work).remove(company_id, member_id)

    async def page(self, request: pb.ListCompanyMembersRequest) -> tuple[Sequence[Row], str]:
        """Who acts for a company, longest first, and the next page's token. Raises CompanyUnknown, PageTokenBroken."""
        size, after = page_size(request.page_size), open_place(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            await _require_company(work, request.company_id)
            rows = await MemberStore(work).page(request.company_id, after=after, limit=size + 1)
        more, shown = len(rows) > size, rows[:size]
        return shown, place_token(KIND, shown[-1]["create_time"], shown[-1]["member_id"]) if more else ""


async def _require_company(work: UnitOfWork, company_id: str) -> None:
    if await CompanyStore(work).find(company_id) is None:
        raise CompanyUnknown


async def _require_recruiter(store: MemberStore, account_id: str) -> None:
    role = await store.role_of(account_id)
    if role is None:
        raise AccountUnknown
    if role != ROLE_RECRUITER:
        raise NotARecruiter


async def _require_client(store: MemberStore, client_id: str) -> None:
    if not await store.is_client(client_id):
        raise ClientUnknown
