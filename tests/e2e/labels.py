"""What a candidate reads on the screen and clicks on, in both languages: written down here once more, so that a slip in the app shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """Accessible names of one language."""

    # Signing up, in and out.
    sign_up: str
    sign_in: str
    sign_out: str
    full_name: str
    email: str
    username: str
    username_or_email: str
    password: str
    name_taken: str
    credentials_wrong: str
    signed_out: str
    loading: str
    # Where one can go.
    resumes: str
    new_interview: str
    go_on: str
    language_switch: str
    # Résumés.
    resumes_title: str
    choose_file: str
    resume_ready: str
    resume_failed: str
    practise_with_it: str
    read_title: str
    hidden_title: str
    hidden_reason: str
    nothing_hidden: str
    not_found: str
    blind_copy: str
    show_pages: str
    page_picture: str
    employer: str
    too_large: str
    delete: str
    # Making an interview.
    by_posting: str
    position: str
    a_position: str
    create: str
    # The room.
    start: str
    answer: str
    send: str
    question: str
    progress: str
    connected: str
    lost: str
    not_sent: str
    copy: str
    skip: str
    pause: str
    resume_interview: str
    end_early: str
    # The report.
    report: str
    transcript: str
    show_in_transcript: str
    back_to_score: str
    your_words: str

    def of_question(self, number: int, total: int) -> str:
        """How far the interview is."""
        return self.progress.format(number=number, total=total)


ENGLISH = Labels(
    sign_up="Create account",
    sign_in="Sign in",
    sign_out="Sign out",
    full_name="Full name",
    email="E-mail",
    username="User name",
    username_or_email="User name or e-mail",
    password="Password",
    name_taken="This user name is taken.",
    credentials_wrong="Name or password is not right. Check both and try again.",
    signed_out="You were signed out.",
    loading="Loading…",
    resumes="Résumés",
    new_interview="New practice interview",
    go_on="Continue",
    language_switch="Language",
    resumes_title="Your résumés",
    choose_file="Choose a file",
    resume_ready="Ready",
    resume_failed="Could not be read",
    practise_with_it="Practise with it",
    read_title="What Viva read",
    hidden_title="1 text that nobody sees",
    hidden_reason="in the colour of its ground · page 1",
    nothing_hidden="No hidden text was found in this file.",
    not_found="Not found: ",
    blind_copy="This is a blind copy",
    show_pages="Look at the pages",
    page_picture="Page 1 of ",
    employer="Organisation",
    too_large="This file is larger than 10 MB.",
    delete="Delete",
    by_posting="An open posting",
    position="Position",
    a_position="Backend engineer",
    create="Create interview",
    start="Start interview",
    answer="Your answer",
    send="Send answer",
    question="Question",
    progress="Question {number} of {total}",
    connected="Connected",
    lost="Connection lost.",
    not_sent="Not sent",
    copy="Copy",
    skip="Skip",
    pause="Pause",
    resume_interview="Continue",
    end_early="End early",
    report="Report",
    transcript="Transcript",
    show_in_transcript="Show in transcript",
    back_to_score="Back to the score",
    your_words="Your words",
)

KOREAN = Labels(
    sign_up="가입하기",
    sign_in="로그인",
    sign_out="로그아웃",
    full_name="이름",
    email="이메일",
    username="아이디",
    username_or_email="아이디 또는 이메일",
    password="비밀번호",
    name_taken="이미 쓰이는 아이디입니다.",
    credentials_wrong="이름이나 비밀번호가 맞지 않습니다. 확인하고 다시 입력해 주세요.",
    signed_out="로그아웃되었습니다.",
    loading="불러오는 중…",
    resumes="이력서",
    new_interview="새 연습 면접",
    go_on="이어서 하기",
    language_switch="언어",
    resumes_title="내 이력서",
    choose_file="파일 고르기",
    resume_ready="준비됨",
    resume_failed="읽지 못함",
    practise_with_it="이 이력서로 연습",
    read_title="Viva가 읽은 내용",
    hidden_title="눈에 보이지 않는 글 1개",
    hidden_reason="바탕과 같은 색 · 1쪽",
    nothing_hidden="이 파일에서 숨은 글은 찾지 못했습니다.",
    not_found="찾지 못함: ",
    blind_copy="블라인드 사본입니다",
    show_pages="쪽 그림 보기",
    page_picture="쪽 가운데 1쪽",
    employer="기관",
    too_large="10 MB가 넘는 파일입니다.",
    delete="삭제",
    by_posting="열린 공고",
    position="직무",
    a_position="백엔드 개발자",
    create="면접 만들기",
    start="면접 시작",
    answer="내 답변",
    send="답변 보내기",
    question="질문",
    progress="질문 {number} / {total}",
    connected="연결됨",
    lost="연결이 끊겼습니다.",
    not_sent="보내지 않은 글",
    copy="복사",
    skip="건너뛰기",
    pause="잠시 멈춤",
    resume_interview="이어서 하기",
    end_early="일찍 끝내기",
    report="리포트",
    transcript="전체 대화",
    show_in_transcript="대화에서 보기",
    back_to_score="점수로 돌아가기",
    your_words="근거가 된 말",
)

LABELS = {"en": ENGLISH, "ko": KOREAN}
