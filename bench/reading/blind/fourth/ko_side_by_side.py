"""A Word file whose two columns are one table without lines: contact, skills, certificates left; career and schools right."""

from bench.reading.blind.word import Letter

_SIDE = (
    "*우 해 든*",
    "UX 디자이너",
    "",
    "*연락처*",
    "010-2580-0852",
    "haedeun@example.kr",
    "서울시 성동구",
    "",
    "*보유 역량*",
    "Figma",
    "Sketch",
    "Adobe XD",
    "사용자 인터뷰",
    "",
    "*자격증*",
    "GTQ 1급 (2016.05)",
    "컬러리스트기사 (2017.11)",
    "",
    "*수상 내역*",
    "신진 디자이너상 (2020.12)",
)
_MAIN = (
    "*소개*",
    "쓰는 사람의 하루를 먼저 그려 보는 디자이너입니다.",
    "",
    "*경력*",
    "*해오름커머스* | 시니어 디자이너",
    "2021.02 - 현재",
    "• 결제 단계 이탈률 9%p 감소",
    "*스튜디오 잎새* | 디자이너",
    "2017.03 - 2021.01",
    "• 병원·관공서 누리집 22건",
    "",
    "*학력*",
    "*서라벌예술대학교* 시각디자인학과 (학사)",
    "2012.03 - 2017.02",
    "",
    "*대외활동*",
    "*디자인 봉사단 붓* 운영진",
    "2018.04 - 2019.12",
)


def draw() -> bytes:
    """A Word document."""
    letter = Letter("NanumSquare", size=10)
    left, right = letter.table([("", "")], style="Normal Table").rows[0].cells
    for words in _SIDE:
        letter.line(words, into=left)
    for words in _MAIN:
        letter.line(words, into=right)
    return letter.saved()
