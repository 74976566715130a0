"""Draws pages with Chromium: HTML printed to PDF."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape

from playwright.sync_api import sync_playwright

from bench.reading.blocks import Block, Bullets, Cell, Columns, Gap, Grid, Heading, Run, Split, Text
from bench.reading.drawing import Draw

_ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
_STYLE = """
@page { size: A4; margin: 15mm } body { font: 10pt/1.45 NanumGothic, sans-serif; margin: 0 } p, h2, ul { margin: 0 0 2px }
h2 { margin: 8px 0 4px } h2.rule { border-bottom: 1px solid #444 } h2.band { background: #dde4ee; padding: 2px 6px }
ul { list-style: none; padding-left: 14px } table { width: 100%; border-collapse: collapse; table-layout: fixed }
td { vertical-align: top; padding: 3px 5px; overflow-wrap: break-word; word-break: keep-all }
.grey { color: #555 } .shaded { background: #eef }
table.all td { border: 1px solid #333 } table.rows tr { border-top: 1px solid #888; border-bottom: 1px solid #888 }
table.outer { border: 1px solid #999 } .split { display: flex; justify-content: space-between } .columns { display: flex; gap: 8mm }
.side { background: #f2f4f7 } .centred { text-align: center }
"""


@contextmanager
def chromium() -> Iterator[Draw]:
    """A browser that prints blocks."""
    with chromium_pages() as draw:
        yield lambda blocks: draw(f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{_all(blocks)}")


@contextmanager
def chromium_pages() -> Iterator[Callable[[str], bytes]]:
    """A browser that prints one page of HTML after another."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_ARGUMENTS))
        page = browser.new_page()

        def draw(html: str) -> bytes:
            page.set_content(html)
            return page.pdf(prefer_css_page_size=True, print_background=True)

        yield draw
        browser.close()


def _all(blocks: Sequence[Block]) -> str:
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Text(runs, centred):
            return f"<p{' class=centred' if centred else ''}>{_runs(runs)}</p>"
        case Heading(words, look, scale):
            return f"<h2 class={look} style='font-size:{scale}em'>{escape(words)}</h2>"
        case Bullets(items, mark):
            return "<ul>" + "".join(f"<li>{escape(mark)} {escape(item)}</li>" for item in items) + "</ul>"
        case Split(left, right):
            return f"<div class=split><span>{_runs(left)}</span><span>{_runs(right)}</span></div>"
        case Grid():
            return _grid(block)
        case Columns():
            return _columns(block)
        case Gap(points):
            return f"<div style='height:{points}pt'></div>"


def _runs(runs: Sequence[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    words = escape(run.text).replace("   ", "&nbsp;&nbsp; ").replace("  ", "&nbsp; ")
    words = f"<b>{words}</b>" if run.bold else words
    return f"<span class='{'grey' if run.grey else ''}' style='font-size:{run.scale}em'>{words}</span>"


def _grid(grid: Grid) -> str:
    widths = "".join(f"<col style='width:{100 * width}%'>" for width in grid.widths)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid.rows)
    return f"<table class={grid.rules}><colgroup>{widths}</colgroup>{rows}</table>"


def _cell(cell: Cell) -> str:
    return f"<td colspan={cell.across} rowspan={cell.down}{' class=shaded' if cell.shaded else ''}>{_all(cell.blocks)}</td>"


def _columns(columns: Columns) -> str:
    side = " class=side" if columns.shaded else ""
    left = f"<div{side} style='width:{100 * columns.share}%'>{_all(columns.left)}</div>"
    return f"<div class=columns>{left}<div style='width:{100 - 100 * columns.share}%'>{_all(columns.right)}</div></div>"
