"""Finds what no interview may ask about: appearance, birthplace, marriage, pregnancy, family, wealth, religion, health, politics.

Questions are looked at, not answers. A word counts only where it speaks about a person: "a family of microservices",
"a health check" and "the parent process" are nobody's business and everybody's job.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Topic(Enum):
    """Something that no question may touch."""

    APPEARANCE = "appearance"
    BIRTHPLACE = "birthplace"
    MARRIAGE = "marriage"
    PREGNANCY = "pregnancy"
    FAMILY = "family"
    WEALTH = "wealth"
    RELIGION = "religion"
    HEALTH = "health"
    POLITICS = "politics"


@dataclass(frozen=True)
class Finding:
    """A topic and the words that touch it."""

    topic: Topic
    words: str


_KOREAN: dict[Topic, tuple[str, ...]] = {
    Topic.APPEARANCE: (
        r"외모",
        r"생김새",
        r"몸매",
        r"몸무게",
        r"체중",
        r"(?:본인|지원자|당신)[^?.!\n]{0,12}키(?=가|는|를|\s*몇)",
        r"키(?:가|는)\s*(?:몇|얼마|어떻게\s*되)",
        r"(?:얼굴|인상|용모)(?:이|을|은|를|에)?\s*(?:예쁘|잘생|못생|고치|단정)",
        r"성형\s*수술",
        r"화장(?:을|은|\s)?\s*(?:안|왜|하고|하시|하는|하나)",
        r"잘\s*생기|예쁘(?:시|다는|신|네)",
    ),
    Topic.BIRTHPLACE: (
        r"출생지",
        r"출신\s*(?:지역|지(?![가-힣])|지는|지가|도시)",
        r"본적(?!인)",
        r"고향",
        r"태어(?:난|나신|나셨)\s*(?:곳|지역|데|나라|어디)?",
        r"어디\s*(?:출신|사람)",
        r"어느\s*(?:지역|지방|나라)\s*(?:출신|사람)",
    ),
    Topic.MARRIAGE: (
        r"결혼",
        r"기혼",
        r"미혼",
        r"이혼(?![합동란재선잣])",
        r"혼인",
        r"배우자",
        r"(?:남자\s?친구|여자\s?친구|애인)",
        r"약혼",
    ),
    Topic.PREGNANCY: (
        r"임신",
        r"출산(?!\s*율)",
        r"육아(?!\s*(?:앱|서비스|커머스|용품|플랫폼|커뮤니티))",
        r"아이(?:를|는|가)?\s*(?:가질|낳|계획|있으)",
        r"자녀\s*계획",
    ),
    Topic.FAMILY: (
        r"가족(?!\s*(?:할인|요금|계정|공유|결합|단위|사진\s*(?:앱|서비스)))",
        r"시?부모(?!\s*(?:클래스|노드|프로세스|요소|컴포넌트|테이블|객체|컨테이너|태그|항목|계정|창|모듈|디렉터리|폴더|브랜치|커밋))",
        r"아버[지님]|어머[니님]|(?:아빠|엄마|할머니|할아버지)",
        r"친?형제(?!\s*(?:노드|요소))",
        r"자매(?!\s*(?:사|회사|품))",
        r"자녀(?!\s*(?:노드|요소|프로세스|클래스|컴포넌트))",
        r"(?:남편|아내|시댁|처가|장남|장녀|외동)",
        r"집안",
    ),
    Topic.WEALTH: (
        r"재산",
        r"(?:자가|전세|월세)(?:인가|이신|로|에)?\s*(?:살|사세|거주|인가요|이신가요)",
        r"집값",
        r"(?:개인|본인의?|가계)\s*(?:빚|부채|대출)",
        r"경제적\s*(?:형편|사정|여유|배경)",
        r"(?:형편|살림)이\s*(?:어렵|넉넉|어떻)",
    ),
    Topic.RELIGION: (
        r"종교",
        r"교회",
        r"성당(?:에|을|은)",
        r"절에\s*(?:다니|가)",
        r"(?:기독교|천주교|불교|이슬람|개신교|원불교)",
        r"신앙",
        r"기도를?\s*(?:하시|하나|드리)",
    ),
    Topic.HEALTH: (
        r"건강(?!\s*(?:기능|식품|보험|검진\s*(?:서비스|앱|시스템|데이터)|관리\s*(?:서비스|앱|플랫폼)|데이터|앱|한\s*(?:팀|조직|문화|코드)))",
        r"질병(?!\s*(?:예측|분류|데이터|코드|관리청))",
        r"장애(?=가\s*있으(?:신|십)|인이|\s*등급|\s*여부)",
        r"병력(?![가-힣])|병력(?=이|을|은)",
        r"지병",
        r"복용",
        r"우울증|공황\s*장애",
        r"병원에\s*(?:다니|입원)",
        r"흡연|담배를|음주\s*습관|술을\s*(?:드시|마시)",
    ),
    Topic.POLITICS: (
        r"정치(?!학|\s*외교학)",
        r"정당(?!한|하|화|성|방위)",
        r"(?:대통령|국회의원)[^?.!\n]{0,12}(?:지지|생각|찍|뽑|평가)",
        r"(?:진보|보수)(?:적인)?\s*(?:성향|진영|인가요|이신가요|정당)",
        r"(?:투표|선거)(?:는|를|에서)?\s*(?:누구|어느|하셨)",
        r"노조에\s*가입",
    ),
}

_YOU = r"(?:you|your|yours|yourself)"
_ENGLISH: dict[Topic, tuple[str, ...]] = {
    Topic.APPEARANCE: (
        r"\b(?:your|candidate'?s?) (?:\w+ )?(?:appearance|looks|height|weight|skin|figure|body)\b",
        r"\bhow (?:tall|heavy) are you\b|\bhow much do you weigh\b",
        r"\b(?:plastic|cosmetic) surgery\b",
        r"\b(?:good[- ]looking|pretty|handsome|overweight) (?:enough|for|woman|man|girl|person)\b",
        r"\bare you (?:considered )?(?:attractive|pretty|handsome|overweight)\b",
    ),
    Topic.BIRTHPLACE: (
        r"\bbirth ?place\b",
        r"\bhome ?town\b",
        r"\bwhere (?:were|was) you(?:r \w+)? born\b",
        r"\bwhere are you (?:really |originally )?from\b",
        r"\b(?:country|place|city|region) of (?:birth|origin)\b(?! of the)",
        r"\bnational origin\b",
        rf"\b{_YOU} (?:ethnicity|nationality|race|accent)\b",
    ),
    Topic.MARRIAGE: (
        r"\b(?:are|were) you (?:\w+ )?(?:married|single|divorced|engaged to)\b",
        r"\bmarital status\b",
        r"\b(?:your|a) (?:husband|wife|spouse|fianc[eé]e?|boyfriend|girlfriend)\b",
        r"\b(?:get|getting|plan(?:ning)? to) marr(?:y|ied)\b",
        r"\bmarriage\b",
    ),
    Topic.PREGNANCY: (
        r"\bpregnan(?:t|cy)\b",
        r"\bmaternity\b",
        r"\b(?:have|having|plan(?:ning)?|want) (?:any |more |to have |for )?(?:children|kids|a baby|babies)\b",
        r"\bstart(?:ing)? a family\b",
        r"\bchild ?care\b",
    ),
    Topic.FAMILY: (
        r"\byour (?:own |whole |extended )?family\b(?! of\b)",
        r"\bfamily (?:background|situation|life|plans?|status|members?)\b",
        (
            r"\byour (?:parents?|mother|father|mom|dad|siblings?|brothers?|sisters?|children|kids|sons?|daughters?|grandparents?)\b"
            r"(?! (?:process|node|class|component|element|company|table|directory|elements|nodes|processes|components|branch))"
        ),
        r"\bwhat do(?:es)? your (?:parents?|father|mother|husband|wife)\b",
    ),
    Topic.WEALTH: (
        r"\byour (?:personal )?(?:wealth|net worth|assets|debts?|mortgage|savings|credit score|bank account)\b",
        r"\b(?:do you|whether you) (?:own|rent) (?:a|your) (?:home|house|flat|apartment|car)\b",
        r"\bhow (?:rich|wealthy|well off)\b",
        r"\byour financial (?:situation|background|status)\b",
    ),
    Topic.RELIGION: (
        r"\breligio(?:n|us|ns)\b",
        r"\b(?:do|did) you (?:go to|attend) (?:a )?(?:church|mosque|temple|synagogue)\b",
        r"\byour (?:faith|church|god|beliefs? in god)\b",
        r"\bare you (?:a )?(?:christian|muslim|jewish|buddhist|hindu|catholic|protestant|atheist)\b",
        r"\bdo you pray\b",
    ),
    Topic.HEALTH: (
        (
            r"\byour (?:\w+ )?(?:health|illness(?:es)?|disabilit(?:y|ies)|medical (?:history|condition|record)|diagnosis|medication)\b"
            r"(?! (?:check|checks|endpoint|probe|app|product|service|data|dashboard|metrics?))"
        ),
        r"\bare you (?:\w+ )?(?:disabled|ill|sick|healthy)\b",
        r"\bdo you (?:have|suffer from) (?:any |an? )?(?:\w+ )?(?:illness|disability|disabilities|disease|condition)\b",
        r"\bhealth (?:problems?|issues?|conditions?)\b",
        r"\b(?:take|taking|on) (?:any )?medication\b",
        r"\b(?:do|did) you (?:smoke|drink alcohol)\b",
        r"\bdepression\b(?!-era)",
    ),
    Topic.POLITICS: (
        r"\b(?:your|which|what) (?:\w+ )?politic(?:s|al) (?:party|views?|opinions?|beliefs?|leanings?|affiliation|stance)?\b",
        r"\byour politics\b",
        r"\b(?:who|whom|how) (?:did|do|would|will) you vote\b",
        r"\b(?:support|vote for) (?:the )?(?:president|prime minister|democrats?|republicans?|conservatives?|labou?r party)\b",
        r"\b(?:union|party) member(?:ship)?\b",
        r"\bare you (?:a )?(?:liberal|conservative|democrat|republican|socialist)\b",
    ),
}


def _compiled(patterns: dict[Topic, tuple[str, ...]], *, before: str = "") -> dict[Topic, re.Pattern[str]]:
    return {topic: re.compile(f"{before}(?:{'|'.join(group)})", re.IGNORECASE) for topic, group in patterns.items()}


# A Korean interview may hold English words and the other way round, so both sets look at every question. Korean words
# count from their first syllable only: an estimate (추정치) is no politics (정치), an export industry (수출산업) no birth (출산).
_PATTERNS = (_compiled(_KOREAN, before="(?<![가-힣])"), _compiled(_ENGLISH))


def forbidden_topic(question: str) -> Finding | None:
    """The first forbidden topic that a question touches, with the words that do, or None."""
    text = " ".join(question.split())
    for patterns in _PATTERNS:
        for topic, pattern in patterns.items():
            if found := pattern.search(text):
                return Finding(topic, found.group())
    return None
