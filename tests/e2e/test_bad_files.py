"""Files that are no résumés: the page says what is wrong with them and what to do, and takes the next one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.e2e.conftest import Sits
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.integration.supervised import Supervised
from tests.resumes import hostile

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOO_MANY_BYTES = int(10.1 * 1024 * 1024)


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["en", "ko"])
async def records(viva: Supervised, request: pytest.FixtureRequest) -> AsyncIterator[Records]:
    """Somebody with an account."""
    async with Records.of_newcomer(viva.url, Person(request.param)) as newcomer:
        yield newcomer


async def test_a_pdf_that_is_none_is_refused_in_words_and_a_real_one_is_taken_after_it(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    candidate = await desk.opens_tab()
    await candidate.goes_to("/resumes")
    await candidate.uploads("page.pdf", hostile.html_as_pdf())
    await expect(candidate.alerts).to_contain_text("PDF")
    good = await candidate.uploads("resume.pdf", records.person.resume)
    await expect(good.get_by_text(candidate.labels.resume_ready, exact=True)).to_be_visible()
    await expect(candidate.alerts).to_have_count(0)


async def test_a_file_of_more_than_ten_megabytes_is_not_even_sent(sits_down: Sits, records: Records, tmp_path: Path) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    candidate = await desk.opens_tab()
    await candidate.goes_to("/resumes")
    sent: list[str] = []
    desk.context.on("request", lambda request: sent.append(request.url) if "/upload" in request.url else None)
    huge = tmp_path / "huge.pdf"
    huge.write_bytes(bytes(TOO_MANY_BYTES))
    await candidate.uploads_file(huge)
    await expect(candidate.alerts).to_contain_text(candidate.labels.too_large)
    assert sent == []
