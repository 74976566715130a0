"""A Word file as a program's sample would be: a title, headings of level 1, one paragraph a fact, slashes between."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("맑은 고딕", size=11, margin=25)
    letter.heading("이력서 - 금서윤", 0)
    letter.line("전화: 010-2468-1357 / 이메일: seoyun.geum@example.com / 지원 직무: 인사 담당자")
    letter.heading("학력")
    letter.line("은하대학교 / 심리학과 / 학사 / 2011.03 ~ 2015.02")
    letter.line("은하대학교 대학원 / 산업심리학 / 석사 / 2015.03 ~ 2017.02")
    letter.heading("경력")
    letter.line("(주)푸른솔리테일 / 인사팀 / 과장 / 2021.01 ~ 현재")
    letter.bullets("채용 절차 개편으로 소요일 45일 → 28일", "평가 제도 설계")
    letter.line("한마루컨설팅 / 조직진단팀 / 컨설턴트 / 2017.03 ~ 2020.12")
    letter.bullets("조직 진단 12건 수행")
    letter.heading("자격증")
    letter.line("직업상담사 2급 / 한국산업인력공단 / 2016.09")
    letter.line("임상심리사 2급 / 한국산업인력공단 / 2017.11")
    letter.heading("수상 경력")
    letter.line("사내 혁신상 / (주)푸른솔리테일 / 2022.12")
    letter.heading("보유 기술")
    letter.line("R / SPSS / Python / Excel / 면접 설계 / HRIS")
    letter.heading("대외 활동")
    letter.line("청소년 진로 멘토링 / 꿈나래재단 / 2018.03 ~ 2019.12")
    letter.heading("자기소개")
    letter.heading("1. 지원 동기", 2)
    letter.line("사람을 뽑는 일은 회사의 내일을 고르는 일이라고 생각합니다. 기준이 말로 남는 면접을 만들고 싶습니다.")
    letter.heading("2. 갈등을 풀었던 경험", 2)
    letter.line("평가 면담을 두고 두 팀이 맞선 적이 있습니다. 양쪽이 쓴 기준을 나란히 붙여 놓자 다른 말로 같은 것을 바라고 있었습니다.")
    return letter.saved()
