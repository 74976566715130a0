"""The words that head the sections of Korean and English résumés, whatever stands around them."""

import re
from collections.abc import Sequence

from services.resume.domain.resume import SectionKind
from services.resume.domain.words import NUMBERING, key_of

LONGEST_HEADING = 40

_PARTS = re.compile(r"[()（）\[\]/|·&,]|\s[-–—]\s|\band\b|\s및\s", re.IGNORECASE)

_TOTAL = re.compile(r"\s*[(\[]?총\s?\d[\d년개월\s]*[)\]]?$")

_HEADINGS = {
    SectionKind.HEADER: (
        "인적사항 개인정보 기본정보 기본사항 신상정보 이력서 연락처 연락처정보 입사지원서 지원서 personalinformation personaldetails"
        " personaldata"
        " contact contactinformation contactdetails contactme curriculumvitae cv résumé resume"
    ),
    SectionKind.EDUCATION: (
        "학력 학력사항 최종학력 학력정보 학력내용 교육사항 education educational educationalbackground academicbackground academics"
        " studies schooling academicqualifications educationalqualifications academicrecord"
    ),
    SectionKind.EXPERIENCE: (
        "경력 경력사항 경력정보 경력기술서 상세경력 경력내용 근무경력 직무경력 회사경력 인턴경험 업무경험 직무경험 experience"
        " workexperience"
        " professionalexperience employment employmenthistory workhistory careerhistory careertodate positionsheld"
        " career careers work internship internships"
    ),
    SectionKind.PROJECTS: (
        "프로젝트 프로젝트경험 프로젝트경력 주요프로젝트 수행프로젝트 프로젝트사항 프로젝트내역 과제 연구과제 수행과제 projects project"
        " projectexperience selectedprojects keyprojects personalprojects"
    ),
    SectionKind.ACTIVITIES: (
        "대외활동 활동 활동사항 주요활동 교내활동 교외활동 동아리활동 봉사활동 사회활동 교육이수 교육이수사항 이수교육 해외경험 연수"
        " 연수경험"
        " activities activity extracurricularactivities extracurriculars extracurricular volunteering volunteer volunteerexperience"
        " volunteerwork voluntary voluntarywork"
        " voluntaryexperience memberships membership affiliations leadership leadershipexperience training courses coursework involvement"
    ),
    SectionKind.AWARDS: (
        "수상 수상경력 수상내역 수상이력 수상사항 수상실적 awards award honors honours honor awardsandhonors achievements"
        " accomplishments prizes"
        " recognition recognitions scholarships"
    ),
    SectionKind.CERTIFICATIONS: (
        "자격증 자격 자격사항 자격면허 자격증사항 보유자격증 자격증취득사항 어학 어학성적 어학능력 외국어 외국어능력 면허 certifications"
        " certification certificates certificate licenses licences license licence languages languagetests languageskills testscores"
        " qualifications credentials accreditations"
    ),
    SectionKind.SKILLS: (
        "기술 기술스택 보유기술 기술사항 보유역량 핵심역량 사용기술 스킬 전문기술 컴퓨터활용능력 skills skill technicalskills coreskills"
        " keyskills skillset techstack technologies tools competencies corecompetencies expertise proficiencies"
    ),
    SectionKind.SELF_INTRODUCTION: (
        "자기소개서 자기소개 소개 소개글 한줄소개 지원서문항 지원문항 coverletter personalstatement aboutme about summary"
        " professionalsummary"
        " careersummary executivesummary selfintroduction objective careerobjective profile professionalprofile applicationquestions"
    ),
    SectionKind.OTHER: (
        "기타 기타사항 병역 병역사항 포트폴리오 참고사항 취미 특기 취미특기 희망연봉 희망조건 가족사항 가족관계 신체사항 references"
        " reference"
        " interests interest hobbies hobby publications publication portfolio links additionalinformation"
    ),
}
_SECTION_OF = {key: kind for kind, keys in _HEADINGS.items() for key in keys.split()}

# Words that stand around such words in headings and say nothing of their own.
_QUALIFYING = (
    "it computer digital soft hard software top professional relevant selected key personal technical core additional other my recent"
    " related main academic special history"
    " background details information list overview research teaching community"
)
_QUALIFIERS = frozenset(_QUALIFYING.split())
_TITLES = frozenset(("이력서", "입사지원서", "지원서", "curriculumvitae", "cv", "résumé", "resume"))
_KOREAN_STEMS = {
    SectionKind.SELF_INTRODUCTION: "자기소개서|자기소개",
    SectionKind.HEADER: "인적|기본정보|지원자정보|개인정보|신상",
    SectionKind.EDUCATION: "학력|학업",
    SectionKind.AWARDS: "수상|포상|장학",
    SectionKind.CERTIFICATIONS: "자격증|자격|면허|어학",
    SectionKind.PROJECTS: "프로젝트",
    SectionKind.EXPERIENCE: "경력|근무|인턴|재직",
    SectionKind.ACTIVITIES: "활동|봉사|동아리|교육",
    SectionKind.SKILLS: "기술스택|기술|스킬|역량|활용능력|사용언어",
}
_AROUND = (
    "주요|보유|상세|수행|관련|기타|기본|최종|전문|핵심|업무|직무|사용|가능|사회|교내외|교내|교외|대외|개인|팀|회사|외국어|컴퓨터|취득"
    "|진행|참여"
    "|사항|이력|내역|내용|경험|경력|정보|활동|이수|실적|목록|현황|소개|능력|면허|기술서|및"
)
_KOREAN = re.compile(
    rf"(?:{_AROUND})*?(?:" + "|".join(f"(?P<{kind.name}>{stems})" for kind, stems in _KOREAN_STEMS.items()) + rf")(?:{_AROUND})*"
)


def section_headed_by(text: str) -> SectionKind | None:
    """The section that a line opens when it is a heading and nothing else; two languages may say it twice."""
    text = _TOTAL.sub("", text.strip()).rstrip(":：").strip()
    if len(text) > LONGEST_HEADING or not any(map(str.isalpha, text)):
        return None
    if (kind := _SECTION_OF.get(key_of(text))) is not None:
        return kind
    parts = [part for part in _PARTS.split(NUMBERING.sub("", text)) if key_of(part)]
    kinds = [_SECTION_OF.get(key_of(part)) or _composed(part) for part in parts]
    return _first(kinds)


def _first(kinds: Sequence[SectionKind | None]) -> SectionKind | None:
    """Of several things that a heading names the first that is a section of its own: `Interests and voluntary work`."""
    if not kinds or None in kinds:
        return None
    return next((kind for kind in kinds if kind is not SectionKind.OTHER), SectionKind.OTHER)


def is_title(text: str) -> bool:
    """Whether a line names the document and no part of it."""
    return key_of(text) in _TITLES


def _composed(part: str) -> SectionKind | None:
    """The section that a part of a heading names among words that change nothing: `주요 경력 사항`, `Relevant Work Experience`."""
    if korean := _KOREAN.fullmatch(key_of(part)):
        return next(kind for kind in _KOREAN_STEMS if korean.group(kind.name))
    tokens = [key_of(token) for token in part.split() if key_of(token)]
    kinds = [_SECTION_OF.get(token) for token in tokens if token not in _QUALIFIERS]
    return kinds[0] if kinds and None not in kinds and len(set(kinds)) == 1 else None
