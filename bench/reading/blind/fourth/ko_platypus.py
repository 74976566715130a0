"""A page by reportlab's Platypus: a form with spans at the top, tables below band headings, years of two digits."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

_FONT = ("FONT", (0, 0), (-1, -1), "NanumBarunGothic", 9.5)
_GRID = TableStyle([_FONT, ("GRID", (0, 0), (-1, -1), 0.4, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
_PERSON = [
    ["사진", "이름", "어진솔", "나이", "만 31세"],
    ["", "전화", "010-6147-2583", "메일", "jinsol.eo@example.com"],
    ["", "지원직무", "회계 담당", "", ""],
]
_SPANS = [("SPAN", (0, 0), (0, 2)), ("SPAN", (2, 2), (4, 2))]
_TABLES = (
    (
        "학력 사항",
        [
            ["구분", "학교", "전공", "기간"],
            ["대학교", "달구벌대학교", "회계학", "'13.03~'18.02"],
            ["고등학교", "팔공여자고등학교", "", "'10.03~'13.02"],
        ],
    ),
    (
        "경력 사항",
        [
            ["회사", "직책", "기간", "주요 업무"],
            ["(주)예온식품", "회계팀 대리", "'20.07~현재", "결산, 부가세 신고"],
            ["정담세무회계사무소", "사원", "'18.03~'20.06", "기장 대리 45개 업체"],
        ],
    ),
    (
        "자격증",
        [["전산세무 1급", "한국세무사회", "'19.04"], ["재경관리사", "삼일회계법인", "'21.08"], ["전산회계 1급", "한국세무사회", "'16.12"]],
    ),
    ("활용 프로그램", [["더존 iCUBE", "SAP FI", "Excel"], ["Access", "KcLep", ""]]),
    ("교육 및 활동", [["국제회계기준 실무 과정", "한국회계교육원", "'22.05"], ["재능기부 가계부 교실", "달서구청", "'19.01~'19.12"]]),
)


def draw() -> bytes:
    """One page."""
    for name in ("NanumBarunGothic", "NanumBarunGothicBold"):
        pdfmetrics.registerFont(TTFont(name, f"/usr/share/fonts/truetype/nanum/{name}.ttf"))
    title = ParagraphStyle("title", fontName="NanumBarunGothicBold", fontSize=20, leading=34, alignment=1)
    band = ParagraphStyle("band", fontName="NanumBarunGothicBold", fontSize=11, leading=20, spaceBefore=10, backColor=colors.lightgrey)
    person = Table(_PERSON, colWidths=(70, 70, 130, 60, 150), style=_GRID)
    person.setStyle(TableStyle(_SPANS))
    story: list[Flowable] = [Paragraph("이 력 서", title), person]
    for heading, rows in _TABLES:
        story += [Paragraph(heading, band), Table(rows, colWidths=[480 / len(rows[0])] * len(rows[0]), style=_GRID)]
    content = BytesIO()
    SimpleDocTemplate(content, pagesize=A4).build(story)
    return content.getvalue()
