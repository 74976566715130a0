"""Notes everything that goes wrong in a browser unasked: errors on the console, exceptions, and raw words on the page."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import BrowserContext, ConsoleMessage, WebError

EYES = Path(__file__).with_name("eyes.js")
# What Chromium itself says on the console when the network or a service is away, or refuses; no page can keep it from doing so.
NETWORK = re.compile(r"Failed to load resource|WebSocket connection to .* failed|net::ERR_")


@dataclass
class Watch:
    """What one browser context complained about."""

    faults: list[str] = field(default_factory=list)
    network: list[str] = field(default_factory=list)

    async def over(self, context: BrowserContext) -> None:
        """Begins to watch every page of the context."""
        await context.add_init_script(path=EYES)
        context.on("console", self._on_console)
        context.on("weberror", self._on_exception)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        (self.network if NETWORK.search(message.text) else self.faults).append(f"{message.type}: {message.text}")

    def _on_exception(self, error: WebError) -> None:
        self.faults.append(f"exception: {error.error}")
