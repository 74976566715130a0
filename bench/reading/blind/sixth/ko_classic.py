"""By Platypus: headings, paragraphs and one table each for schools and employers, as samples in Korean usually are."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

_GRID = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "NanumGothic", 9),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)


def draw() -> bytes:
    """A page or two."""
    for name in ("NanumGothic", "NanumGothicBold"):
        pdfmetrics.registerFont(TTFont(name, f"/usr/share/fonts/truetype/nanum/{name}.ttf"))
    body = ParagraphStyle("body", fontName="NanumGothic", fontSize=10, leading=15)
    head = ParagraphStyle("head", fontName="NanumGothicBold", fontSize=13, leading=24)
    story: list[Flowable] = [
        Paragraph("이력서", ParagraphStyle("title", fontName="NanumGothicBold", fontSize=20, leading=30, alignment=1)),
        Paragraph("이름: 백도담 | 생년월일: 1993-02-11 | 성별: 남", body),
        Paragraph("연락처: 010-8024-6135 | 이메일: dodam.baek@example.com", body),
        Paragraph("지원직무: 데이터 분석가", body),
        Paragraph("학력사항", head),
        Table(
            [
                ["학교명", "학과", "학위", "입학일", "졸업일"],
                ["미리내대학교", "산업공학과", "학사", "2012-03", "2018-02"],
                ["미리내대학교 대학원", "데이터사이언스학과", "석사", "2018-03", "2020-02"],
            ],
            style=_GRID,
        ),
        Paragraph("경력사항", head),
        Table(
            [
                ["회사명", "부서", "직급", "근무기간", "담당업무"],
                ["(주)나침반커머스", "데이터팀", "선임", "2022-04 ~ 현재", "수요 예측 모델"],
                ["햇살카드", "CRM분석팀", "사원", "2020-03 ~ 2022-03", "이탈 고객 분석"],
            ],
            style=_GRID,
        ),
        Paragraph("프로젝트 경험", head),
        Paragraph("1) 새벽배송 수요 예측 (2022.09 ~ 2023.04)", body),
        Paragraph("역할: 모델링 및 검증", body),
        Paragraph("LightGBM으로 폐기율을 12%에서 7%로 낮춤", body),
        Paragraph("2) 카드 이탈 예측 (2021.01 ~ 2021.08)", body),
        Paragraph("역할: 변수 설계", body),
        Paragraph("기술 스택", head),
        Paragraph("Python, R, SQL, Spark, Tableau, Airflow", body),
        Paragraph("자격증 및 수상", head),
        Paragraph("- 빅데이터분석기사 (한국데이터산업진흥원, 2021.07)", body),
        Paragraph("- ADP (한국데이터산업진흥원, 2023.03)", body),
        Paragraph("자기소개서", head),
        Paragraph("[성장과정]", body),
        Paragraph(
            "시장에서 과일을 파시던 부모님 옆에서 날씨와 매출을 공책에 적었습니다. 비가 오면 귤이 덜 팔린다는 것을 그때 알았습니다.", body
        ),
        Paragraph("[지원동기 및 포부]", body),
        Paragraph("숫자로 사람의 하루를 덜 고단하게 만드는 일을 하고 싶습니다. 예측이 틀린 날을 가장 오래 들여다보겠습니다.", body),
    ]
    content = BytesIO()
    SimpleDocTemplate(content, pagesize=A4).build(story)
    return content.getvalue()
