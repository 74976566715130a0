"""A pharmacist's page by reportlab's canvas: Times, headings in capitals between rules, dates first, commas everywhere."""

from io import BytesIO

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

_PARTS = (
    (
        "CLINICAL EXPERIENCE",
        (
            "2020-Present: Staff Pharmacist, Blue Heron Hospital, Duluth, MN",
            "2016-2020: Community Pharmacist, Lakewalk Drugs, Duluth, MN",
            "Summer 2015: Pharmacy Intern, Iron Range Clinic, Virginia, MN",
        ),
    ),
    (
        "EDUCATION",
        (
            "2012-2016: Doctor of Pharmacy, Superior State University College of Pharmacy",
            "2008-2012: B.S. Chemistry, North Shore College",
        ),
    ),
    ("LICENSES", ("2016: Registered Pharmacist, Minnesota Board of Pharmacy", "2018: Immunization Delivery Certificate, APhA")),
    ("PROFESSIONAL MEMBERSHIPS", ("2016-Present: Member, American Society of Example Pharmacists",)),
    ("HONORS", ("2016: Rho Chi Award, Superior State University", "2014: Dean's Scholarship")),
    ("SKILLS", ("Medication therapy management, Epic Willow, Pyxis, compounding, Spanish",)),
)


def draw() -> bytes:
    """One page of US letter."""
    content = BytesIO()
    canvas = Canvas(content, pagesize=letter)
    canvas.setFont("Times-Bold", 20)
    canvas.drawCentredString(306, 740, "Solveig Aune Lindgren, PharmD")
    canvas.setFont("Times-Roman", 11)
    canvas.drawCentredString(306, 722, "218-555-0143  *  solveig.lindgren@example.org")
    y = 700
    for heading, lines in _PARTS:
        canvas.setFont("Times-Bold", 12)
        canvas.drawString(72, y, heading)
        canvas.line(72, y - 3, 540, y - 3)
        canvas.setFont("Times-Roman", 11)
        for words in lines:
            y -= 17
            canvas.drawString(72, y, words)
        y -= 28
    canvas.save()
    return content.getvalue()
