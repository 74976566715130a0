"""A text file that was printed: Courier, signs of equality below headings, dates in a column of blanks."""

from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

_TEXT = """
OSWALD PENNINGTON
12 Example Road, Leeds          Tel: 0113 496 0123
oswald.p@example.co.uk

PROFILE
=======
Network engineer who likes quiet networks.

EMPLOYMENT
==========
06/2020 - date        Network Engineer
                      Aire Fibre Ltd
                      * 40 exchanges moved to IPv6
                      * on call one week in five

01/2015 - 05/2020     IT Support Technician
                      Wharfedale Council

EDUCATION
=========
2011 - 2014           BEng Electronic Engineering
                      University of West Yorkshire (2:1)
2009 - 2011           A-levels: Maths, Physics, Music
                      Ilkley Sixth Form College

CERTIFICATES
============
2021                  CCNP Enterprise, Cisco
2016                  CompTIA Network+

SKILLS
======
BGP  OSPF  MPLS  Linux  Ansible  Wireshark

REFERENCES
==========
On request
"""


def draw() -> bytes:
    """One page."""
    content = BytesIO()
    canvas = Canvas(content)
    text = canvas.beginText(50, 790)
    text.setFont("Courier", 10)
    text.textLines(_TEXT, trim=0)
    canvas.drawText(text)
    canvas.save()
    return content.getvalue()
