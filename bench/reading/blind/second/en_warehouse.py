"""A plain Word file as many are: capitals for headings, commas and tabs between facts, bullets of Word's own, nothing aligned."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Liberation Sans", size=11)
    letter.line("Dwayne Kowalczyk", size=16)
    letter.line("Phone: 414-555-0126")
    letter.line("Email: dwayne.k@example.com")
    letter.line("")
    letter.line("OBJECTIVE")
    letter.line("To obtain a position as a Warehouse Supervisor where safety comes first.")
    letter.line("")
    letter.line("EMPLOYMENT")
    letter.line("Lakeshore Distribution Center, Milwaukee, WI")
    letter.line("Shift Lead, 03/2018 to Present")
    letter.bullets(
        "Supervise 22 associates on second shift",
        "Zero lost-time injuries in four years",
        " Weekly safety walk",
        " Forklift refresher training",
    )
    letter.line("Great Lakes Freight, Racine, WI")
    letter.line("Forklift Operator, 06/2013 to 02/2018")
    letter.bullets("Loaded 30 trailers a day")
    letter.line("US Army, Fort Example, TX")
    letter.line("Supply Sergeant, 2008 to 2013")
    letter.line("")
    letter.line("EDUCATION")
    letter.line("Associate of Applied Science, Supply Chain Management, Milwaukee Area Technical College, 2016")
    letter.line("High School Diploma, Riverside High School, 2008")
    letter.line("")
    letter.line("CERTIFICATIONS")
    letter.line("OSHA 30-Hour General Industry, 2020")
    letter.line("Forklift Operator License, Great Lakes Freight, 2013")
    letter.line("")
    letter.line("SKILLS")
    letter.bullets("Inventory control", "RF scanners", "SAP EWM", "Team training", "Microsoft Excel")
    letter.line("")
    letter.line("REFERENCES")
    letter.line("Available upon request")
    return letter.saved()
