"""A candidate at a browser, who acts on what is written on the page: roles and accessible names, and nothing else."""

import re
from pathlib import Path

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.e2e.labels import LABELS, Labels
from tests.e2e.person import Person

STAGES = 15


class Candidate:
    """One tab of one person."""

    def __init__(self, page: Page, url: str, person: Person) -> None:
        """Looks at nothing yet."""
        self.page = page
        self.url = url
        self.person = person
        self.labels: Labels = LABELS[person.language]

    # ---- finding things ----

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def field(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    def text(self, words: str) -> Locator:
        return self.page.get_by_text(words).first

    def choice(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def closes_dialog(self) -> None:
        await self.page.keyboard.press("Escape")
        await expect(self.dialog).to_have_count(0)

    async def sees_title(self) -> None:
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    async def settles(self) -> None:
        """Waits until nothing is being loaded."""
        await expect(self.page.get_by_text(self.labels.loading, exact=True)).to_have_count(0)

    @property
    def answer_box(self) -> Locator:
        return self.field(self.labels.answer)

    @property
    def question(self) -> Locator:
        """The card of the open question."""
        return self.page.get_by_role("region", name=self.labels.question, exact=True)

    @property
    def alerts(self) -> Locator:
        """What the page says loudly."""
        return self.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))

    # ---- going somewhere ----

    async def goes_to(self, path: str = "/") -> None:
        """Types an address."""
        await self.page.goto(f"{self.url}{path}")

    async def enters_room(self, interview_id: str) -> None:
        await self.goes_to(f"/interviews/{interview_id}")

    @property
    def interview_id(self) -> str:
        """The interview whose room or report is open."""
        return self.page.url.split("/interviews/")[1].split("/")[0]

    # ---- an account ----

    async def signs_up(self) -> None:
        """Makes an account and is signed in."""
        await self.goes_to("/sign-up")
        await self.fills_sign_up()
        await self.button(self.labels.sign_up).click()
        await expect(self.link(self.labels.new_interview)).to_be_visible()

    async def fills_sign_up(self) -> None:
        await self.field(self.labels.full_name).fill(self.person.full_name)
        await self.field(self.labels.email).fill(self.person.email)
        await self.field(self.labels.username).fill(self.person.username)
        await self.field(self.labels.password).fill(self.person.password)

    async def signs_in(self, password: str | None = None) -> None:
        """Fills in what is asked for and sends it."""
        await self.field(self.labels.username_or_email).fill(self.person.username)
        await self.field(self.labels.password).fill(self.person.password if password is None else password)
        await self.button(self.labels.sign_in).click()

    async def sees_home(self) -> None:
        await expect(self.link(self.labels.new_interview)).to_be_visible()

    async def sees_sign_in(self) -> None:
        await expect(self.field(self.labels.username_or_email)).to_be_visible()

    # ---- a résumé ----

    async def uploads(self, name: str, content: bytes) -> Locator:
        """Chooses a file; returns what the list then says of it."""
        await self._chooser.set_input_files(files=[_file(name, content)])
        return self.page.get_by_role("listitem").filter(has_text=name)

    async def opens_pages(self) -> None:
        """Looks at the pages of the résumé whose page is open."""
        await self.page.get_by_text(self.labels.show_pages).click()
        picture = self.page.get_by_role("img", name=self.labels.page_picture)
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("complete", True)
        assert await picture.evaluate("(picture) => picture.naturalWidth") > 0

    async def uploads_file(self, path: Path) -> None:
        """Chooses a file that lies on the device, however large."""
        await self._chooser.set_input_files(path)

    @property
    def _chooser(self) -> Locator:
        return self.page.get_by_label(self.labels.choose_file)

    # ---- an interview ----

    async def makes_interview(self) -> str:
        """Fills in the form for a position; returns the interview's id."""
        await self.field(self.labels.position).fill(self.labels.a_position)
        await self.button(self.labels.create).click()
        await expect(self.button(self.labels.start)).to_be_visible()
        return self.interview_id

    async def begins(self) -> None:
        await self.button(self.labels.start).click()
        await self.sees_question(1)

    async def sees_question(self, number: int, total: int = STAGES) -> None:
        """The question of that number is asked, and can be answered."""
        await expect(self.page.get_by_text(self.labels.of_question(number, total), exact=True)).to_be_visible()
        await expect(self.answer_box).to_be_editable()

    async def types(self, text: str) -> None:
        """Adds to the answer, key by key."""
        await self.answer_box.press_sequentially(text)

    async def sends(self) -> None:
        await self.button(self.labels.send).click()

    async def answers(self, number: int) -> str:
        """Answers the question of that number; returns what they said."""
        said = self.person.says(number)
        await self.sees_question(number)
        await self.answer_box.fill(said)
        await self.sends()
        return said

    async def sees_report(self) -> None:
        await expect(self.page.get_by_role("heading", name=self.labels.report, level=1)).to_be_visible(timeout=60_000)
        await expect(self.page.get_by_role("heading", name=self.labels.transcript)).to_be_visible()

    async def transcript(self) -> str:
        """All that was said, as the report shows it."""
        return await self.page.get_by_role("region", name=self.labels.transcript).inner_text()

    async def citations(self) -> list[str]:
        """The words that the report's scores rest on, each once, those of folded sections included."""
        folded = self.page.locator("details:not([open]) > summary").filter(visible=True)
        while await folded.count():
            await folded.first.click()
        shown = self.page.get_by_role("list", name=self.labels.your_words).get_by_role("button")
        return list(dict.fromkeys(text.strip().strip("“”") for text in await shown.all_inner_texts()))

    def citation(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=f"{self.labels.show_in_transcript}: “{text}”").first

    async def opens_citation(self, text: str) -> None:
        """Goes from a score to the words in the transcript, and back."""
        citation = self.citation(text)
        await citation.click()
        await expect(self.page.locator("mark")).to_have_text(text)
        await expect(self.page.locator("mark")).to_be_in_viewport()
        await self.button(self.labels.back_to_score).click()
        await expect(citation).to_be_focused()


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}
