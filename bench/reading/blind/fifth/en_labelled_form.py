"""An application form in Word, all of it labels and values in a grid: one block of rows for each job and each school."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Arial", size=10)
    letter.line("*APPLICATION FOR EMPLOYMENT*", size=16, centred=True)
    letter.line("*Personal Details*")
    letter.table(
        [
            ("Full name", "Tamsin Okafor-Reilly", "Post applied for", "Ranger"),
            ("Telephone", "01539 496 021", "Email", "tamsin.or@example.org.uk"),
        ]
    )
    letter.line("")
    letter.line("*Present and previous employment (most recent first)*")
    letter.table(
        [
            ("Name of employer", "Job title", "From", "To", "Reason for leaving"),
            ("Fellside Estate", "Assistant Ranger", "Apr 2019", "Present", ""),
            ("Lakes Outdoor Centre", "Activity Instructor", "May 2016", "Mar 2019", "Better post"),
            ("Kendal Garden Nursery", "Nursery Hand", "Jun 2014", "Apr 2016", "End of contract"),
        ]
    )
    letter.line("")
    letter.line("*Education and qualifications*")
    letter.table(
        [
            ("School / College / University", "Qualification", "Subject", "Year"),
            ("University of Westmorland", "BSc (Hons)", "Countryside Management", "2014"),
            ("Kirkby Sixth Form", "A-level", "Biology", "2011"),
        ]
    )
    letter.line("")
    letter.line("*Certificates and tickets held*")
    letter.table(
        [
            ("Certificate", "Awarding body", "Expiry", "Date obtained"),
            ("Chainsaw Maintenance", "NPTC", "none", "06/2019"),
            ("Mountain Leader Award", "Mountain Training", "none", "09/2017"),
        ]
    )
    letter.line("")
    letter.line("*Why do you want this job?*")
    letter.line(
        "I have walked these fells since I was six and mended their walls since I was sixteen. I would like to be paid to care for them."
    )
    return letter.saved()
