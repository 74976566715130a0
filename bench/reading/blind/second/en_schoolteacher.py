"""A teacher's two pages by reportlab: capitals for headings, dates such as Summer 2018, an entry that the end of the page cuts."""

from bench.reading.blind.lab import Paper

_JOBS = (
    ("Harper Creek Middle School, Dayton, OH", "Grade 7 Science Teacher", "August 2019 - Present", 9),
    ("Miami Valley Summer Academy", "Lead Instructor", "Summer 2018", 8),
    ("Oakwood Elementary School, Dayton, OH", "Student Teacher", "Fall 2017 - Spring 2018", 9),
    ("Boonshoft Museum of Discovery", "Camp Counselor", "Summers 2015 and 2016", 7),
)
_DUTY = "Planned and taught hands-on units on rivers, heat and living things for classes of up to thirty children, with notebooks for each."


def draw() -> bytes:
    """Two pages."""
    paper = Paper("NanumMyeongjo", leading=1.6)
    paper.line(297, "DELPHINE ARCENEAUX", size=18, bold=True, centred=True)
    paper.line(297, "1200 Example Avenue, Dayton, Ohio 45400 | (937) 555-0188 | d.arceneaux@example.org", size=9, centred=True)
    paper.down(8)
    paper.line(60, "LICENSURE", bold=True, size=11)
    paper.line(60, "Ohio Professional Educator License, Middle Childhood 4-9 (2019 - 2029)")
    paper.line(60, "National Board Certification, Early Adolescence Science (2024)")
    paper.down(8)
    paper.line(60, "EDUCATION", bold=True, size=11)
    paper.line(60, "Master of Education, Curriculum and Instruction", bold=True)
    paper.line(-535, "May 2022", beside=True)
    paper.line(60, "Wright Valley University, Dayton, OH")
    paper.line(60, "Bachelor of Science in Education", bold=True)
    paper.line(-535, "May 2018", beside=True)
    paper.line(60, "University of Eastern Ohio, Athens, OH")
    paper.down(8)
    paper.line(60, "TEACHING EXPERIENCE", bold=True, size=11)
    for school, role, period, duties in _JOBS:
        paper.line(60, school, bold=True)
        paper.line(-535, period, beside=True)
        paper.line(60, role)
        for _ in range(duties // 3):
            paper.wrapped(72, 450, f"• {_DUTY}")
        paper.down(4)
    paper.down(8)
    paper.line(60, "PROFESSIONAL DEVELOPMENT", bold=True, size=11)
    paper.line(60, "Project-Based Learning Institute, PBLWorks, June 2021")
    paper.down(8)
    paper.line(60, "HONORS AND AWARDS", bold=True, size=11)
    paper.line(60, "Teacher of the Year, Harper Creek School District, 2023")
    paper.line(60, "Phi Kappa Phi Scholarship, 2017")
    paper.down(8)
    paper.line(60, "SERVICE", bold=True, size=11)
    paper.line(60, "Science Fair Judge, Montgomery County Fair, 2020 - Present")
    return paper.saved()
