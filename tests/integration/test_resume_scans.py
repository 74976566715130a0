"""Row R2: scans are read by Tesseract, inside limits of its own; without it they are refused with a clear reason."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import psutil
import pymupdf
import pytest
from viva.resume.v1 import resume_content_pb2 as content
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.adapters import ocr_process
from services.resume.adapters.ocr import Ocr
from services.resume.adapters.parser import ParserPool
from services.resume.adapters.parser_messages import ParserLimits, pgm
from services.resume.domain.unreadable import NoText, ParserLimit, TooManyPages
from tests.resumes import hiding, samples

LAYER = "Jordan Ellis Senior Backend Engineer"


@pytest.fixture(scope="module")
def tesseract() -> Ocr:
    """Never left out: `make test` installs it as root, and says how otherwise."""
    found = Ocr.find()
    assert found is not None, "Tesseract with kor and eng is missing: as root, 'apt-get install tesseract-ocr tesseract-ocr-kor'"
    return replace(found, seconds=120.0)


@pytest.fixture
async def parsers(tesseract: Ocr) -> AsyncIterator[ParserPool]:
    async with ParserPool(ParserLimits(scan_seconds=240.0), ocr=tesseract) as pool:
        yield pool


def texts(result: AnalyzeResult, kind: content.FieldKind.ValueType) -> list[str]:
    fields = (field for section in result.content.sections for entry in section.entries for field in entry.fields)
    return [field.value.text for field in fields if field.kind == kind]


async def test_a_scan_in_english_gives_its_sections_and_facts(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.scanned(samples.english_free_form()))

    kinds = {section.kind for section in result.content.sections}
    assert {content.SECTION_KIND_EDUCATION, content.SECTION_KIND_EXPERIENCE, content.SECTION_KIND_SKILLS} <= kinds
    assert texts(result, content.FIELD_KIND_NAME) == ["Jordan Ellis"]
    assert "jordan.ellis@example.com" in texts(result, content.FIELD_KIND_EMAIL)
    assert not result.content.hidden_texts


async def test_a_scan_in_korean_is_read_page_by_page(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.scanned(samples.korean_free_form()))

    spans = [line for section in result.content.sections for entry in section.entries for line in entry.lines]
    said = "".join("".join(span.text.split()) for span in spans)
    assert {span.region.page for span in spans} == {1, 2}
    for word in ("김하늘", "한빛대학교", "정보처리기사"):
        assert word in said
    assert "2345678" not in said


async def test_f16_an_honest_layer_over_a_scan_is_no_alarm_and_a_lying_one_is_told_and_not_read(parsers: ParserPool) -> None:
    honest = await parsers.parse(samples.scanned(samples.english_rows(), "Priya Raman Data Analyst Eastgate College Statistics"))
    lying = await parsers.parse(samples.scanned(samples.english_rows(), hiding.SECRET))

    assert not honest.content.hidden_texts
    (told,) = lying.content.hidden_texts
    assert told.reason == content.HIDDEN_REASON_NOT_DRAWN and "earlier instructions" in told.text
    assert not any("instructions" in embedded.passage.text for embedded in lying.passages)


async def test_f52_a_page_with_a_stamp_and_a_picture_is_a_scan_and_not_almost_empty(parsers: ParserPool) -> None:
    scan = pymupdf.open(stream=samples.scanned(samples.english_rows()), filetype="pdf")
    scan[0].insert_text((300, 830), "Downloaded 2026")

    result = await parsers.parse(scan.tobytes())

    assert texts(result, content.FIELD_KIND_NAME) == ["Priya Raman"]


async def test_without_tesseract_a_scan_says_that_it_has_no_text() -> None:
    async with ParserPool(ParserLimits()) as parsers:
        assert not parsers.reads_scans
        with pytest.raises(NoText):
            await parsers.parse(samples.scanned(samples.english_rows()))


async def test_more_scanned_pages_than_are_read_are_refused_before_any_is(parsers: ParserPool) -> None:
    with pytest.raises(TooManyPages):
        await parsers.parse(samples.scanned(samples.of_pages(9), dots=20))


async def test_a_scan_that_takes_too_long_ends_with_all_that_read_it(tesseract: Ocr) -> None:
    async with ParserPool(ParserLimits(scan_seconds=0.05), ocr=tesseract) as parsers:
        with pytest.raises(ParserLimit):
            await parsers.parse(samples.scanned(samples.english_free_form()))

    left = [child for child in psutil.Process().children(recursive=True) if ocr_process.__name__ in child.cmdline()]
    assert left == []


async def test_tesseract_is_given_nothing_to_open_but_its_own_data(tesseract: Ocr) -> None:
    table = await tesseract.read(pgm(40, 40, bytes([255]) * 1_600))

    assert table.startswith(b"level\tpage_num")
    assert shutil.which(tesseract.program) == tesseract.program
