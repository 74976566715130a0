"""Finds the names that people introduce themselves or others by, so that no question quotes one."""

import re

_SURNAMES = (
    *"강고공곽구권금기길김나남노도류마맹명모문민박반방배백변봉서석선설성소손송신심안양엄여연염오옥왕용우원위유육윤은이인임장",
    *"전정제조주지진차채천최추탁태표하한함허현홍황",
)
"""Korea's frequent surnames of one syllable."""
_KOREAN = re.compile(
    rf"(?<![가-힣])([{''.join(_SURNAMES)}][가-힣]{{1,3}})\s?(?=입니다|이라고|라고|이에요|예요|이라 합니다|라 합니다|님|씨)"
)
_ENGLISH = re.compile(r"\b(?:I am|I['’]m|[Mm]y name is|[Cc]all me|[Tt]his is)\s+([A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2})")


def introduced_in(text: str) -> frozenset[str]:
    """The names, as they stand in the text. A word that only looks like one is among them: it costs a quote and nothing else."""
    return frozenset(found.group(1) for pattern in (_KOREAN, _ENGLISH) for found in pattern.finditer(text))
