"""PostingService on the wire: decode, call the use case, encode."""

from viva.contract.v1.options_pb2 import ROLE_CANDIDATE
from viva.session.v1 import posting_pb2
from viva.session.v1 import posting_service_pb2 as pb
from viva.session.v1 import posting_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import Person, current_caller
from services.session.authority import caller_id
from services.session.database import Database
from services.session.hiring.encoding import encode_posting
from services.session.hiring.postings import Postings, Shown
from services.session.hiring.store import PostingFilter


class PostingServicer(rpc.PostingServiceServicer):
    """Postings."""

    def __init__(self, database: Database) -> None:
        self._postings = Postings(database)

    async def CreatePosting(self, request: pb.CreatePostingRequest, context: Context) -> pb.CreatePostingResponse:
        """See the contract."""
        return pb.CreatePostingResponse(posting=_encode(await self._postings.create(request, caller_id())))

    async def GetPosting(self, request: pb.GetPostingRequest, context: Context) -> pb.GetPostingResponse:
        """See the contract."""
        return pb.GetPostingResponse(posting=_encode(await self._postings.get(request.posting_id)))

    async def ListPostings(self, request: pb.ListPostingsRequest, context: Context) -> pb.ListPostingsResponse:
        """See the contract."""
        wanted = PostingFilter(company_id=request.company_id or None, statuses=list(request.statuses))
        shown, following = await self._postings.page(wanted, size=request.page_size, page_token=request.page_token, only_open=False)
        return pb.ListPostingsResponse(postings=[_encode(each) for each in shown], next_page_token=following)

    async def ListOpenPostings(self, request: pb.ListOpenPostingsRequest, context: Context) -> pb.ListOpenPostingsResponse:
        """See the contract."""
        wanted = PostingFilter(
            company_id=request.company_id or None, contains=request.query, purpose=request.purpose, language=request.language
        )
        shown, following = await self._postings.page(wanted, size=request.page_size, page_token=request.page_token, only_open=True)
        return pb.ListOpenPostingsResponse(postings=[_encode(each) for each in shown], next_page_token=following)

    async def UpdatePosting(self, request: pb.UpdatePostingRequest, context: Context) -> pb.UpdatePostingResponse:
        """See the contract."""
        return pb.UpdatePostingResponse(posting=_encode(await self._postings.update(request)))

    async def OpenPosting(self, request: pb.OpenPostingRequest, context: Context) -> pb.OpenPostingResponse:
        """See the contract."""
        return pb.OpenPostingResponse(posting=_encode(await self._postings.open(request.posting_id)))

    async def ClosePosting(self, request: pb.ClosePostingRequest, context: Context) -> pb.ClosePostingResponse:
        """See the contract."""
        return pb.ClosePostingResponse(posting=_encode(await self._postings.close(request.posting_id)))

    async def DeletePosting(self, request: pb.DeletePostingRequest, context: Context) -> pb.DeletePostingResponse:
        """See the contract."""
        await self._postings.delete(request.posting_id)
        return pb.DeletePostingResponse()


def _encode(shown: Shown) -> posting_pb2.Posting:
    row, now = shown
    authority = current_caller().authority
    is_candidate = isinstance(authority, Person) and authority.role == ROLE_CANDIDATE
    return encode_posting(row, at=now, with_count=not is_candidate)
