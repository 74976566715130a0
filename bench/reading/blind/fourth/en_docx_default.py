"""A Word file in python-docx's own template: a title, headings, a bold position over employer and dates, bullets."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("Calibri", size=11, margin=25)
    letter.heading("Mariana Quiroga", 0)
    letter.line("Email: mariana.quiroga@example.com | Phone: (312) 555-0147 | LinkedIn: linkedin.com/in/example")
    letter.heading("Summary")
    letter.line("Data analyst with seven years of experience in retail and logistics.")
    letter.heading("Work Experience")
    letter.line("*Senior Data Analyst*")
    letter.line("TechNova Solutions | January 2021 - Present")
    letter.bullets("Built dashboards for 40 stores", "Reduced stock-outs by 18%")
    letter.line("*Data Analyst*")
    letter.line("Prairie Logistics | June 2018 - December 2020")
    letter.bullets("Forecast weekly demand with Python")
    letter.line("*Intern*")
    letter.line("Cook County Open Data | Summer 2017")
    letter.heading("Education")
    letter.line("*M.S. in Statistics*")
    letter.line("Lakeside Institute of Technology | 2016 - 2018")
    letter.line("*B.A. in Mathematics*")
    letter.line("Heartland College | 2012 - 2016")
    letter.heading("Projects")
    letter.line("*Bike Share Demand Forecast*")
    letter.line("Predicted hourly demand for 300 stations (2019)")
    letter.heading("Skills")
    letter.bullets("Programming: Python, R, SQL", "Visualization: Tableau, Power BI", "Cloud: AWS, Snowflake")
    letter.heading("Certifications")
    letter.bullets("Tableau Desktop Specialist (2020)", "Google Data Analytics Certificate (2021)")
    letter.heading("Languages")
    letter.line("English (native), Spanish (fluent)")
    return letter.saved()
