"""What the terminal says around an interview, in English and in Korean; the interview's own words are not from here."""

from collections.abc import Mapping
from dataclasses import dataclass

from viva.interview.v1.evaluation_pb2 import Unavailable
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN, Language
from viva.interview.v1.report_pb2 import Recommendation
from viva.interview.v1.stage_pb2 import Area, ScenarioVariant, Stage
from viva.resume.v1.resume_state_pb2 import ResumeFailure, ResumeState


@dataclass(frozen=True)
class Wording:
    """Every sentence in one language; `{…}` is filled in."""

    signed_up: str
    upload: str
    known_resume: str
    resume_states: Mapping[int, str]
    resume_failures: Mapping[int, str]
    made: str
    language: Language.ValueType
    ways: Mapping[int, str]
    continued: str
    help: str
    question: str
    stages_left: str
    last_stage: str
    kept_before: str
    written_anew: str
    again: str
    nothing_to_hand_in: str
    handed_in: str
    skipped: str
    time_warning: str
    time_is_up: str
    too_late: str
    paused: str
    paused_by_absence: str
    resumed: str
    is_paused: str
    not_paused: str
    confirm_end: str
    no_command: str
    lost: str
    back: str
    quit: str
    ended: str
    ended_without_report: str
    report: str
    overall: str
    of_weight: str
    no_score: str
    strengths: str
    improvements: str
    answers: str
    advice: str
    partial: str
    fallbacks: str
    made_by: str
    stages: Mapping[int, str]
    areas: Mapping[int, str]
    unavailable: Mapping[int, str]
    recommendations: Mapping[int, str]


COMMANDS = ":skip :repeat :pause :resume :end :quit :help"

