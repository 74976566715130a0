"""The words that label facts in Korean and English résumés, the questions that forms ask, and how words are compared."""

import re
import unicodedata

from services.resume.domain.resume import FieldKind, SectionKind

LONGEST_LABEL = 40

NUMBERING = re.compile(r"^\s*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|(?:\d{1,2}|[ivxIVX]{1,4}|[가-하])(?=[.)\]]))[.)\]]*")
"""What numbers a heading or a question: `1.`, `Ⅲ.`, `나)`."""

_QUESTION_KEYS = (
    "지원동기 지원동기및포부 지원동기및입사후포부 성장과정 성장배경 성격의장단점 성격장단점 성격및장단점 장단점 입사후포부 장래포부"
    " 학창시절"
    " 생활신조 직무역량 도전경험 문제해결경험 협업경험 motivation strengthsandweaknesses strengths weaknesses growth aspirations"
    " careergoals"
    " whyus whyme"
)
_QUESTIONS = frozenset(_QUESTION_KEYS.split())

_LABELS = {
    FieldKind.NAME: "성명 이름 지원자 지원자명 성함 name fullname",
    FieldKind.EMAIL: "이메일 메일 전자우편 이메일주소 email emailaddress mail",
    FieldKind.PHONE: (
        "연락처 전화 전화번호 휴대폰 휴대전화 핸드폰 휴대폰번호 핸드폰번호 phone mobile tel telephone phonenumber mobilephone cell"
    ),
    FieldKind.TARGET_ROLE: (
        "지원분야 지원직무 지원부문 희망직무 희망직종 지원포지션 희망분야 지원직종 희망업무 지원파트 지원부서 희망부서 희망포지션 position"
        " desiredposition targetrole"
        " appliedposition targetposition positionapplied positionappliedfor desiredrole applyingfor jobapplied objective"
    ),
    FieldKind.ORGANISATION: (
        "학교 학교명 출신학교 출신교 회사 회사명 기업명 업체명 직장명 근무처 근무지 근무회사 기관 기관명 단체명 소속 school schoolname"
        " university"
        " college institution company companyname employer organization organisation organizer organiser host"
    ),
    FieldKind.ROLE: ("직위 직책 직급 역할 직무 담당역할 담당직무 직위직책 직급직책 포지션 맡은역할 role jobtitle title position myrole"),
    FieldKind.DEGREE: "학위 학위구분 졸업구분 degree qualification",
    FieldKind.MAJOR: "전공 학과 전공명 학과명 학부 전공학과 학과전공 주전공 major fieldofstudy subject course concentration",
    FieldKind.PERIOD: (
        "기간 재학기간 재직기간 근무기간 수행기간 활동기간 참여기간 진행기간 개발기간 이수기간 입학년월 졸업년월 입학년도 졸업년도"
        " 졸업일 입학일 입사일 퇴사일 입사년월"
        " 퇴사년월 연도"
        " 년도 연월 년월 일자 일시 날짜 취득일 취득일자 취득년월 취득연월 수상일 수상일자 수상년월 수상연도 period periods dates date"
        " duration"
        " year years issued start end from to startdate enddate dateissued dateobtained obtained"
    ),
    FieldKind.TITLE: (
        "프로젝트명 과제명 활동명 활동내용 활동구분 수상명 상명 수상내용 과정명 교육명 프로젝트 내용 project projectname award"
        " awardname prize title"
        " activity activityname"
    ),
    FieldKind.CERTIFICATE: (
        "자격증 자격증명 자격명 자격면허 자격면허명 면허명 시험명 어학시험 종류 외국어명 certificate certificatename certification test"
        " licence license"
    ),
    FieldKind.ISSUER: (
        "발급기관 발행처 시행처 시행기관 발행기관 수여기관 수여처 발급처 주최 주최기관 주관 issuer issuedby issuingorganization"
        " issuingorganisation issuingbody issuingauthority awardedby authority grantor"
    ),
    FieldKind.SKILL: (
        "기술 기술명 사용기술 기술스택 보유기술 프로그램 프로그램명 활용프로그램"
        " skill skills stack techstack technologies program software tool"
    ),
}
_FIELDS_OF: dict[str, list[FieldKind]] = {}
for _kind, _keys in _LABELS.items():
    for _key in _keys.split():
        _FIELDS_OF.setdefault(_key, []).append(_kind)

