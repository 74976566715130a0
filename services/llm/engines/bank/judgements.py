"""The words in which the bank engine says what it found; each says as little as the method can stand for."""

from collections.abc import Mapping

from interviewing.language import Language
from interviewing.vocabulary import Area, Axis, Stage, Unavailable

KOREAN, ENGLISH = Language.KOREAN, Language.ENGLISH
Words = Mapping[Language, str]

REACHED: Words = {
    KOREAN: "{name}: 이 기준이 찾는 내용이 답변에 여러 번 드러났습니다.",
    ENGLISH: "{name}: what this criterion looks for shows in the answer more than once.",
}
UNSHOWN: Words = {
    KOREAN: "{name}: 이렇게 답하면 더 잘 드러납니다. “{anchor}”",
    ENGLISH: "{name}: an answer that shows it well does this: “{anchor}”",
}
FEEDBACK: Words = {
    KOREAN: "평가 기준 {total}개 가운데 {shown}개에서 근거가 되는 문장을 찾았습니다. 언어 모델 없이 표현만 확인한 참고용 결과입니다.",
    ENGLISH: "Sentences that speak for {shown} of {total} criteria were found. "
    "This is an indicative result: words were looked for, and no language model has read the answer.",
}

AREA_NAMES: Mapping[Area, Words] = {
    Area.EXPRESSION: {KOREAN: "자기표현·의사소통", ENGLISH: "self-expression and communication"},
    Area.MOTIVATION: {KOREAN: "지원 동기·적합성", ENGLISH: "motivation and fit"},
    Area.KNOWLEDGE: {KOREAN: "직무 지식", ENGLISH: "job knowledge"},
    Area.EXPERIENCE: {KOREAN: "경험·문제 해결", ENGLISH: "experience and problem solving"},
    Area.CHARACTER: {KOREAN: "인성·성장", ENGLISH: "character and growth"},
}

AXIS_NAMES: Mapping[Axis, Words] = {
    Axis.EXPRESSION: {KOREAN: "표현력", ENGLISH: "expression"},
    Axis.MOTIVATION: {KOREAN: "지원 동기", ENGLISH: "motivation"},
    Axis.KNOWLEDGE: {KOREAN: "직무 지식", ENGLISH: "knowledge"},
    Axis.PROBLEM_SOLVING: {KOREAN: "문제 해결", ENGLISH: "problem solving"},
    Axis.COLLABORATION: {KOREAN: "협업", ENGLISH: "collaboration"},
    Axis.GROWTH: {KOREAN: "성장", ENGLISH: "growth"},
}

AXIS_STAGES: Mapping[Axis, frozenset[Stage]] = {
    Axis.EXPRESSION: frozenset({Stage.INTRO, Stage.FINAL_STATEMENT}),
    Axis.MOTIVATION: frozenset({Stage.MOTIVATION}),
    Axis.KNOWLEDGE: frozenset({Stage.SKILL, Stage.SKILL_FOLLOWUP}),
    Axis.PROBLEM_SOLVING: frozenset({Stage.EXPERIENCE, Stage.EXPERIENCE_FOLLOWUP, Stage.PROBLEM_SOLVING, Stage.PROBLEM_SOLVING_FOLLOWUP}),
    Axis.COLLABORATION: frozenset({Stage.COMMUNICATION, Stage.COMMUNICATION_FOLLOWUP, Stage.RESPONSIBILITY, Stage.RESPONSIBILITY_FOLLOWUP}),
    Axis.GROWTH: frozenset({Stage.GROWTH, Stage.GROWTH_FOLLOWUP}),
}
"""Whose answers the words of a corner rest on."""

