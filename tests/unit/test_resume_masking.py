"""Row R7: resident registration numbers are masked in every copy that can be searched."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewing.registration_numbers import mask_pieces
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
        "950314 2345678",
        "95.03.14-2345678",
        "95 03 14 - 2345678",
        "950314 ㅡ 2345678",
        "950314.2345678",
        "950314:2345678",
        "950314-2 345678",
        "950314-\n2345678",
        "950314-23\n45678",
        "9\n5\n0\n3\n1\n4\n-\n2\n3\n4\n5\n6\n7\n8",
        "1234 5678 950314-2345678",
        "법인은 아니고 주민등록번호 950314-2345678",
    ],
)
def test_a_number_is_masked_however_it_is_typed(written: str) -> None:
    masked, count = mask(f"앞 {written} 뒤")

    assert count == 1
    assert not any(character.isdecimal() for character in masked.replace("1234 5678", ""))
    assert len(masked) == len(f"앞 {written} 뒤")


@pytest.mark.parametrize(
    "harmless",
    [
        "010-1234-5678",
        "010 1234 5678\n25세",
        "010 1234 5678 19",
        "01012345678\n25",
        "+82 10 1234 5678 2020",
        "02-123-4567 031-987-6543",
        "2014.03 ~ 2018.02",
        "2019.03.02 ~ 2021.02.28",
        "2014.03.14 2345678",
        "TOEIC 950 (2021.03.14) 2345678",
        "951314-2345678",
        "950332-2345678",
        "950314-9345678",
        "19950314-2345678",
        "950314-23456789",
        "법인등록번호: 110111-1234567",
        "978-89-364-3359-8",
        "352-0123-4567-83",
        "123456-01-234567",
        "1,234,567 / 890123",
    ],
)
def test_other_numbers_stay_as_they_are(harmless: str) -> None:
    assert mask(harmless) == (harmless, 0)


def test_a_number_that_two_lines_share_is_masked_in_both() -> None:
    masked, count = mask_document(Document((A4,), (line("950314-", row=0), line("2345678 서울", row=1))))

    assert count == 1
    assert [each.text for each in masked.lines] == ["******-", "******* 서울"]


@pytest.mark.parametrize(("row", "column"), [(0, 3), (1, 0)])
def test_cells_that_stand_side_by_side_or_below_are_one_number_in_whatever_order_they_are_drawn(row: int, column: int) -> None:
    cells = (line("950314 -", row=0, left=40.0), line("서울 강남", row=5), line("2345678", row=row, left=40.0 + 60 * column))

    masked, count = mask_document(Document((A4,), cells))

    assert count == 1
    assert [each.text for each in masked.lines] == ["****** -", "서울 강남", "*******"]


def test_halves_that_stand_apart_are_two_things() -> None:
    cells = (line("950314-", row=0), line("서울 강남", row=5), line("2345678", row=40))

    assert mask_document(Document((A4,), cells))[1] == 0


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


PEOPLE = st.dates(date(1920, 1, 1), date(2025, 12, 31))
PHONES = st.from_regex(r"01[016789][- .]?[0-9]{3,4}[- .]?[0-9]{4}", fullmatch=True)
DATES = st.dates(date(1980, 1, 1), date(2030, 1, 1)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d}", f"{day:%Y년 %m월}"])
)


@given(PEOPLE, st.integers(1, 8), st.integers(0, 999_999), st.sampled_from(["-", "", " ", " - ", "–", "\n", ".", "－"]), st.booleans())
def test_every_number_that_names_a_day_is_masked(day: date, sex: int, rest: int, between: str, is_wide: bool) -> None:
    written = f"{day:%y%m%d}{between}{sex}{rest:06d}"
    if is_wide:
        written = written.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})

    masked, count = mask(f"번호 {written} 끝")

    assert count == 1 and not any(character.isdecimal() for character in masked)


@given(
    st.lists(PHONES | DATES | st.sampled_from(["서울", "25세", "3.8/4.5", "95%", "~"]), max_size=8),
    st.sampled_from([" ", "\n", ", ", " / "]),
)
def test_telephones_dates_and_marks_in_a_row_are_never_masked(words: list[str], between: str) -> None:
    text = between.join(words)

    assert mask(text) == (text, 0)


@given(st.lists(st.text(alphabet="950314-2345678 가", max_size=9), max_size=8))
def test_pieces_stay_as_many_and_as_long_as_they_were(pieces: list[str]) -> None:
    masked, _ = mask_pieces(pieces)

    assert [len(piece) for piece in masked] == [len(piece) for piece in pieces]
