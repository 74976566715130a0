"""CompanyService on the wire: decode, call the use case, encode."""

from viva.session.v1 import company_service_pb2 as pb
from viva.session.v1 import company_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.authority import caller_id
from services.session.database import Database
from services.session.hiring.companies import Companies
from services.session.hiring.company_store import company_text
from services.session.hiring.encoding import encode_company, encode_member
from services.session.hiring.memberships import Memberships
from services.session.search.encoding import embeddings_in, encode_hit


class CompanyServicer(rpc.CompanyServiceServicer):
    """Companies, and who acts for them."""

    def __init__(self, database: Database) -> None:
        self._companies = Companies(database)
        self._memberships = Memberships(database)

    async def CreateCompany(self, request: pb.CreateCompanyRequest, context: Context) -> pb.CreateCompanyResponse:
        """See the contract."""
        return pb.CreateCompanyResponse(company=encode_company(await self._companies.create(request, caller_id())))

    async def GetCompany(self, request: pb.GetCompanyRequest, context: Context) -> pb.GetCompanyResponse:
        """See the contract."""
        return pb.GetCompanyResponse(company=encode_company(await self._companies.get(request.company_id)))

    async def ListCompanies(self, request: pb.ListCompaniesRequest, context: Context) -> pb.ListCompaniesResponse:
        """See the contract."""
        rows, following = await self._companies.page(request, caller_id() if request.mine else None)
        return pb.ListCompaniesResponse(companies=[encode_company(row) for row in rows], next_page_token=following)

    async def UpdateCompany(self, request: pb.UpdateCompanyRequest, context: Context) -> pb.UpdateCompanyResponse:
        """See the contract."""
        return pb.UpdateCompanyResponse(company=encode_company(await self._companies.update(request)))

    async def DeleteCompany(self, request: pb.DeleteCompanyRequest, context: Context) -> pb.DeleteCompanyResponse:
        """See the contract."""
        await self._companies.delete(request.company_id)
        return pb.DeleteCompanyResponse()

    async def FindSimilarCompanies(self, request: pb.FindSimilarCompaniesRequest, context: Context) -> pb.FindSimilarCompaniesResponse:
        """See the contract."""
        near = await self._companies.similar(request.company_id, request.limit)
        companies = [pb.SimilarCompany(company=encode_company(row), similarity=similarity) for row, similarity in near]
        return pb.FindSimilarCompaniesResponse(companies=companies)

    async def FindCompanies(self, request: pb.FindCompaniesRequest, context: Context) -> pb.FindCompaniesResponse:
        """See the contract."""
        found = await self._companies.find(request.query, embeddings_in(request), request.limit)
        return pb.FindCompaniesResponse(
            companies=[
                pb.FoundCompany(company=encode_company(row), found=encode_hit(hit, request.query, company_text(row))) for row, hit in found
            ]
        )

    async def ImportCompanies(self, request: pb.ImportCompaniesRequest, context: Context) -> pb.ImportCompaniesResponse:
        """See the contract."""
        return await self._companies.take_in(request, caller_id())

    async def AddCompanyMember(self, request: pb.AddCompanyMemberRequest, context: Context) -> pb.AddCompanyMemberResponse:
        """See the contract."""
        row = await self._memberships.add(request.company_id, account_id=request.account_id, client_id=request.client_id)
        return pb.AddCompanyMemberResponse(member=encode_member(row))

    async def RemoveCompanyMember(self, request: pb.RemoveCompanyMemberRequest, context: Context) -> pb.RemoveCompanyMemberResponse:
        """See the contract."""
        await self._memberships.remove(request.company_id, request.account_id or request.client_id)
        return pb.RemoveCompanyMemberResponse()

    async def ListCompanyMembers(self, request: pb.ListCompanyMembersRequest, context: Context) -> pb.ListCompanyMembersResponse:
        """See the contract."""
        rows, following = await self._memberships.page(request)
        return pb.ListCompanyMembersResponse(members=[encode_member(row) for row in rows], next_page_token=following)
