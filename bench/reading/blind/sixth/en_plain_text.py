"""A Word file of plain paragraphs, nothing bold, capitals for headings, lines a person types without thinking of looks."""

from bench.reading.blind.word import Letter

_TEXT = """Phoebe Langstaff
phoebe.langstaff@example.com
07700 900 418

CAREER OBJECTIVE
Looking for a post as a veterinary nurse in a mixed practice.

EMPLOYMENT HISTORY
Veterinary Nurse, Moorside Animal Hospital
October 2020 - Present
Anaesthesia, dentistry and a great many stubborn ponies.

Kennel Assistant, Tailwaggers Boarding
March 2018 - September 2020
Fed, walked and bathed up to forty dogs.

Saturday Assistant, Hobbs & Daughter Pet Shop
2016 - 2018

EDUCATION
Level 3 Diploma in Veterinary Nursing, Askham Land College, 2018 - 2020
GCSEs, Moorside High School, 2011 - 2016

QUALIFICATIONS
Registered Veterinary Nurse, RCVS, 2020
Full UK driving licence, 2017

KEY SKILLS
Animal handling
Radiography
Client communication
Record keeping

ACHIEVEMENTS
Student of the Year, Askham Land College, 2020

INTERESTS
Fell running, baking
"""


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Liberation Sans", size=11)
    for words in _TEXT.splitlines():
        letter.line(words)
    return letter.saved()
