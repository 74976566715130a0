"""Row R7: resident registration numbers are masked in every copy that can be searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.domain.document import Document
from services.resume.domain.masking import mask, mask_document
from services.resume.domain.passages import cut
from services.resume.domain.reading import read_resume
from services.resume.domain.sections import read
from tests.resumes.lines import A4, document, line


@pytest.mark.parametrize(
    "written",
    [
        "950314-2345678",
        "9503142345678",
        "950314 - 2345678",
        "950314–2345678",
        "９５０３１４－２３４５６７８",
        "9 5 0 3 1 4 - 2 3 4 5 6 7 8",
        "주민번호:010203-4123456.",
        "외국인등록번호 850101-5123456",
    ],
)
def test_a_number_is_masked_however_it_is_typed(written: str) -> None:
    masked, count = mask(f"앞 {written} 뒤")

    assert count == 1
    assert not any(character.isdecimal() for character in masked)


@pytest.mark.parametrize(
    "harmless",
    ["010-1234-5678", "2014.03 ~ 2018.02", "951314-2345678", "950332-2345678", "950314-9345678", "19950314-2345678", "950314-23456789"],
)
def test_other_numbers_stay_as_they_are(harmless: str) -> None:
    assert mask(harmless) == (harmless, 0)


def test_a_number_that_two_lines_share_is_masked_in_both() -> None:
    masked, count = mask_document(Document((A4,), (line("950314-", row=0), line("2345678 서울", row=1))))

    assert count == 1
    assert [each.text for each in masked.lines] == ["******-", "******* 서울"]


def test_no_searchable_copy_of_a_resume_holds_the_number() -> None:
    resume, passages = read_resume(document("김하늘", "주민등록번호 950314-2345678", "학력", "한빛대학교"))

    kept = [each.text for section in resume.sections for each in section.lines]
    found = [field.text for section in resume.sections for entry in section.entries for field in entry.fields]
    assert resume.masked_numbers == 1
    assert "2345678" not in "".join([*kept, *found, *(passage.text for passage in passages)])


@given(st.text())
def test_masking_keeps_length_and_lines_of_any_text(text: str) -> None:
    masked, _ = mask(text)

    assert [len(each) for each in masked.split("\n")] == [len(each) for each in text.split("\n")]


@given(st.text(alphabet="950314-2345678 \n가", max_size=60))
def test_what_was_masked_once_has_nothing_left_to_mask(text: str) -> None:
    masked, _ = mask(text)

    assert mask(masked) == (masked, 0)


def test_masked_text_is_what_gets_cut() -> None:
    masked, _ = mask_document(Document((A4,), (line("번호 950314-2345678"),)))

    assert [passage.text for passage in cut(read(masked).sections)] == ["번호 ******-*******"]
