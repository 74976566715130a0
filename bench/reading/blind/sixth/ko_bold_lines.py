"""A Word file: bold employer, a tab and the dates, a line for the position, bullets; printed, two pages."""

from bench.reading.blind.word import Letter

PRINTED = True


def draw() -> bytes:
    """A Word document, to be printed."""
    letter = Letter("NanumGothic", size=10.5)
    letter.line("*문가람*  |  서비스 운영 매니저", size=16)
    letter.line("010-9246-1358 · garam.moon@example.com · 서울 마포구")
    letter.heading("간단 소개", 2)
    letter.line("고객의 불만을 가장 먼저 듣고 가장 늦게 잊는 운영 매니저입니다.")
    letter.heading("경력", 2)
    for employer, period, role, duties in (
        ("주식회사 다락방", "2021.08 – 현재", "운영 매니저 (파트장)", ("상담 응답 시간 11분 → 3분", "환불 정책 개정", "상담사 14명 교육")),
        ("별무리여행", "2018.05 – 2021.07", "고객지원 담당", ("항공권 변경 안내 자동화", "해외 지사와 야간 교대 운영")),
        ("한들마트 본사", "2016.01 – 2018.04", "매장지원팀 사원", ("점포 32곳 재고 점검",)),
    ):
        letter.line(f"*{employer}*\t{period}")
        letter.line(role)
        letter.bullets(*duties)
    letter.heading("교육", 2)
    letter.line("*새별대학교* 관광경영학과 학사\t2010.03 – 2015.08")
    letter.line("*가온여자고등학교*\t2007.03 – 2010.02")
    letter.heading("수료 과정", 2)
    letter.line("CS 리더 양성과정, 한국서비스진흥원\t2020.11")
    letter.heading("수상", 2)
    letter.line("올해의 상담상, 주식회사 다락방\t2023.12")
    letter.heading("자격", 2)
    letter.line("CS Leaders(관리사), 한국정보평가협회\t2017.06")
    letter.line("국내여행안내사, 한국산업인력공단\t2015.10")
    letter.heading("사용 도구", 2)
    letter.line("Zendesk, 채널톡, Notion, Google Sheets, 태블로")
    return letter.saved()
