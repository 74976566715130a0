"""Covers in any text what a reviewer must not learn before the decision: name, contacts, age, school, region and family.

Every character that is covered leaves another in its place, so that places in the text stay what they are and a citation can be led back
to the words it was taken from. Rules find what they know; see the ADR on blind copies for what that promises and what not.
"""

import re
from collections.abc import Iterable, Iterator

COVER = "○"
"""What stands for a covered character, as Korean forms print it."""
_SHORTEST_NAME = 2
_HANGUL_NAME = re.compile(r"[가-힣]{2,5}")

_CONTACTS = (
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    r"(?:https?://|www\.)[^\s<>()\"']+",
    r"(?:github|gitlab|linkedin|notion|velog|tistory|medium|behance|instagram|facebook)\.(?:com|io|so|me)/[^\s<>()\"']+",
    r"(?<![\d.-])(?:\+82[\s.-]?)?\(?0?1[016789]\)?[\s.-]?\d{3,4}[\s.-]?\d{4}(?!\d)",
    r"(?<![\d.-])0\d{1,2}[\s.-]\d{3,4}[\s.-]\d{4}(?!\d)",
)
_DATE = r"(?:19|20)?\d{2}\s*[.년/-]\s*\d{1,2}\s*[.월/-]\s*\d{1,2}\s*[.일]?"
_AGE = (
    rf"(?:생년월일|출생일|생일)\s*[:：]?\s*(?:{_DATE}|\d{{6,8}})?",
    r"(?<![\d가-힣])(?:19|20)?\d{2}년\s*생(?![가-힣]*(?:산|성))",
    r"(?<![\d가-힣])(?:만\s*)?[1-9]\d\s*(?:세(?!기|대|트|션|컨|계|팅|미|금|자리)|살(?=[\s,.)이의]|$))",
    r"(?:나이|연령)\s*[:：은는이가]?\s*(?:만\s*)?\d{1,2}",
    r"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\.?)\b\s*[:：]?\s*[\d./ -]*(?:[A-Z][a-z]+ \d{1,2},? \d{4})?",
    r"\bborn (?:in|on)\b[^,.;\n]{0,30}",
    r"\b(?:1[5-9]|[2-7]\d)[- ]years?[- ]old\b|\b(?:age|aged)\s*[:：]?\s*[1-9]\d\b",
    r"(?<!\d)\d{6}\s*-\s*[1-8*][\d*]{0,6}(?!\d)",
)
_SCHOOL = (
    r"[가-힣A-Za-z]{1,14}(?:대학교|대학원|여자?대학|고등학교|중학교|초등학교|여고|외고|과학고|예고|폴리텍)",
    r"[가-힣]{2,8}대학(?![가-힣])",
    (
        r"(?<![가-힣])(?:서울|연세|고려|한양|성균관|서강|중앙|경희|한국외|이화여|숙명여|성신여|동덕여|덕성여|건국|동국|홍익|국민"
        r"|숭실|세종|단국|인하|아주|가천|명지"
        r"|상명|광운"
        r"|부산|경북|전남|전북|충남|충북|강원|제주|영남|계명|조선|동아|부경|한동|울산|서울시립|서울과기|포항공)대(?=학|생|[를을에의와과은는가,.\s)]|$)"
    ),
    r"카이스트|포스텍|유니스트|지스트|디지스트|(?:육군|해군|공군)?사관학교|방송통신대",
    r"\b(?:KAIST|POSTECH|UNIST|GIST|DGIST|SNU|MIT|UCLA|NYU|ETH)\b",
    r"\b(?:[A-Z][\w.&'’-]*\s+){1,4}(?:University|College|Polytechnic|High School|Institute of Technology|Academy)\b",
    r"\b(?:University|College|Institute) of (?:[A-Z][\w-]*)(?:[ ,]+(?:and |at )?[A-Z][\w-]*){0,3}",
)
_KOREAN_PLACES = (
    "서울|부산|대구|인천|광주|대전|울산|세종시|경기도|강원도|충청[남북]?도|충[남북]|전라[남북]?도|전[남북]|경상[남북]?도|경[남북]|제주도?|수원|성남|분당|판교"
    "|용인|고양시|일산|창원|청주|전주|천안|안양|포항|춘천|강릉|원주|김해|진주|목포|평택|화성시|부천|남양주|의정부|파주|김포|이천시|하남시|동탄|강남|강북|마포|송파|노원"
)
_REGION = (
    (
        rf"(?<![가-힣])(?:{_KOREAN_PLACES})(?:특별자치시|특별시|광역시|특별자치도)?(?:시|군|구)?"
        r"(?:\s*[가-힣0-9]{1,8}(?:시|군|구|읍|면|동|로|길)(?![가-힣])(?:\s*\d[\d-]*)?){0,4}"
    ),
    (
        r"\b(?:Seoul|Busan|Daegu|Incheon|Gwangju|Daejeon|Ulsan|Sejong City|Suwon|Seongnam|Bundang|Pangyo|Yongin|Goyang|Ilsan|Changwon"
        r"|Cheongju|Jeonju|Cheonan|Pohang|Chuncheon|Gangneung|Jeju|Gangnam"
        r"|Gyeonggi(?:-do)?|Gangwon(?:-do)?|(?:Chungcheong|Jeolla|Gyeongsang)(?:(?:nam|buk)?-?do)?)\b"
    ),
    r"(?:현?주소|거주지|출신지|본적|출생지|고향)\s*[:：은는이]\s*[^\n]{1,60}",
    r"(?i:\b(?:address|residence|home ?town|place of birth)\b)\s*[:：]\s*[^\n]{1,80}",
)
_FAMILY = (
    (
        r"(?<![가-힣])(?:친|외)?(?:아버지|어머니|아버님|어머님|아빠|엄마|부모님|부모(?=[가는의께와]|$)|남편|아내|배우자|형제|자매|남동생|여동생|누나|오빠|언니"
        r"|할머니|할아버지|외동(?:딸|아들)?|장남|장녀|차남|차녀|막내(?:딸|아들)?|아들|딸(?=[이을은의과,.\s]|$)|자녀|시댁|처가|기혼|미혼)"
    ),
    (
        r"(?i:\bmy (?:own |whole )?(?:family|parents?|mother|father|mom|dad|wife|husband|spouse|siblings?|(?:older |younger |twin )?"
        r"(?:brothers?|sisters?)|sons?|daughters?|children|kids|grandparents?|grandmother|grandfather)\b)"
    ),
    r"(?i:\b(?:married|unmarried|divorced|widowed)\b)",
)
# As ASCII sees it, a Latin word ends where Hangul begins: `KAIST에서`.
_ALWAYS = tuple(re.compile(pattern, re.ASCII) for pattern in (*_CONTACTS, *_AGE, *_SCHOOL, *_REGION, *_FAMILY))


