"""A Word file with a table for everything, in Word's styles for tables, one after another below headings."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Calibri", size=10.5)
    letter.heading("Resume", 0)
    letter.table(
        [
            ("Name", "Adaeze Nwosu"),
            ("Email", "adaeze.nwosu@example.com"),
            ("Phone", "+44 20 7946 0321"),
            ("Applying for", "HR Business Partner"),
        ],
        style="Light Grid Accent 1",
    )
    letter.heading("Work Experience")
    letter.table(
        [
            ("Company", "Position", "Duration", "Responsibilities"),
            ("Thames Retail Group", "HR Manager", "Feb 2019 - Present", "Recruitment, employee relations"),
            ("Larkspur Hotels", "HR Officer", "Aug 2015 - Jan 2019", "Payroll for 300 staff"),
            ("Greenwich Council", "HR Assistant", "Sep 2013 - Jul 2015", "Filing and rotas"),
        ],
        style="Light List Accent 1",
    )
    letter.heading("Education")
    letter.table(
        [
            ("Degree", "Institution", "Year", "Grade"),
            ("MA Human Resource Management", "University of East Docklands", "2013", "Merit"),
            ("BA Sociology", "Canterbury Example University", "2011", "2:1"),
        ],
        style="Light List Accent 1",
    )
    letter.heading("Certifications")
    letter.table(
        [
            ("Certification", "Issued by", "Date"),
            ("CIPD Level 7", "CIPD", "Nov 2014"),
            ("Mental Health First Aider", "MHFA England", "May 2021"),
        ],
        style="Light List Accent 1",
    )
    letter.heading("Skills")
    letter.table(
        [("Skill", "Level"), ("Workday", "Advanced"), ("Employment law", "Intermediate"), ("Excel", "Expert")], style="Light List Accent 1"
    )
    letter.heading("Awards")
    letter.table([("Award", "Organisation", "Year"), ("HR Rising Star", "London People Awards", "2018")], style="Light List Accent 1")
    return letter.saved()
