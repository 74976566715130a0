"""Makes files of the sources in a folder: by Chromium, by LibreOffice Writer, by python-docx, python-hwpx or reportlab."""

import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.reading.html_paper import chromium_pages
from bench.reading.office_paper import to_pdf

_WRITER = {".writer_pdf": "pdf", ".writer_docx": "docx"}


def drawn(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every résumé's facts' path and its file."""
    pages = sorted(folder.glob("*.html"))
    yield from _by_chromium([page for page in pages if page.suffixes[0] == ".chromium"])
    for suffix, kind in _WRITER.items():
        yield from _by_writer([page for page in pages if page.suffixes[0] == suffix], kind)
    yield from _by_modules(sorted(each for each in folder.glob("*.py") if each.stem != "__init__"))


def _facts(page: Path) -> Path:
    return page.with_name(f"{page.name.partition('.')[0]}.txt")


def _by_chromium(pages: list[Path]) -> Iterator[tuple[Path, bytes]]:
    with chromium_pages() as draw:
        for page in pages:
            yield _facts(page), draw(page.read_text("utf-8"))


def _by_writer(pages: list[Path], kind: str) -> Iterator[tuple[Path, bytes]]:
    """One start of Writer for all, which opens the HTML as a document of its own and saves or prints that."""
    with TemporaryDirectory() as place:
        home = f"-env:UserInstallation=file://{place}/profile"
        command = ["soffice", home, "--headless", "--infilter=HTML (StarWriter)", "--convert-to", kind, "--outdir", place]
        if pages:
            subprocess.run([*command, *map(str, pages)], check=True, capture_output=True, timeout=300)
        for page in pages:
            yield _facts(page), (Path(place) / page.with_suffix(f".{kind}").name).read_bytes()


def _by_modules(sources: list[Path]) -> Iterator[tuple[Path, bytes]]:
    printed: dict[Path, bytes] = {}
    for source in sources:
        module = import_module(f"{__package__}.{source.parent.name}.{source.stem}")
        if getattr(module, "PRINTED", False):
            printed[source] = module.draw()
        else:
            yield _facts(source), module.draw()
    if printed:
        yield from zip(map(_facts, printed), to_pdf(list(printed.values())), strict=True)
