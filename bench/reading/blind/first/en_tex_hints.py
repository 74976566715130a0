"""A curriculum vitae in the manner of LaTeX's casual styles: dates in a margin, small capitals, employers in italics' place."""

from bench.reading.blind.lab import Paper

_PARTS = (
    (
        "Experience",
        (
            (
                "2019–present",
                "Hydraulic Modeller, WATERMARK CONSULTANTS, Delft.",
                "Flood models for nine river basins; review of dike safety reports.",
            ),
            ("2015–2019", "Research Assistant, DELTA RESEARCH INSTITUTE, Utrecht.", "Sediment transport experiments in a 40 m flume."),
        ),
    ),
    (
        "Education",
        (
            ("2013–2015", "MSc Civil Engineering, Delft University of Technology, cum laude.", "Thesis on scour around bridge piers."),
            ("2010–2013", "BSc Earth Sciences, Utrecht University.", ""),
        ),
    ),
    ("Awards", (("2016", "Young Hydrologist Prize, Netherlands Hydrological Society.", ""), ("2013", "Holland Scholarship.", ""))),
    ("Languages", (("Dutch", "Native", ""), ("English", "Fluent", "IELTS 8.0"))),
    ("Computer skills", (("Modelling", "Delft3D, SOBEK, OpenFOAM", ""), ("Coding", "Python, Fortran, Git", ""))),
    ("Interests", (("Sailing", "Skipper of a 1932 flat-bottomed boat", ""),)),
)


def draw() -> bytes:
    """One page."""
    paper = Paper("NanumMyeongjo")
    paper.line(60, "Annelies van Doorn", size=26)
    paper.line(-540, "Oude Delft 000, 2611 Delft", size=8.5, beside=True)
    paper.line(60, "Hydraulic Engineer", size=13)
    paper.line(-540, "+31 6 5550 1122 · annelies@example.nl", size=8.5, beside=True)
    for title, entries in _PARTS:
        paper.down(10)
        paper.line(150, title, size=13)
        paper.rule(60, 142, thick=3)
        for hint, words, more in entries:
            paper.line(-142, hint)
            paper.line(150, words, beside=True)
            if more:
                paper.line(150, more, size=9)
    return paper.saved()
