"""Being signed in, on one device with several tabs; and what is said when something about it is wrong."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Request, expect

from tests.e2e.conftest import Sits
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.integration.supervised import Supervised

pytestmark = pytest.mark.asyncio(loop_scope="session")

REFRESH = "/RefreshToken"
# What the app keeps of a device, with an access token that has run out a moment ago.
RUN_OUT = """() => {
  const tokens = JSON.parse(localStorage.getItem("viva.device"));
  localStorage.setItem("viva.device", JSON.stringify({ ...tokens, accessExpires: Date.now() - 1000 }));
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["en", "ko"])
async def records(viva: Supervised, request: pytest.FixtureRequest) -> AsyncIterator[Records]:
    """Somebody with an account."""
    async with Records.of_newcomer(viva.url, Person(request.param)) as newcomer:
        yield newcomer


async def test_who_signed_in_stays_so_over_a_reload_and_in_another_tab(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    first = await desk.opens_tab()
    await first.goes_to("/profile")
    await first.signs_in()
    await expect(first.field(first.labels.full_name)).to_have_value(records.person.full_name)
    await first.page.reload()
    await expect(first.field(first.labels.full_name)).to_have_value(records.person.full_name)
    second = await desk.opens_tab()
    await second.goes_to("/")
    await second.sees_home()


async def test_two_tabs_whose_token_runs_out_at_once_exchange_it_once_and_stay_signed_in(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    tabs = [await desk.opens_tab(), await desk.opens_tab()]
    for tab in tabs:
        await tab.goes_to("/")
        await tab.sees_home()
        await tab.settles()
    exchanges: list[Request] = []
    desk.context.on("request", lambda sent: exchanges.append(sent) if sent.url.endswith(REFRESH) else None)
    await tabs[0].page.evaluate(RUN_OUT)
    for tab in tabs:
        await tab.link(tab.labels.resumes).click(no_wait_after=True)
    for tab in tabs:
        await expect(tab.page.get_by_role("heading", name=tab.labels.resumes_title, level=1)).to_be_visible()
        await tab.settles()
        await expect(tab.alerts).to_have_count(0)
    assert len(exchanges) == 1


async def test_signing_out_in_one_tab_signs_out_the_other(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    tabs = [await desk.opens_tab(), await desk.opens_tab()]
    for tab in tabs:
        await tab.goes_to("/")
        await tab.sees_home()
    await tabs[0].button(tabs[0].labels.sign_out).click()
    for tab in tabs:
        await tab.sees_sign_in()


async def test_a_wrong_password_is_told_in_words(sits_down: Sits, records: Records) -> None:
    candidate = await (await sits_down(records.person)).opens_tab()
    await candidate.goes_to("/sign-in")
    await candidate.signs_in("not the password")
    await expect(candidate.alerts).to_contain_text(candidate.labels.credentials_wrong)
    await expect(candidate.field(candidate.labels.username_or_email)).to_have_value(records.person.username)


async def test_a_user_name_that_is_taken_is_told_in_words(sits_down: Sits, records: Records) -> None:
    twin = Person(records.person.language, username=records.person.username)
    candidate = await (await sits_down(twin)).opens_tab()
    await candidate.goes_to("/sign-up")
    await candidate.fills_sign_up()
    await candidate.field(candidate.labels.email).fill(f"other-{twin.email}")
    await candidate.button(candidate.labels.sign_up).click()
    await expect(candidate.alerts).to_contain_text(candidate.labels.name_taken)


async def test_who_is_signed_out_from_elsewhere_is_told_so_and_comes_back_to_the_same_page(sits_down: Sits, records: Records) -> None:
    desk = await sits_down(records.person)
    await desk.is_signed_in(records)
    candidate = await desk.opens_tab()
    await candidate.goes_to("/")
    await candidate.sees_home()
    await records.sign_out()
    await candidate.goes_to("/profile")
    await candidate.sees_sign_in()
    await expect(candidate.text(candidate.labels.signed_out)).to_be_visible()
    await candidate.signs_in()
    await expect(candidate.field(candidate.labels.full_name)).to_have_value(records.person.full_name)
