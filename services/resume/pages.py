"""Draws pages of résumés for whoever looks at them: session says what may be seen, a process draws no more than that."""

import hashlib
from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.region_pb2 import Region
from viva.session.v1.resume_service_pb2 import OpenPagesRequest, PagesHeader, TypesetPages
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from services.resume.domain.drawing import Drawing, Paper, Place
from services.resume.domain.unreadable import OriginalDamaged, PageUnknown

PIECE_BYTES = 65_536
DOTS_PER_INCH = 110
"""Small print can be read, and a page of text takes 200 KB."""


class Drawer(Protocol):
    """What draws."""

    async def draw(self, content: bytes, drawing: Drawing) -> bytes:
        """The page as a JPEG. Raises Unreadable or ParserBusy."""
        ...


class Pages:
    """Pictures of pages. Session enforces who may see what: the authority of the call goes along."""

    def __init__(self, resumes: ResumeServiceStub, drawer: Drawer) -> None:
        """Asks session through this stub."""
        self._resumes = resumes
        self._drawer = drawer

    async def draw(self, request: pb.DrawPageRequest) -> AsyncIterator[pb.DrawPageResponse]:
        """What comes, then the picture's bytes. Raises PageUnknown, OriginalDamaged, and as Drawer and session do."""
        header, content = await self._opened(request.resume_id)
        if request.page > header.page_count:
            raise PageUnknown(pages=header.page_count)
        picture = await self._drawer.draw(content, drawing_of(request, header))
        yield pb.DrawPageResponse(
            header=pb.PictureHeader(
                media_type="image/jpeg",
                size_bytes=len(picture),
                page_count=header.page_count,
                is_blind=header.is_blind,
                is_typeset=header.HasField("typeset"),
            )
        )
        for start in range(0, len(picture), PIECE_BYTES):
            yield pb.DrawPageResponse(piece=picture[start : start + PIECE_BYTES])

    async def _opened(self, resume_id: str) -> tuple[PagesHeader, bytes]:
        header, content = PagesHeader(), bytearray()
        async for response in self._resumes.OpenPages(OpenPagesRequest(resume_id=resume_id)):
            if response.HasField("header"):
                header = response.header
            content += response.piece
            if len(content) > header.size_bytes:
                raise OriginalDamaged
        if header.HasField("typeset"):
            return header, b""
        if len(content) != header.size_bytes or hashlib.sha256(content).digest() != header.sha256:
            raise OriginalDamaged
        return header, bytes(content)


def drawing_of(request: pb.DrawPageRequest, header: PagesHeader) -> Drawing:
    """What is to be drawn of a page."""
    if header.HasField("typeset"):
        return Drawing(request.page, request.dots_per_inch or DOTS_PER_INCH, paper=_paper(header.typeset, request.page))
    shown, hidden = [list(_on_page(regions, request.page)) for regions in (header.shown, header.hidden)]
    return Drawing(request.page, request.dots_per_inch or DOTS_PER_INCH, header.is_blind, shown, hidden)


def _on_page(regions: Iterable[Region], page: int) -> Iterable[Place]:
    return (_place(each) for each in regions if each.page == page)


def _paper(pages: TypesetPages, page: int) -> Paper:
    size = pages.sizes[page - 1]
    lines = (line for line in pages.lines if line.region.page == page)
    return Paper(size.width, size.height, [(line.text, _place(line.region)) for line in lines])


def _place(region: Region) -> Place:
    return region.left, region.top, region.right, region.bottom
