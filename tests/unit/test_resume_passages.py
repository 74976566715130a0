"""Row R3: passages of about 600 characters that overlap by about 100, tagged with their section."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.resume.domain.document import Line
from services.resume.domain.passages import LENGTH, LONGEST, OVERLAP, Passage, cut
from services.resume.domain.resume import Entry, Section, SectionKind
from tests.resumes.lines import line

WORDS = st.lists(st.text(alphabet="abc가나다+#/.", min_size=1, max_size=40), min_size=1, max_size=400)


def section_of(words: Sequence[str], per_line: int = 9, kind: SectionKind = SectionKind.EXPERIENCE) -> Section:
    rows = [words[start : start + per_line] for start in range(0, len(words), per_line)]
    lines: tuple[Line, ...] = tuple(line(" ".join(row), row=number % 40, page=1 + number // 40) for number, row in enumerate(rows))
    return Section(kind, None, (Entry(lines),))


@given(WORDS)
def test_every_word_is_in_a_passage_and_none_is_split(words: list[str]) -> None:
    passages = cut([section_of(words)])

    assert _joined(passages) == words


@given(WORDS)
def test_no_passage_is_longer_than_it_may_be(words: list[str]) -> None:
    assert all(0 < len(passage.text) <= LENGTH for passage in cut([section_of(words)]))


def test_neighbours_share_about_a_hundred_characters() -> None:
    passages = cut([section_of([f"w{number}" for number in range(600)])])

    for one, other in pairwise(passages):
        shared = len(_overlap(one.text.split(), other.text.split()))
        assert OVERLAP - 10 <= len(" ".join(other.text.split()[:shared])) <= OVERLAP


def test_passages_are_numbered_through_and_keep_their_sections() -> None:
    sections = [section_of(["education"] * 100, kind=SectionKind.EDUCATION), section_of(["skills"], kind=SectionKind.SKILLS)]

    passages = cut(sections)

    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert {passage.section for passage in passages[:-1]} == {SectionKind.EDUCATION}
    assert passages[-1].section is SectionKind.SKILLS


def test_a_passage_over_two_pages_has_a_box_on_each() -> None:
    words = ["word"] * 9 * 42

    spanning = [passage for passage in cut([section_of(words)]) if len(passage.boxes) > 1]

    assert [[box.page for box in passage.boxes] for passage in spanning] == [[1, 2]]


def test_what_is_no_word_is_split_rather_than_stored_without_end() -> None:
    passages = cut([section_of(["x" * 5_000])])

    assert all(len(passage.text) <= LONGEST for passage in passages)
    assert sum(len(passage.text) for passage in passages) == 5_000


def _joined(passages: Sequence[Passage]) -> list[str]:
    words: list[str] = []
    for passage in passages:
        following = passage.text.split()
        words.extend(following[len(_best_overlap(words, following)) :] if words else following)
    return words


def _best_overlap(words: list[str], following: list[str]) -> list[str]:
    """The longest end of the words so far that the next passage begins with, no longer than an overlap may be."""
    for length in range(min(len(words), len(following) - 1), 0, -1):
        if words[-length:] == following[:length] and len(" ".join(following[:length])) <= OVERLAP:
            return following[:length]
    return []


def _overlap(one: list[str], other: list[str]) -> list[str]:
    return next(other[:length] for length in range(len(other), -1, -1) if one[len(one) - length :] == other[:length])
