"""Five pages in Word, printed: every position with many lines, employers over positions, dates in brackets, entries that pages cut."""

from bench.reading.blind.word import Letter

PRINTED = True
_JOBS = (
    ("Harbor Light Insurance, Hartford, CT", "Vice President, Claims", "(October 2018 – Present)"),
    ("Harbor Light Insurance, Hartford, CT", "Director, Claims Operations", "(May 2014 – September 2018)"),
    ("Two Rivers Mutual, Albany, NY", "Claims Manager", "(February 2009 – April 2014)"),
    ("Catskill Casualty Company, Kingston, NY", "Senior Adjuster", "(August 2004 – January 2009)"),
    ("Catskill Casualty Company, Kingston, NY", "Adjuster", "(June 2001 – July 2004)"),
)
_DUTIES = (
    "Answered for a department of people who settle claims on houses, boats and small businesses in five states.",
    "Wrote the rules by which water damage is judged, and taught them to every adjuster over two winters.",
    "Shortened the time between a loss and the first payment from nineteen days to six.",
    "Chose and brought in a new system for documents, and moved eleven million pages to it without a lost weekend.",
    "Met regulators every quarter and answered what they asked.",
    "Kept the cost of disputes below one percent of premiums in every year but one.",
    "Sat on the committee for storms, which plans for hurricanes before the season begins.",
    "Hired carefully: of the forty people engaged in this time thirty-three are still there.",
)
_MORE = (
    "Read every letter of complaint and signed every answer.",
    "Agreed prices with 140 repairers and checked a tenth of their work on the spot.",
    "Kept a ledger of near misses that the whole company now reads.",
)


def draw() -> bytes:
    """A Word document, to be printed."""
    letter = Letter("Liberation Serif", size=13, margin=32)
    letter.line("*Cornelius Baptiste-Hale*", size=18)
    letter.line("9 Example Lane, West Hartford, Connecticut")
    letter.line("860.555.0119")
    letter.line("cornelius.bh@example.net")
    letter.heading("Executive Summary")
    letter.line("Twenty-five years in property claims, the last ten in charge of them.")
    letter.heading("Professional Experience")
    for employer, role, period in _JOBS:
        letter.line(f"*{employer}*")
        letter.line(f"*{role}* {period}")
        letter.bullets(*_DUTIES, *_MORE)
    letter.heading("Education and Training")
    letter.line("*Juris Doctor*, Mohawk Valley School of Law (2001)")
    letter.line("*Bachelor of Arts in History*, Adirondack College (1998)")
    letter.heading("Designations")
    letter.line("Chartered Property Casualty Underwriter (CPCU), The Institutes (2006)")
    letter.line("Associate in Claims (AIC), The Institutes (2003)")
    letter.heading("Boards and Community")
    letter.line("Board Member, Hartford River Museum (2016 – Present)")
    letter.heading("Recognition")
    letter.line("Claims Leader of the Year, New England Insurance Forum (2020)")
    return letter.saved()
