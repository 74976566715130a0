"""A file of Hangul that begins with a letter, then short lists between dashes, dates in brackets behind."""

from bench.reading.blind.hangul import Form


def draw() -> bytes:
    """A file of Hangul."""
    form = Form()
    form.text("자기소개서 및 이력서", size=16, bold=True)
    form.text("지원자: 표은솔 / 연락처: 010-1470-2583 / 메일: eunsol.pyo@example.kr")
    form.text("")
    form.text("1. 지원 동기", size=12, bold=True)
    form.text(
        "도서관은 조용한 곳이 아니라 조용히 바쁜 곳이라는 것을 사서로 일하며 배웠습니다. 더 많은 사람이 길을 잃지 않게 하고 싶습니다."
    )
    form.text("2. 직무 경험", size=12, bold=True)
    form.text("이용자가 찾지 못한 책 300권을 모아 왜 찾지 못했는지 적었습니다. 열에 일곱은 분류가 아니라 말의 문제였습니다.")
    form.text("3. 학력", size=12, bold=True)
    form.text("- 솔향대학교 문헌정보학과 졸업, 학사 (2011.03 ~ 2015.02)")
    form.text("- 솔향여자고등학교 졸업 (2008.03 ~ 2011.02)")
    form.text("4. 경력", size=12, bold=True)
    form.text("- 강변시립도서관, 사서 (2017.02 ~ 현재)")
    form.text("- 나루초등학교, 사서 보조 (2015.09 ~ 2017.01)")
    form.text("5. 자격 및 면허", size=12, bold=True)
    form.text("- 정사서 2급, 한국도서관협회 (2015.02)")
    form.text("- 독서지도사, 한국독서교육개발원 (2018.08)")
    form.text("6. 수상", size=12, bold=True)
    form.text("- 우수 사서상, 강변시장 (2021.10)")
    form.text("7. 봉사 활동", size=12, bold=True)
    form.text("- 점자책 입력, 빛나래복지관 (2013.03 ~ 2014.12)")
    form.text("8. 할 줄 아는 것", size=12, bold=True)
    form.text("KOLAS, 엑셀, 독서 프로그램 기획, 수어(기초)")
    return form.saved()
