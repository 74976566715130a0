"""The page of one résumé: what was read of it, and, set apart, what its file hides, for the candidate and for a recruiter."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.conftest import Sits
from tests.e2e.person import HIDDEN, Person
from tests.e2e.records import Records
from tests.integration.applying import applied, posted, uploaded
from tests.integration.supervised import Supervised
from tests.resumes import hostile

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["en", "ko"])
async def records(viva: Supervised, request: pytest.FixtureRequest) -> AsyncIterator[Records]:
    """Somebody with an account."""
    async with Records.of_newcomer(viva.url, Person(request.param)) as newcomer:
        yield newcomer


async def test_r5_what_a_file_hides_is_shown_apart_from_what_was_read_with_its_reason_and_page(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    candidate = await desk.opens_tab()
    labels, secret = candidate.labels, HIDDEN[records.person.language]
    await candidate.goes_to("/resumes")
    item = await candidate.uploads("hides.pdf", records.person.resume_that_hides)
    await item.get_by_role("link", name="hides.pdf").click()
    hidden = candidate.page.get_by_role("region", name=labels.hidden_title)
    await expect(hidden.get_by_role("blockquote")).to_have_text(secret)
    await expect(hidden).to_contain_text(labels.hidden_reason)
    await expect(candidate.page.get_by_text(secret)).to_have_count(1)
    await expect(candidate.page.get_by_role("definition").filter(has_text=records.person.employer).first).to_be_visible()
    await expect(candidate.text(labels.not_found)).to_be_visible()


async def test_a_file_that_hides_nothing_says_so_and_one_that_cannot_be_read_says_why(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    candidate = await desk.opens_tab()
    await candidate.goes_to("/resumes")
    item = await candidate.uploads("good.pdf", records.person.resume)
    await item.get_by_role("link", name="good.pdf").click()
    await expect(candidate.text(candidate.labels.nothing_hidden)).to_be_visible()
    await candidate.opens_pages()
    await candidate.link(candidate.labels.resumes).click()
    item = await candidate.uploads("scan.pdf", hostile.scan())
    await item.get_by_role("link", name="scan.pdf").click()
    await expect(candidate.alerts).to_be_visible()
    await expect(candidate.page.get_by_text(candidate.labels.resume_failed, exact=True)).to_be_visible()


async def test_f6_a_resume_of_somebody_else_is_not_shown(sits_down: Sits, records: Records, viva: Supervised) -> None:
    resume_id = await uploaded(viva.url, records.person, records.person.resume_that_hides)
    async with Records.of_newcomer(viva.url, Person()) as stranger:
        desk = await sits_down(stranger.person)
        await desk.is_signed_in(stranger)
        candidate = await desk.opens_tab()
        await candidate.goes_to(f"/resumes/{resume_id}")
        await expect(candidate.alerts).to_be_visible()
        await expect(candidate.page.get_by_text(records.person.employer)).to_have_count(0)


@pytest.mark.parametrize("is_blind", [False, True], ids=["open", "blind"])
async def test_r5_r7_a_recruiter_sees_what_is_hidden_and_of_a_blind_posting_only_that_something_is(
    sits_down: Sits, viva: Supervised, *, is_blind: bool
) -> None:
    person, recruiter = Person(), Person()
    async with Records.of_newcomer(viva.url, person), Records.of_newcomer(viva.url, recruiter):
        posting_id = await posted(viva, recruiter, is_blind=is_blind)
        resume_id = await applied(viva.url, person, posting_id, person.resume_that_hides)
    async with Records.of(viva.url, recruiter) as records:
        desk = await sits_down(recruiter)
        await desk.is_signed_in(records)
        reader = await desk.opens_tab()
        await reader.goes_to(f"/resumes/{resume_id}")
        hidden = reader.page.get_by_role("region", name=reader.labels.hidden_title)
        await expect(hidden.get_by_role("blockquote")).to_have_text("○○○" if is_blind else HIDDEN["en"])
        await expect(hidden).to_contain_text(reader.labels.hidden_reason)
        await expect(reader.page.get_by_text(reader.labels.blind_copy)).to_have_count(1 if is_blind else 0)
        await expect(reader.page.get_by_text("@example.com")).to_have_count(0 if is_blind else 2)
        await expect(reader.page.get_by_role("definition").filter(has_text=person.employer).first).to_be_visible()
        await reader.opens_pages()
