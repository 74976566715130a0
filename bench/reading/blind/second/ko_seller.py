"""A salesman's page by reportlab: two columns of words without lines, dates in short form, a rule below each title."""

from bench.reading.blind.lab import Paper

_JOBS = (
    ("2021.3~현재", "가람제약(주)", "영업2팀 / 팀장", ("종합병원 14곳 담당", "분기 목표 달성률 평균 112%")),
    ("2017.9~2021.2", "청솔메디칼", "의료기기 영업사원", ("중부권 대리점 관리", "신규 거래처 31곳 개척")),
    ("2015.7~2017.8", "스타유통", "매장 판매사원", ("월 매출 1위 5회",)),
)


def draw() -> bytes:
    """One page."""
    paper = Paper("NanumGothic")
    paper.line(60, "마 현 철", size=24, bold=True)
    paper.line(60, "제약·의료기기 영업 | 010-8181-4545 | hyunchul.ma@example.com | 대전 유성구", size=9)
    paper.down(10)
    paper.line(60, "경력", bold=True, size=12)
    paper.rule(60, 535)
    for period, company, role, duties in _JOBS:
        paper.down(4)
        paper.line(60, period)
        paper.line(170, company, bold=True, beside=True)
        paper.line(300, role, beside=True)
        for duty in duties:
            paper.line(170, f"· {duty}", size=9)
    paper.down(10)
    paper.line(60, "학력", bold=True, size=12)
    paper.rule(60, 535)
    for period, school, major in (("2009.3~2015.2", "한남대학교", "생명시스템과학과 (학사)"), ("2006.3~2009.2", "보문고등학교", "")):
        paper.line(60, period)
        paper.line(170, school, bold=True, beside=True)
        paper.line(300, major, beside=True)
    paper.down(10)
    paper.line(60, "수상", bold=True, size=12)
    paper.rule(60, 535)
    for day, prize, giver in (("2023.12", "올해의 영업인상", "가람제약(주)"), ("2014.5", "대전광역시 창업경진대회 장려상", "대전광역시")):
        paper.line(60, day)
        paper.line(170, prize, beside=True)
        paper.line(400, giver, beside=True)
    paper.down(10)
    paper.line(60, "자격·어학", bold=True, size=12)
    paper.rule(60, 535)
    for day, name, giver in (
        ("2016.4", "운전면허 1종 보통", "경찰청"),
        ("2015.11", "유통관리사 2급", "대한상공회의소"),
        ("2014.8", "TOEIC 780", "ETS"),
    ):
        paper.line(60, day)
        paper.line(170, name, beside=True)
        paper.line(400, giver, beside=True)
    paper.down(10)
    paper.line(60, "병역", bold=True, size=12)
    paper.rule(60, 535)
    paper.line(60, "2010.4~2012.1")
    paper.line(170, "육군 병장 만기전역", beside=True)
    return paper.saved()
