"""An American page in Word, printed: employers left and dates right, by tab stops, places in italics, two levels of bullets."""

from bench.reading.blind.word import Letter

PRINTED = True


def draw() -> bytes:
    """A Word document, to be printed."""
    letter = Letter("Liberation Serif", size=10.5, margin=18)
    letter.line("*MARCUS T. HOLLOWAY*", size=16, centred=True)
    letter.line("Durham, NC • 919-555-0173 • marcus.holloway@example.com • linkedin.com/in/example", centred=True)
    letter.line("*EDUCATION*")
    letter.line("*Piedmont State University*, Raleigh, NC\tMay 2023")
    letter.line("Bachelor of Science in Finance, Minor in Economics; GPA: 3.71/4.00")
    letter.line("*WORK EXPERIENCE*")
    letter.line("*Carolina Trust Bank*\tCharlotte, NC")
    letter.line("Credit Analyst\tJune 2023 – Present")
    letter.bullets(
        "Spread financials for 45 middle-market borrowers",
        " Built a template the whole floor now uses",
        "Cut memo turnaround from 6 days to 3",
    )
    letter.line("*Oak & Main Wealth Partners*\tDurham, NC")
    letter.line("Summer Analyst\tSummer 2022")
    letter.bullets("Back-tested a dividend screen in Python and Excel")
    letter.line("*Target Corporation*\tCary, NC")
    letter.line("Team Lead\tAugust 2019 – May 2021")
    letter.line("*LEADERSHIP & INVOLVEMENT*")
    letter.line("*Student Investment Fund*, Portfolio Manager\tSept. 2021 – May 2023")
    letter.line("*Big Brothers Big Sisters*, Mentor\t2020 – 2022")
    letter.line("*HONORS*")
    letter.line("Dean’s List (six semesters), Eagle Scout")
    letter.line("*ADDITIONAL*")
    letter.line("*Technical skills:* Excel (advanced), Python, SQL, Bloomberg Terminal, Capital IQ")
    letter.line("*Certifications:* CFA Level I Candidate; Bloomberg Market Concepts")
    letter.line("*Languages:* English (native), Spanish (conversational)")
    letter.line("*Interests:* barbecue judging, trail running")
    return letter.saved()