EXPECTED = {
    SectionKind.HEADER: (FieldKind.NAME, FieldKind.TARGET_ROLE, FieldKind.EMAIL, FieldKind.PHONE),
    SectionKind.EDUCATION: (FieldKind.ORGANISATION, FieldKind.MAJOR, FieldKind.DEGREE, FieldKind.PERIOD),
    SectionKind.EXPERIENCE: (FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.PROJECTS: (FieldKind.TITLE, FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.ACTIVITIES: (FieldKind.TITLE, FieldKind.ORGANISATION, FieldKind.PERIOD),
    SectionKind.AWARDS: (FieldKind.TITLE, FieldKind.ISSUER, FieldKind.PERIOD),
    SectionKind.CERTIFICATIONS: (FieldKind.CERTIFICATE, FieldKind.ISSUER, FieldKind.PERIOD),
    SectionKind.SKILLS: (FieldKind.SKILL,),
}
"""The facts that an entry of each section has; everything else in it is text."""
_MEANS = {
    (SectionKind.HEADER, FieldKind.ROLE): FieldKind.TARGET_ROLE,
    (SectionKind.EXPERIENCE, FieldKind.TARGET_ROLE): FieldKind.ROLE,
    (SectionKind.PROJECTS, FieldKind.TARGET_ROLE): FieldKind.ROLE,
    (SectionKind.ACTIVITIES, FieldKind.ISSUER): FieldKind.ORGANISATION,
    (SectionKind.AWARDS, FieldKind.ORGANISATION): FieldKind.ISSUER,
    (SectionKind.AWARDS, FieldKind.CERTIFICATE): FieldKind.TITLE,
    (SectionKind.CERTIFICATIONS, FieldKind.ORGANISATION): FieldKind.ISSUER,
    (SectionKind.CERTIFICATIONS, FieldKind.TITLE): FieldKind.CERTIFICATE,
}
_OTHER_KEYS = (
    "담당업무 담당 업무 업무내용 주요업무 상세업무 상세내용 주요내용 세부내용 성과 주요성과 생년월일 주소 거주지 나이 성별 졸업여부"
    " 학점 평점 점수"
    " 등급 구분 분류 비고 상태 번호 순번 소재지 주민등록번호 수준 레벨 퇴사사유 연봉 국적 사진 한자 영문 부서 근무부서 고용형태"
    " 근무형태 내용"
    " responsibilities duties tasks details dateofbirth birth birthdate address gpa grade score level no location nationality gender"
    " age status remarks description category area department type website linkedin github url notes"
)
_OTHER_LABELS = frozenset(_OTHER_KEYS.split())

_BETWEEN_LABELS = re.compile(r"\s및\s|\s?[/·,&]\s?|\s(?:and|or)\s")

_GROUP_KEYS = "languages language tools technologies technology skills expertise 언어 기술 역량 어학 외국어 활용능력"
GROUPS_OF_SKILLS = frozenset(_GROUP_KEYS.split())
"""Words that head a section elsewhere, and among skills only a group of them."""


def key_of(text: str) -> str:
    """What is compared: letters and digits only, case folded, without numbering or bullets."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", NUMBERING.sub("", text)).casefold())
    return "".join(character for character in folded if character.isalnum())


def is_known_question(text: str) -> bool:
    """Whether a line is one of the questions that application forms ask everywhere."""
    return len(text) <= LONGEST_LABEL and key_of(text) in _QUESTIONS


def field_labelled(text: str, section: SectionKind) -> FieldKind | None:
    """The fact that a label or a column's head announces in a section; `전공(학과)` says it twice. None where it is not kept there."""
    expected = EXPECTED.get(section, ())
    for kind in _announced(text):
        meant = _MEANS.get((section, kind), kind)
        if meant in expected:
            return meant
    return None


def is_label(text: str) -> bool:
    """Whether a cell announces something, be it kept or not."""
    return bool(_announced(text)) or (len(text) <= LONGEST_LABEL and key_of(text) in _OTHER_LABELS)


def labels_several(text: str, section: SectionKind) -> bool:
    """Whether a column's head announces more than one fact: `학교명 및 전공`."""
    kinds = {field_labelled(part, section) for part in _BETWEEN_LABELS.split(text) if part.strip()} - {None}
    return len(kinds) > 1


def _announced(text: str) -> list[FieldKind]:
    if len(text) > LONGEST_LABEL:
        return []
    for words in (text, re.sub(r"\([^)]*\)", "", text), *_BETWEEN_LABELS.split(text)):
        if kinds := _FIELDS_OF.get(key_of(words)):
            return kinds
    return []
