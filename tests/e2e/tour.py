"""Walks one person past every page of the app, in each state in which it looks different."""

from collections.abc import AsyncIterator

from playwright.async_api import expect

from tests.e2e.candidate import Candidate
from tests.e2e.records import Records
from tests.resumes import hostile

NO_TOKEN, SOME_TOKEN = "/reset-password", "/reset-password#token=abcdefghijklmnopqrstuvwxyz"


async def strangers(candidate: Candidate) -> AsyncIterator[str]:
    """What is there for who is not signed in."""
    labels = candidate.labels
    await candidate.goes_to("/sign-in")
    await candidate.sees_sign_in()
    yield "sign-in"
    await candidate.signs_in("not the password")
    await expect(candidate.alerts).to_be_visible()
    yield "sign-in-refused"
    await candidate.goes_to("/sign-up")
    await candidate.button(labels.sign_up).click()
    await expect(candidate.field(labels.full_name)).to_be_focused()
    yield "sign-up-empty"
    for path, name in (("/forgot-password", "forgot-password"), (NO_TOKEN, "reset-link-broken"), (SOME_TOKEN, "reset-password")):
        await candidate.goes_to(path)
        await candidate.sees_title()
        yield name


async def beginners(candidate: Candidate) -> AsyncIterator[str]:
    """What is there for who is signed in and has not begun."""
    labels = candidate.labels
    await candidate.goes_to("/")
    await candidate.sees_home()
    await candidate.settles()
    yield "home-empty"
    await candidate.goes_to("/resumes")
    await candidate.sees_title()
    await candidate.settles()
    yield "resumes-empty"
    good = await candidate.uploads("resume.pdf", candidate.person.resume)
    await expect(good.get_by_text(labels.resume_ready, exact=True)).to_be_visible()
    bad = await candidate.uploads("scan.pdf", hostile.scan())
    await expect(bad.get_by_text(labels.resume_failed, exact=True)).to_be_visible()
    yield "resumes"
    hides = await candidate.uploads("hides.pdf", candidate.person.resume_that_hides)
    await hides.get_by_role("link", name="hides.pdf").click()
    await expect(candidate.page.get_by_role("region", name=labels.hidden_title)).to_be_visible()
    yield "resume"
    await candidate.opens_pages()
    yield "resume-pages"
    await candidate.link(labels.resumes).click()
    await candidate.settles()
    await good.get_by_role("button", name=labels.delete, exact=True).click()
    await expect(candidate.dialog).to_be_visible()
    yield "resume-delete"
    await candidate.goes_to("/interviews/new")
    await expect(candidate.field(labels.position)).to_be_visible()
    await candidate.settles()
    yield "new-interview"
    await candidate.button(labels.create).click()
    await expect(candidate.field(labels.position)).to_be_focused()
    yield "new-interview-empty"
    await candidate.choice(labels.by_posting).check()
    await candidate.settles()
    yield "new-interview-posting"
    await candidate.goes_to("/profile")
    await expect(candidate.field(labels.full_name)).to_be_visible()
    yield "profile"
    await candidate.goes_to("/nowhere")
    await candidate.sees_title()
    yield "not-found"


async def interviewed(candidate: Candidate, records: Records) -> AsyncIterator[str]:
    """The room, and what comes after it."""
    labels = candidate.labels
    await candidate.enters_room(await records.new_interview())
    await expect(candidate.button(labels.start)).to_be_visible()
    yield "room-ready"
    await candidate.begins()
    yield "room-first-question"
    await candidate.answers(1)
    await candidate.sees_question(2)
    await candidate.answer_box.fill(candidate.person.says(2))
    yield "room-question"
    await candidate.button(labels.skip).click()
    await expect(candidate.dialog).to_be_visible()
    yield "room-skip"
    await candidate.closes_dialog()
    await candidate.button(labels.end_early).click()
    await expect(candidate.dialog).to_be_visible()
    yield "room-end-early"
    await candidate.closes_dialog()
    await candidate.button(labels.pause).click()
    await expect(candidate.button(labels.resume_interview)).to_be_visible()
    yield "room-paused"
    finished = await records.new_interview()
    await records.answer_all(finished)
    await candidate.goes_to("/")
    await expect(candidate.page.get_by_role("list").first).to_be_visible()
    await candidate.settles()
    yield "home"
    await candidate.goes_to(f"/interviews/{finished}/report")
    await candidate.sees_report()
    yield "report"
    citations = await candidate.citations()
    await candidate.citation(citations[0]).click()
    await expect(candidate.page.locator("mark")).to_be_visible()
    yield "report-citation"
