"""A cook's résumé in Word: short lines, dates with two digits for the year, employers between signs."""

from bench.reading.blind.word import Letter


def draw() -> bytes:
    """A Word document."""
    letter = Letter("NanumGothic")
    letter.line("*도 유 찬*", size=22)
    letter.line("한식 조리사 지원   |   T. 010-3131-9494   |   E. chan.do@example.com")
    letter.heading("근무 이력")
    letter.line("*온지음식당* (서울 종로)  부주방장\t'21.04 ~ '25.11")
    letter.bullets("점심 코스 120인분 조리 총괄", " 제철 나물 18가지 손질표 작성", "신메뉴 '들깨 수제비' 개발")
    letter.line("*호텔 아리수* 한식당  조리사\t'18.01 ~ '21.03")
    letter.bullets("조식 뷔페와 연회 담당", "위생 점검 3년 연속 A등급")
    letter.line("*백년설렁탕 본점*  주방보조\t'16.03 ~ '17.12")
    letter.heading("학력")
    letter.line("한국조리과학고등학교 조리과 졸업\t'14.02")
    letter.line("백석문화대학교 외식조리학부 전문학사 졸업\t'16.02")
    letter.heading("면허·자격")
    letter.line("한식조리기능사 (한국산업인력공단)\t'13.07")
    letter.line("조리산업기사 한식 (한국산업인력공단)\t'19.10")
    letter.line("위생사 면허 (보건복지부)\t'20.12")
    letter.heading("입상 경력")
    letter.line("대한민국 국제요리경연대회 라이브 부문 은메달\t'22.05")
    letter.line("전주비빔밥 요리대회 대상 (전주시장)\t'19.10")
    letter.heading("자신 있는 것")
    letter.line("장 담그기, 발효, 칼 관리, 원가 계산, 대량 조리")
    return letter.saved()
