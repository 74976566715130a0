"""The first Korean page anybody draws with reportlab: one drawString a line, headings in square brackets."""

from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_TEXT = """이력서
이름: 김가온
연락처: 010-1357-2468
이메일: gaon.kim@example.com
지원분야: 백엔드 개발자

[학력]
2012.03 ~ 2018.02 한빛대학교 컴퓨터공학과 학사
2009.03 ~ 2012.02 새솔고등학교 졸업

[경력]
2021.04 ~ 재직중 (주)가람소프트 백엔드 개발자
- 주문 서비스 설계 및 개발
- 하루 300만 건 처리
2018.03 ~ 2021.03 다온테크 주식회사 주임연구원
- 결제 모듈 유지보수

[프로젝트]
2022.05 ~ 2022.12 물류 추적 시스템 구축
- 역할: 서버 개발

[기술]
Java, Spring Boot, C++, C#, .NET, CI/CD, Node.js

[자격증]
2017.08 정보처리기사 한국산업인력공단
2019.06 SQLD 한국데이터산업진흥원

[수상]
2017.11 교내 캡스톤 경진대회 최우수상 한빛대학교

[자기소개]
1. 성장 과정
어릴 때부터 라디오를 뜯어 보며 자랐습니다. 고치지 못한 것이 더 많았지만 왜 안 되는지 끝까지 찾았습니다.
2. 지원 동기
느린 화면 앞에서 기다리는 사람의 시간을 줄이고 싶어 지원했습니다.
"""


def draw() -> bytes:
    """One page."""
    pdfmetrics.registerFont(TTFont("NanumGothic", "/usr/share/fonts/truetype/nanum/NanumGothic.ttf"))
    content = BytesIO()
    canvas = Canvas(content)
    canvas.setFont("NanumGothic", 11)
    for number, words in enumerate(_TEXT.splitlines()):
        canvas.drawString(60, 800 - 19 * number, words)
    canvas.save()
    return content.getvalue()
