"""ResumeService on the wire: decode, call the use case, encode."""

from collections.abc import AsyncIterator

from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import AUDIENCE_CANDIDATE, AUDIENCE_CLIENT, AUDIENCE_MEMBER, Audience
from viva.session.v1 import blob_pb2
from viva.session.v1 import resume_service_pb2 as pb
from viva.session.v1 import resume_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import Partner, Person, current_caller
from mesh.refusal import Unauthenticated
from services.session.accounts.servicer.wire import doer_of
from services.session.authority import caller_is_recruiter
from services.session.blobs.keeping import Blobs
from services.session.database import Database
from services.session.resumes.encoding import encode_resume
from services.session.resumes.finding import Reader, ResumeFinder
from services.session.resumes.keeping import Keeper, Resumes
from services.session.resumes.watching import ResumeWatch
from services.session.wakes import Wakes


class ResumeServicer(rpc.ResumeServiceServicer):
    """The résumé store."""

    def __init__(self, database: Database, wakes: Wakes, blobs: Blobs) -> None:
        self._resumes = Resumes(database)
        self._finder = ResumeFinder(database)
        self._watch = ResumeWatch(database, wakes)
        self._blobs = blobs

    async def CreateResume(self, request: pb.CreateResumeRequest, context: Context) -> pb.CreateResumeResponse:
        """See the contract."""
        return pb.CreateResumeResponse(resume=encode_resume(await self._resumes.create(request, _keeper())))

    async def GetResume(self, request: pb.GetResumeRequest, context: Context) -> pb.GetResumeResponse:
        """See the contract."""
        is_blind = await self._finder.is_blind(request.resume_id, _reader(type(request), context))
        return pb.GetResumeResponse(resume=encode_resume(await self._resumes.get(request.resume_id), is_blind=is_blind))

    async def ListResumes(self, request: pb.ListResumesRequest, context: Context) -> pb.ListResumesResponse:
        """See the contract."""
        rows, following = await self._resumes.page(request, _keeper(), doer_of(type(request), context))
        return pb.ListResumesResponse(resumes=[encode_resume(row) for row in rows], next_page_token=following)

    async def GetResumeContent(self, request: pb.GetResumeContentRequest, context: Context) -> pb.GetResumeContentResponse:
        """See the contract."""
        return await self._finder.content(request.resume_id, _reader(type(request), context))

    async def DownloadResume(self, request: pb.DownloadResumeRequest, context: Context) -> AsyncIterator[pb.DownloadResumeResponse]:
        """See the contract."""
        row = await self._finder.original(request.resume_id, _reader(type(request), context))
        blob = await self._blobs.find(row["blob_id"], request.offset)
        yield pb.DownloadResumeResponse(
            header=blob_pb2.BlobHeader(
                file_name=row["file_name"], media_type=blob["media_type"], size_bytes=blob["size_bytes"], sha256=blob["sha256"]
            )
        )
        async for piece in self._blobs.read(row["blob_id"], request.offset):
            yield pb.DownloadResumeResponse(piece=piece)

    async def OpenPages(self, request: pb.OpenPagesRequest, context: Context) -> AsyncIterator[pb.OpenPagesResponse]:
        """See the contract."""
        row, header = await self._finder.pages(request.resume_id, _reader(type(request), context))
        yield pb.OpenPagesResponse(header=header)
        if header.HasField("typeset"):
            return
        async for piece in self._blobs.read(row["blob_id"], 0):
            yield pb.OpenPagesResponse(piece=piece)

    async def DeleteResume(self, request: pb.DeleteResumeRequest, context: Context) -> pb.DeleteResumeResponse:
        """See the contract."""
        await self._resumes.delete(request.resume_id)
        return pb.DeleteResumeResponse()

    async def ReprocessResume(self, request: pb.ReprocessResumeRequest, context: Context) -> pb.ReprocessResumeResponse:
        """See the contract."""
        return pb.ReprocessResumeResponse(resume=encode_resume(await self._resumes.reprocess(request.resume_id)))

    async def WatchResume(self, request: pb.WatchResumeRequest, context: Context) -> AsyncIterator[pb.WatchResumeResponse]:
        """See the contract."""
        is_blind = await self._finder.is_blind(request.resume_id, _reader(type(request), context))
        async for response in self._watch.follow(request.resume_id, request.after_sequence, _audience(), is_blind=is_blind):
            yield response

    async def FindPassages(self, request: pb.FindPassagesRequest, context: Context) -> pb.FindPassagesResponse:
        """See the contract."""
        return await self._finder.passages(request)

    async def FindResumes(self, request: pb.FindResumesRequest, context: Context) -> pb.FindResumesResponse:
        """See the contract."""
        return await self._finder.resumes(request, _reader(type(request), context))


def _keeper() -> Keeper:
    match current_caller().authority:
        case Person() as person:
            return Keeper(candidate_id=person.account_id, is_admin=person.is_admin)
        case Partner(client_id=client_id):
            return Keeper(client_id=client_id)
    raise Unauthenticated


def _reader(request: type[Message], context: Context) -> Reader:
    doer = doer_of(request, context)
    return Reader(doer, doer.client_id or (doer.account_id if caller_is_recruiter() else None))


def _audience() -> Audience.ValueType | None:
    authority = current_caller().authority
    if isinstance(authority, Partner):
        return AUDIENCE_CLIENT
    if isinstance(authority, Person) and not authority.is_admin:
        return AUDIENCE_MEMBER if caller_is_recruiter() else AUDIENCE_CANDIDATE
    return None
