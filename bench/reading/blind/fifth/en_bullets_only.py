"""A Word file in which everything but headings is a bullet, facts joined by dashes, as a machine would write a sample."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Calibri", size=11)
    letter.heading("HENRIK SOLBERG", 0)
    letter.line("Cybersecurity Analyst")
    letter.line("Phone: +47 22 55 01 98 | Email: henrik.solberg@example.no | Oslo, Norway")
    letter.heading("Professional Summary", 2)
    letter.bullets("Five years of watching logs so that others can sleep")
    letter.heading("Professional Experience", 2)
    letter.bullets(
        "SOC Analyst – Fjordbank ASA – August 2021 to Present",
        " Wrote 60 detection rules",
        " Led the response to two ransomware attempts",
        "IT Security Trainee – Nordlys Shipping – September 2019 to July 2021",
        " Phishing exercises for 900 employees",
    )
    letter.heading("Academic Qualifications", 2)
    letter.bullets(
        "MSc in Information Security – Norwegian Example University of Technology – 2019",
        "BSc in Informatics – Østfold College – 2017",
    )
    letter.heading("Certifications", 2)
    letter.bullets("CompTIA Security+ – 2020", "GCIH – SANS Institute – 2022", "ISO 27001 Lead Implementer – PECB – 2023")
    letter.heading("Key Projects", 2)
    letter.bullets("Honeypot for a hospital network – 2022", "Log pipeline in Rust – 2020 to 2021")
    letter.heading("Technical Competencies", 2)
    letter.bullets("SIEM: Splunk, Elastic", "Scripting: Python, PowerShell", "Network: Wireshark, Zeek, Suricata")
    letter.heading("Awards & Achievements", 2)
    letter.bullets("Capture the Flag Champion – Nordic Cyber Cup – 2021")
    return letter.saved()
