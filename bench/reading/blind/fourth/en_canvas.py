"""The first page anybody draws with reportlab: Helvetica, one drawString a line, a hyphen between employer and position."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

_LINES = (
    ("B", 18, "Alice Marlowe"),
    ("", 12, "Software Engineer"),
    ("", 10, "alice.marlowe@example.com | +1 555 010 0199 | Portland, OR"),
    ("B", 13, "Experience"),
    ("", 10, "Acme Robotics Inc. - Senior Software Engineer (Mar 2019 - Present)"),
    ("", 10, "- Designed a job queue that handles two million tasks a day"),
    ("", 10, "- Mentored four engineers"),
    ("", 10, "Bluebird Analytics LLC - Software Engineer (Jul 2016 - Feb 2019)"),
    ("", 10, "- Wrote the billing service in C++ and Go"),
    ("B", 13, "Education"),
    ("", 10, "B.S. in Computer Science, Oregon Valley University, 2012 - 2016"),
    ("B", 13, "Skills"),
    ("", 10, "Python, C++, C#, .NET, CI/CD, Node.js, PostgreSQL"),
    ("B", 13, "Certifications"),
    ("", 10, "AWS Certified Solutions Architect - Associate, Amazon Web Services, 2021"),
    ("", 10, "Certified Kubernetes Administrator, Linux Foundation, 2022"),
    ("B", 13, "Awards"),
    ("", 10, "Hackathon Winner, Portland Tech Week, 2018"),
)


def draw() -> bytes:
    """One page."""
    content = BytesIO()
    canvas = Canvas(content)
    y = 800
    for weight, size, words in _LINES:
        y -= 20
        canvas.setFont("Helvetica-Bold" if weight else "Helvetica", size)
        canvas.drawString(50, y, words)
    canvas.save()
    return content.getvalue()
