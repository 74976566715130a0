"""Row R7 through a whole Viva: pictures of word processors' files for the candidate, and blind for a recruiter, until the decision."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pymupdf
import pytest
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1.region_pb2 import Region
from viva_client import LogIn, NotFound, OutOfRange, Viva

from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.integration.applying import applied, posted
from tests.integration.supervised import Supervised
from tests.resumes import samples
from tests.resumes.office import HangulPaper, WordPaper

FILES = {"docx": samples.english_free_form(WordPaper()), "hwpx": samples.english_free_form(HangulPaper())}


@dataclass
class Applied:
    """A résumé that was sent in for a blind posting, with its owner and its reviewer."""

    resume_id: str
    owner: Viva
    reviewer: Viva


@pytest.fixture(params=FILES)
async def blind(viva: Supervised, request: pytest.FixtureRequest) -> AsyncIterator[Applied]:
    owner, reviewer = Person(), Person()
    async with Records.of_newcomer(viva.url, owner), Records.of_newcomer(viva.url, reviewer):
        posting_id = await posted(viva, reviewer, is_blind=True)
        resume_id = await applied(viva.url, owner, posting_id, FILES[request.param])
        async with (
            Viva(viva.url, LogIn(owner.username, owner.password)) as own,
            Viva(viva.url, LogIn(reviewer.username, reviewer.password)) as theirs,
        ):
            yield Applied(resume_id, own, theirs)


def is_written(picture: bytes, place: Region, page: content_pb.PageSize) -> bool:
    """Whether anything is drawn there."""
    drawn = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.Pixmap(picture))
    dots = drawn.width / page.width
    columns = range(int(place.left * dots) + 1, min(drawn.width, int(place.right * dots)))
    return any(drawn.pixel(x, y)[0] < 128 for x in columns for y in range(int(place.top * dots) + 1, int(place.bottom * dots)))


def places_of(content: content_pb.ResumeContent, kind: content_pb.FieldKind.ValueType) -> list[Region]:
    return [field.value.region for section in content.sections for entry in section.entries for field in entry.fields if field.kind == kind]


async def test_r7_a_blind_picture_of_a_word_processors_file_has_the_work_and_not_the_person(blind: Applied) -> None:
    content = (await blind.owner.resumes.content(blind.resume_id)).content
    (name,), (email,) = (places_of(content, kind) for kind in (content_pb.FIELD_KIND_NAME, content_pb.FIELD_KIND_EMAIL))
    role = places_of(content, content_pb.FIELD_KIND_ROLE)[0]

    whole = await blind.owner.resumes.page(blind.resume_id)
    covered = await blind.reviewer.resumes.page(blind.resume_id)

    assert (whole.about.is_blind, whole.about.is_typeset) == (False, True)
    assert (covered.about.is_blind, covered.about.is_typeset) == (True, True)
    assert [is_written(whole.content, place, content.pages[0]) for place in (name, email, role)] == [True, True, True]
    assert [is_written(covered.content, place, content.pages[0]) for place in (name, email, role)] == [False, False, True]


async def test_a_page_that_is_not_there_and_a_resume_of_somebody_else_are_refused(blind: Applied, viva: Supervised) -> None:
    with pytest.raises(OutOfRange):
        await blind.owner.resumes.page(blind.resume_id, 99)
    stranger = Person()
    async with Records.of_newcomer(viva.url, stranger), Viva(viva.url, LogIn(stranger.username, stranger.password)) as other:
        with pytest.raises(NotFound):
            await other.resumes.page(blind.resume_id)
