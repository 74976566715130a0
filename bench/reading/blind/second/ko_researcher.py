"""A researcher's record as Hangul saves it: many tables, theses, papers and patents that are nobody's employment."""

from bench.reading.blind.hangul import Form


def draw() -> bytes:
    """A file of Hangul."""
    form = Form()
    form.text("연 구 경 력 서", size=16, bold=True)
    form.table(
        [("성명", "소이현", "연락처", "010-7979-1313"), ("지원분야", "이차전지 소재", "전자메일", "ihyun.so@example.re.kr")],
        (0.15, 0.35, 0.15, 0.35),
    )
    form.text("")
    form.text("가. 학력", size=12, bold=True)
    form.table(
        [
            ("학위", "대학", "전공", "기간", "지도교수"),
            ("박사", "포항공과대학교", "신소재공학", "2016.03 - 2021.08", "배00"),
            ("석사", "부산대학교", "고분자공학", "2014.03 - 2016.02", "윤00"),
            ("학사", "부산대학교", "고분자공학", "2010.03 - 2014.02", ""),
        ],
        (0.12, 0.26, 0.2, 0.28, 0.14),
    )
    form.text("")
    form.text("나. 연구 경력", size=12, bold=True)
    form.table(
        [
            ("기간", "기관", "직급", "연구 내용"),
            ("2023.04 - 현재", "한국소재연구원", "선임연구원", "전고체 전해질 합성"),
            ("2021.09 - 2023.03", "University of Bremen", "박사후연구원", "나트륨 이온 전지 음극"),
        ],
        (0.24, 0.28, 0.18, 0.3),
    )
    form.text("")
    form.text("다. 참여 과제", size=12, bold=True)
    form.table(
        [
            ("과제명", "발주처", "수행기간", "역할"),
            ("고안전 전고체 전지 핵심소재 개발", "산업통상자원부", "2023.06 - 2025.12", "세부책임"),
            ("저온 구동 전해액 연구", "한국연구재단", "2018.03 - 2020.02", "참여연구원"),
        ],
        (0.38, 0.22, 0.24, 0.16),
    )
    form.text("")
    form.text("라. 논문", size=12, bold=True)
    form.text("1) So I., Bae 00. “Sulfide electrolytes at low pressure”, Journal of Example Power, 2024, 제1저자")
    form.text("2) So I. et al. “Hard carbon from rice husk”, Carbon Notes, 2022, 제1저자")
    form.text("마. 특허", size=12, bold=True)
    form.text("1) 황화물계 고체 전해질의 제조 방법, 등록번호 10-0000000, 2025")
    form.text("바. 수상", size=12, bold=True)
    form.text("- 우수논문상, 한국전기화학회, 2024.11")
    form.text("- 글로벌박사펠로우십 선정, 2016")
    return form.saved()
