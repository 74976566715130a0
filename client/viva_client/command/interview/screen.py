"""What the person sees: lines, and a question that grows as it is written."""

import click


class Screen:
    """Standard output. A question that is being streamed stays an open line until `question` closes it."""

    def __init__(self) -> None:
        """Shows nothing yet."""
        self._streamed = ""

    def say(self, line: str = "", *, style: str = "") -> None:
        """One line; `style` is `faint`, or a colour."""
        self._close_line()
        click.echo(click.style(line, dim=True) if style == "faint" else click.style(line, fg=style) if style else line)

    def stream(self, offset: int, text: str) -> None:
        """More words of a question, from `offset` (in characters) on; an attempt that begins anew replaces what was shown."""
        if offset != len(self._streamed):
            self._close_line()
            self._streamed = ""
        if offset == len(self._streamed):
            self._streamed += text
            click.echo(text, nl=False)

    def question(self, text: str) -> None:
        """The question as it was asked: what was not streamed of it, or all of it where something else was."""
        shown, self._streamed = self._streamed, ""
        if shown and text.startswith(shown):
            click.echo(text[len(shown) :])
            return
        if shown:
            click.echo()
        click.echo(text)

    def heading(self, text: str) -> None:
        """What a question is about, after a free line."""
        self._close_line()
        click.echo("\n" + click.style(f"── {text}", bold=True))

    def _close_line(self) -> None:
        if self._streamed:
            click.echo()
            self._streamed = ""


def clock(seconds: float) -> str:
    """`1:05` for 65 seconds; never below zero."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02}"
