"""A page by reportlab in Courier's place: labels with colons in a column, values beside them, nested by indents only."""

from bench.reading.blind.lab import Paper

_JOBS = (
    ("Employer", "Sparrowhawk Couriers"),
    ("Position", "Fleet Coordinator"),
    ("Dates", "July 2018 - present"),
    ("Duties", "Routes of 60 vans, drivers' hours, accidents"),
    ("", ""),
    ("Employer", "City of Mallory Transit"),
    ("Position", "Dispatcher"),
    ("Dates", "May 2013 - June 2018"),
    ("Duties", "Buses of four depots"),
)
_SCHOOLS = (
    ("School", "Mallory Community College"),
    ("Degree", "Associate of Science"),
    ("Major", "Logistics"),
    ("Graduated", "2013"),
)
_PAPERS = (("Commercial Driver License", "State of Example", "04/2014"), ("Hazmat Endorsement", "State of Example", "02/2016"))


def draw() -> bytes:
    """One page."""
    paper = Paper("NanumGothicCoding")
    paper.line(60, "Resume of Dolores Whitcombe", size=14, bold=True)
    for label, value in (("Phone", "(615) 555-0177"), ("Email", "dolores.w@example.net"), ("Objective", "Operations Supervisor")):
        paper.line(60, f"{label}:")
        paper.line(150, value, beside=True)
    for title, rows in (("Employment History", _JOBS), ("Education", _SCHOOLS)):
        paper.down(10)
        paper.line(60, title, bold=True, size=12)
        for label, value in rows:
            paper.line(80, f"{label}:" if label else "")
            paper.line(170, value, beside=True)
    paper.down(10)
    paper.line(60, "Licenses", bold=True, size=12)
    for name, giver, day in _PAPERS:
        paper.line(80, name)
        paper.line(260, giver, beside=True)
        paper.line(420, day, beside=True)
    paper.down(10)
    paper.line(60, "Skills", bold=True, size=12)
    paper.line(80, "Dispatch software   Samsara   Excel   Route planning")
    return paper.saved()