ENGLISH = Wording(
    signed_up="Signed up as {user}.",
    upload="Uploading {file} …",
    known_resume="{file} was uploaded before.",
    resume_states={
        ResumeState.RESUME_STATE_PENDING: "The résumé waits to be read.",
        ResumeState.RESUME_STATE_PROCESSING: "The résumé is being read.",
        ResumeState.RESUME_STATE_READY: "The résumé was read.",
        ResumeState.RESUME_STATE_FAILED: "The résumé could not be read.",
    },
    resume_failures={
        ResumeFailure.RESUME_FAILURE_EMPTY_FILE: "the file is empty",
        ResumeFailure.RESUME_FAILURE_TOO_LARGE: "the file is too large",
        ResumeFailure.RESUME_FAILURE_NOT_A_PDF: "it is neither PDF nor DOCX nor HWPX; save it as one of them",
        ResumeFailure.RESUME_FAILURE_UNSUPPORTED_TYPE: "files of this kind are not read here; save it as PDF, DOCX or HWPX",
        ResumeFailure.RESUME_FAILURE_ENCRYPTED: "it asks for a password; save it without one",
        ResumeFailure.RESUME_FAILURE_CORRUPT: "the file is damaged; save it anew",
        ResumeFailure.RESUME_FAILURE_TOO_MANY_PAGES: "it has too many pages",
        ResumeFailure.RESUME_FAILURE_TOO_MUCH_TEXT: "it has too much text",
        ResumeFailure.RESUME_FAILURE_NO_TEXT: "its pages are pictures; save it from the program that wrote it",
        ResumeFailure.RESUME_FAILURE_PARSER_LIMIT: "reading it took too long; save it in a simpler form",
        ResumeFailure.RESUME_FAILURE_OLD_HANGUL: "it is Hangul's old HWP; save it as HWPX or PDF in Hangul",
        ResumeFailure.RESUME_FAILURE_GAVE_UP: "reading it failed several times; try again later",
    },
    made="Interview {interview} · {position}",
    language=LANGUAGE_ENGLISH,
    ways={
        ScenarioVariant.SCENARIO_VARIANT_UNSPECIFIED: "",
        ScenarioVariant.SCENARIO_VARIANT_STANDARD: "The standard way through the stages; --way chooses another.",
        ScenarioVariant.SCENARIO_VARIANT_CAREER_CHANGER: "The way for career changers; --way chooses another.",
    },
    continued="Going on with interview {interview} · {position}. (--new begins another.)",
    help=f"Write as many lines as you like; an empty line hands the answer in. {COMMANDS}",
    question="Question {number} · {stage} · {left}",
    stages_left="{count} more to come",
    last_stage="the last one",
    kept_before="You said before:",
    written_anew="The question is being written anew …",
    again="(once more)",
    nothing_to_hand_in="There is nothing to hand in yet: write an answer, or :skip.",
    handed_in="Handed in.",
    skipped="Skipped.",
    time_warning="{left} left.",
    time_is_up="Time is up; what you had said until then was handed in.",
    too_late="That came too late and was not kept: the question is closed.",
    paused="Paused; the clock stands still. :resume goes on.",
    paused_by_absence="Paused, because nothing was heard for several questions. :resume goes on.",
    resumed="The clock runs again.",
    is_paused="The interview is paused; :resume goes on.",
    not_paused="The interview is not paused.",
    confirm_end="This ends the interview and has its report written. :end once more to end it.",
    no_command="There is no {command}. {commands}. A line that begins with a colon of its own is written with two.",
    lost="The connection is lost; trying again …",
    back="Connected again.",
    quit="The interview stays where it is; the same command goes on with it.",
    ended="The interview is over; its report is being written …",
    ended_without_report="The interview is over, without a report.",
    report="Report",
    overall="Overall",
    of_weight="{percent} % of the whole",
    no_score="no score: {reason}",
    strengths="What speaks for you",
    improvements="What to work on",
    answers="Answer by answer",
    advice="Advice to whoever decides",
    partial="This report is partial.",
    fallbacks="{count} questions came from the bank because asking failed.",
    made_by="Written by the engine {engine} {model}",
    stages={
        Stage.STAGE_INTRO: "introduction",
        Stage.STAGE_MOTIVATION: "motivation",
        Stage.STAGE_SKILL: "skill",
        Stage.STAGE_SKILL_FOLLOWUP: "skill, in depth",
        Stage.STAGE_EXPERIENCE: "experience",
        Stage.STAGE_EXPERIENCE_FOLLOWUP: "experience, in depth",
        Stage.STAGE_PROBLEM_SOLVING: "problem solving",
        Stage.STAGE_PROBLEM_SOLVING_FOLLOWUP: "problem solving, in depth",
        Stage.STAGE_COMMUNICATION: "communication",
        Stage.STAGE_COMMUNICATION_FOLLOWUP: "communication, in depth",
        Stage.STAGE_RESPONSIBILITY: "responsibility",
        Stage.STAGE_RESPONSIBILITY_FOLLOWUP: "responsibility, in depth",
        Stage.STAGE_GROWTH: "growth",
        Stage.STAGE_GROWTH_FOLLOWUP: "growth, in depth",
        Stage.STAGE_FINAL_STATEMENT: "final statement",
    },
    areas={
        Area.AREA_EXPRESSION: "Self-expression and communication",
        Area.AREA_MOTIVATION: "Motivation and fit",
        Area.AREA_KNOWLEDGE: "Job knowledge",
        Area.AREA_EXPERIENCE: "Experience and problem solving",
        Area.AREA_CHARACTER: "Character and growth",
    },
    unavailable={
        Unavailable.UNAVAILABLE_TRANSCRIPT_TOO_POOR: "too little was said; a person should look",
        Unavailable.UNAVAILABLE_NO_EVIDENCE: "nothing in the answer supports one",
        Unavailable.UNAVAILABLE_NOT_ANSWERED: "not answered",
        Unavailable.UNAVAILABLE_ENGINE_NOT_PERMITTED: "this engine may give none here",
        Unavailable.UNAVAILABLE_ENGINE_FAILED: "the engine failed",
    },
    recommendations={
        Recommendation.RECOMMENDATION_HIGH: "speaks strongly for the candidate",
        Recommendation.RECOMMENDATION_MEDIUM: "speaks somewhat for the candidate",
        Recommendation.RECOMMENDATION_LOW: "hardly speaks for the candidate",
        Recommendation.RECOMMENDATION_NONE: "none",
    },
)

