"""What may not be asked is found in both languages, and the same words about machines are left alone."""

import pytest

from interviewing.topics import Topic, forbidden_topic

FORBIDDEN = [
    ("키가 몇 센티인가요?", Topic.APPEARANCE),
    ("외모 관리는 어떻게 하시나요?", Topic.APPEARANCE),
    ("How tall are you?", Topic.APPEARANCE),
    ("Would you say your appearance helps you in sales?", Topic.APPEARANCE),
    ("고향이 어디인가요?", Topic.BIRTHPLACE),
    ("어느 지역 출신이신가요?", Topic.BIRTHPLACE),
    ("Where were you born?", Topic.BIRTHPLACE),
    ("Where are you really from?", Topic.BIRTHPLACE),
    ("결혼은 하셨나요?", Topic.MARRIAGE),
    ("여자친구가 있으신가요?", Topic.MARRIAGE),
    ("Are you married?", Topic.MARRIAGE),
    ("What does your husband think of this job?", Topic.MARRIAGE),
    ("임신 계획이 있나요?", Topic.PREGNANCY),
    ("육아 휴직을 쓸 생각인가요?", Topic.PREGNANCY),
    ("Do you plan to have children?", Topic.PREGNANCY),
    ("Are you thinking of starting a family?", Topic.PREGNANCY),
    ("부모님은 무슨 일을 하시나요?", Topic.FAMILY),
    ("가족 관계를 말씀해 주세요.", Topic.FAMILY),
    ("What do your parents do?", Topic.FAMILY),
    ("How would your family describe you?", Topic.FAMILY),
    ("재산이 얼마나 되나요?", Topic.WEALTH),
    ("집안의 경제적 형편은 어땠나요?", Topic.FAMILY),
    ("Do you own a house?", Topic.WEALTH),
    ("What is your financial situation?", Topic.WEALTH),
    ("종교가 있으신가요?", Topic.RELIGION),
    ("What is your religion?", Topic.RELIGION),
    ("Do you go to church on Sundays?", Topic.RELIGION),
    ("건강에 문제는 없으신가요?", Topic.HEALTH),
    ("장애가 있으신가요?", Topic.HEALTH),
    ("Do you have any health problems?", Topic.HEALTH),
    ("지지하는 정당이 있나요?", Topic.POLITICS),
    ("이번 선거에서 누구를 뽑으셨나요?", Topic.POLITICS),
    ("Who did you vote for?", Topic.POLITICS),
    ("What are your political views?", Topic.POLITICS),
]

ALLOWED = [
    "You built a family of microservices. How did you split them?",
    "How does your health check endpoint decide that a node is down?",
    "What is the parent process of your worker?",
    "How would you avoid a race condition here?",
    "How did you marry the two designs?",
    "Where does this number come from?",
    "How did you keep the assets of the web app small?",
    "How would you support users who read from right to left?",
    "부모 클래스와 자식 클래스의 관계를 설명해 주세요.",
    "장애가 났을 때 어떻게 대응하셨나요?",
    "외래 키를 어떻게 정하셨나요?",
    "키워드 검색을 어떻게 개선했나요?",
    "기본적인 원칙은 무엇이었나요?",
    "추정치와 실제 값의 차이를 어떻게 다루었나요?",
    "수출산업 고객을 맡은 경험이 있나요?",
    "품질 병목을 어떻게 찾았나요?",
    "가족 할인 요금제를 어떻게 설계하셨나요?",
    "건강한 팀 문화를 만들려면 무엇이 필요할까요?",
    "정당한 사유로 일정을 미룬 적이 있나요?",
    "쓰기도 하시고 읽기도 하시는 문서는 무엇인가요?",
]


@pytest.mark.parametrize(("question", "topic"), FORBIDDEN)
def test_a_question_about_the_person_behind_the_work_is_found(question: str, topic: Topic) -> None:
    finding = forbidden_topic(question)
    assert finding is not None and finding.topic is topic


@pytest.mark.parametrize("question", ALLOWED)
def test_the_same_words_about_work_are_left_alone(question: str) -> None:
    assert forbidden_topic(question) is None


def test_line_breaks_and_spaces_hide_nothing() -> None:
    assert forbidden_topic("Are  you\n married?") is not None


def test_every_topic_is_covered_in_both_languages() -> None:
    korean = {topic for question, topic in FORBIDDEN if not question.isascii()}
    english = {topic for question, topic in FORBIDDEN if question.isascii()}
    assert korean == english == set(Topic)
