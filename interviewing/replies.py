"""Tells an answer from a refusal, from silence, and from a question back, by the whole of what was said.

A word never decides: "문제가 없습니다" and "I don't know of a better way than measuring" are answers. Only a reply in which
every sentence declines is a refusal.
"""

import re
from enum import Enum

from interviewing.wording import sentences_of

LONGEST_REFUSAL = 120
"""Characters. Who says more than this has said something; it also bounds what the patterns below are tried on."""


class Reply(Enum):
    """What a candidate's turn was; names are those of viva.interview.v1.AnswerKind."""

    ANSWER = "answer"
    REFUSAL = "refusal"
    EMPTY = "empty"
    QUESTION_BACK = "question_back"


_KOREAN_FILLER = (
    r"(?:음|어|아|글쎄요?|저|그|네|예|아니요?|죄송(?:합니다|해요|하지만|합니다만|한데요?)?|솔직히|사실|그냥|지금은?|당장은?|갑자기)"
)
_KOREAN_ABOUT = (
    r"(?:(?:이|그|해당|방금|말씀하신)(?:\s*(?:질문|부분|내용|것|점|주제|건))?(?:은|는|이|가|을|를|에|에는|에\s*대해서?(?:는)?|에\s*관해서?(?:는)?|도)?|"
    r"그건|그거는?|이건|거기까지는|답(?:을|은|변을|변은)?|대답(?:을|은)?|뭐라고|무엇이라고|뭐가|뭔지|무슨\s*뜻인지|어떻게|"
    r"잘|정말|정말로|진짜|전혀|별로|딱히|특별히|아직|아무것도|아무|자세히는?|정확히는?|더\s*이상)"
)
_KOREAN_DECLINE = (
    r"(?:모르겠(?:습니다|어요|네요|는데요?|음|다)|모릅니다|몰라요?|몰라서요|"
    r"(?:생각이?|기억이?|떠오르는\s*(?:게|것이|답이|경험이)?)\s*(?:안\s*나(?:요|네요|ㅂ니다)|안\s*납니다|나지\s*않(?:습니다|아요|네요)|"
    r"없(?:습니다|어요|네요|는\s*것\s*같(?:습니다|아요)))|"
    r"생각나지\s*않(?:습니다|아요)|기억나지\s*않(?:습니다|아요)|떠오르지\s*않(?:습니다|아요|네요)|"
    r"(?:답변?|대답|말씀)(?:을|은)?\s*(?:드리기|하기)(?:가|는)?\s*(?:어렵(?:습니다|네요|겠습니다)|힘듭니다|곤란합니다)|"
    r"(?:답변?|대답)(?:을|은)?\s*(?:드릴\s*수|할\s*수|하고\s*싶지|드리고\s*싶지)\s*(?:없(?:습니다|어요)|않(?:습니다|아요))|"
    r"(?:할|드릴)\s*말(?:씀)?(?:이|은)?\s*없(?:습니다|어요)|"
    r"(?:그런|해당|관련|비슷한)\s*(?:경험|적)(?:은|이)?\s*(?:전혀|아직)?\s*없(?:습니다|어요|는데요?)|"
    r"없(?:습니다|어요|는데요?|네요)|"
    r"패스(?:하겠습니다|할게요)?|(?:그냥\s*)?넘어가(?:겠습니다|\s*주세요|ㄹ게요|도\s*될까요)?|"
    r"다음(?:\s*질문)?(?:으로|을)?\s*(?:넘어가|부탁|해)[^.?!]{0,12})"
)
_KOREAN_REFUSAL = re.compile(
    rf"(?:{_KOREAN_FILLER}[\s,.…]*)*(?:{_KOREAN_ABOUT}[\s,]+)*{_KOREAN_ABOUT}?{_KOREAN_DECLINE}(?:[\s,]*(?:죄송합니다|죄송해요|요))?[\s.!…~]*"
)
_KOREAN_ONLY_FILLER = re.compile(rf"(?:{_KOREAN_FILLER}[\s,.…!~]*)+")

