"""A Word file whose two columns are one table without lines: a sidebar of contact, skills and tongues beside employment and schools."""

from bench.reading.blind.word import Letter

_SIDE = (
    "*Imani Castellanos*",
    "Marketing Manager",
    "",
    "*CONTACT*",
    "imani.c@example.com",
    "646-555-0108",
    "Brooklyn, NY",
    "",
    "*SKILLS*",
    "SEO",
    "Google Analytics",
    "HubSpot",
    "Copywriting",
    "A/B testing",
    "",
    "*LANGUAGES*",
    "English",
    "Portuguese",
    "",
    "*CERTIFICATES*",
    "Google Ads Search (2023)",
)
_MAIN = (
    "*EXPERIENCE*",
    "*Marketing Manager*, Juniper & Fig",
    "Apr 2021 – Present",
    "Runs a team of three and a budget of $1.2M.",
    "*Content Strategist*, Halfmoon Media",
    "Sep 2017 – Mar 2021",
    "Grew the newsletter to 90,000 readers.",
    "",
    "*EDUCATION*",
    "*BA, Communication Studies*",
    "Hudson Bay College",
    "2013 – 2017",
    "",
    "*VOLUNTEERING*",
    "*Literacy Tutor*, Open Shelf Library",
    "2019 – 2022",
)


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Liberation Sans", size=10)
    left, right = letter.table([("", "")], style="Normal Table").rows[0].cells
    for words in _SIDE:
        letter.line(words, into=left)
    for words in _MAIN:
        letter.line(words, into=right)
    return letter.saved()
