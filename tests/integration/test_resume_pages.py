"""Row R7: a picture of a page holds what may be seen and white paper elsewhere, drawn by a process that can open nothing."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pymupdf
import pytest
from viva.resume.v1 import region_pb2, resume_state_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1 import resume_service_pb2 as pb
from viva.session.v1.resume_service_pb2 import OpenPagesRequest, OpenPagesResponse, PagesHeader, TypesetPages

from services.resume.adapters.drawer import Drawer
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.drawing import Drawing, Paper
from services.resume.domain.unreadable import Corrupt, Encrypted, OriginalDamaged, PageUnknown, ParserLimit
from services.resume.pages import Pages, drawing_of
from services.session.resumes.pages import header_of, places_of
from services.session.resumes.veil import Veil
from tests.resumes import hostile, samples

LIMITS = ParserLimits()
NAME, WORK, SCHOOL = "Haneul Kim", "Built an order system", "Graduated from Hanbit University"


def paper() -> bytes:
    """A page with a photo, a name, a school, and a line of work; each at a height of its own."""
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=400, height=400)
        photo = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 60), False)
        photo.clear_with(90)
        page.insert_image(pymupdf.Rect(300, 20, 360, 80), pixmap=photo)
        for text, height in ((NAME, 50), (WORK, 150), (SCHOOL, 250)):
            page.insert_text((40, height), text, fontsize=14)
        return bytes(pdf.tobytes())


def dark(picture: bytes, place: tuple[int, int, int, int]) -> bool:
    """Whether anything is drawn within a place, in points; a picture of 72 dots per inch has a dot for each."""
    drawn = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.Pixmap(picture))
    left, top, right, bottom = place
    return any(drawn.pixel(x, y)[0] < 128 for x in range(left, right) for y in range(top, bottom))


PHOTO, HEAD, LINE, FOOT = (300, 20, 360, 80), (30, 30, 250, 60), (30, 130, 250, 160), (30, 230, 300, 260)


async def test_r7_a_blind_picture_shows_what_was_let_in_and_nothing_else() -> None:
    drawer = Drawer(LIMITS)

    whole = await drawer.draw(paper(), Drawing(1, 72))
    blind = await drawer.draw(paper(), Drawing(1, 72, is_blind=True, shown=[LINE]))

    assert [dark(whole, place) for place in (PHOTO, HEAD, LINE, FOOT)] == [True, True, True, True]
    assert [dark(blind, place) for place in (PHOTO, HEAD, LINE, FOOT)] == [False, False, True, False]


async def test_r7_what_is_hidden_stays_hidden_where_something_shown_lies_under_it() -> None:
    drawing = Drawing(1, 72, is_blind=True, shown=[(0, 0, 400, 400)], hidden=[HEAD, PHOTO])

    picture = await Drawer(LIMITS).draw(paper(), drawing)

    assert [dark(picture, place) for place in (PHOTO, HEAD, LINE, FOOT)] == [False, False, True, True]


async def test_r7_what_is_hidden_from_everybody_is_left_white_for_who_sees_all_the_rest() -> None:
    picture = await Drawer(LIMITS).draw(paper(), Drawing(1, 72, hidden=[LINE]))

    assert [dark(picture, place) for place in (PHOTO, HEAD, LINE, FOOT)] == [True, True, False, True]


def test_r7_lines_with_a_registration_number_are_hidden_from_everybody() -> None:
    content = content_pb.ResumeContent(masked_numbers=1)
    section = content.sections.add(kind=content_pb.SECTION_KIND_HEADER)
    for number, text in enumerate(["김하늘", "주민등록번호 ******-*******", "** 성실 **"]):
        section.entries.add(lines=[content_pb.Span(text=text, region=region_pb2.Region(page=1, top=number))])
    row = {"size_bytes": 1, "sha256": bytes(32), "page_count": 1, "document_type": resume_state_pb2.DOCUMENT_TYPE_PDF}

    assert [region.top for region in header_of(row, content, None).hidden] == [1]


def test_r7_a_line_that_tells_anything_is_shown_nowhere() -> None:
    content = content_pb.ResumeContent()
    for kind, texts in (
        (content_pb.SECTION_KIND_HEADER, [NAME]),
        (content_pb.SECTION_KIND_EDUCATION, [SCHOOL]),
        (content_pb.SECTION_KIND_EXPERIENCE, [WORK, "Haneul led the team", "I grew up in Busan", "My father was a teacher"]),
    ):
        section = content.sections.add(kind=kind)
        section.heading.text, section.heading.region.page = "Part", 9
        lines = [content_pb.Span(text=text, region=region_pb2.Region(page=1, top=number)) for number, text in enumerate(texts)]
        section.entries.add(lines=lines)

    places = places_of(content, Veil([NAME, "Hanbit University"]))

    assert [region.page for region in places.shown] == [9, 9, 1]
    assert len(places.hidden) == 1 + 1 + 1 + 3


@pytest.mark.parametrize(
    ("file", "refusal"),
    [(hostile.encrypted(), Encrypted), (b"%PDF-1.7 and nothing more", Corrupt), (b"no paper at all", Corrupt)],
    ids=["encrypted", "cut", "other"],
)
async def test_r4_what_cannot_be_drawn_is_refused_with_its_reason(file: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await Drawer(LIMITS).draw(file, Drawing(1, 72))


async def test_r4_a_page_that_burns_time_ends_by_itself_and_harms_no_other() -> None:
    drawer = Drawer(replace(LIMITS, cpu_seconds=1))

    with pytest.raises(ParserLimit):
        await drawer.draw(hostile.nested_forms(9), Drawing(1, 72))

    assert dark(await drawer.draw(paper(), Drawing(1, 72)), LINE)


def stub(content: bytes, *, page_count: int, cut: bool = False) -> Any:
    """As much of session as pages need."""
    header = PagesHeader(size_bytes=len(content), sha256=hashlib.sha256(content).digest(), page_count=page_count)

    async def open_pages(request: OpenPagesRequest) -> AsyncIterator[OpenPagesResponse]:
        yield OpenPagesResponse(header=header)
        yield OpenPagesResponse(piece=content[:-1] if cut else content)

    return SimpleNamespace(OpenPages=open_pages)


async def first(pages: Pages, request: pb.DrawPageRequest) -> pb.DrawPageResponse:
    """What comes first."""
    return await anext(pages.draw(request))


async def test_a_page_that_is_not_there_and_an_original_that_was_cut_are_said_so() -> None:
    asked = pb.DrawPageRequest(resume_id=str(uuid4()), page=3)

    with pytest.raises(PageUnknown):
        await first(Pages(stub(paper(), page_count=1), Drawer(LIMITS)), asked)
    with pytest.raises(OriginalDamaged):
        await first(Pages(stub(paper(), page_count=5, cut=True), Drawer(LIMITS)), asked)


async def test_a_resume_as_people_write_it_is_drawn_in_pieces_after_its_header() -> None:
    pages = Pages(stub(samples.korean_free_form(), page_count=1), Drawer(LIMITS))

    responses = [each async for each in pages.draw(pb.DrawPageRequest(resume_id=str(uuid4()), page=1))]

    picture = b"".join(each.piece for each in responses)
    assert responses[0].header.size_bytes == len(picture) and responses[0].header.media_type == "image/jpeg"
    assert picture.startswith(b"\xff\xd8") and not responses[0].header.is_blind


def test_only_places_of_the_page_go_along() -> None:
    header = PagesHeader(is_blind=True, shown=[region_pb2.Region(page=1, right=5), region_pb2.Region(page=2, right=7)])

    drawing = drawing_of(pb.DrawPageRequest(page=2), header)

    assert drawing == Drawing(2, 110, True, [(0.0, 0.0, 7.0, 0.0)], [])


def typeset(*lines: tuple[str, tuple[int, int, int, int]]) -> Paper:
    return Paper(400, 400, lines)


async def test_r7_words_of_a_word_processors_file_are_drawn_where_they_were_read_and_nowhere_else() -> None:
    words = [("백엔드 개발자 ○○○", HEAD), (WORK * 8, (30, 130, 250, 230))]

    picture = await Drawer(LIMITS).draw(b"", Drawing(1, 72, paper=typeset(*words)))

    assert [dark(picture, place) for place in (HEAD, LINE, FOOT, PHOTO)] == [True, True, False, False]
    assert not dark(picture, (256, 0, 400, 400)), "a long text is broken where its place ends"
    assert dark(picture, (30, 180, 250, 230)), "a long text takes as many lines as its place has room for"


@pytest.mark.parametrize(
    "line",
    [("x" * 2_000, (0, 0, 1, 1)), (" ", HEAD), ("한" * 500, (390, 390, 800, 800)), ("\U0001f600 \u0627\u0644", HEAD)],
    ids=["longer than its place", "blank", "past the page", "letters that the font lacks"],
)
async def test_r4_a_page_is_set_whatever_its_lines_are(line: tuple[str, tuple[int, int, int, int]]) -> None:
    picture = await Drawer(LIMITS).draw(b"", Drawing(1, 72, paper=typeset(line, (WORK, LINE))))

    assert dark(picture, LINE)


async def test_a_page_that_is_set_here_says_so_and_no_original_is_fetched_for_it() -> None:
    pages = TypesetPages(
        sizes=[content_pb.PageSize(width=400, height=400)],
        lines=[content_pb.Span(text=WORK, region=region_pb2.Region(page=1, left=30, top=130, right=250, bottom=150))],
    )
    header = PagesHeader(size_bytes=5, page_count=1, is_blind=True, typeset=pages)

    async def open_pages(request: OpenPagesRequest) -> AsyncIterator[OpenPagesResponse]:
        yield OpenPagesResponse(header=header)

    session: Any = SimpleNamespace(OpenPages=open_pages)
    drawn = Pages(session, Drawer(LIMITS)).draw(pb.DrawPageRequest(page=1, dots_per_inch=72))
    about, *pieces = [each async for each in drawn]

    assert (about.header.is_typeset, about.header.is_blind) == (True, True)
    assert dark(b"".join(each.piece for each in pieces), LINE)
