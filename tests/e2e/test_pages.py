"""Every page, in both languages, on a screen and on a phone, in the light and in the dark, and to a screen reader."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.conftest import Sits, desk_of
from tests.e2e.labels import KOREAN
from tests.e2e.looks import AXE, THEMES, Looks, Theme, foreign_words
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.e2e.tour import beginners, interviewed, strangers
from tests.integration.supervised import Supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["en", "ko"])
async def looks(request: pytest.FixtureRequest, chromium: Browser, viva: Supervised) -> AsyncIterator[Looks]:
    """One walk past every page, with everything that was found wrong on the way."""
    person = Person(request.param)
    found = Looks(person)
    async with Records.of_newcomer(viva.url, person) as records, desk_of(chromium, viva.url, person, reduced_motion="reduce") as desk:
        await desk.context.add_init_script(path=AXE)
        candidate = await desk.opens_tab()
        async for stop in strangers(candidate):
            await found.at(candidate.page, stop)
        await desk.is_signed_in(records)
        async for stop in beginners(candidate):
            await found.at(candidate.page, stop)
        async for stop in interviewed(candidate, records):
            await found.at(candidate.page, stop)
    found.faults += desk.watch.faults
    yield found


@pytest.mark.parametrize("theme", THEMES)
async def test_a_screen_reader_finds_every_page_in_order(looks: Looks, theme: Theme) -> None:
    assert looks.violations[theme] == []


async def test_nothing_scrolls_sideways_on_a_phone(looks: Looks) -> None:
    assert looks.sideways == []


async def test_no_page_speaks_the_other_language(looks: Looks) -> None:
    assert looks.foreign == []


async def test_no_page_shows_anything_raw_or_complains_on_the_console(looks: Looks) -> None:
    """F41: a placeholder that nobody had filled was spoken aloud."""
    assert looks.faults == []


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/forgot-password"])
async def test_choosing_the_other_language_changes_every_word_and_lasts(sits_down: Sits, path: str) -> None:
    candidate = await (await sits_down(Person())).opens_tab()
    await candidate.goes_to(path)
    await candidate.sees_title()
    await candidate.page.get_by_role("combobox", name=candidate.labels.language_switch).select_option("ko")
    await expect(candidate.page.locator("html")).to_have_attribute("lang", "ko")
    assert await foreign_words(candidate.page, Person("ko")) == []
    await candidate.page.reload()
    await expect(candidate.page.get_by_role("combobox", name=KOREAN.language_switch)).to_have_value("ko")
