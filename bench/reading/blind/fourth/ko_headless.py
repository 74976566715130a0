"""A Word file with tables that name no columns, below headings of somebody's own words; skills with single blanks between them."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("NanumGothic", size=10.5)
    letter.line("*한 별 하*", size=20)
    letter.line("프론트엔드 개발자")
    letter.line("010-3690-1470  byeolha@example.dev")
    letter.line("")
    letter.line("*다닌 회사*", size=13)
    letter.table(
        [
            ("2022.6~", "주식회사 모래시계", "프론트엔드 개발 파트장"),
            ("2019.3~2022.5", "구름빵스튜디오", "웹 개발자"),
            ("2018.7~2018.12", "빛고을정보원", "인턴"),
        ]
    )
    letter.line("")
    letter.line("*공부한 곳*", size=13)
    letter.table([("2014.3~2019.2", "무등대학교", "소프트웨어공학과", "졸업(학사)"), ("2011.3~2014.2", "첨단고등학교", "", "졸업")])
    letter.line("")
    letter.line("*쓸 줄 아는 것들*", size=13)
    letter.line("TypeScript React Vue.js Next.js Jest GitHub Figma")
    letter.line("")
    letter.line("*딴 것들*", size=13)
    letter.table([("2018.5.25", "정보처리기사", "한국산업인력공단"), ("2021.9.3", "웹디자인기능사", "한국산업인력공단")])
    letter.line("")
    letter.line("*받은 상*", size=13)
    letter.table([("2018.10", "공공데이터 활용 공모전 우수상", "광주광역시")])
    letter.line("")
    letter.line("*만든 것들*", size=13)
    letter.table([("2023.1~2023.9", "동네 병원 예약 서비스", "프론트엔드 전담"), ("2020.2~2020.8", "온라인 전시관", "화면 개발")])
    return letter.saved()
