"""The words that head sections and label table cells in Korean and English résumés, and how they are compared."""

import re
import unicodedata

from services.resume.domain.resume import FieldKind, SectionKind

LONGEST_HEADING = 40

_NUMBERING = re.compile(r"^\s*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|(?:\d{1,2}|[ivxIVX]{1,4}|[가-하])(?=[.)\]]))[.)\]]*")
_PARTS = re.compile(r"[()（）\[\]/|·&]|\s[-–—]\s|\band\b|\s및\s")

_HEADINGS = {
    SectionKind.HEADER: (
        "인적사항 개인정보 기본정보 기본사항 신상정보 이력서 personalinformation personaldetails personaldata contact"
        " contactinformation profile curriculumvitae résumé resume"
    ),
    SectionKind.EDUCATION: "학력 학력사항 최종학력 학력정보 학력내용 교육사항 education educationalbackground academicbackground",
    SectionKind.EXPERIENCE: (
        "경력 경력사항 경력정보 경력기술서 상세경력 경력내용 근무경력 직무경력 회사경력 인턴경험 experience workexperience"
        " professionalexperience employment employmenthistory workhistory careerhistory career internships"
    ),
    SectionKind.PROJECTS: (
        "프로젝트 프로젝트경험 프로젝트경력 주요프로젝트 수행프로젝트 프로젝트사항 프로젝트내역 projects project projectexperience"
        " selectedprojects keyprojects personalprojects"
    ),
    SectionKind.ACTIVITIES: (
        "대외활동 활동 활동사항 주요활동 교내활동 교외활동 동아리활동 봉사활동 사회활동 교육이수 교육이수사항 해외경험 연수"
        " activities extracurricularactivities volunteering volunteerexperience volunteerwork leadership training"
    ),
    SectionKind.AWARDS: "수상 수상경력 수상내역 수상이력 수상사항 수상실적 awards honors honours awardsandhonors achievements prizes",
    SectionKind.CERTIFICATIONS: (
        "자격증 자격 자격사항 자격면허 자격증사항 보유자격증 자격증취득사항 어학 어학성적 어학능력 외국어 외국어능력 면허 certifications"
        " certification certificates licenses licences languages languagetests"
    ),
    SectionKind.SKILLS: (
        "기술 기술스택 보유기술 기술사항 보유역량 핵심역량 사용기술 스킬 전문기술 컴퓨터활용능력 skills technicalskills coreskills"
        " keyskills skillset techstack technologies tools"
    ),
    SectionKind.SELF_INTRODUCTION: (
        "자기소개서 자기소개 소개 소개글 coverletter personalstatement aboutme summary professionalsummary selfintroduction objective"
    ),
    SectionKind.OTHER: (
        "기타 기타사항 병역 병역사항 포트폴리오 참고사항 취미 취미특기 references interests hobbies publications portfolio links"
    ),
}
_SECTION_OF = {key: kind for kind, keys in _HEADINGS.items() for key in keys.split()}

_QUESTION_KEYS = (
    "지원동기 지원동기및포부 성장과정 성장배경 성격의장단점 성격장단점 장단점 입사후포부 학창시절 생활신조 직무역량"
    " 도전경험 문제해결경험 motivation strengthsandweaknesses growth aspirations careergoals whyus"
)
_QUESTIONS = frozenset(_QUESTION_KEYS.split())

_LABELS = {
    FieldKind.NAME: "성명 이름 지원자 지원자명 name fullname",
    FieldKind.EMAIL: "이메일 메일 전자우편 email emailaddress",
    FieldKind.PHONE: "연락처 전화 전화번호 휴대폰 휴대전화 핸드폰 phone mobile tel telephone phonenumber",
    FieldKind.TARGET_ROLE: (
        "지원분야 지원직무 지원부문 희망직무 희망직종 지원포지션 희망분야 지원직종 position desiredposition targetrole appliedposition"
        " targetposition positionapplied desiredrole"
    ),
    FieldKind.ORGANISATION: (
        "학교 학교명 출신학교 회사 회사명 직장명 근무처 근무회사 기관 기관명 단체명 소속 school university institution company employer"
        " organization organisation"
    ),
    FieldKind.ROLE: "직위 직책 직급 역할 직무 role jobtitle",
    FieldKind.DEGREE: "학위 학위구분 졸업구분 degree",
    FieldKind.MAJOR: "전공 학과 전공명 학과명 학부 major fieldofstudy",
    FieldKind.PERIOD: (
        "기간 재학기간 근무기간 수행기간 활동기간 연도 년도 일자 취득일 취득일자 취득년월 수상일 수상일자 날짜 졸업년월 period dates date"
        " duration year issued"
    ),
    FieldKind.TITLE: "프로젝트명 활동명 활동내용 수상명 상명 수상내용 과정명 프로젝트 내용 project projectname award title activity",
    FieldKind.CERTIFICATE: "자격증 자격증명 자격명 시험명 어학시험 certificate certification test licence license",
    FieldKind.ISSUER: "발급기관 발행처 시행처 시행기관 발행기관 수여기관 발급처 주최 issuer issuedby issuingorganization",
    FieldKind.SKILL: "기술 기술명 사용기술 기술스택 보유기술 skill skills stack technologies",
}
_FIELD_OF = {key: kind for kind, keys in _LABELS.items() for key in keys.split()}
_OTHER_KEYS = (
    "담당업무 담당 업무내용 생년월일 주소 나이 성별 졸업여부 학점 평점 점수 등급 구분 비고 상태 번호 순번 소재지 주민등록번호"
    " 수준 레벨 퇴사사유 연봉 국적 사진 한자 영문 responsibilities duties dateofbirth birth address gpa grade score level no"
    " location nationality gender age status remarks description"
)
_OTHER_LABELS = frozenset(_OTHER_KEYS.split())


def key_of(text: str) -> str:
    """What is compared: letters and digits only, case folded, without numbering or bullets."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", _NUMBERING.sub("", text)).casefold())
    return "".join(character for character in folded if character.isalnum())


def section_headed_by(text: str) -> SectionKind | None:
    """The section that a line opens when it is a heading and nothing else; two languages may say it twice."""
    if len(text) > LONGEST_HEADING:
        return None
    if (kind := _SECTION_OF.get(key_of(text))) is not None:
        return kind
    kinds = [_SECTION_OF.get(key_of(part)) for part in _PARTS.split(_NUMBERING.sub("", text)) if key_of(part)]
    return kinds[0] if kinds and None not in kinds else None


def is_known_question(text: str) -> bool:
    """Whether a line is one of the questions that application forms ask everywhere."""
    return len(text) <= LONGEST_HEADING and key_of(text) in _QUESTIONS


def field_labelled(text: str) -> FieldKind | None:
    """The fact that a label or a column header announces."""
    return _FIELD_OF.get(key_of(text)) if len(text) <= LONGEST_HEADING else None


def is_label(text: str) -> bool:
    """Whether a cell announces something, be it kept or not."""
    return len(text) <= LONGEST_HEADING and (key_of(text) in _FIELD_OF or key_of(text) in _OTHER_LABELS)