KOREAN = Wording(
    signed_up="{user} 이름으로 가입했습니다.",
    upload="{file} 올리는 중 …",
    known_resume="{file}은(는) 전에 올린 이력서입니다.",
    resume_states={
        ResumeState.RESUME_STATE_PENDING: "이력서가 차례를 기다립니다.",
        ResumeState.RESUME_STATE_PROCESSING: "이력서를 읽고 있습니다.",
        ResumeState.RESUME_STATE_READY: "이력서를 다 읽었습니다.",
        ResumeState.RESUME_STATE_FAILED: "이력서를 읽지 못했습니다.",
    },
    resume_failures={
        ResumeFailure.RESUME_FAILURE_EMPTY_FILE: "파일이 비어 있습니다",
        ResumeFailure.RESUME_FAILURE_TOO_LARGE: "파일이 너무 큽니다",
        ResumeFailure.RESUME_FAILURE_NOT_A_PDF: "PDF, DOCX, HWPX가 아닙니다. 이 중 하나로 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_UNSUPPORTED_TYPE: "읽을 수 없는 종류입니다. PDF, DOCX, HWPX로 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_ENCRYPTED: "암호가 걸려 있습니다. 암호 없이 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_CORRUPT: "파일이 손상되었습니다. 다시 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_TOO_MANY_PAGES: "쪽수가 너무 많습니다",
        ResumeFailure.RESUME_FAILURE_TOO_MUCH_TEXT: "글이 너무 많습니다",
        ResumeFailure.RESUME_FAILURE_NO_TEXT: "글자가 아니라 그림입니다. 작성한 프로그램에서 PDF로 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_PARSER_LIMIT: "읽는 데 너무 오래 걸립니다. 더 단순한 형태로 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_OLD_HANGUL: "한글의 옛 HWP 파일입니다. 한글에서 HWPX나 PDF로 저장해 주세요",
        ResumeFailure.RESUME_FAILURE_GAVE_UP: "여러 번 읽지 못했습니다. 나중에 다시 시도해 주세요",
    },
    made="면접 {interview} · {position}",
    language=LANGUAGE_KOREAN,
    ways={
        ScenarioVariant.SCENARIO_VARIANT_UNSPECIFIED: "",
        ScenarioVariant.SCENARIO_VARIANT_STANDARD: "일반 면접입니다. --way로 바꿀 수 있습니다.",
        ScenarioVariant.SCENARIO_VARIANT_CAREER_CHANGER: "직무 전환자 면접입니다. --way로 바꿀 수 있습니다.",
    },
    continued="면접 {interview} · {position}을(를) 이어서 합니다. (--new: 새 면접)",
    help=f"여러 줄로 답할 수 있습니다. 빈 줄을 넣으면 답변을 마칩니다. {COMMANDS}",
    question="질문 {number} · {stage} · {left}",
    stages_left="{count}개 남음",
    last_stage="마지막",
    kept_before="앞서 하신 말씀:",
    written_anew="질문을 다시 만들고 있습니다 …",
    again="(다시)",
    nothing_to_hand_in="아직 답변이 없습니다. 답변을 쓰거나 :skip을 입력해 주세요.",
    handed_in="답변을 마쳤습니다.",
    skipped="질문을 건너뛰었습니다.",
    time_warning="{left} 남았습니다.",
    time_is_up="시간이 다 되어 지금까지의 답변을 제출했습니다.",
    too_late="질문이 이미 닫혀 이 말은 저장되지 않았습니다.",
    paused="멈추었습니다. :resume으로 이어집니다.",
    paused_by_absence="여러 질문에 답이 없어 멈추었습니다. :resume으로 이어집니다.",
    resumed="시간이 다시 흐릅니다.",
    is_paused="면접이 멈추어 있습니다. :resume으로 이어집니다.",
    not_paused="면접이 멈추어 있지 않습니다.",
    confirm_end="면접을 끝내고 보고서를 만듭니다. 끝내려면 :end를 한 번 더 입력해 주세요.",
    no_command="{command} 명령은 없습니다. {commands}. 쌍점으로 시작하는 말은 쌍점을 두 번 써 주세요.",
    lost="연결이 끊겼습니다. 다시 연결하는 중 …",
    back="다시 연결되었습니다.",
    quit="면접은 그대로 남아 있습니다. 같은 명령으로 이어서 할 수 있습니다.",
    ended="면접이 끝났습니다. 보고서를 작성하고 있습니다 …",
    ended_without_report="면접이 보고서 없이 끝났습니다.",
    report="보고서",
    overall="종합",
    of_weight="비중 {percent} %",
    no_score="점수 없음: {reason}",
    strengths="강점",
    improvements="보완할 점",
    answers="답변별 평가",
    advice="결정하는 사람에게",
    partial="일부만 평가한 보고서입니다.",
    fallbacks="질문 {count}개는 만들지 못해 질문 은행에서 가져왔습니다.",
    made_by="작성: {engine} {model}",
    stages={
        Stage.STAGE_INTRO: "자기소개",
        Stage.STAGE_MOTIVATION: "지원 동기",
        Stage.STAGE_SKILL: "직무 지식",
        Stage.STAGE_SKILL_FOLLOWUP: "직무 지식 심화",
        Stage.STAGE_EXPERIENCE: "경험",
        Stage.STAGE_EXPERIENCE_FOLLOWUP: "경험 심화",
        Stage.STAGE_PROBLEM_SOLVING: "문제 해결",
        Stage.STAGE_PROBLEM_SOLVING_FOLLOWUP: "문제 해결 심화",
        Stage.STAGE_COMMUNICATION: "소통",
        Stage.STAGE_COMMUNICATION_FOLLOWUP: "소통 심화",
        Stage.STAGE_RESPONSIBILITY: "책임감",
        Stage.STAGE_RESPONSIBILITY_FOLLOWUP: "책임감 심화",
        Stage.STAGE_GROWTH: "성장",
        Stage.STAGE_GROWTH_FOLLOWUP: "성장 심화",
        Stage.STAGE_FINAL_STATEMENT: "마지막 말",
    },
    areas={
        Area.AREA_EXPRESSION: "자기표현과 소통",
        Area.AREA_MOTIVATION: "지원 동기와 적합성",
        Area.AREA_KNOWLEDGE: "직무 지식",
        Area.AREA_EXPERIENCE: "경험과 문제 해결",
        Area.AREA_CHARACTER: "인성과 성장",
    },
    unavailable={
        Unavailable.UNAVAILABLE_TRANSCRIPT_TOO_POOR: "말이 너무 적어 사람이 보아야 합니다",
        Unavailable.UNAVAILABLE_NO_EVIDENCE: "답변에 근거가 없습니다",
        Unavailable.UNAVAILABLE_NOT_ANSWERED: "답변하지 않음",
        Unavailable.UNAVAILABLE_ENGINE_NOT_PERMITTED: "이 엔진은 여기서 점수를 매길 수 없습니다",
        Unavailable.UNAVAILABLE_ENGINE_FAILED: "평가에 실패했습니다",
    },
    recommendations={
        Recommendation.RECOMMENDATION_HIGH: "적극 추천",
        Recommendation.RECOMMENDATION_MEDIUM: "추천",
        Recommendation.RECOMMENDATION_LOW: "추천하기 어려움",
        Recommendation.RECOMMENDATION_NONE: "없음",
    },
)


def is_korean(locale: str) -> bool:
    """Whether a locale such as `ko_KR.UTF-8` asks for Korean."""
    return locale.lower().startswith("ko")


def wording_for(locale: str) -> Wording:
    """In the terminal's language where that is one of the two, else in English."""
    return KOREAN if is_korean(locale) else ENGLISH
