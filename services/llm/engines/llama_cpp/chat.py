"""Puts a prompt into the shape that a model was trained on, and keeps apart what is ours and what people wrote."""

import re
from functools import cached_property
from importlib import import_module
from typing import Any

from services.llm.domain.generation import Prompt

Segments = list[tuple[str, bool]]
"""Pieces of a text, and whether control tokens in them mean something."""

# Stand for system and user text while the template is rendered: what comes from people is put in afterwards and never seen by it.
_SYSTEM, _USER = "\ue000s\ue001", "\ue000u\ue001"
_MARKS = re.compile(f"({_SYSTEM}|{_USER})")


class ChatTemplate:
    """The Jinja template that comes with a model; without one, the prompt as it is."""

    def __init__(self, source: str, *, begin: str = "", end: str = "") -> None:
        """Takes the template, and the texts of the tokens that begin and end a text."""
        self._source = source
        self._begin = begin
        self._end = end

    def segments(self, prompt: Prompt) -> tuple[Segments, int]:
        """The pieces of a prompt, and how many of them, from the beginning, are the same for every interview."""
        words = {_SYSTEM: prompt.system, _USER: prompt.user}
        segments = [(words.get(piece, piece), piece not in words) for piece in _MARKS.split(self._skeleton) if piece]
        shared = next((index for index, (text, is_ours) in enumerate(segments) if not is_ours and text == prompt.system), -1) + 1
        return segments, shared

    @cached_property
    def _skeleton(self) -> str:
        """What stands around system and user text."""
        if not self._source:
            return f"{_SYSTEM}\n\n{_USER}\n\n"
        try:
            return self._render([{"role": "system", "content": _SYSTEM}, {"role": "user", "content": _USER}], needed=(_SYSTEM, _USER))
        except ValueError:
            # Some families know no system role.
            return self._render([{"role": "user", "content": f"{_SYSTEM}\n\n{_USER}"}], needed=(_SYSTEM, _USER))

    def _render(self, messages: list[dict[str, str]], needed: tuple[str, ...]) -> str:
        """The template with these messages. Raises ValueError when it will not have them or drops one."""
        jinja2, sandbox = import_module("jinja2"), import_module("jinja2.sandbox")
        environment = sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
        environment.globals["raise_exception"] = _refuse
        try:
            text = environment.from_string(self._source).render(
                messages=messages, add_generation_prompt=True, bos_token=self._begin, eos_token=self._end, enable_thinking=False
            )
        except jinja2.TemplateError as error:
            raise ValueError("the template will not have these messages") from error
        if any(text.count(mark) != 1 for mark in needed):
            raise ValueError("the template changes what it is given")
        return str(text)


def _refuse(message: Any) -> None:
    raise ValueError(str(message))
