"""A page by reportlab: headings behind marks, dates last in brackets of their own, everything in one weight and size."""

from bench.reading.blind.lab import Paper

_LINES = """◎ 인적사항
  - 성 명 : 마루한
  - 연 락 처 : 010-5791-3468
  - 전자우편 : maruhan@example.kr
  - 희망직종 : 용접

◎ 배운 학교
  - 금강공업고등학교 금속재료과 졸업 (2009.02)
  - 한밭폴리텍대학 용접과 전문학사 (2011.02)

◎ 거쳐 온 일터
  - 서해조선(주) / 용접반장 (2018.05 ~ 현재)
  - 동광플랜트 / 용접사 (2013.04 ~ 2018.04)
  - 대한민국 육군 / 정비병 (2011.05 ~ 2013.02)

◎ 가진 자격
  - 용접기능사, 한국산업인력공단 (2008.12)
  - 용접산업기사, 한국산업인력공단 (2015.06)
  - AWS 용접검사원, 미국용접학회 (2020.10)

◎ 상 받은 일
  - 모범근로자 표창, 울산광역시장 (2021.05)

◎ 할 줄 아는 일
  - TIG 용접, CO2 용접, 도면 해독, 비파괴 검사, 지게차 운전

◎ 하고 싶은 말
  불꽃만 보고도 쇠가 얼마나 녹았는지 압니다. 서두르지 않고 오래 붙어 있을 이음을 만들겠습니다.
"""


def draw() -> bytes:
    """One page."""
    paper = Paper("NanumBarunGothic")
    paper.line(297, "이 력 서", size=18, centred=True)
    for words in _LINES.splitlines():
        paper.line(70 + 6 * (len(words) - len(words.lstrip())), words.strip())
    return paper.saved()
