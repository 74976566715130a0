"""A nurse's application in Word: tables with names of columns, a title bar above each."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Liberation Sans", size=10, margin=18)
    letter.line("*Application for Employment*", size=18)
    letter.table(
        [
            ("Full name", "Grainne Sullivan-Ojo", "Post applied for", "Staff Nurse, Critical Care"),
            ("Telephone", "(02) 5550 1298", "Email", "g.sullivanojo@example.com.au"),
            ("AHPRA registration no.", "NMW0000000000", "Right to work", "Australian citizen"),
        ]
    )
    letter.line("")
    for title, rows in (
        (
            "EMPLOYMENT HISTORY (most recent first)",
            [
                ("From", "To", "Employer", "Position held", "Reason for leaving"),
                ("Feb 2021", "Present", "Harbourside General Hospital", "Registered Nurse", "-"),
                ("Mar 2018", "Jan 2021", "Coolabah Private Hospital", "Graduate Nurse", "Career move"),
            ],
        ),
        (
            "EDUCATION AND PROFESSIONAL QUALIFICATIONS",
            [
                ("Institution", "Award", "Year completed"),
                ("University of Wollongong", "Bachelor of Nursing", "2017"),
                ("University of Technology Sydney", "Graduate Certificate in Critical Care Nursing", "2022"),
            ],
        ),
        (
            "LICENCES AND CERTIFICATES",
            [
                ("Certificate", "Issued by", "Date", "Expiry"),
                ("Advanced Life Support", "Australian Resuscitation Council", "11/2024", "11/2026"),
                ("Working with Children Check", "NSW Office of the Children's Guardian", "05/2023", "05/2028"),
            ],
        ),
    ):
        letter.table([(title,)])
        letter.table(rows)
        letter.line("")
    letter.table([("CLINICAL SKILLS",), ("Ventilator care, CRRT, arterial lines, triage, wound care",)])
    letter.line("")
    letter.table([("STATEMENT IN SUPPORT OF YOUR APPLICATION",), ("Describe a time you spoke up for a patient.",)])
    letter.line(
        "A patient after surgery told me he felt fine, but his breathing had changed. I called the team although the monitor was quiet. "
        "He was taken back to theatre within the hour and went home two weeks later. I learnt to trust what I see before what I am told."
    )
    return letter.saved()
