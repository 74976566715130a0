"""Starts the résumé service: `python -m services.resume.main`."""

import os

from google.protobuf.message import Message
from viva.resume.v1 import resume_service_pb2 as pb
from viva.session.v1.blob_service_pb2_grpc import BlobServiceStub
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from mesh.channels import Channels
from mesh.leases import Handler, LeaseWorker
from mesh.process import run_process
from mesh.server import Server, serve
from services.resume.adapters.drawer import Drawer
from services.resume.adapters.engines import loaded
from services.resume.adapters.ocr import Ocr
from services.resume.adapters.originals import SessionOriginals
from services.resume.adapters.parser import ParserPool
from services.resume.adapters.returned_memory import return_large_pieces
from services.resume.analysis import Analysis
from services.resume.domain.embedder import Embedders
from services.resume.pages import Pages
from services.resume.searching import Searching
from services.resume.servicer import ResumeServicer
from services.resume.settings import Settings
from services.resume.uploads import DOCUMENT_TYPES, Uploads


async def run(settings: Settings) -> None:
    """Serves until told to stop."""
    with loaded(settings.models, threads=settings.embedding_threads) as embedders:
        async with ParserPool(settings.limits, concurrency=settings.parsers, ocr=Ocr.find()) as parsers:
            await serve(wired(settings, parsers, embedders))


def wired(settings: Settings, parsers: ParserPool, embedders: Embedders) -> Server:
    """The service with all its parts, not yet started."""
    channels = Channels(settings.mesh)
    originals = SessionOriginals(channels.stub(BlobServiceStub))
    resumes = channels.stub(ResumeServiceStub)
    companies, questions = channels.stub(CompanyServiceStub), channels.stub(QuestionBankServiceStub)
    servicer = ResumeServicer(
        Uploads(originals, resumes, limit_bytes=settings.limits.max_bytes, places=settings.uploads),
        Analysis(originals, parsers, embedders),
        Searching(embedders, resumes=resumes, companies=companies, questions=questions),
        Pages(resumes, Drawer(settings.limits)),
        lambda: info(settings, parsers, embedders),
    )
    handlers: dict[type[Message], Handler] = {pb.AnalyzeRequest: servicer.Analyze, pb.EmbedRequest: servicer.Embed}
    worker = LeaseWorker(channels, slots=settings.slots, handlers=handlers)
    return Server(settings.mesh, servicers=[servicer], channels=channels, worker=worker, ready=parsers.what_is_missing)


def info(settings: Settings, parsers: ParserPool, embedders: Embedders) -> pb.InfoResponse:
    """What is loaded now, and which limits hold."""
    limits = settings.limits
    response = pb.InfoResponse(
        document_types=DOCUMENT_TYPES.values(),
        max_bytes=limits.max_bytes,
        max_pages=limits.max_pages,
        max_characters=limits.max_characters,
        reads_scans=parsers.reads_scans,
        parser_network_isolated=parsers.isolated,
        embedding_model=embedders.first.model,
        embedding_dimension=embedders.first.dimension,
        embedding_models=[pb.LoadedModel(model=each.model, dimension=each.dimension) for each in embedders.loaded],
        release=settings.mesh.release,
    )
    response.max_parse_duration.FromMilliseconds(round(1000 * limits.wall_seconds))
    return response


def main() -> None:
    """Reads the settings and runs."""
    return_large_pieces()
    run_process(run(Settings.from_environment(os.environ)), has_children=True)


if __name__ == "__main__":
    main()
