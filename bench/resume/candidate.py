"""Somebody who uploads résumés to a running Viva and is told when each has been read."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import grpc.aio
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1 import resume_state_pb2 as states
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub as ReadingStub
from viva.session.v1 import resume_service_pb2 as resumes
from viva.session.v1.resume_pb2 import Resume
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from tests.echo.house import bearer
from tests.integration.newcomer import token_of_newcomer
from tests.integration.supervised import Supervised

ENDS = (states.RESUME_STATE_READY, states.RESUME_STATE_FAILED)


@dataclass
class Candidate:
    """Somebody who uploads and is told when it has been read."""

    reading: ReadingStub
    keeping: ResumeServiceStub
    token: str
    door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(8))
    """The service takes in as many files at once and tells others to come again."""

    @property
    def proof(self) -> Any:
        """What shows who it is."""
        return bearer(self.token)

    async def upload(self, file: bytes) -> str:
        """Sends a file in; the id of its résumé."""
        start = pb.UploadRequest(start=pb.UploadStart(request_id=str(uuid4()), file_name="resume.pdf"))
        pieces = [pb.UploadRequest(piece=file[at : at + 65_536]) for at in range(0, len(file), 65_536)]
        async with self.door:
            return str((await self.reading.Upload(iter([start, *pieces]), metadata=self.proof)).resume_id)

    async def until(self, resume_id: str, *wanted: states.ResumeState.ValueType) -> Resume:
        """The résumé once it is in one of these states."""
        watch = self.keeping.WatchResume(resumes.WatchResumeRequest(resume_id=resume_id), metadata=self.proof)
        async for response in watch:
            if response.HasField("resume") and response.resume.state in wanted:
                break
        watch.cancel()
        found: Resume = response.resume
        return found

    async def state(self, resume_id: str) -> states.ResumeState.ValueType:
        """As it is now."""
        return (await self.keeping.GetResume(resumes.GetResumeRequest(resume_id=resume_id), metadata=self.proof)).resume.state

    async def forget(self, resume_id: str) -> None:
        """Deletes it: a candidate may keep twenty."""
        await self.keeping.DeleteResume(resumes.DeleteResumeRequest(resume_id=resume_id), metadata=self.proof)

    async def read(self, file: bytes) -> float:
        """Seconds from the upload's first byte to READY; the résumé is deleted then."""
        began = time.perf_counter()
        resume_id = await self.upload(file)
        resume = await self.until(resume_id, *ENDS)
        seconds = time.perf_counter() - began
        assert resume.state == states.RESUME_STATE_READY, states.ResumeFailure.Name(resume.failure)
        await self.forget(resume_id)
        return seconds


@asynccontextmanager
async def candidate_of(product: Supervised) -> AsyncIterator[Candidate]:
    """Somebody new, signed in."""
    session = grpc.aio.insecure_channel(f"127.0.0.1:{product.port('session-1')}")
    resume = grpc.aio.insecure_channel(f"127.0.0.1:{product.port('resume')}")
    async with session, resume:
        yield Candidate(ReadingStub(resume), ResumeServiceStub(session), await token_of_newcomer(session))
