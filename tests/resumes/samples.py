"""Whole résumés of invented people, as candidates would write them."""

from collections.abc import Sequence
from typing import Protocol

import pymupdf

from tests.resumes.paper import Paper


class Sheet(Protocol):
    """What a résumé is written on: a PDF (Paper), a DOCX (WordPaper), an HWPX (HangulPaper)."""

    def heading(self, text: str) -> None:
        """A line that heads a section."""
        ...

    def line(self, text: str) -> None:
        """A line of plain type."""
        ...

    def paragraph(self, text: str, width: int = 46) -> None:
        """Plain type, broken where it must be."""
        ...

    def row(self, *texts: str) -> None:
        """Texts side by side."""
        ...

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table."""
        ...

    def new_page(self) -> None:
        """Goes on on the next page."""
        ...

    def file(self) -> bytes:
        """The finished file."""
        ...


ANSWER = (
    "저는 결제 시스템의 장애를 줄이는 일을 3년 동안 맡았습니다. 처음에는 배포할 때마다 주문이 유실되어 고객 문의가 하루 40건씩 들어왔고,"
    " 저는 원인을 찾기 위해 메시지 큐의 소비 지연을 1분 단위로 기록했습니다. 그 결과 재시도 정책이 중복 결제를 만들고 있다는 것을 알아냈고,"
    " 요청마다 고유한 키를 두어 같은 결제가 두 번 처리되지 않게 고쳤습니다. 이후 여섯 달 동안 중복 결제는 한 건도 없었습니다."
)


def korean_free_form(sheet: Sheet | None = None) -> bytes:
    """Headings and lines, as a word processor leaves them."""
    paper = sheet or Paper()
    paper.heading("김하늘")
    paper.line("백엔드 개발자")
    paper.line("haneul.kim@example.com | 010-1234-5678")
    paper.line("주민등록번호: 950314-2345678")
    paper.heading("■ 학력")
    paper.line("2014.03 ~ 2018.02 한빛대학교 컴퓨터공학과 학사")
    paper.line("2011.03 ~ 2014.02 푸른고등학교")
    paper.heading("■ 경력사항")
    paper.line("2020.03 ~ 현재 (주)나래커머스 백엔드 개발자")
    paper.line("- 주문·결제 서버를 Java와 Spring Boot로 개발, 응답 시간 95% 단축")
    paper.line("2018.03 ~ 2020.02 ㈜별빛소프트 개발팀 사원")
    paper.line("- 사내 메신저 서버 운영, C++로 작성된 모듈 유지보수")
    paper.heading("■ 프로젝트")
    paper.line("중복 결제 방지 시스템 2021.05 ~ 2021.12")
    paper.line("- Kafka와 Redis로 결제 요청을 한 번만 처리하도록 설계")
    paper.heading("■ 보유기술")
    paper.line("언어: Java, Kotlin, C++, C#, Python")
    paper.line("도구: Spring Boot, Kafka, Redis, CI/CD, .NET")
    paper.heading("■ 자격증")
    paper.line("정보처리기사 2017.11 한국산업인력공단")
    paper.heading("■ 수상내역")
    paper.line("2017.09 대학생 소프트웨어 경진대회 은상")
    paper.heading("■ 대외활동")
    paper.line("2016.03 ~ 2017.02 교내 알고리즘 동아리 회장")
    paper.new_page()
    paper.heading("■ 자기소개서")
    paper.line("1. 지원동기와 문제를 해결한 경험을 기술하시오.")
    paper.paragraph(ANSWER)
    paper.line("2. 입사 후 포부를 적어 주세요.")
    paper.paragraph("결제 서비스가 멈추지 않게 하는 사람이 되고 싶습니다. 먼저 팀의 관측 도구를 정리하겠습니다.")
    return paper.file()


def korean_tables(sheet: Sheet | None = None) -> bytes:
    """The ruled form that job boards print."""
    paper = sheet or Paper()
    paper.heading("이 력 서")
    paper.table([["성명", "박서준", "지원분야", "데이터 엔지니어"], ["연락처", "010-9876-5432", "이메일", "seojun@example.org"]])
    paper.heading("학력사항")
    paper.table([["기간", "학교명", "전공", "학위"], ["2013.03 - 2017.02", "미래대학교", "산업공학과", "학사"]])
    paper.heading("경력사항")
    paper.table(
        [
            ["근무기간", "회사명", "직위", "담당업무"],
            ["2019.01 - 2023.06", "한강데이터", "대리", "로그 수집 파이프라인"],
            ["2017.03 - 2018.12", "솔빛은행", "사원", "여신 통계 보고"],
        ]
    )
    paper.heading("자격사항")
    paper.table([["자격증명", "취득일", "발급기관"], ["데이터분석준전문가", "2018.06", "한국데이터산업진흥원"]])
    paper.heading("보유기술")
    paper.line("Python, SQL, Airflow, Spark, C/C++")
    paper.heading("자기소개서")
    paper.line("[성장과정]")
    paper.paragraph("숫자를 좋아하는 아이였습니다. 대학에서 처음 만든 수강신청 예측 모형이 학과 누리집에 쓰였습니다.")
    paper.line("[지원동기]")
    paper.paragraph(ANSWER)
    return paper.file()


def english_free_form(sheet: Sheet | None = None) -> bytes:
    """One column, headings in capitals."""
    paper = sheet or Paper()
    paper.heading("Jordan Ellis")
    paper.line("Senior Backend Engineer")
    paper.line("jordan.ellis@example.com | +44 20-7946-0958")
    paper.heading("EDUCATION")
    paper.line("Bachelor of Science in Computer Science, Northfield University, 2012 - 2016")
    paper.heading("WORK EXPERIENCE")
    paper.line("Payments Engineer, Harbour Systems Inc., Mar 2019 - Present")
    paper.line("- Cut checkout latency by 95% with a queue in front of the ledger")
    paper.line("Software Developer, Lantern Labs, Jul 2016 - Feb 2019")
    paper.line("- Kept a C++ matching engine alive and taught it to be tested")
    paper.heading("PROJECTS")
    paper.line("Exactly-once settlement, 2020 - 2021")
    paper.line("- Idempotency keys over Kafka and PostgreSQL")
    paper.heading("TECHNICAL SKILLS")
    paper.line("Languages: C++, C#, Go, Python")
    paper.line("Practices: CI/CD, TCP/IP, .NET, Node.js")
    paper.heading("CERTIFICATIONS")
    paper.line("AWS Certified Developer, Amazon Web Services, 2021")
    paper.heading("AWARDS")
    paper.line("Harbour Systems engineering prize, 2022")
    paper.heading("ACTIVITIES")
    paper.line("Volunteer mentor, Code Harbour Foundation, 2018 - 2020")
    paper.heading("COVER LETTER")
    paper.line("Q1. Why do you want to work here?")
    paper.paragraph(
        "I have spent six years making money arrive exactly once. Your settlement team is the only one I know that publishes its"
        " incident reviews, and I learned from three of them.",
        width=80,
    )
    return paper.file()


def english_rows(sheet: Sheet | None = None) -> bytes:
    """A table without rulers, made with tabulators."""
    paper = sheet or Paper()
    paper.heading("Priya Raman")
    paper.line("Data Analyst")
    paper.line("priya.raman@example.com")
    paper.heading("Education")
    paper.row("Period", "School", "Major")
    paper.row("2015 - 2019", "Eastgate College", "Statistics")
    paper.heading("Experience")
    paper.row("Period", "Company", "Role")
    paper.row("2019 - 2024", "Meridian Group", "Data Analyst")
    paper.heading("Skills")
    paper.line("SQL, R, Tableau")
    return paper.file()


def scanned(file: bytes, layer: str = "", *, dots: int = 200) -> bytes:
    """Every page of a PDF as a picture, at so many dots to the inch; `layer` is what a scanner lays over each, seen by nobody."""
    source, scan = pymupdf.open(stream=file, filetype="pdf"), pymupdf.open()
    for printed in source:
        page = scan.new_page(width=printed.rect.width, height=printed.rect.height)
        page.insert_image(page.rect, stream=printed.get_pixmap(dpi=dots, colorspace=pymupdf.csGRAY).tobytes("jpeg"))
        if layer:
            page.insert_textbox(pymupdf.Rect(50, 50, 500, 790), layer, fontsize=10, render_mode=3)
    content: bytes = scan.tobytes(deflate=True)
    return content


def without_headings(sheet: Sheet | None = None) -> bytes:
    """Words that belong to no section anybody could name."""
    paper = sheet or Paper()
    paper.paragraph("이 문서는 제목이 하나도 없는 글입니다. 저는 작은 도서관에서 책을 정리하며 분류하는 일을 오래 했습니다.")
    return paper.file()


def of_pages(count: int) -> bytes:
    """As many pages, each with a line."""
    paper = Paper()
    for number in range(1, count + 1):
        paper.line(f"Page {number} of a very long life")
        if number < count:
            paper.new_page()
    return paper.pdf()


def of_written_pages(count: int) -> bytes:
    """A Korean résumé of as many full pages: about a thousand characters on each."""
    paper = Paper()
    paper.heading("김하늘")
    paper.line("백엔드 개발자")
    paper.heading("경력사항")
    for number in range(1, count + 1):
        for year in (2 * number + 2000, 2 * number + 2001):
            paper.line(f"{year}.03 ~ {year}.12 (주)나래커머스 백엔드 개발자")
            paper.paragraph(ANSWER)
            paper.paragraph(ANSWER)
        if number < count:
            paper.new_page()
    return paper.file()


def of_characters(count: int) -> bytes:
    """About as many characters, in plain lines."""
    paper = Paper()
    sentence = "A line of plain type about work that was done well and on time, again."
    for _ in range(count // len(sentence) + 1):
        paper.line(sentence)
    return paper.pdf()
