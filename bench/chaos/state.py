"""Where an interview stands, as the server last said: the newest word counts, whichever way it came."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OPEN, REPORT, END = "NEXT_ACTION_NEXT_QUESTION", "NEXT_ACTION_SHOW_REPORT", "NEXT_ACTION_END"


@dataclass(frozen=True)
class State:
    """The part of `InterviewState` that tells a client what to do."""

    sequence: int
    question_id: str
    next_action: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.next_action in (REPORT, END)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "State":
        """Reads it out of the contract's JSON."""
        return cls(int(document.get("sequence", 0)), document.get("open_question_id", ""), document.get("next_action", ""))


class Standing:
    """The newest state, and whoever waits for it."""

    def __init__(self) -> None:
        """Knows nothing yet."""
        self.state = State(-1, "", "")
        self._changed = asyncio.Event()

    def learn(self, state: State) -> None:
        """Takes a state, unless a newer one is known."""
        if state.sequence > self.state.sequence:
            self.state = state
            self._changed.set()

    async def newer(self, than: int) -> State:
        """Waits for a state that includes more events than `than`."""
        while self.state.sequence <= than:
            self._changed.clear()
            await self._changed.wait()
        return self.state