AXIS_FEEDBACK: Mapping[str, Words] = {
    "strong": {
        KOREAN: "{name} 영역에서 평가 기준의 대부분이 답변에 드러났습니다.",
        ENGLISH: "Most of what the rubric asks about {name} shows in the answers.",
    },
    "some": {
        KOREAN: "{name} 영역에서 평가 기준의 일부가 답변에 드러났습니다. 구체적인 사례와 결과를 더하면 좋습니다.",
        ENGLISH: "Some of what the rubric asks about {name} shows in the answers. Concrete cases and results would add to it.",
    },
    "little": {
        KOREAN: "{name} 영역은 답변에 드러난 근거가 적습니다. 상황, 한 일, 결과의 순서로 말해 보세요.",
        ENGLISH: "Little about {name} shows in the answers. Try telling the situation, what you did, and what came of it.",
    },
    "none": {
        KOREAN: "{name} 영역은 점수를 매길 근거가 없습니다.",
        ENGLISH: "There is nothing to rest a score for {name} on.",
    },
}

WHAT_THIS_IS: Words = {
    KOREAN: "이 보고서는 언어 모델 없이, 답변에 평가 기준의 표현이 있는지만 확인해 작성한 참고용 결과입니다.",
    ENGLISH: "This report is indicative: it was made without a language model, by looking for what the rubric asks for in the answers.",
}
READ: Words = {
    KOREAN: "답변 {answers}개 가운데 {scored}개에 근거가 있는 점수가 있습니다.",
    ENGLISH: "Of {answers} answers, {scored} have a score with evidence.",
}
OVERALL: Words = {
    KOREAN: "영역별 비중을 적용한 종합 점수는 100점 만점에 {points:.0f}점입니다.",
    ENGLISH: "Over all areas, by their weights, the score is {points:.0f} of 100.",
}
STRONGEST: Words = {
    KOREAN: "가장 잘 드러난 영역은 {name} 영역({points:.0f}점)입니다.",
    ENGLISH: "What shows best is {name} ({points:.0f}).",
}
WITHOUT_AREAS: Words = {
    KOREAN: "점수가 없는 영역({names})은 제외하고 나머지 비중을 다시 맞추었습니다.",
    ENGLISH: "Areas without a score ({names}) are left out, and the weights of the others are taken as the whole.",
}
NO_OVERALL: Words = {
    KOREAN: "점수를 매길 수 있는 답변이 없어 종합 점수가 없습니다.",
    ENGLISH: "No answer could be scored, so there is no overall score.",
}
NOT_FOR_HIRING: Words = {
    KOREAN: "채용 면접이므로 이 엔진은 점수를 매기거나 추천하지 않습니다. 판단은 답변을 직접 읽은 사람이 해야 합니다.",
    ENGLISH: "As this interview is part of a hiring decision, this engine neither scores nor recommends. "
    "A person who has read the answers decides.",
}
PARTS_MISSING: Words = {
    KOREAN: "평가하지 못한 부분이 {count}개 있습니다: {reasons}.",
    ENGLISH: "Parts that could not be evaluated: {count} ({reasons}).",
}
FOR_A_PERSON: Words = {
    KOREAN: "답변 {count}개는 사람이 직접 확인해야 합니다.",
    ENGLISH: "Answers that a person should look at: {count}.",
}
REASONS: Mapping[Unavailable, Words] = {
    Unavailable.TRANSCRIPT_TOO_POOR: {KOREAN: "내용이 너무 적음", ENGLISH: "too little was said"},
    Unavailable.NO_EVIDENCE: {KOREAN: "근거 없음", ENGLISH: "no evidence"},
    Unavailable.NOT_ANSWERED: {KOREAN: "답변 없음", ENGLISH: "not answered"},
    Unavailable.ENGINE_NOT_PERMITTED: {KOREAN: "채용 면접이라 점수를 매기지 않음", ENGLISH: "not scored, as it is for hiring"},
    Unavailable.ENGINE_FAILED: {KOREAN: "평가 실패", ENGLISH: "evaluation failed"},
}
NO_RECOMMENDATION: Words = {
    KOREAN: "언어 모델 없이 표현만 확인했으므로 추천 여부를 정하지 않습니다.",
    ENGLISH: "No recommendation: no language model ran, and words alone say too little.",
}