_ENGLISH_FILLER = (
    r"(?:um+|uh+|er+|hm+|well|oh|so|ok(?:ay)?|no|nope|sorry|i(?:'?m| am) (?:really )?sorry|"
    r"honestly|actually|to be honest|i mean|but|and)"
)
_ENGLISH_ABOUT = (
    r"(?:(?:to|about|on|for|of|with)?\s*(?:that|this|it|the|your)(?:\s+(?:one|question|part|topic|right now))?|right now|at the moment|"
    r"at all|yet|either|anything|here|really|honestly|sorry|"
    r"how to answer(?: (?:that|this|it))?|what to say|what (?:that|this) (?:is|means)|"
    r"the answer|an answer|any of (?:that|this)|i'?m afraid)"
)
_ENGLISH_DECLINE = (
    r"(?:i (?:really |honestly |just |still )?(?:do not|don'?t|dont) (?:really |actually )?(?:know|remember|recall|understand)|"
    r"i'?ve no idea|"
    r"i have no (?:idea|clue|answer|comment|experience)|no (?:idea|clue|comment|answer)|(?:i'?m |i am )?not (?:really )?sure|"
    r"i (?:can'?t|cannot|can not) (?:really )?(?:answer|say|think of|remember|recall|come up with)|"
    r"i(?:'d| would) (?:rather|prefer) not(?: to)?(?: (?:answer|say|talk))?|i (?:don'?t|do not) (?:want|wish) to (?:answer|say|talk)|"
    r"i(?:'d| would) like to (?:skip|pass)|i(?:'ll| will) (?:skip|pass)|let'?s (?:skip|move on|pass)|can we (?:skip|move on)|"
    r"(?:please )?(?:skip|pass|next(?: question)?)(?: please)?|nothing(?: comes to mind)?|"
    r"i have nothing to (?:say|add)|none|i (?:haven'?t|have never|never) (?:done|experienced|had|tried))"
)
_ENGLISH_REFUSAL = re.compile(
    rf"(?:{_ENGLISH_FILLER}[\s,.…-]*)*{_ENGLISH_DECLINE}(?:[\s,]+{_ENGLISH_ABOUT})*(?:[\s,]+(?:please|sorry|thanks|thank you))?[\s.!…?]*",
    re.IGNORECASE,
)
_ENGLISH_ONLY_FILLER = re.compile(rf"(?:{_ENGLISH_FILLER}[\s,.…!-]*)+", re.IGNORECASE)

_KOREAN_BACK = re.compile(
    r"(?:다시|한\s*번\s*더|천천히)[^.?!]{0,20}(?:말씀|설명|질문|읽어|들려)|(?:무슨|어떤)\s*(?:뜻|의미|말씀)|질문(?:을|이)?[^.?!]{0,12}(?:이해|못\s*들)"
    r"|[^.?!]{0,30}(?:말씀하시는|물어보시는|여쭤보시는|의미하시는)\s*(?:건가요|것인가요|거예요|건지요)"
)
_ENGLISH_BACK = re.compile(
    r"(?:could|can|would|will) you (?:please )?(?:repeat|rephrase|clarify|explain|say (?:that|it) again|ask (?:that|it) again)"
    r"|what do you mean|do you mean\b|(?:i )?(?:did not|didn'?t) (?:catch|hear|get) (?:that|the question)|(?:sorry|pardon)\?$",
    re.IGNORECASE,
)


def kind_of_reply(text: str) -> Reply:
    """What a whole turn was. A Korean interview may be declined in English and the other way round."""
    said = " ".join(text.replace("’", "'").split())
    if not re.search(r"\w", said):
        return Reply.EMPTY
    if len(said) > LONGEST_REFUSAL:
        return Reply.ANSWER
    if _is_only_filler(said):
        return Reply.EMPTY
    if _is_question_back(said):
        return Reply.QUESTION_BACK
    return Reply.REFUSAL if all(_declines(sentence) for sentence in sentences_of(said)) else Reply.ANSWER


def _is_only_filler(said: str) -> bool:
    bare = said.strip(" .,!~…-")
    return bool(_KOREAN_ONLY_FILLER.fullmatch(bare) or _ENGLISH_ONLY_FILLER.fullmatch(bare))


def _declines(sentence: str) -> bool:
    return _is_only_filler(sentence) or bool(_KOREAN_REFUSAL.fullmatch(sentence) or _ENGLISH_REFUSAL.fullmatch(sentence))


def _is_question_back(said: str) -> bool:
    return bool(_KOREAN_BACK.match(said) or _ENGLISH_BACK.search(said)) and (said.endswith("?") or len(sentences_of(said)) <= 2)
