"""Row R1: Word's and Hangul's files through the real parser process give what the same résumé gives as PDF."""

from collections.abc import AsyncIterator

import pytest
from viva.resume.v1 import resume_content_pb2 as content
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.adapters.parser import ParserPool
from services.resume.adapters.parser_messages import ParserLimits
from tests.resumes import samples
from tests.resumes.office import HangulPaper, WordPaper

PAPERS = [pytest.param(WordPaper, id="docx"), pytest.param(HangulPaper, id="hwpx")]


@pytest.fixture
async def parsers() -> AsyncIterator[ParserPool]:
    async with ParserPool(ParserLimits()) as pool:
        yield pool


def texts(result: AnalyzeResult, *kinds: content.FieldKind.ValueType) -> list[str]:
    fields = (field for section in result.content.sections for entry in section.entries for field in entry.fields)
    return [field.value.text for field in fields if field.kind in kinds]


def kinds(result: AnalyzeResult) -> list[str]:
    return [content.SectionKind.Name(section.kind).removeprefix("SECTION_KIND_") for section in result.content.sections]


@pytest.mark.parametrize("paper", PAPERS)
async def test_f52_a_free_form_resume_gives_all_its_sections(parsers: ParserPool, paper: type[samples.Sheet]) -> None:
    result = await parsers.parse(samples.korean_free_form(paper()))

    assert kinds(result) == [
        "HEADER", "EDUCATION", "EXPERIENCE", "PROJECTS", "SKILLS", "CERTIFICATIONS", "AWARDS", "ACTIVITIES", "SELF_INTRODUCTION",
    ]  # fmt: skip
    assert texts(result, content.FIELD_KIND_NAME) == ["김하늘"]
    assert texts(result, content.FIELD_KIND_SKILL)[2:4] == ["C++", "C#"]
    assert len(texts(result, content.FIELD_KIND_QUESTION)) == 2
    assert result.content.masked_numbers == 1 and b"2345678" not in result.SerializeToString()


@pytest.mark.parametrize("paper", PAPERS)
async def test_f52_the_cells_of_a_form_are_cells(parsers: ParserPool, paper: type[samples.Sheet]) -> None:
    result = await parsers.parse(samples.korean_tables(paper()))

    assert texts(result, content.FIELD_KIND_NAME) == ["박서준"]
    assert texts(result, content.FIELD_KIND_TARGET_ROLE) == ["데이터 엔지니어"]
    assert texts(result, content.FIELD_KIND_ORGANISATION) == ["미래대학교", "한강데이터", "솔빛은행"]
    assert texts(result, content.FIELD_KIND_ISSUER) == ["한국데이터산업진흥원"]


@pytest.mark.parametrize("paper", PAPERS)
async def test_every_span_stands_on_a_page(parsers: ParserPool, paper: type[samples.Sheet]) -> None:
    result = await parsers.parse(samples.korean_free_form(paper()))

    spans = [line for section in result.content.sections for entry in section.entries for line in entry.lines]
    for span in spans:
        size = result.content.pages[span.region.page - 1]
        assert 0 <= span.region.left < span.region.right <= size.width + 0.01
        assert 0 <= span.region.top < span.region.bottom <= size.height + 0.01
    assert {span.region.page for span in spans} == {1, 2}
