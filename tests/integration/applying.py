"""Somebody's résumé in front of a recruiter, made through a whole Viva: a company, a posting that is open, and who applies for it."""

from uuid import uuid4

from viva.contract.v1.options_pb2 import ROLE_RECRUITER
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.interview.v1.stage_pb2 import PURPOSE_HIRING
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import company_service_pb2 as companies
from viva.session.v1 import posting_service_pb2 as postings
from viva.session.v1.account_service_pb2_grpc import AccountServiceStub
from viva.session.v1.company_pb2 import CompanyContent
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.posting_pb2 import PostingContent
from viva.session.v1.posting_service_pb2_grpc import PostingServiceStub
from viva_client import LogIn, Viva

from tests.e2e.person import Person
from tests.integration.supervised import Supervised


async def uploaded(url: str, person: Person, file: bytes) -> str:
    """The id of a résumé of theirs that is read."""
    async with Viva(url, LogIn(person.username, person.password)) as viva:
        resume_id = (await viva.resumes.upload(file, file_name="resume")).resume_id
        await viva.resumes.until_read(resume_id)
        return resume_id


async def applied(url: str, person: Person, posting_id: str, file: bytes) -> str:
    """The id of the résumé that they have made an interview for a posting with."""
    resume_id = await uploaded(url, person, file)
    async with Viva(url, LogIn(person.username, person.password)) as viva:
        await viva.interviews.create(posting_id=posting_id, resume_id=resume_id)
    return resume_id


async def posted(whole: Supervised, recruiter: Person, *, is_blind: bool) -> str:
    """An open posting of a company that somebody has become a recruiter of."""
    async with Viva(whole.url, LogIn(recruiter.username, recruiter.password)) as theirs:
        account_id = (await theirs.stub(AccountServiceStub).GetMe(accounts.GetMeRequest())).account.account_id
    async with Viva(whole.url, LogIn(*whole.admin)) as admin:
        change = accounts.SetRoleRequest(account_id=account_id, role=ROLE_RECRUITER, reason="hires")
        await admin.stub(AccountServiceStub).SetRole(change)
        company = companies.CreateCompanyRequest(request_id=str(uuid4()), content=CompanyContent(name=f"Harbour {uuid4().hex[:6]}"))
        company_id = (await admin.stub(CompanyServiceStub).CreateCompany(company)).company.company_id
        member = companies.AddCompanyMemberRequest(company_id=company_id, account_id=account_id)
        await admin.stub(CompanyServiceStub).AddCompanyMember(member)
    content = PostingContent(
        title="Engineer", position="Backend engineer", language=LANGUAGE_ENGLISH, purpose=PURPOSE_HIRING, is_blind=is_blind
    )
    async with Viva(whole.url, LogIn(recruiter.username, recruiter.password)) as theirs:
        hiring = theirs.stub(PostingServiceStub)
        made = (
            await hiring.CreatePosting(postings.CreatePostingRequest(request_id=str(uuid4()), company_id=company_id, content=content))
        ).posting
        await hiring.OpenPosting(postings.OpenPostingRequest(posting_id=made.posting_id))
    return made.posting_id
