"""Harms files: bytes of them, parts of those that are zips, and the unpacked insides of PDFs, where a byte changes what is meant."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from zipfile import BadZipFile, ZipFile

import pymupdf

from tests.resumes import hiding, hostile, samples
from tests.resumes.office import HangulPaper, WordPaper, packed

LARGEST = 400_000
"""Bytes that a harmed file may grow to; what is larger is another test."""
_NUMBERS = re.compile(rb"\d+")
_EXTREMES = (b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"99999999999999999999", b"1e308", b"0.0000001", b"NaN")
_MARKS = (
    b"<<",
    b">>",
    b"[",
    b"]",
    b"endobj",
    b"stream",
    b"obj",
    b"(",
    b")",
    b"<",
    b">",
    b"/",
    b'"',
    b"<w:p>",
    b"</w:tbl>",
    b"<hp:p>",
    b"&x;",
    b"\x00",
)

Harm = Callable[[bytes, Random], bytes]


def seeds() -> list[bytes]:
    """Files of every kind that is read, and some that are refused."""
    resumes = (samples.korean_free_form, samples.korean_tables, samples.english_free_form, samples.english_rows)
    written = [resume(sheet()) for resume in resumes for sheet in (WordPaper, HangulPaper)]
    printed = [resume() for resume in resumes]
    tricks = [file for file, _ in [*hiding.PDF_TRICKS.values(), *hiding.OFFICE_TRICKS.values()]]
    scans = [samples.scanned(samples.english_rows(), dots=100), samples.scanned(samples.english_rows(), "Jordan Ellis", dots=100)]
    harmful = [hostile.nested_forms(3), hostile.encrypted(), hostile.owner_locked(), hostile.scan(), hostile.many_pages(40)]
    return [*written, *written, *printed, *printed, *map(_unpacked_pdf, printed), *tricks, *scans, *harmful]


def harmed(file: bytes, random: Random) -> bytes:
    """The file with one to eight harms done to it."""
    insides = _harmed_part(file, random) if random.random() < 0.7 else None
    if insides is not None:
        return insides
    return _some(file, random)[:LARGEST]


def _some(content: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        content = random.choice(_HARMS)(content, random) or b"\n"
    return content


def _harmed_part(file: bytes, random: Random) -> bytes | None:
    """A zip with one of its parts harmed, so that the harm is not lost in the packing; None for what is no zip."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return None
    name = random.choice(sorted(parts))
    content = parts[name]
    parts[name] = _some(content if isinstance(content, bytes) else content.encode(), random)[:LARGEST]
    return packed(parts)


def _unpacked_pdf(file: bytes) -> bytes:
    with pymupdf.open(stream=file, filetype="pdf") as pdf:
        content: bytes = pdf.tobytes(expand=255, clean=True)
    return content


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 40)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    start, end = _span(content, random)
    return content[:start] + content[end:]


def _repeat(content: bytes, random: Random) -> bytes:
    start, end = _span(content, random)
    return content[:end] + content[start:end] * random.choice((1, 2, 50)) + content[end:]


def _move(content: bytes, random: Random) -> bytes:
    start, end = _span(content, random)
    rest = content[:start] + content[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + content[start:end] + rest[at:]


def _end_early(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content)) + 1]


def _put_noise(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + random.randbytes(random.randint(1, 200)) + content[at:]


def _put_mark(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    return content[:at] + random.choice(_MARKS) * random.choice((1, 1, 3, 300)) + content[at:]


def _change_number(content: bytes, random: Random) -> bytes:
    found = list(_NUMBERS.finditer(content[:200_000]))
    if not found:
        return content
    chosen = random.choice(found)
    return content[: chosen.start()] + random.choice(_EXTREMES) + content[chosen.end() :]


def _span(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(content))
    return start, min(len(content), start + random.choice((1, 10, 100, 2_000)))


_HARMS: Sequence[Harm] = (_flip, _cut, _repeat, _move, _end_early, _put_noise, _put_mark, _change_number, _change_number)
