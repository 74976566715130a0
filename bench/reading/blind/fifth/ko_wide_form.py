"""By Platypus: the form that is sold in shops, boxes with wide letters, days written out with blanks."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_GRID = TableStyle([("FONT", (0, 0), (-1, -1), "NanumMyeongjo", 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
_PERSON = [["성  명", "감누리", "생년월일", "1999. 8. 3."], ["전  화", "010-1597-5346", "이메일", "nuri.gam@example.com"]]
_ROWS = (
    (
        "학 력 사 항",
        [
            ["년 월 일", "학 교", "학 과", "비 고"],
            ["2018. 3. ~ 2022. 2.", "남도대학교", "호텔경영학과", "졸업"],
            ["2015. 3. ~ 2018. 2.", "여수해양고등학교", "관광과", "졸업"],
        ],
    ),
    (
        "경 력 사 항",
        [
            ["기 간", "근 무 처", "직 위", "비 고"],
            ["2023. 5. ~ 현재", "호텔 오동도", "프런트 직원", ""],
            ["2022. 3. ~ 2023. 4.", "돌산리조트", "객실 사원", ""],
            ["2020. 7. ~ 2020. 8.", "바다카페", "아르바이트", ""],
        ],
    ),
    (
        "자 격 사 항",
        [
            ["취 득 일", "자 격 증", "등 급", "발 행 처"],
            ["2021. 6. 18.", "호텔서비스사", "", "한국산업인력공단"],
            ["2020. 11. 7.", "조주기능사", "", "한국산업인력공단"],
            ["2022. 1. 16.", "JLPT", "N2", "일본국제교류기금"],
        ],
    ),
    ("특 기 사 항", [["봉사활동", "여수세계섬박람회 통역 봉사", "2026. 5."], ["수상", "남도 칵테일 대회 은상", "2021. 10."]]),
)


def draw() -> bytes:
    """One page."""
    for name in ("NanumMyeongjo", "NanumMyeongjoBold"):
        pdfmetrics.registerFont(TTFont(name, f"/usr/share/fonts/truetype/nanum/{name}.ttf"))
    title = ParagraphStyle("title", fontName="NanumMyeongjoBold", fontSize=22, leading=36, alignment=1)
    head = ParagraphStyle("head", fontName="NanumMyeongjoBold", fontSize=12, leading=22, alignment=1)
    story: list[Flowable] = [Paragraph("이  력  서", title), Table(_PERSON, colWidths=(70, 170, 70, 170), style=_GRID), Spacer(1, 8)]
    for heading, rows in _ROWS:
        story += [Paragraph(heading, head), Table(rows, colWidths=[480 / len(rows[0])] * len(rows[0]), style=_GRID), Spacer(1, 6)]
    content = BytesIO()
    SimpleDocTemplate(content, pagesize=A4).build(story)
    return content.getvalue()
