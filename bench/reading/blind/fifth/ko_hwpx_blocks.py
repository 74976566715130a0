"""A form of Hangul with a table for each employment, labels left of values, and prose between the tables."""

from bench.reading.blind.hangul import Form

_JOBS = (
    ("단풍식품(주)", "2019.07.01 ~ 재직중", "품질관리팀 / 대리", "HACCP 재인증, 이물 불만 40% 감소"),
    ("새벽유업", "2016.01.04 ~ 2019.06.30", "품질보증실 / 사원", "원유 검사, 유통기한 시험"),
)


def draw() -> bytes:
    """A file of Hangul."""
    form = Form()
    form.text("경 력 직 지 원 서", size=18, bold=True)
    form.table(
        [
            ("성명(한글)", "호연두", "성명(영문)", "HO YEONDU"),
            ("H.P", "010-6283-1749", "E-MAIL", "yeondu.ho@example.kr"),
            ("지원 포지션", "품질관리", "희망 연봉", "면접 시 협의"),
        ],
        (0.18, 0.32, 0.18, 0.32),
    )
    form.text("")
    form.text("< 학력 >", bold=True)
    form.table(
        [
            ("졸업년도", "출신학교", "전공(학위)", "소재지"),
            ("2016", "호남농생명대학교", "식품공학(학사)", "전주"),
            ("2010", "전라여자고등학교", "-", "전주"),
        ],
        (0.18, 0.34, 0.3, 0.18),
    )
    form.text("")
    form.text("< 경력 >", bold=True)
    for company, period, place, work in _JOBS:
        form.table(
            [("회 사 명", company, "재직기간", period), ("부서/직위", place, "퇴직사유", "-"), ("업무성과", work, "", "")],
            (0.16, 0.3, 0.16, 0.38),
            across={(2, 1): 3},
        )
        form.text("")
    form.text("< 자격 및 교육 >", bold=True)
    form.table(
        [
            ("구분", "명칭", "기관", "일자"),
            ("자격", "식품기사", "한국산업인력공단", "2015.11.27"),
            ("자격", "위생사", "보건복지부", "2016.01.15"),
            ("교육", "HACCP 팀장 과정", "한국식품안전관리인증원", "2020.03"),
        ],
        (0.14, 0.34, 0.32, 0.2),
    )
    form.text("")
    form.text("< 자기소개 >", bold=True)
    form.text("Q. 우리 제품 가운데 하나를 버려야 한다면 무엇입니까?", bold=True)
    form.text("매출은 높으나 불만이 가장 많은 조각 치즈입니다. 버리기 전에 포장부터 바꾸어 석 달을 더 지켜보겠습니다.")
    form.text("Q. 당신을 움직이는 것은 무엇입니까?", bold=True)
    form.text("숫자가 제자리로 돌아오는 순간입니다. 불량률 그래프가 내려갈 때 저는 다음 원인을 찾습니다.")
    return form.saved()
