"""A Word file in python-docx's own template: headings, and one table each for schools, employers, certificates."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("맑은 고딕", size=10.5, margin=25)
    letter.heading("이력서", 0)
    letter.line("성명: 노을비")
    letter.line("생년월일: 1994년 5월 2일")
    letter.line("휴대폰: 010-9753-8642")
    letter.line("E-mail: eulbi.noh@example.com")
    letter.heading("1. 학력사항")
    letter.table(
        [
            ("재학기간", "학교명", "전공", "학위", "학점"),
            ("2013년 3월 ~ 2017년 8월", "늘푸른대학교", "경영학과", "학사", "3.8/4.5"),
            ("2010년 3월 ~ 2013년 2월", "은가람고등학교", "인문계", "-", "-"),
        ]
    )
    letter.heading("2. 경력사항")
    letter.table(
        [
            ("근무기간", "회사명", "부서", "직위", "담당업무"),
            ("2020년 1월 ~ 현재", "미르상사", "해외영업팀", "대리", "동남아 거래처 관리"),
            ("2017년 9월 ~ 2019년 12월", "하랑무역(주)", "영업지원팀", "사원", "수출 서류 작성"),
        ]
    )
    letter.heading("3. 자격증")
    letter.table(
        [
            ("자격증명", "발행처", "취득일"),
            ("국제무역사 1급", "한국무역협회", "2018.12.21"),
            ("컴퓨터활용능력 1급", "대한상공회의소", "2016.07.15"),
        ]
    )
    letter.heading("4. 어학")
    letter.table([("시험", "점수", "응시일"), ("TOEIC", "905", "2019.11.24"), ("HSK", "5급", "2018.03.18")])
    letter.heading("5. 보유기술")
    letter.line("SAP / Excel / PowerPoint / 무역 실무")
    letter.heading("6. 자기소개서")
    letter.heading("나를 한 단어로 표현한다면?", 2)
    letter.line(
        "나침반입니다. 길을 대신 걸어 주지는 못해도 어디로 가야 할지는 알려 줍니다. 신입 때 만든 서류 점검표를 지금도 팀 전체가 씁니다."
    )
    letter.heading("최근 본 영화와 그 이유", 2)
    letter.line("바다를 건너는 상인들의 이야기를 보았습니다. 약속을 지키는 사람이 결국 더 멀리 간다는 것을 다시 생각했습니다.")
    return letter.saved()
