"""By Platypus: name and contact centred, rules below headings, a table of two cells for each position and its dates."""

from io import BytesIO

from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import Flowable, HRFlowable, ListFlowable, Paragraph, SimpleDocTemplate, Table

_JOBS = (
    (
        "Senior Backend Engineer",
        "Jan 2021 – Present",
        "Cloudberry Systems, Seattle, WA",
        ("Cut p99 latency from 900 ms to 210 ms", "Led a team of six"),
    ),
    (
        "Backend Engineer",
        "Jun 2017 – Dec 2020",
        "Pinecrest Data, Tacoma, WA",
        ("Owned the ingestion service", "Migrated 4 TB to PostgreSQL"),
    ),
    ("Software Engineering Intern", "Summer 2016", "Harborview Labs", ("Built an internal dashboard in Django",)),
)


def draw() -> bytes:
    """A page or two of US letter."""
    content, styles = BytesIO(), getSampleStyleSheet()
    centred = ParagraphStyle("centred", parent=styles["Normal"], alignment=1)
    normal = styles["Normal"]
    story: list[Flowable] = [
        Paragraph("<b><font size=18>Jonathan Merriweather</font></b>", ParagraphStyle("name", parent=centred, leading=24)),
        Paragraph("Seattle, WA | (206) 555-0186 | j.merriweather@example.com | linkedin.com/in/example", centred),
    ]

    def part(heading: str, *flowables: Flowable) -> None:
        story.extend((Paragraph(heading, styles["Heading2"]), HRFlowable(width="100%"), *flowables))

    part("PROFESSIONAL SUMMARY", Paragraph("Backend engineer with eight years of experience in distributed systems.", normal))
    part(
        "CORE COMPETENCIES",
        Paragraph("Python &bull; Go &bull; PostgreSQL &bull; Kafka &bull; AWS &bull; CI/CD &bull; System Design", normal),
    )
    jobs: list[Flowable] = []
    for role, period, employer, duties in _JOBS:
        jobs.append(Table([[Paragraph(f"<b>{role}</b>", normal), Paragraph(period, ParagraphStyle("right", parent=normal, alignment=2))]]))
        jobs.append(Paragraph(f"<i>{employer}</i>", normal))
        jobs.append(ListFlowable([Paragraph(duty, normal) for duty in duties], bulletType="bullet"))
    part("PROFESSIONAL EXPERIENCE", *jobs)
    part(
        "EDUCATION",
        Paragraph("<b>Master of Science in Computer Science</b>, Cascade Valley University, 2017", normal),
        Paragraph("<b>Bachelor of Science in Mathematics</b>, Evergreen Coast College, 2015", normal),
    )
    part(
        "PROJECTS",
        Paragraph("<b>OpenTide</b> – tide tables as an API (2020)", normal),
        Paragraph("<b>Ledgerline</b> – double-entry bookkeeping library (2018 – 2019)", normal),
    )
    part(
        "CERTIFICATIONS",
        Paragraph("AWS Certified Developer – Associate (2022)", normal),
        Paragraph("Certified ScrumMaster (CSM), Scrum Alliance (2019)", normal),
    )
    part("AWARDS", Paragraph("Engineer of the Quarter, Cloudberry Systems (Q3 2022)", normal))
    part("LANGUAGES", Paragraph("English (Native), German (B2)", normal))
    SimpleDocTemplate(content, pagesize=letter).build(story)
    return content.getvalue()
