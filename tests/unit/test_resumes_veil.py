"""Row R7: what is covered before the decision, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viva.interview.v1 import evaluation_pb2, report_pb2
from viva.llm.v1 import ask_context_pb2

from services.session.resumes.veil import COVER, Veil
from services.session.resumes.veiling import veiled

VEIL = Veil(["김하늘", "Haneul Kim", "Will Smith", "haneul@example.kr", "한빛대학교"])


@pytest.mark.parametrize(
    ("said", "telling"),
    [
        ("저는 김하늘입니다", "김하늘"),
        ("김 하늘이라고 합니다", "김 하늘"),
        ("하늘 씨가 맡았습니다", "하늘"),
        ("Kim, Haneul built it", "Haneul"),
        ("HANEUL KIM", "KIM"),
        ("Will built it", "Will"),
        ("한빛대학교를 졸업했습니다", "한빛대학교"),
        ("서울대 컴퓨터공학부를 나왔습니다", "서울대"),
        ("미래고등학교 3년 개근", "미래고등학교"),
        ("I graduated from Seoul National University", "Seoul National University"),
        ("the University of Hanbit", "University of Hanbit"),
        ("KAIST에서 연구했습니다", "KAIST"),
        ("서울특별시 강남구 역삼동에 삽니다", "강남구 역삼동"),
        ("부산에서 자랐습니다", "부산"),
        ("I grew up in Busan", "Busan"),
        ("고향은 조용한 바닷가 마을입니다", "바닷가"),
        ("만 28세입니다", "28세"),
        ("1995년생입니다", "1995년생"),
        ("생년월일: 1995. 03. 14", "1995"),
        ("I was born in 1995, in spring", "1995"),
        ("I am 29 years old", "29 years old"),
        ("950314-2******", "950314"),
        ("아버지께서 교사이셔서 배웠습니다", "아버지"),
        ("저는 장남입니다", "장남"),
        ("my father taught me", "father"),
        ("I am married", "married"),
        ("github.com/haneul-kim 에 있습니다", "haneul"),
        ("010-1234-5678로 연락 주세요", "1234"),
        ("haneul.kim@example.com", "example"),
    ],
)
def test_what_tells_who_somebody_is_gets_covered_in_place(said: str, telling: str) -> None:
    covered = VEIL.over(said)

    assert telling in said and telling not in covered
    assert len(covered) == len(said)


@pytest.mark.parametrize(
    "harmless",
    [
        "하늘이 맑은 날 배포했습니다",
        "I will do it",
        "20세기 시스템을 세대교체 했고, 최대 95% 성능을 냈습니다",
        "C++/C#, CI/CD와 15세션을 다뤘습니다",
        "부모 클래스와 자식 클래스, 확대와 축소, 현대 아키텍처",
        "the parent process forks a child",
        "2019.03 ~ 2021.02 주문 시스템 개발, 초당 1,200건",
        "고양이 사진을 분류하는 모델을 만들었습니다",
        "경기 침체로 예산이 줄었습니다",
        "a family of microservices, 30 years of legacy code",
    ],
)
def test_what_tells_nothing_stays(harmless: str) -> None:
    assert VEIL.over(harmless) == harmless


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
def test_every_character_keeps_its_place(text: str, names: list[str]) -> None:
    covered = Veil(names).over(text)

    assert len(covered) == len(text)
    assert all(after in (before, COVER) for before, after in zip(text, covered, strict=True))


def test_a_veil_over_a_message_covers_peoples_own_words_at_any_depth_and_nothing_else() -> None:
    citation = evaluation_pb2.Citation(line_id="l", start=0, end=3, text="김하늘")
    remark = evaluation_pb2.Remark(text="김하늘 님은 분명합니다", citations=[citation])
    report = report_pb2.Report(report_id="김하늘", summary="김하늘 님", strengths=[remark])

    shown = veiled(report, VEIL)

    assert shown.report_id == "김하늘"
    assert shown.summary == "○○○ 님"
    assert shown.strengths[0].text.startswith("○○○ ") and shown.strengths[0].citations[0].text == "○○○"
    assert report.summary == "김하늘 님"


def test_every_field_of_a_prompt_that_may_hold_a_candidates_words_is_marked_so() -> None:
    context = ask_context_pb2.AskContext(
        asked=["김하늘 님?"], resume_passages=["김하늘"], last_turn=ask_context_pb2.Turn(question="김하늘 님?", answer="김하늘입니다")
    )

    assert "김하늘" not in str(veiled(context, VEIL))
    assert "김하늘".encode() not in veiled(context, VEIL).SerializeToString()
