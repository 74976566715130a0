"""A candidate's whole interview in a real browser, from signing up to a report that points at their own words."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.e2e.candidate import STAGES, Candidate
from tests.e2e.conftest import Sits
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.integration.supervised import Supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The first question that answers to what was said is the fourth.
FIRST_WRITTEN = 3
MOST_TABS = 60


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(viva: Supervised) -> AsyncIterator[Records]:
    """Somebody with an account."""
    async with Records.of_newcomer(viva.url, Person()) as records:
        yield records


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


async def test_a_question_is_seen_growing_while_it_is_written(sits_down: Sits, newcomer: Records) -> None:
    """Words are painted as they arrive, and what was painted is how the question begins that is asked in the end."""
    desk = await sits_down(newcomer.person)
    await desk.is_signed_in(newcomer)
    candidate = await desk.opens_tab()
    pieces = deltas_of(candidate.page)
    interview_id = await newcomer.new_interview()
    await candidate.enters_room(interview_id)
    await candidate.begins()
    for number in range(1, FIRST_WRITTEN + 1):
        await candidate.answers(number)
    await candidate.sees_question(FIRST_WRITTEN + 1)
    painted: list[str] = await candidate.page.evaluate("seenInWriting")
    asked = await newcomer.asked(interview_id)
    assert len(pieces) > 1
    assert [text for text in painted if not any(question.startswith(text.strip()) for question in asked)] == []
    assert len(painted) > 1


async def test_a_whole_interview_is_held_without_a_mouse(sits_down: Sits) -> None:
    """From signing up to the report and its evidence, by Tab, Enter, Space and the arrows alone."""
    desk = await sits_down(Person())
    candidate = await desk.opens_tab()
    await candidate.goes_to("/sign-up")
    person, labels = desk.person, candidate.labels
    for field, text in (
        (labels.full_name, person.full_name),
        (labels.email, person.email),
        (labels.username, person.username),
        (labels.password, person.password),
    ):
        await tab_to(candidate, candidate.field(field))
        await candidate.page.keyboard.type(text)
    await candidate.page.keyboard.press("Enter")
    await candidate.sees_home()
    await press_enter_on(candidate, candidate.link(labels.new_interview))
    await tab_to(candidate, candidate.field(labels.position))
    await candidate.page.keyboard.type(labels.a_position)
    await candidate.page.keyboard.press("Enter")
    await press_enter_on(candidate, candidate.button(labels.start))
    said = []
    for number in range(1, STAGES + 1):
        await candidate.sees_question(number)
        await tab_to(candidate, candidate.answer_box)
        said.append(person.says(number))
        await candidate.page.keyboard.insert_text(said[-1])
        await candidate.page.keyboard.press("Control+Enter")
    await candidate.sees_report()
    transcript = candidate.page.get_by_role("region", name=labels.transcript)
    await expect(transcript).to_contain_text(said[-1])
    citation = candidate.page.get_by_role("list", name=labels.your_words).get_by_role("button").first
    await press_enter_on(candidate, citation)
    await expect(candidate.page.locator("mark")).to_be_in_viewport()
    await press_enter_on(candidate, candidate.button(labels.back_to_score))
    await expect(citation).to_be_focused()


async def tab_to(candidate: Candidate, wanted: Locator) -> None:
    """Presses Tab until the focus is there, as often as a person would put up with."""
    await expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if await wanted.evaluate("(element) => element === document.activeElement"):
            return
        await candidate.page.keyboard.press("Tab")
    await expect(wanted).to_be_focused()


async def press_enter_on(candidate: Candidate, wanted: Locator) -> None:
    await tab_to(candidate, wanted)
    await candidate.page.keyboard.press("Enter")


def deltas_of(page: Page) -> list[dict[str, Any]]:
    """The pieces of questions that will come down the page's sockets."""
    pieces: list[dict[str, Any]] = []

    def keep(message: str | bytes) -> None:
        frame = json.loads(message)
        if frame["type"] == "delta":
            pieces.append(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    return pieces
