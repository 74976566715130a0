"""Real parser processes and real PDFs: what is read, what is refused and why, and that one document harms no other (row R4)."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN
from viva.resume.v1 import resume_content_pb2 as content
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from mesh.refusal import Refusal
from services.resume.adapters import parser_process
from services.resume.adapters.parser import ParserPool
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.unreadable import (
    Corrupt,
    EmptyFile,
    Encrypted,
    NotAPdf,
    NoText,
    OldHangul,
    ParserBusy,
    ParserLimit,
    ParserUnavailable,
    TooLarge,
    TooManyPages,
    TooMuchText,
    UnsupportedType,
)
from tests.resumes import hiding, hostile, office, samples

LIMITS = ParserLimits()
FRUGAL = replace(LIMITS, cpu_seconds=2, wall_seconds=30.0)
"""Of time by the clock there is plenty: the machine that tests run on has other things to do."""


@pytest.fixture
async def parsers() -> AsyncIterator[ParserPool]:
    async with ParserPool(FRUGAL) as pool:
        yield pool


def texts(result: AnalyzeResult, kind: content.FieldKind.ValueType) -> list[str]:
    fields = (field for section in result.content.sections for entry in section.entries for field in entry.fields)
    return [field.value.text for field in fields if field.kind == kind]


def kinds(result: AnalyzeResult) -> list[str]:
    return [content.SectionKind.Name(section.kind).removeprefix("SECTION_KIND_") for section in result.content.sections]


async def test_f52_a_free_form_resume_in_korean_gives_all_its_sections(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.korean_free_form())

    assert result.content.language == LANGUAGE_KOREAN
    assert kinds(result) == [
        "HEADER", "EDUCATION", "EXPERIENCE", "PROJECTS", "SKILLS", "CERTIFICATIONS", "AWARDS", "ACTIVITIES", "SELF_INTRODUCTION",
    ]  # fmt: skip
    assert texts(result, content.FIELD_KIND_NAME) == ["김하늘"]
    assert texts(result, content.FIELD_KIND_ORGANISATION) == [
        "한빛대학교", "푸른고등학교", "(주)나래커머스", "㈜별빛소프트", "교내 알고리즘 동아리",
    ]  # fmt: skip
    assert texts(result, content.FIELD_KIND_SKILL)[2:4] == ["C++", "C#"]
    assert len(texts(result, content.FIELD_KIND_QUESTION)) == 2


async def test_a_form_of_ruled_tables_in_korean_gives_a_fact_a_cell(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.korean_tables())

    assert texts(result, content.FIELD_KIND_NAME) == ["박서준"]
    assert texts(result, content.FIELD_KIND_TARGET_ROLE) == ["데이터 엔지니어"]
    assert texts(result, content.FIELD_KIND_ORGANISATION) == ["미래대학교", "한강데이터", "솔빛은행"]
    assert texts(result, content.FIELD_KIND_ISSUER) == ["한국데이터산업진흥원"]


async def test_f52_a_free_form_resume_in_english_gives_all_its_sections(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.english_free_form())

    assert result.content.language == LANGUAGE_ENGLISH
    assert len(kinds(result)) == 9 and "OTHER" not in kinds(result)
    assert texts(result, content.FIELD_KIND_ROLE) == ["Payments Engineer", "Software Developer"]
    assert texts(result, content.FIELD_KIND_MAJOR) == ["Computer Science"]


async def test_every_span_says_where_on_the_paper_it_stands(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.korean_free_form())

    spans = [line for section in result.content.sections for entry in section.entries for line in entry.lines]
    for span in spans:
        size = result.content.pages[span.region.page - 1]
        assert 0 <= span.region.left < span.region.right <= size.width
        assert 0 <= span.region.top < span.region.bottom <= size.height
    assert {span.region.page for span in spans} == {1, 2}
    assert all(embedded.passage.regions for embedded in result.passages)


async def test_r7_the_registration_number_never_leaves_the_parser(parsers: ParserPool) -> None:
    result = await parsers.parse(samples.korean_free_form())

    assert result.content.masked_numbers == 1
    assert b"2345678" not in result.SerializeToString()


async def test_f52_text_without_headings_is_one_section_that_says_so(parsers: ParserPool) -> None:
    assert kinds(await parsers.parse(samples.without_headings())) == ["OTHER"]


async def test_a_resume_that_only_its_owner_may_change_is_read(parsers: ParserPool) -> None:
    assert kinds(await parsers.parse(hostile.owner_locked())) == ["EDUCATION"]


async def test_f16_hidden_words_reach_people_and_never_a_passage(parsers: ParserPool) -> None:
    file, _ = hiding.PDF_TRICKS["white on white"]

    result = await parsers.parse(file)

    (hidden,) = result.content.hidden_texts
    assert (hidden.text, hidden.reason) == (hiding.SECRET, content.HIDDEN_REASON_COLOUR)
    assert (hidden.region.page, round(hidden.region.left)) == (1, 50)
    assert [embedded.passage.text for embedded in result.passages] == [hiding.VISIBLE]
    assert hiding.SECRET not in str(result.content.sections)


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        pytest.param(b"", EmptyFile, id="empty"),
        pytest.param(hostile.html_as_pdf(), NotAPdf, id="html"),
        pytest.param(hostile.old_office("HwpSummaryInformation"), OldHangul, id="hwp"),
        pytest.param(hostile.spreadsheet(), UnsupportedType, id="xlsx"),
        pytest.param(hostile.truncated(), Corrupt, id="truncated"),
        pytest.param(hostile.noise(), Corrupt, id="noise"),
        pytest.param(hostile.lying_page_count(10_000), Corrupt, id="lying"),
        pytest.param(hostile.encrypted(), Encrypted, id="encrypted"),
        pytest.param(hostile.scan(), NoText, id="scan"),
        pytest.param(hostile.broken_font(), NoText, id="font-that-draws-nothing"),
        pytest.param(hostile.many_pages(10_000), TooManyPages, id="10k-pages"),
        pytest.param(samples.of_pages(101), TooManyPages, id="101-pages"),
        pytest.param(samples.of_characters(70_000), TooMuchText, id="too-much-text"),
        pytest.param(b"%PDF-1.7" + bytes(10 * 1024 * 1024), TooLarge, id="10-mib-and-8-bytes"),
        pytest.param(hostile.text_bomb(200), ParserLimit, id="bomb"),
        pytest.param(hostile.nested_forms(9), ParserLimit, id="nested"),
        pytest.param(office.bomb(), ParserLimit, id="docx-bomb"),
        pytest.param(office.crowd_of_parts(), ParserLimit, id="docx-of-3000-parts"),
        pytest.param(office.with_entities(), Corrupt, id="docx-xxe"),
    ],
)
async def test_a_hostile_file_is_refused_with_its_reason(parsers: ParserPool, file: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        await parsers.parse(file)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(hostile.huge_image(), id="huge-image"),
        pytest.param(office.with_relations_outside(), id="docx-outside"),
    ],
)
async def test_what_a_hostile_file_says_is_read_within_the_limits_when_it_can_be(parsers: ParserPool, file: bytes) -> None:
    result = await parsers.parse(file)

    assert [embedded.passage.text for embedded in result.passages] == ["Jordan Ellis, Engineer"]


async def test_f13_hostile_files_leave_nothing_in_the_memory_of_the_service(parsers: ParserPool) -> None:
    async def refuse(file: bytes) -> None:
        with pytest.raises(Refusal):
            await parsers.parse(file)

    files = [hostile.text_bomb(20), hostile.many_pages(10_000), hostile.noise(), office.with_entities(), office.crowd_of_parts()]
    for file in files:
        await refuse(file)
    gc.collect()
    before = psutil.Process().memory_info().rss
    for file in files * 2:
        await refuse(file)
    gc.collect()

    assert psutil.Process().memory_info().rss - before < 8 * 1024 * 1024


async def test_a_parser_without_enough_memory_says_so() -> None:
    async with ParserPool(replace(LIMITS, memory_bytes=64 * 1024 * 1024, cpu_seconds=60)) as parsers:
        with pytest.raises(ParserLimit):
            await parsers.parse(samples.korean_free_form())


async def test_a_parser_without_enough_memory_calls_no_file_broken() -> None:
    async with ParserPool(LIMITS) as parsers:
        with pytest.raises(Corrupt):
            await parsers.parse(hostile.truncated())
    async with ParserPool(replace(LIMITS, memory_bytes=64 * 1024 * 1024, cpu_seconds=60)) as parsers:
        with pytest.raises(ParserLimit):
            await parsers.parse(hostile.truncated())


async def test_a_parser_that_hangs_is_ended_by_the_clock() -> None:
    async with ParserPool(replace(LIMITS, cpu_seconds=60, wall_seconds=0.5)) as parsers:
        with pytest.raises(ParserLimit):
            await parsers.parse(hostile.nested_forms(12))


async def test_a_good_resume_does_not_wait_for_a_bad_one(parsers: ParserPool) -> None:
    bad = asyncio.create_task(parsers.parse(hostile.nested_forms(9)))
    await parsers.parse(samples.english_rows())

    assert not bad.done()
    with pytest.raises(ParserLimit):
        await bad


async def test_f13_a_good_resume_does_not_wait_for_as_many_bad_ones_as_are_read_at_once(parsers: ParserPool) -> None:
    bad = [asyncio.create_task(parsers.parse(hostile.nested_forms(9))) for _ in range(2)]
    await asyncio.sleep(0)
    await parsers.parse(samples.english_rows())

    assert not any(each.done() for each in bad)
    for each in bad:
        with pytest.raises(ParserLimit):
            await each


async def test_f13_more_documents_than_may_wait_are_refused_now_and_not_late(parsers: ParserPool) -> None:
    outcomes = await asyncio.gather(*[parsers.parse(samples.english_rows()) for _ in range(14)], return_exceptions=True)

    assert [type(outcome) for outcome in outcomes].count(ParserBusy) == 4
    assert [type(outcome) for outcome in outcomes].count(AnalyzeResult) == 10


async def test_a_parser_killed_from_outside_costs_one_document() -> None:
    async with ParserPool(replace(LIMITS, cpu_seconds=60)) as parsers:
        doomed = asyncio.create_task(parsers.parse(hostile.nested_forms(12)))
        await asyncio.to_thread(_kill_the_busiest_child)
        with pytest.raises(ParserLimit):
            await doomed
        assert (await parsers.parse(samples.english_rows())).passages


async def test_who_asks_whether_all_is_well_while_a_parser_is_being_taken_leaves_none_behind() -> None:
    async def ask_all_the_time(pool: ParserPool) -> None:
        while True:
            assert await pool.what_is_missing() is None
            await asyncio.sleep(0)

    async with ParserPool(LIMITS) as pool:
        asking = asyncio.create_task(ask_all_the_time(pool))
        for _ in range(2):
            await asyncio.gather(*(pool.parse(samples.english_rows()) for _ in range(2)))
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        assert len(parser_processes()) <= 1 + 2  # what they are forked from, and a spare for each place


async def test_every_parser_is_gone_when_the_pool_is() -> None:
    async with ParserPool(LIMITS) as parsers:
        await parsers.parse(samples.english_rows())
        running = parser_processes()
        assert running

    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in running)


def test_a_parser_can_open_no_file_and_no_socket_and_dies_of_excess() -> None:
    tries = (
        "import socket, sys; from services.resume.adapters.confinement import confine;"
        "from services.resume.adapters.parser_messages import ParserLimits; import os; os.dup(1);"
        "print(confine(ParserLimits(memory_bytes=512 << 20)));"
        "attempts = [lambda: open('/etc/passwd'), lambda: open('/tmp/x', 'w'), socket.socket, lambda: os.listdir('/'), os.pipe,"
        " lambda: bytearray(600 << 20)]\n"
        "for attempt in attempts:\n"
        "    try: attempt(); print('done')\n"
        "    except (OSError, MemoryError) as error: print(type(error).__name__)\n"
    )

    said = subprocess.run([sys.executable, "-c", tries], capture_output=True, text=True, check=True).stdout.split()

    assert said == ["True", "OSError", "OSError", "OSError", "OSError", "OSError", "MemoryError"]


async def test_f53_a_parser_is_told_nothing_about_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_KEYS_DIR", "/secret")
    async with ParserPool(LIMITS):
        running = parser_processes()
        assert len(running) == 1 + 2
        for child in running:
            assert not any(name.startswith("VIVA_") or name == "HOME" for name in child.environ())


async def test_what_parsers_are_forked_from_has_one_thread_no_network_and_no_grpc(parsers: ParserPool) -> None:
    source = next(child for child in psutil.Process().children() if is_parser(child))

    assert source.num_threads() == 1
    assert network_of(psutil.Process()) not in {network_of(each) for each in parser_processes()}
    assert not any("grpc" in Path(mapped.path).name for mapped in source.memory_maps())


async def test_f13_a_document_is_read_though_what_parsers_are_forked_from_was_killed(parsers: ParserPool) -> None:
    source = next(child for child in psutil.Process().children() if is_parser(child))
    spares = source.children()
    under_way = asyncio.create_task(parsers.parse(hostile.nested_forms(12)))
    await asyncio.to_thread(_until_one_is_busy)
    source.kill()

    with pytest.raises(ParserUnavailable):
        await under_way
    await asyncio.to_thread(psutil.wait_procs, spares)
    assert (await parsers.parse(samples.english_rows())).passages


async def test_a_document_whose_reading_was_cancelled_leaves_no_parser(parsers: ParserPool) -> None:
    reading = asyncio.create_task(parsers.parse(hostile.nested_forms(9)))
    before = {child.pid for child in parser_processes()}
    await asyncio.sleep(0)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    assert (await parsers.parse(samples.english_rows())).passages

    left = {child.pid for child in parser_processes()}
    assert len(left) <= 1 + 2 and len(left & before) <= 2


def network_of(process: psutil.Process) -> Path:
    """The kernel's name for the network that a process is in."""
    return Path(f"/proc/{process.pid}/ns/net").readlink()


def parser_processes() -> list[psutil.Process]:
    """Our own descendants that read documents; a whole run of the tests has others, such as a Viva that many of them share."""
    return [child for child in psutil.Process().children(recursive=True) if is_parser(child)]


def is_parser(child: psutil.Process) -> bool:
    """Whether a child reads documents; one that has ended meanwhile does not."""
    try:
        return parser_process.__name__ in child.cmdline()
    except psutil.Error:
        return False


def _kill_the_busiest_child() -> None:
    _until_one_is_busy().kill()


def _until_one_is_busy() -> psutil.Process:
    """Waits until a parser works, which takes more than what starting takes."""
    while True:
        for child in parser_processes():
            if child.cpu_times().user > 1.0:
                return child
