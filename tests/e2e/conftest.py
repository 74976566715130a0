"""Fixtures of the browser tests: one whole Viva, one Chromium, and people who sit down in front of it.

Set VIVA_E2E_KEEP to a directory to keep a trace and a picture of every test that failed; `playwright show-trace` opens a trace.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.e2e.candidate import Candidate
from tests.e2e.person import Person
from tests.e2e.records import Records
from tests.e2e.watch import Watch
from tests.integration.supervised import Supervised

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
DESKTOP = {"width": 1280, "height": 900}
# For a machine that has far more to do than cores; what is there is seen at once.
PATIENCE_MS = 30_000
LOCALES = {"ko": "ko-KR", "en": "en-GB"}
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers which test failed, for the fixtures that end after it."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def viva(open_directory: Path) -> Iterator[Supervised]:
    """A whole Viva that every browser test of the run shares. Whoever kills a part of it leaves it ready again."""
    whole = Supervised(open_directory / f"viva-{uuid4().hex}")
    whole.start()
    yield whole
    whole.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The one browser of the run."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Desk:
    """A person's device: what is stored on it is shared by its tabs, and by no other desk."""

    context: BrowserContext
    watch: Watch
    url: str
    person: Person

    async def opens_tab(self) -> Candidate:
        """Another tab, with nothing in it yet."""
        return Candidate(await self.context.new_page(), self.url, self.person)

    async def is_signed_in(self, records: Records) -> None:
        """Puts tokens where the app keeps them, as if the person had signed in here."""
        tokens = await records.sign_in()
        await self.context.add_init_script(_keep_once(tokens["access_token"], tokens["refresh_token"], tokens["expires_in"]))


def _keep_once(access: str, refresh: str, seconds: int) -> str:
    return f"""if (location.protocol !== "about:" && !localStorage.getItem("e2e.signed-in")) {{
      localStorage.setItem("e2e.signed-in", "yes");
      const tokens = {{ access: "{access}", accessExpires: Date.now() + {seconds} * 1000, refresh: "{refresh}" }};
      localStorage.setItem("viva.device", JSON.stringify(tokens));
    }}"""


@asynccontextmanager
async def desk_of(chromium: Browser, url: str, person: Person, **options: Any) -> AsyncIterator[Desk]:
    """A new device with a browser, not signed in."""
    async with await chromium.new_context(**({"viewport": DESKTOP, "locale": LOCALES[person.language]} | options)) as context:
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch()
        await watch.over(context)
        yield Desk(context, watch, url, person)


Sits = Callable[..., Awaitable[Desk]]


@pytest_asyncio.fixture(loop_scope="session")
async def sits_down(chromium: Browser, viva: Supervised, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sits]:
    """`await sits_down(Person("ko"))`: a person at a device of their own. Nothing on it may go wrong unasked."""
    kept = Path(os.environ.get("VIVA_E2E_KEEP", tmp_path))
    desks: list[Desk] = []
    async with AsyncExitStack() as stack:

        async def sit(person: Person, url: str = "", **options: Any) -> Desk:
            desk = await stack.enter_async_context(desk_of(chromium, url or viva.url, person, **options))
            await desk.context.tracing.start(snapshots=True)
            desks.append(desk)
            return desk

        yield sit
        for number, desk in enumerate(desks):
            await _keep(desk, kept / f"{request.node.name}-{number}", request.node.stash.get(FAILED, False))
    assert [fault for desk in desks for fault in desk.watch.faults] == []


async def _keep(desk: Desk, where: Path, failed: bool) -> None:
    """Ends the trace; what failed leaves it behind, with a picture of every tab."""
    if not failed:
        await desk.context.tracing.stop()
        return
    await desk.context.tracing.stop(path=where.with_suffix(".zip"))
    for number, page in enumerate(desk.context.pages):
        await page.screenshot(path=f"{where}-tab{number}.png", full_page=True)
