"""What interrupts an interview, one thing at a time: it goes on where it was, nothing typed is lost, nothing is asked twice."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import expect

from deploy.supervisor.readiness import Probe, until
from tests.e2e.candidate import Candidate
from tests.e2e.conftest import Desk, Sits
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.e2e.wire import Wire
from tests.integration.supervised import Supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEGINNING, END = "I measured every stage of the checkout", " and found one query that took 70% of the time."
WHOLE = BEGINNING + END
ALSO = "What I wrote in the other window."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def records(viva: Supervised) -> AsyncIterator[Records]:
    """Somebody with an account, and what Viva has written down of them."""
    async with Records.of_newcomer(viva.url, Person()) as newcomer:
        yield newcomer


@dataclass
class Interview:
    """A live interview at its first question."""

    desk: Desk
    candidate: Candidate
    records: Records
    interview_id: str

    @classmethod
    async def begun(cls, desk: Desk, records: Records) -> "Interview":
        """A new interview of somebody who sits down, is signed in, and starts."""
        await desk.is_signed_in(records)
        candidate = await desk.opens_tab()
        interview_id = await records.new_interview()
        await candidate.enters_room(interview_id)
        await candidate.begins()
        return cls(desk, candidate, records, interview_id)

    async def holds(self, *answers: str) -> None:
        """Viva has exactly these answers, each once, and asked nothing twice."""
        await self.records.assert_said_once(self.interview_id, *answers)


@pytest_asyncio.fixture(loop_scope="session")
async def interview(sits_down: Sits, records: Records) -> Interview:
    """A live interview at its first question."""
    return await Interview.begun(await sits_down(records.person), records)


async def test_a_reload_in_the_middle_of_typing_keeps_the_draft_and_makes_no_second_interview(interview: Interview) -> None:
    """F32: a refresh made a second interview, and a reload lost the first."""
    candidate, before = interview.candidate, await interview.records.interviews()
    await candidate.types(BEGINNING)
    await candidate.page.reload()
    await candidate.sees_question(1)
    await expect(candidate.answer_box).to_have_value(BEGINNING)
    await candidate.types(END)
    await candidate.sends()
    await candidate.sees_question(2)
    await interview.holds(WHOLE)
    assert await interview.records.interviews() == before


async def test_a_reload_while_the_question_streams_in_shows_that_very_question(interview: Interview) -> None:
    candidate = interview.candidate
    said = [await candidate.answers(1), await candidate.answers(2)]
    await candidate.page.reload()
    said.append(await candidate.answers(3))
    await candidate.sees_question(4)
    await interview.holds(*said)


async def test_a_tab_that_is_closed_and_opened_again_goes_on_with_the_draft(interview: Interview) -> None:
    await interview.candidate.types(BEGINNING)
    await interview.candidate.page.close()
    candidate = await interview.desk.opens_tab()
    await candidate.goes_to("/")
    await candidate.link(candidate.labels.go_on).first.click()
    await candidate.sees_question(1)
    await expect(candidate.answer_box).to_have_value(BEGINNING)


async def test_a_second_tab_follows_the_first_and_keeps_what_was_typed_there(interview: Interview) -> None:
    first = interview.candidate
    second = await interview.desk.opens_tab()
    await second.enters_room(interview.interview_id)
    await second.sees_question(1)
    await second.types(ALSO)
    await first.answer_box.fill(WHOLE)
    await first.sends()
    for tab in (first, second):
        await tab.sees_question(2)
    kept = second.page.get_by_role("status", name=second.labels.not_sent)
    await expect(kept).to_contain_text(ALSO)
    await expect(kept.get_by_role("button", name=second.labels.copy)).to_be_visible()
    await expect(second.answer_box).to_have_value("")
    await interview.holds(WHOLE)


async def test_the_same_answer_sent_from_two_tabs_at_once_counts_once(interview: Interview) -> None:
    """F21: a duplicated answer asked two questions or skipped a stage."""
    tabs = [interview.candidate, await interview.desk.opens_tab()]
    await tabs[1].enters_room(interview.interview_id)
    for tab in tabs:
        await tab.sees_question(1)
        await tab.answer_box.fill(WHOLE)
    for tab in tabs:
        await tab.button(tab.labels.send).click(no_wait_after=True)
    for tab in tabs:
        await tab.sees_question(2)
    await interview.holds(WHOLE)


async def test_a_dropped_line_while_typing_loses_not_a_letter(sits_down: Sits, records: Records, viva: Supervised) -> None:
    """F23: text was lost when the socket dropped."""
    async with Wire.to(viva.url) as wire:
        interview = await Interview.begun(await sits_down(records.person, wire.url), records)
        candidate = interview.candidate
        await candidate.types(BEGINNING)
        await wire.pull()
        await expect(candidate.text(candidate.labels.lost)).to_be_visible()
        await candidate.types(END)
        await expect(candidate.answer_box).to_have_value(WHOLE)
        await wire.plug()
        await expect(candidate.text(candidate.labels.connected)).to_be_visible()
        await candidate.sends()
        await candidate.sees_question(2)
        await interview.holds(WHOLE)


async def test_an_answer_sent_while_the_line_is_down_arrives_once(sits_down: Sits, records: Records, viva: Supervised) -> None:
    async with Wire.to(viva.url) as wire:
        interview = await Interview.begun(await sits_down(records.person, wire.url), records)
        candidate = interview.candidate
        await candidate.types(WHOLE)
        await interview.desk.context.set_offline(True)
        await wire.pull()
        await candidate.sends()
        await expect(candidate.text(candidate.labels.lost)).to_be_visible()
        await expect(candidate.answer_box).to_have_value(WHOLE)
        await wire.plug()
        await interview.desk.context.set_offline(False)
        await candidate.sees_question(2)
        await interview.holds(WHOLE)


async def test_an_answer_whose_reply_is_lost_arrives_once(sits_down: Sits, records: Records, viva: Supervised) -> None:
    """The line breaks when the answer has gone out and before anything came back."""
    async with Wire.to(viva.url) as wire:
        interview = await Interview.begun(await sits_down(records.person, wire.url), records)
        candidate = interview.candidate
        await candidate.types(WHOLE)
        wire.swallows_replies()
        await candidate.sends()
        await records.until_said(interview.interview_id, 1)
        await wire.pull()
        await wire.plug()
        await candidate.sees_question(2)
        await interview.holds(WHOLE)


@pytest.mark.parametrize("name", ["gateway", "session-1", "llm-1", "envoy"])
async def test_a_service_killed_in_the_middle_is_not_felt(interview: Interview, viva: Supervised, name: str) -> None:
    """F35: a deploy dropped live calls, and what restarted never recovered. Killed once while typing, once while sending."""
    candidate = interview.candidate
    await candidate.types(BEGINNING)
    pid = viva.kill(name)
    await candidate.types(END)
    await candidate.sends()
    await candidate.sees_question(2)
    await until(back(viva, name, pid))
    second = candidate.person.says(2)
    await candidate.answer_box.fill(second)
    await candidate.sends()
    pid = viva.kill(name)
    third = await candidate.answers(3)
    await candidate.sees_question(4)
    await until(back(viva, name, pid))
    await interview.holds(WHOLE, second, third)


def back(viva: Supervised, name: str, pid: int) -> Probe:
    """Whether a killed process runs again and is ready."""

    async def probe() -> bool:
        entry = viva.roster[name]
        return bool(entry["pid"] != pid and entry["state"] == "ready")

    return probe
