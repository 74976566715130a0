"""A civil engineer's resume by reportlab: dates in brackets after each position, a list of works, memberships."""

from bench.reading.blind.lab import Paper


def draw() -> bytes:
    """One page."""
    paper = Paper("NanumGothic")
    paper.line(56, "Hamish Mackintosh-Reid, CEng MICE", size=17, bold=True)
    paper.line(56, "Principal Civil Engineer")
    paper.line(56, "Inverness, Scotland  ·  07700 900321  ·  hamish.mr@example.scot", size=9)
    for title, lines in (
        (
            "Employment record",
            (
                "*Principal Engineer, Strathglen Consulting Ltd (April 2019 to present)",
                "Checks designs of bridges and harbour walls; leads a team of seven.",
                "*Senior Engineer, Moray Bridges Partnership (October 2012 to March 2019)",
                "Assessment of 120 road bridges.",
                "*Graduate Engineer, Highland Roads Authority (September 2008 to September 2012)",
            ),
        ),
        (
            "Selected projects",
            (
                "*Loch Ardle footbridge (2022 – 2023)",
                "A timber arch of 48 m.",
                "*Cromarty quay repair (2020)",
                "New sheet piles between tides.",
            ),
        ),
        ("Academic record", ("*MEng Civil Engineering, Heriot-Watt University (2003 – 2008)",)),
        (
            "Memberships and registrations",
            ("Chartered Engineer, Engineering Council (2014)", "Member, Institution of Civil Engineers (2014)"),
        ),
        ("Software", ("AutoCAD Civil 3D, MasterSeries, LUSAS, Excel",)),
    ):
        paper.down(8)
        paper.line(56, title, size=13, bold=True)
        for words in lines:
            paper.line(56, words.lstrip("*"), bold=words.startswith("*"))
    return paper.saved()
