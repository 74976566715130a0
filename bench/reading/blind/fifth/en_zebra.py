"""By Platypus, two pages: tables with striped rows and no lines between columns, heads of columns in white on blue, long cells."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_STYLE = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, 0), colors.navy),
        ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.whitesmoke, colors.lightblue]),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)
_WORK = (
    (
        "Wexford Dairy Co-operative",
        "Plant Engineer",
        "Oct 2017",
        "Current",
        "Looks after nine lines that fill milk, cream and butter, and the people who mend them. ",
    ),
    (
        "Slaney Foods Ltd",
        "Maintenance Engineer",
        "Jan 2012",
        "Sep 2017",
        "Planned the stops of a cannery so that none fell into the pea season. ",
    ),
    ("Barrow Pumps", "Apprentice Fitter", "Sep 2007", "Dec 2011", "Learnt to listen to bearings. "),
)


def draw() -> bytes:
    """Pages of A4."""
    content, styles = BytesIO(), getSampleStyleSheet()
    cell = styles["BodyText"]
    story: list[Flowable] = [
        Paragraph("Curriculum Vitae", styles["Title"]),
        Paragraph("<b>Name:</b> Fionnuala Devereux", cell),
        Paragraph("<b>Phone:</b> +353 53 555 0112", cell),
        Paragraph("<b>E-mail:</b> fionnuala.d@example.ie", cell),
        Paragraph("<b>Position sought:</b> Engineering Manager", cell),
        Paragraph("Career summary", styles["Heading2"]),
        Table(
            [
                ["Company", "Job title", "Start", "End", "What I did"],
                *([company, role, start, end, Paragraph(words * 9, cell)] for company, role, start, end, words in _WORK),
            ],
            colWidths=(130, 100, 55, 55, 140),
            style=_STYLE,
        ),
        Paragraph("Education", styles["Heading2"]),
        Table(
            [["Institution", "Award", "Discipline", "Year"], ["Carlow Example Institute", "BEng", "Mechanical Engineering", "2012"]],
            colWidths=(160, 90, 150, 60),
            style=_STYLE,
        ),
        Paragraph("Training", styles["Heading2"]),
        Table(
            [
                ["Course", "Provider", "Date"],
                ["ATEX Awareness", "SafeHands", "05/2019"],
                ["Vibration Analysis I", "Mobius Example", "11/2015"],
            ],
            colWidths=(180, 150, 80),
            style=_STYLE,
        ),
        Paragraph("Key skills", styles["Heading2"]),
        Paragraph("CMMS, PLC fault finding, TIG welding, vibration analysis, HACCP", cell),
        Spacer(1, 10),
        Paragraph("Achievements", styles["Heading2"]),
        Paragraph("2021 - Innovation Prize, Irish Dairy Engineers", cell),
    ]
    SimpleDocTemplate(content, pagesize=A4).build(story)
    return content.getvalue()
