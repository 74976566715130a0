"""A candidate's whole interview in a real browser, from signing up to a report that points at their own words."""

import pytest
from playwright.async_api import expect

from tests.e2e.candidate import STAGES, Candidate
from tests.e2e.conftest import Sits
from tests.e2e.person import Person
from tests.e2e.records import Records

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def from_sign_up_to_report(candidate: Candidate) -> list[str]:
    """The whole of it, with a résumé; returns what was said."""
    await candidate.signs_up()
    await candidate.link(candidate.labels.resumes).click()
    resume = await candidate.uploads("resume.pdf", candidate.person.resume)
    await expect(resume.get_by_text(candidate.labels.resume_ready, exact=True)).to_be_visible()
    await resume.get_by_role("link", name=candidate.labels.practise_with_it).click()
    await candidate.makes_interview()
    await candidate.begins()
    said = [await candidate.answers(number) for number in range(1, STAGES + 1)]
    await candidate.sees_report()
    return said


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_from_signing_up_to_a_report_whose_citations_stand_in_the_transcript(sits_down: Sits, language: str) -> None:
    desk = await sits_down(Person(language))
    candidate = await desk.opens_tab()
    said = await from_sign_up_to_report(candidate)
    transcript = await candidate.transcript()
    assert [text for text in said if text not in transcript] == []
    citations = await candidate.citations()
    assert citations
    assert [text for text in citations if text not in transcript] == []
    await candidate.opens_citation(citations[0])
    async with Records.of(desk.url, desk.person) as records:
        await records.assert_said_once(candidate.interview_id, *said)
