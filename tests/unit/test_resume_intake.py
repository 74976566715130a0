"""Rows R1 and F13: what comes in is bounded and known by its content before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.domain.file_kind import FileKind, kind_of
from services.resume.domain.intake import Intake, UploadIncomplete
from services.resume.domain.unreadable import EmptyFile, Encrypted, NotAPdf, OldHangul, TooLarge, UnsupportedType
from tests.resumes import hostile
from tests.resumes.office import HangulPaper, WordPaper, packed

PDF = b"%PDF-1.7\n" + b"x" * 5_000


@given(st.lists(st.integers(min_value=1, max_value=1_500), min_size=1, max_size=12))
def test_all_bytes_come_out_in_order_however_they_are_cut(sizes: list[int]) -> None:
    intake = Intake(limit_bytes=20_000)
    file = (PDF * 4)[: max(9, sum(sizes))]
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    pieces = [file[start:end] for start, end in zip([0, *ends], [*ends, len(file)], strict=True) if file[start:end]]

    for piece in pieces:
        intake.take(piece)

    assert intake.finish() == (file, FileKind.PDF)


def test_the_kind_is_judged_as_soon_as_it_can_be() -> None:
    intake = Intake(limit_bytes=10_000)

    with pytest.raises(NotAPdf):
        intake.take(b"<html>" + bytes(1_018))


def test_f13_a_file_is_refused_at_the_first_byte_over_the_limit() -> None:
    intake = Intake(limit_bytes=2_000)
    intake.take(PDF[:2_000])

    with pytest.raises(TooLarge) as refused:
        intake.take(b"!")
    assert refused.value.facts == {"limit_bytes": "2000"}


def test_f13_a_file_that_announces_too_much_is_refused_before_it_comes() -> None:
    with pytest.raises(TooLarge):
        Intake(limit_bytes=2_000, announced_bytes=2_001)


def test_a_file_that_ends_early_is_no_file() -> None:
    intake = Intake(limit_bytes=10_000, announced_bytes=len(PDF))
    intake.take(PDF[:-1])

    with pytest.raises(UploadIncomplete):
        intake.finish()


def test_an_empty_file_says_so() -> None:
    with pytest.raises(EmptyFile):
        Intake(limit_bytes=10_000).finish()


def test_a_web_page_named_pdf_is_not_one() -> None:
    intake = Intake(limit_bytes=10_000)
    intake.take(hostile.html_as_pdf())

    with pytest.raises(NotAPdf):
        intake.finish()


@pytest.mark.parametrize(
    ("head", "detected"),
    [
        (packed({"xl/workbook.xml": "<workbook/>"}), "xlsx"),
        (packed({"ppt/presentation.xml": "<presentation/>"}), "pptx"),
        (packed({"photo.txt": "hello"}), "zip"),
        (hostile.old_office("WordDocument"), "doc"),
        (hostile.old_office("Workbook"), "old office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"{\\rtf1 hello}", "rtf"),
    ],
)
def test_a_kind_that_is_not_read_is_named(head: bytes, detected: str) -> None:
    intake = Intake(limit_bytes=10_000)
    intake.take(head)

    with pytest.raises(UnsupportedType) as refused:
        intake.finish()
    assert refused.value.facts == {"detected": detected}


def test_a_pdf_may_begin_with_a_few_other_bytes() -> None:
    assert kind_of(b"\r\n\x00junk" + PDF) is FileKind.PDF


@pytest.mark.parametrize(("paper", "kind"), [(WordPaper, FileKind.DOCX), (HangulPaper, FileKind.HWPX)])
def test_r1_word_processors_files_are_known_by_what_is_in_them(paper: type[WordPaper | HangulPaper], kind: FileKind) -> None:
    intake = Intake(limit_bytes=1_000_000)
    intake.take(paper().file())

    assert intake.finish()[1] is kind


def test_r1_an_old_hangul_file_is_refused_with_advice_of_its_own() -> None:
    intake = Intake(limit_bytes=10_000)
    intake.take(hostile.old_office("HwpSummaryInformation"))

    with pytest.raises(OldHangul):
        intake.finish()


def test_a_word_file_with_a_password_lies_in_the_old_container_and_is_told_so() -> None:
    intake = Intake(limit_bytes=10_000)
    intake.take(hostile.old_office("EncryptedPackage"))

    with pytest.raises(Encrypted):
        intake.finish()
