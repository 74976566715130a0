"""What English-speaking candidates write, invented: names, employers, schools, duties, answers."""

FAMILY_NAMES = (
    "Ellis", "Moreno", "Whitfield", "Okafor", "Lindqvist", "Park", "Harrow", "Nakamura", "Bellamy", "O'Connor", "Sørensen", "Van Dyke",
    "Kaplan", "Ruiz", "Adeyemi", "McAllister",
)  # fmt: skip
GIVEN_NAMES = (
    "Jordan", "Amara", "Theo", "Priya", "Lucas", "Min-ji", "Sofia", "Daniel", "Grace", "Oliver", "Hannah", "Mateo", "Ingrid", "Samuel",
    "Zoë", "Wei",
)  # fmt: skip
MAILBOXES = ("jordan.ellis", "amoreno", "theo_w", "priya-dev", "lucas", "sofia.b", "daniel.h", "grace", "oliver.n", "hello.mateo")
MAIL_DOMAINS = ("example.com", "mail.example.org", "example.net", "post.example.co.uk")
PHONES = ("+1 555-01#-####", "(555) 01#-####", "+44 7700 900###", "555-01#-####", "+82 10-####-####", "+1 (555) 01#-####")
ADDRESSES = ("Portland, OR", "12 Harbour Street, Leeds", "Austin, TX", "Toronto, Canada", "Berlin, Germany")
TARGET_ROLES = (
    "Backend Engineer", "Data Scientist", "Product Manager", "Frontend Developer", "Marketing Manager", "Site Reliability Engineer",
    "UX Designer", "Financial Analyst", "Machine Learning Engineer", "Customer Success Manager", "Mechanical Engineer", "HR Specialist",
    "Accountant", "Technical Writer", "Security Engineer", "Sales Representative", "Game Designer", "Nurse Practitioner",
)  # fmt: skip
UNIVERSITIES = (
    "Northfield University", "University of North Haven", "Eastgate College", "Harbour Institute of Technology", "Queensbridge University",
    "Lakeside State University", "St. Alder College", "Pinecrest Polytechnic", "University of Westmoor", "Redwood School of Design",
    "Marlow Technical University", "The Open Academy of Arts",
)  # fmt: skip
SECONDARY = (
    "Westfield High School",
    "Harbour Grammar School",
    "Lincoln Park High School",
    "Elm Street Secondary School",
    "St. Mary's Academy",
)
MAJORS = (
    "Computer Science", "Economics", "Industrial Engineering", "Statistics", "Electrical Engineering", "Psychology",
    "Business Administration", "Mechanical Engineering", "English Literature", "Graphic Design", "Chemistry", "Information Security",
    "Marine Biology", "Media Studies", "Applied Mathematics", "Law",
)  # fmt: skip
DEGREES = ("B.S.", "Bachelor of Science", "BSc", "Bachelor of Arts", "B.A.", "B.Eng.", "BBA", "BSc (Hons)")
HIGHER_DEGREES = ("M.S.", "Master of Science", "MSc", "MBA", "Ph.D.", "M.Eng.")
COMPANIES = (
    "Harbour Systems", "Meridian Labs", "Bluefin Logistics", "Northwind Analytics", "Cobalt Health Inc.", "Foxglove Media", "Granite Bank",
    "Juniper Street Co.", "Larkspur Software Ltd.", "Ironbridge Capital", "Tern & Co", "Saltmarsh", "Verdant Energy", "Orchard Robotics",
    "Quill", "Pinnacle Retail Group", "Stellar Freight", "Anchor & Oak", "Kestrel Aerospace", "Mosaic Learning", "Copperleaf Insurance",
    "Driftwood Studios",
)  # fmt: skip
ROLES = (
    "Software Engineer", "Senior Backend Engineer", "Data Analyst", "Product Manager", "Marketing Associate", "Engineering Intern",
    "Lead Frontend Developer", "QA Engineer", "Operations Coordinator", "UX Researcher", "DevOps Engineer", "Account Executive",
    "Project Manager", "Junior Accountant", "Staff Engineer", "Research Assistant", "Sales Associate", "Head of Design",
    "Technical Support Specialist", "Embedded Software Engineer", "Vice President of Operations",
)  # fmt: skip
DUTIES = (
    "Rebuilt the payment service in Go and cut response times by 95%",
    "Moved nightly batch jobs to Airflow, lowering failures from 12% to 1%",
    "Led a team of five engineers through a migration to Kubernetes",
    "Planned acquisition campaigns that doubled the conversion rate",
    "Automated month-end closing and saved three days of work",
    "Managed delivery and quality with twelve suppliers",
    "Built a CI/CD pipeline that brought deployments from 40 to 6 minutes",
    "Rewrote the support handbook after classifying two thousand tickets",
    "Designed the data warehouse and the dashboards on top of it",
    "Shipped the new admin console in React and TypeScript",
    "Mentored three interns and ran the weekly reading group",
    "Negotiated contracts with partners in four countries",
    "Wrote firmware that collects sensor data in C++",
    "Documented the incident process and led the drills",
)
PROJECTS = (
    "Duplicate Payment Guard", "Campus Search Engine", "Route Optimiser", "Realtime Recommendations", "Open Transit Map",
    "Inventory Tracker", "Churn Prediction Model", "Accessible Forms Kit", "Weather Station Network", "Chat Support Assistant",
    "Library Catalogue Rewrite",
)  # fmt: skip
PROJECT_ROLES = (
    "Team Lead",
    "Backend Developer",
    "Contributor",
    "Data Analyst",
    "Project Manager",
    "Frontend Developer",
    "Maintainer",
    "Designer",
)
ACTIVITIES = (
    ("President of the Algorithms Club", "Northfield University"),
    ("Volunteer Tutor", "Harbour Children's Centre"),
    ("Startup Weekend Participant", "Eastgate Foundation"),
    ("Student Newspaper Editor", "The Northfield Herald"),
    ("Cloud Engineering Bootcamp", "Skyline Academy"),
    ("Marathon Organiser", "City Running Association"),
    ("Open Source Mentor", "Codebridge Foundation"),
    ("Debate Team Captain", "Queensbridge University"),
)
AWARDS = (
    ("First Place, Campus Hackathon", "Northfield University"),
    ("Dean's List", "Eastgate College"),
    ("Employee of the Year", "Harbour Systems"),
    ("Best Paper Award", "Association for Practical Computing"),
    ("National Merit Scholarship", "Merit Foundation"),
    ("Innovation Prize", "Meridian Labs"),
    ("Open Data Challenge Finalist", "City of North Haven"),
    ("Design Excellence Award", "Guild of Interface Makers"),
)
CERTIFICATES = (
    ("AWS Certified Solutions Architect – Associate", "Amazon Web Services"),
    ("Certified Kubernetes Administrator", "Cloud Native Computing Foundation"),
    ("Project Management Professional (PMP)", "Project Management Institute"),
    ("TOEFL iBT 108", "ETS"),
    ("Google Data Analytics Certificate", "Google"),
    ("CPA", "AICPA"),
    ("Certified ScrumMaster", "Scrum Alliance"),
    ("Oracle Certified Professional, Java SE 17", "Oracle"),
    ("IELTS 8.0", "British Council"),
    ("CompTIA Security+", "CompTIA"),
    ("Six Sigma Green Belt", "American Society for Quality"),
    ("First Aid Certificate", "Red Cross"),
)
SKILL_GROUPS = (
    ("Languages", ("Java", "Python", "C++", "C#", "Kotlin", "JavaScript", "TypeScript", "Go", "R", "SQL", "Objective-C", "F#")),
    ("Frameworks", ("Spring Boot", "Django", ".NET", "React", "Vue.js", "Node.js", "FastAPI", "Ruby on Rails", "PyTorch", "ASP.NET Core")),
    ("Tools", ("Git", "Docker", "Kubernetes", "Jenkins", "CI/CD", "Kafka", "Redis", "PostgreSQL", "AWS", "Terraform", "TCP/IP")),
    ("Business", ("Excel", "Tableau", "SAP", "Stakeholder management", "A/B testing", "Salesforce", "Budgeting", "Photoshop", "PL/SQL")),
)
QUESTIONS = (
    "Why do you want to work with us?",
    "Describe a difficult problem you solved.",
    "Strengths and Weaknesses",
    "What is your greatest achievement? (max. 300 words)",
    "Tell us about a conflict in a team and how you dealt with it.",
    "Career Goals",
    "Motivation",
    "Where do you see yourself in five years?",
)
SENTENCES = (
    "I spent three years making a payment system fail less often.",
    "At first every release lost orders, and forty customers a day wrote to us about it.",
    "To find the cause I recorded the lag of the message queue minute by minute.",
    "It turned out that our retries charged some people twice.",
    "In 2019 two colleagues and I rewrote all of the documentation.",
    "I take hard things apart into pieces small enough to check.",
    "As a teaching assistant in statistics I learned to explain patiently.",
    "I grew up above my parents' workshop and saw how things are made.",
    "I can be slow because I am careful, so I agree on deadlines first.",
    "In my first year I would like to understand what is already there.",
    "Listening to the end is the shortest way to solving a customer's problem.",
    "After each project I write down what I would do differently.",
    "When something breaks I read the logs before I ask who did it.",
)
TITLES = ("Résumé", "Curriculum Vitae", "", "")
HEADINGS = {
    "header": ("Personal Information", "Contact", "Personal Details", "Contact Details"),
    "education": ("Education", "Academic Background", "EDUCATION", "Education & Training", "Educational Background"),
    "experience": (
        "Experience",
        "Work Experience",
        "PROFESSIONAL EXPERIENCE",
        "Employment History",
        "Relevant Experience",
        "Career History",
    ),
    "projects": ("Projects", "Selected Projects", "PROJECTS", "Personal Projects", "Key Projects"),
    "activities": ("Activities", "Volunteering", "Extracurricular Activities", "Leadership & Activities", "Volunteer Experience"),
    "awards": ("Awards", "Honors & Awards", "AWARDS", "Awards and Recognition", "Achievements"),
    "certifications": ("Certifications", "Licenses & Certifications", "CERTIFICATIONS", "Certificates", "Professional Certifications"),
    "skills": ("Skills", "Technical Skills", "SKILLS", "Core Competencies", "Skills & Tools"),
    "answers": ("Cover Letter", "Personal Statement", "Application Questions", "About Me"),
    "other": ("Interests", "References", "Hobbies"),
}
OTHER = {"Interests": "Hiking, photography", "References": "Available upon request", "Hobbies": "Chess and long walks"}
LABELS = {
    "name": ("Name", "Full name"),
    "email": ("E-mail", "Email"),
    "phone": ("Phone", "Mobile", "Tel"),
    "target_role": ("Position", "Desired position", "Position applied for"),
    "address": ("Address", "Location"),
    "school": ("School", "Institution", "University"),
    "major": ("Major", "Field of study"),
    "degree": ("Degree",),
    "company": ("Company", "Employer"),
    "role": ("Position", "Job title", "Title"),
    "period": ("Period", "Dates", "Duration"),
    "school_period": ("Period", "Dates"),
    "duties": ("Responsibilities", "Duties"),
    "title": ("Project", "Project name"),
    "project_role": ("Role", "My role"),
    "activity": ("Activity",),
    "organisation": ("Organization", "Organisation"),
    "award": ("Award", "Prize"),
    "certificate": ("Certificate", "Certification"),
    "issuer": ("Issuer", "Issued by", "Issuing organization"),
    "award_issuer": ("Awarded by", "Issuer"),
    "day": ("Date", "Issued"),
    "award_day": ("Date", "Year"),
    "group": ("Category", "Area"),
    "skills": ("Skills", "Details"),
}
AT = "{role} at {company}"
