"""ResumeService on the wire: decode, let others work, encode."""

from collections.abc import AsyncIterator, Callable

from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1 import resume_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.leases import Attempt
from services.resume.analysis import Analysis
from services.resume.pages import Pages
from services.resume.searching import Searching
from services.resume.uploads import Uploads


class ResumeServicer(rpc.ResumeServiceServicer):
    """The methods that are tasks are called by the lease worker alone; access lets nobody else in."""

    def __init__(
        self, uploads: Uploads, analysis: Analysis, searching: Searching, pages: Pages, info: Callable[[], pb.InfoResponse]
    ) -> None:
        """`info` says what is loaded now."""
        self._uploads = uploads
        self._analysis = analysis
        self._searching = searching
        self._pages = pages
        self._info = info

    async def Upload(self, requests: AsyncIterator[pb.UploadRequest], context: Context) -> pb.UploadResponse:
        """Stores a résumé and has it read."""
        return await self._uploads.receive(requests)

    async def Analyze(self, request: pb.AnalyzeRequest, context: Context | Attempt) -> pb.AnalyzeResponse:
        """Reads a résumé."""
        return await self._analysis.analyze(request)

    async def Embed(self, request: pb.EmbedRequest, context: Context | Attempt) -> pb.EmbedResponse:
        """Makes the vector of a row."""
        return await self._analysis.embed(request)

    async def Retrieve(self, request: pb.RetrieveRequest, context: Context) -> pb.RetrieveResponse:
        """Finds passages of one résumé."""
        return pb.RetrieveResponse(hits=await self._searching.passages(request))

    async def DrawPage(self, request: pb.DrawPageRequest, context: Context) -> AsyncIterator[pb.DrawPageResponse]:
        """Draws one page."""
        async for response in self._pages.draw(request):
            yield response

    async def SearchQuestions(self, request: pb.SearchQuestionsRequest, context: Context) -> pb.SearchQuestionsResponse:
        """Finds questions of the bank."""
        return pb.SearchQuestionsResponse(hits=await self._searching.questions(request))

    async def SearchCompanies(self, request: pb.SearchCompaniesRequest, context: Context) -> pb.SearchCompaniesResponse:
        """Finds companies."""
        return pb.SearchCompaniesResponse(hits=await self._searching.companies(request))

    async def SearchResumes(self, request: pb.SearchResumesRequest, context: Context) -> pb.SearchResumesResponse:
        """Finds candidates of one company."""
        return pb.SearchResumesResponse(hits=await self._searching.resumes(request))

    async def Info(self, request: pb.InfoRequest, context: Context) -> pb.InfoResponse:
        """Says what this service can do."""
        return self._info()
