"""A candidate finds in the waiting room which way the interview takes, and why, and takes the other one before it begins."""

from dataclasses import dataclass

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Sits
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.integration.supervised import Supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass(frozen=True)
class Words:
    """What is written about it, once more."""

    found: str
    take: str
    chosen: str
    take_back: str


WORDS = {
    "en": Words(
        found="Standard interview, as the résumé and the job suggest",
        take="Take instead: Interview for career changers",
        chosen="Interview for career changers, chosen by a person",
        take_back="Take instead: Standard interview",
    ),
    "ko": Words(
        found="일반 면접 (이력서와 직무에 따른 추천)",
        take="직무 전환자 면접으로 바꾸기",
        chosen="직무 전환자 면접 (사람이 선택)",
        take_back="일반 면접으로 바꾸기",
    ),
}


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_other_way_is_taken_in_every_tab_until_the_interview_begins(viva: Supervised, sits_down: Sits, language: str) -> None:
    words, person = WORDS[language], Person(language)
    async with Records.of_newcomer(viva.url, person) as records:
        desk = await sits_down(person)
        await desk.is_signed_in(records)
        one, other = await desk.opens_tab(), await desk.opens_tab()
        interview_id = await records.new_interview()
        for candidate in (one, other):
            await candidate.enters_room(interview_id)
            await expect(candidate.text(words.found)).to_be_visible()
        await one.text(words.found).click()
        await one.button(words.take).click()
        for candidate in (one, other):
            await expect(candidate.text(words.chosen)).to_be_visible()
        await expect(one.button(words.take_back)).to_be_visible()
        await one.begins()
        await expect(other.text(words.chosen)).to_have_count(0)