class Veil:
    """What is covered for one candidate: what the rules find in anybody's words, and what this one is called."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """`names`: of the person and of schools, however written; contacts, too."""
        self._own = [re.compile(pattern, re.ASCII) for pattern in sorted(set(_patterns(names)), key=len, reverse=True)]

    def over(self, text: str) -> str:
        """The text with all of that covered, character by character; as long as before."""
        for pattern in (*self._own, *_ALWAYS):
            text = pattern.sub(_covered, text)
        return text

    def hides(self, text: str) -> bool:
        """Whether anything in the text would be covered."""
        return self.over(text) != text


def _covered(match: re.Match[str]) -> str:
    return re.sub(r"\S", COVER, match.group())


def _patterns(names: Iterable[str]) -> Iterator[str]:
    for name in (" ".join(each.split()) for each in names):
        if len(name) < _SHORTEST_NAME:
            continue
        syllables = name.replace(" ", "")
        if _HANGUL_NAME.fullmatch(syllables):
            yield from _of_hangul(syllables)
        else:
            yield "(?i:" + r"\s+".join(map(re.escape, name.split())) + ")"
            yield from _of_latin(name)


def _of_hangul(name: str) -> Iterator[str]:
    """The whole name, blanks between its syllables or not; what one is called by without the surname, where people say it as a name."""
    yield r"\s?".join(name)
    if len(name) > _SHORTEST_NAME:
        yield rf"(?<![가-힣]){name[1:]}(?=\s?(?:님|씨|군|양)(?=[\s은는이가을를의와과께에도,.]|$)|이?라고|입니다|이에요|예요)"


def _of_latin(name: str) -> Iterator[str]:
    """Each part by itself, as a name is written: `Will` and `WILL`, but not `will`."""
    for part in re.findall(r"[A-Za-z][A-Za-z'’-]+", name):
        if "@" not in name and part[0].isupper():
            yield rf"\b(?:{re.escape(part.title())}|{re.escape(part.upper())}|{re.escape(part)})\b"
