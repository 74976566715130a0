"""A model that writes what a test tells it to, a few characters at a time."""

from collections.abc import AsyncGenerator, Callable

from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, FormControl, Generation, ModelFacts


class ScriptedGenerator:
    """Writes `script` of each generation. Keeps what it was asked, and counts what was not written to its end."""

    engine = "scripted"
    slots = 4
    queue_limit = 4
    form_control = FormControl.NONE

    def __init__(
        self, script: str | Callable[[Generation], str], *, is_whole: bool = True, context: int = 1 << 30, tells: bool = True
    ) -> None:
        """`context`: bytes of prompt and text together that it has room for; `tells`: it says what fits when something does not."""
        self._context = context
        self._tells = tells
        self.model = ModelFacts(name="Scripted 1B", version="sha256:0")
        self.asked: list[Generation] = []
        self.dropped = 0
        self._script = script
        self._is_whole = is_whole

    async def what_is_missing(self) -> str | None:
        return None

    async def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        self._require_room(generation)
        self.asked.append(generation)
        text = self._script if isinstance(self._script, str) else self._script(generation)
        is_written = False
        try:
            for start in range(0, len(text), 3):
                yield text[start : start + 3]
            is_written = True
        finally:
            self.dropped += not is_written
        yield Effort(self._is_whole)

    def _require_room(self, generation: Generation) -> None:
        tokens, limit = len((generation.prompt.system + generation.prompt.user).encode()), self._context - generation.max_tokens
        if tokens > limit:
            raise EngineFailed(fault="PROMPT_TOO_LONG", **({"tokens": tokens, "limit": limit} if self._tells else {}))

    async def close(self) -> None:
        """There is nothing to stop."""
