"""A Word file in tabs: date, tab, name, tab, what; printed; years of two digits; headings that are bold and underlined words."""

from bench.reading.blind.word import Letter

PRINTED = True


def draw() -> bytes:
    """A Word document, to be printed."""
    letter = Letter("NanumMyeongjo", size=10.5, margin=22)
    letter.line("*여 은 결*", size=20, centred=True)
    letter.line("변호사  |  010-7416-9630  |  eungyeol.yeo@example.kr", centred=True)
    rows = (
        ("학력", (("'08.3 - '12.2", "한울대학교", "법학과 졸업(법학사)"), ("'12.3 - '15.2", "한울대학교 법학전문대학원", "법학전문석사"))),
        (
            "경력",
            (
                ("'21.2 - 현재", "법무법인 느티나무", "파트너 변호사"),
                ("'15.4 - '21.1", "법률사무소 물결", "소속 변호사"),
                ("'14.7 - '14.8", "새빛지방법원", "실무수습생"),
            ),
        ),
        ("자격", (("'15.4", "변호사시험 합격 (제4회)", "법무부"), ("'19.11", "변리사 등록", "특허청"))),
        ("사회활동", (("'17.3 - '20.2", "마을변호사", "행복시청"), ("'19.1 - 현재", "소비자분쟁조정위원", "한국소비자보호원"))),
        ("상훈", (("'22.12", "우수 국선변호인 표창", "새빛지방법원장"),)),
    )
    for heading, lines in rows:
        letter.line("")
        letter.line(f"*{heading}*", size=12)
        for words in lines:
            paragraph = letter.document.add_paragraph("\t".join(words))
            paragraph.paragraph_format.tab_stops.add_tab_stop(int(letter.right * 0.24))
            paragraph.paragraph_format.tab_stops.add_tab_stop(int(letter.right * 0.62))
    letter.line("")
    letter.line("*외국어 및 전산*", size=12)
    letter.line("영어(법률 영어 가능), 엑셀, 한글, 판례 검색")
    return letter.saved()
