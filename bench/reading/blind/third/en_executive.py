"""An executive's two pages in Word, printed: centred capitals between rules, companies with a line about each, earlier career in short."""

from bench.reading.blind.word import Letter

PRINTED = True


def draw() -> bytes:
    """A Word document, to be printed."""
    letter = Letter("Liberation Sans", size=10, margin=20)
    letter.line("*Beatrix Oyelaran*", size=20, centred=True)
    letter.line("Chief Operating Officer", size=13, centred=True)
    letter.line("London | +44 7700 900555 | b.oyelaran@example.com", centred=True)
    letter.line("*EXECUTIVE PROFILE*", centred=True)
    letter.line("Operations leader who has taken two businesses from loss to profit and likes factories more than offices.")
    letter.line("*AREAS OF EXPERTISE*", centred=True)
    letter.line("Turnarounds | Lean Manufacturing | Supply Chain | Board Reporting | Post-Merger Integration")
    letter.line("*CAREER HISTORY*", centred=True)
    letter.line("*Aldgate Packaging Group plc*\tMarch 2020 – Present")
    letter.line("*Chief Operating Officer*")
    letter.line("A £240m maker of paper packaging with nine sites.")
    letter.bullets("Raised margin from 4% to 11% in three years", "Led the purchase of a Dutch competitor")
    letter.line("*Severn Paper Mills Ltd*\tMay 2013 – February 2020")
    letter.line("*Operations Director*")
    letter.bullets("Closed one mill and saved two")
    letter.line("*EARLIER CAREER*", centred=True)
    letter.line("Plant Manager, Medway Containers, 2009 – 2013")
    letter.line("Graduate Trainee, Union Board Company, 2005 – 2009")
    letter.line("*QUALIFICATIONS*", centred=True)
    letter.line("MBA, Cranfield School of Management, 2012")
    letter.line("MEng Chemical Engineering, University of Bath, 2005")
    letter.line("*NON-EXECUTIVE AND VOLUNTARY ROLES*", centred=True)
    letter.line("Trustee, Thames Rivers Trust, 2018 – Present")
    return letter.saved()
