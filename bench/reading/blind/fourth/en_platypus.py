"""A page by reportlab's Platypus: styles of headings, a grid for employment, another for schools, skills three to a row."""

from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)])
_JOBS = [
    ["Dates", "Employer", "Title"],
    ["2020-05 to present", "Granite Peak Software", "Engineering Manager"],
    ["2016-09 to 2020-04", "Sundial Payments", "Backend Developer"],
    ["2014-06 to 2016-08", "Tern & Gull Studio", "Junior Developer"],
]
_SCHOOLS = [
    ["School", "Degree", "Field of study", "Graduated"],
    ["Rocky Ridge State University", "Master of Science", "Software Engineering", "2014"],
    ["Rocky Ridge State University", "Bachelor of Science", "Physics", "2012"],
]
_SKILLS = [["Java", "Kotlin", "Spring Boot"], ["PL/SQL", "TCP/IP", "Objective-C"], ["Docker", "Kubernetes", "Terraform"]]


def draw() -> bytes:
    """One page."""
    content, styles = BytesIO(), getSampleStyleSheet()
    story: list[Flowable] = [
        Paragraph("Theodore Vantongeren", styles["Title"]),
        Paragraph("303-555-0162 &bull; theo.vt@example.com &bull; github.com/example", styles["Normal"]),
        Paragraph("Employment History", styles["Heading2"]),
        Table(_JOBS, style=_GRID),
        Paragraph("Academic Background", styles["Heading2"]),
        Table(_SCHOOLS, style=_GRID),
        Paragraph("Technical Skills", styles["Heading2"]),
        Table(_SKILLS),
        Paragraph("Licenses &amp; Certifications", styles["Heading2"]),
        Table(
            [
                ["Project Management Professional (PMP)", "PMI", "03/2021"],
                ["Oracle Certified Professional, Java SE 11", "Oracle", "11/2019"],
            ]
        ),
        Spacer(1, 12),
    ]
    SimpleDocTemplate(content, pagesize=letter).build(story)
    return content.getvalue()
