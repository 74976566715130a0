"""A teacher's curriculum vitae by reportlab: numbered parts, dots between dates and what happened, no lines."""

from bench.reading.blind.lab import Paper

_PARTS = (
    (
        "1. 학력",
        (
            "2006. 3. - 2010. 2.    공주교육대학교 초등교육과 졸업 (교육학사)",
            "2013. 3. - 2015. 8.    한국교원대학교 대학원 초등국어교육 석사",
        ),
    ),
    (
        "2. 교직 경력",
        (
            "2022. 3. - 현재          세종 나래초등학교 교사 (5학년 부장)",
            "2017. 3. - 2022. 2.    세종 도담초등학교 교사",
            "2010. 3. - 2017. 2.    충남 공주신월초등학교 교사",
        ),
    ),
    ("3. 자격", ("2010. 2. 20.    초등학교 정교사(2급), 교육부", "2014. 8. 12.    초등학교 정교사(1급), 충청남도교육청")),
    ("4. 연구 및 표창", ("2021. 12. 30.    독서교육 유공 표창, 세종특별자치시교육감", "2019. 11.    수업혁신사례 연구대회 2등급")),
    ("5. 사회 활동", ("2018. 5. - 2023. 2.    세종 그림책연구회 총무",)),
)


def draw() -> bytes:
    """A page or two."""
    paper = Paper("NanumMyeongjo")
    paper.line(297, "이  력  서", size=20, centred=True)
    paper.down(14)
    for words in ("성명 : 석하늘", "연락처 : 010-2929-6161   전자우편 : haneul.seok@example.kr", "지원 분야 : 교육과정 연구원(초등 국어)"):
        paper.line(70, words)
    for title, lines in _PARTS:
        paper.down(12)
        paper.line(70, title, bold=True, size=12)
        for words in lines:
            paper.line(84, words)
    paper.down(12)
    paper.line(70, "6. 나의 교육관", bold=True, size=12)
    paper.wrapped(
        84,
        430,
        "아이는 궁금할 때 가장 빨리 자랍니다. 국어 시간마다 ‘질문 바구니’를 두고 아이들이 낸 질문으로 수업의 절반을 이끌었습니다. "
        "첫해에는 한 달에 열 개도 모이지 않던 질문이 이듬해에는 백 개를 넘었고, 글쓰기를 싫어하던 아이들이 스스로 신문을 만들었습니다.",
    )
    return paper.saved()
