"""A nurse's résumé in Word as hospitals ask for it: bordered tables, a photo's place, two dates in one cell, a second sheet of prose."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("NanumBarunGothic", size=10)
    letter.line("*경력직 간호사 이력서*", size=18, centred=True)
    letter.table(
        [
            ("사진", "성명", "편서윤", "생년월일", "1996.01.15"),
            ("", "휴대전화", "010-2121-6767", "E-mail", "seoyun.pyeon@example.kr"),
            ("", "지원분야", "중환자실(ICU)", "면허번호", "제000000호"),
        ],
        merged=[(0, 0, 2, 0)],
    )
    letter.line("")
    letter.line("*◎ 최종학력*")
    letter.table([("입학-졸업", "학교", "학과(전공)", "학위"), ("2014.03\n2018.02", "울산과학대학교", "간호학과", "학사")])
    letter.line("")
    letter.line("*◎ 근무경력*")
    letter.table(
        [
            ("병원명", "근무부서", "직위", "근무기간"),
            ("동해바다병원", "내과계 중환자실", "책임간호사", "2021.06 ~ 현재"),
            ("울산가람병원", "응급실", "간호사", "2018.03 ~ 2021.05"),
        ]
    )
    letter.line("")
    letter.line("*◎ 면허 및 자격*")
    letter.table(
        [
            ("명칭", "취득일", "발급기관"),
            ("간호사 면허", "2018.02.20", "보건복지부"),
            ("KALS Provider", "2022.09.03", "대한심폐소생협회"),
            ("중환자전문간호사", "2025.02.28", "보건복지부"),
        ]
    )
    letter.line("")
    letter.line("*◎ 보수교육 및 연수*")
    letter.table(
        [
            ("교육명", "교육기관", "이수일"),
            ("인공호흡기 환자 간호", "대한중환자간호학회", "2024.05"),
            ("환자안전 리더 과정", "의료기관평가인증원", "2023.10"),
        ]
    )
    letter.line("")
    letter.line("*◎ 나의 간호 이야기*")
    letter.line(
        "중환자실에서는 환자의 말 대신 숫자를 듣습니다. 소변량이 한 시간에 10mL 줄어든 것을 보고 담당의에게 바로 알려 패혈증을 일찍 "
        "발견한 일이 있습니다. 숫자의 작은 변화를 사람의 신호로 읽는 간호사가 되고자 합니다."
    )
    return letter.saved()
