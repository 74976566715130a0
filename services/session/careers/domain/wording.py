"""Says why somebody is or is not taken for a career changer, in sentences that candidates and recruiters read."""

from collections.abc import Sequence

from interviewing.language import Language
from services.session.careers.domain.field_names import FieldOfWork as F
from services.session.careers.domain.judging import Ground, Reason

FIELDS: dict[F, tuple[str, str]] = {
    F.SOFTWARE: ("소프트웨어", "software"),
    F.DATA: ("데이터·수리", "data and mathematics"),
    F.ELECTRONICS: ("전기·전자", "electronics"),
    F.MECHANICS: ("기계·운송", "mechanics and vehicles"),
    F.CHEMISTRY: ("화학·소재", "chemistry and materials"),
    F.LIFE_SCIENCE: ("생명과학", "life science"),
    F.NATURAL_SCIENCE: ("자연과학", "natural science"),
    F.CONSTRUCTION: ("건축·토목", "construction"),
    F.DESIGN: ("디자인", "design"),
    F.BUSINESS: ("경영·사무", "business"),
    F.MARKETING: ("마케팅·영업", "marketing and sales"),
    F.FINANCE: ("재무·금융", "finance"),
    F.HUMANITIES: ("인문·어학", "humanities and languages"),
    F.SOCIAL_SCIENCE: ("사회과학", "social science"),
    F.MEDIA: ("미디어·방송", "media"),
    F.LAW: ("법률", "law"),
    F.HEALTH: ("의료·보건", "health care"),
    F.EDUCATION: ("교육", "education"),
    F.ARTS: ("예술", "arts"),
    F.HOSPITALITY: ("관광·외식", "hospitality"),
    F.SPORTS: ("체육", "sports"),
}
"""What a field is called, in Korean and in English."""

_KOREAN: dict[Ground, str] = {
    Ground.MAJOR_SAME: "{what} 분야를 전공해 지원 직무의 분야({target})와 같습니다.",
    Ground.MAJOR_NEARBY: "{what} 분야를 전공해 지원 직무의 분야({target})와 가깝습니다.",
    Ground.MAJOR_ELSEWHERE: "{what} 분야를 전공해 지원 직무의 분야({target})와 다릅니다.",
    Ground.WORK_SAME: "{what} 분야의 경력이 지원 직무의 분야({target})와 같습니다.",
    Ground.WORK_NEARBY: "{what} 분야의 경력이 지원 직무의 분야({target})와 가깝습니다.",
    Ground.WORK_ELSEWHERE: "{what} 분야의 경력이 지원 직무의 분야({target})와 다릅니다.",
    Ground.MAJOR_UNKNOWN: "이력서의 전공이 어느 분야인지 알 수 없습니다.",
    Ground.POSITION_UNKNOWN: "지원 직무가 어느 분야인지 알 수 없습니다.",
    Ground.NOTHING_KNOWN: "이력서에서 전공이나 경력을 찾지 못했습니다.",
}
_ENGLISH: dict[Ground, str] = {
    Ground.MAJOR_SAME: "Studied {what}, the field of the job ({target}).",
    Ground.MAJOR_NEARBY: "Studied {what}, which is close to the field of the job ({target}).",
    Ground.MAJOR_ELSEWHERE: "Studied {what}, another field than that of the job ({target}).",
    Ground.WORK_SAME: "Has worked in {what}, the field of the job ({target}).",
    Ground.WORK_NEARBY: "Has worked in {what}, which is close to the field of the job ({target}).",
    Ground.WORK_ELSEWHERE: "Has worked in {what}, another field than that of the job ({target}).",
    Ground.MAJOR_UNKNOWN: "The major on the résumé is in no field that is known here.",
    Ground.POSITION_UNKNOWN: "The job is in no field that is known here.",
    Ground.NOTHING_KNOWN: "The résumé names neither a major nor earlier work.",
}


def in_words(reason: Reason, target: Sequence[F], language: Language) -> str:
    """One sentence."""
    sentences = _KOREAN if language is Language.KOREAN else _ENGLISH
    return sentences[reason.ground].format(what=named(reason.fields, language), target=named(target, language))


def named(fields: Sequence[F], language: Language) -> str:
    """Fields, as an enumeration."""
    return ", ".join(FIELDS[each][0 if language is Language.KOREAN else 1] for each in fields)
