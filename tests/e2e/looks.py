"""Looks at a page the way different people see it: in the light and in the dark, on a phone, with a screen reader, in one language."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page, ViewportSize

from tests.e2e.person import Person

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
# Names are the same in every language, and each language is called by its own name. One question of the bank is about an API.
NAMES = frozenset(["Viva", "PDF", "DOCX", "HWPX", "MB", "kB", "Ctrl", "Enter", "English", "API"])
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What fades into another colour has the one it ends in, however often it changes its mind on the way.
STILL = """async () => {
  const fading = () => document.getAnimations().filter(({ effect, playState }) =>
    playState === "running" && effect.getTiming().iterations !== Infinity);
  while (fading().length) await Promise.allSettled(fading().map(({ finished }) => finished));
}"""
SPOKEN = """() => [document.title, document.body.innerText,
  ...Array.from(document.querySelectorAll("[aria-label], [title], [placeholder]"), (element) =>
    ["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? "").join(" "))].join("\\n")"""


@dataclass
class Looks:
    """What was found wrong, by page."""

    person: Person
    violations: dict[str, list[str]] = field(default_factory=lambda: {theme: [] for theme in THEMES})
    sideways: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def at(self, page: Page, name: str) -> None:
        """Looks at what is on the screen now, in all ways, and leaves it as it was."""
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.evaluate(STILL)
            self.violations[theme] += [f"{name}: {violation}" for violation in await _violations(page)]
            await self._picture(page, f"{name}-{theme}")
            await page.set_viewport_size(PHONE)
            await self._picture(page, f"{name}-{theme}-phone")
            if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.sideways.append(f"{name} in the {theme}")
            await page.set_viewport_size(DESKTOP)
        self.foreign += [f"{name}: {word}" for word in await foreign_words(page, self.person)]

    async def _picture(self, page: Page, name: str) -> None:
        """Kept where VIVA_E2E_PICTURES says, for whoever wants to see the pages."""
        if directory := os.environ.get("VIVA_E2E_PICTURES"):
            await page.screenshot(path=Path(directory) / f"{self.person.language}-{name}.png", full_page=True)


async def _violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = await page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(({ violations }) => violations)", RULES
    )
    return [f"{violation['id']} ({violation['help']}) at {node['html'][:160]}" for violation in found for node in violation["nodes"]]


async def foreign_words(page: Page, person: Person) -> list[str]:
    """Words of the other language that are neither names nor the person's own."""
    text: str = await page.evaluate(SPOKEN)
    if person.language == "en":
        return sorted(set(re.findall(r"[가-힣]+", text)) - {"한국어"})
    paper = person.words_on_paper
    own = " ".join([person.username, person.email, "resume.pdf hides.pdf scan.pdf", paper, *(person.says(number) for number in range(20))])
    return sorted(set(re.findall(r"\b[A-Za-z]{2,}\b", text)) - set(re.findall(r"[A-Za-z]+", own)) - NAMES)
