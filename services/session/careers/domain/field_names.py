"""By which names majors and jobs go, field by field, in Korean and English. Where a name is missing, add it here and a row to the test.

Names are written as people write them; case, blanks, hyphens and a plural's s make no difference. The longest name that fits counts and
uses its letters up: `software architect` leaves no architect behind, `의사소통` no physician.
"""

from collections.abc import Iterator, Mapping
from enum import IntEnum


class FieldOfWork(IntEnum):
    """A field that people study and work in; the numbers are those of viva.session.v1.FieldOfWork."""

    SOFTWARE = 1
    DATA = 2
    ELECTRONICS = 3
    MECHANICS = 4
    CHEMISTRY = 5
    LIFE_SCIENCE = 6
    NATURAL_SCIENCE = 7
    CONSTRUCTION = 8
    DESIGN = 9
    BUSINESS = 10
    MARKETING = 11
    FINANCE = 12
    HUMANITIES = 13
    SOCIAL_SCIENCE = 14
    MEDIA = 15
    LAW = 16
    HEALTH = 17
    EDUCATION = 18
    ARTS = 19
    HOSPITALITY = 20
    SPORTS = 21


_F = FieldOfWork

_NAMES: Mapping[tuple[FieldOfWork, ...], str] = {
    (_F.SOFTWARE,): """
        computer, computer science, computer engineering, computing, software, software engineer, software architect, solution architect,
        cloud architect, system architect, enterprise architect, informatics, information technology, information system,
        information security, information engineering, programming, programmer, backend, frontend, fullstack, devops, devsecops, sre,
        site reliability, cybersecurity, security engineer, web developer, web development, app developer, mobile developer, mobile,
        android, ios developer, ios engineer, game developer, game programmer, game engineering, server developer, server engineer,
        platform engineer, infrastructure engineer, cloud, cloud engineer, network engineer, system engineer, system administrator,
        database administrator, dba, qa engineer, qa, test automation, javascript, typescript, java, python, kotlin, react, blockchain,
        컴퓨터, 컴퓨터공학, 컴퓨터과학, 소프트웨어, 전산, 전산학, 정보통신, 정보통신공학, 정보보호, 정보보안, 사이버보안, 정보시스템,
        정보공학, 정보처리, 정보기술, 프로그래머, 프로그래밍, 백엔드, 프론트엔드, 프런트엔드, 풀스택, 데브옵스, 서버개발, 웹개발, 앱개발,
        게임개발, 게임공학, 안드로이드, 모바일, 클라우드, 인프라엔지니어, 네트워크엔지니어, 시스템엔지니어, 플랫폼엔지니어, 서버엔지니어,
        보안엔지니어, 보안전문가, 서버, 인프라, 네트워크, 정보보안전문가, 데이터베이스관리자, 멀티미디어공학, 블록체인, 자바개발""",
    (_F.DATA,): """
        data, data science, data scientist, data engineer, data analyst, data analysis, data analytics, data architect, big data,
        machine learning, deep learning, artificial intelligence, statistics, statistician, applied mathematics, mathematics, math,
        computer vision, natural language processing,
        데이터, 데이터과학, 데이터사이언스, 데이터분석, 데이터분석가, 데이터엔지니어, 빅데이터, 인공지능, 머신러닝, 딥러닝, 기계학습, 통계,
        통계학, 응용통계, 수학, 수리, 수리과학, 응용수학""",
    (_F.ELECTRONICS,): """
        electronic, electronic engineering, electrical, electrical engineering, electrical and computer engineering, semiconductor,
        embedded, embedded software, firmware, circuit, circuit design, circuit designer, analog design, rtl design, chip design, vlsi,
        fpga, hardware engineer, display engineering, power electronics, control engineering, signal processing,
        communication engineering,
        전자, 전자공학, 전기, 전기공학, 전기전자, 전자전기, 반도체, 임베디드, 펌웨어, 회로, 회로설계, 하드웨어, 제어계측, 통신공학,
        디스플레이공학, 배터리제어""",
    (_F.MECHANICS,): """
        mechanical, mechanical engineering, mechanical design, automotive, aerospace, aeronautical, mechatronics, robotics, naval
        architecture, shipbuilding, manufacturing engineer, production engineer, mold design, cad designer, industrial machinery,
        기계, 기계공학, 기계설계, 자동차, 자동차공학, 항공우주, 항공, 메카트로닉스, 로봇, 조선공학, 조선해양, 금형, 금형설계, 기구설계,
        생산기술, 전기차, 공조냉동, 설비엔지니어""",
    (_F.CHEMISTRY,): """
        chemistry, chemist, chemical, chemical engineering, material science, materials engineering, polymer, metallurgy, battery,
        process engineer, 화학, 화학공학, 화공, 신소재, 신소재공학, 재료공학, 고분자, 금속공학, 이차전지, 배터리, 공정엔지니어,
        환경공학""",
    (_F.LIFE_SCIENCE,): """
        biotechnology, biology, biologist, life science, bioengineering, biochemistry, microbiology, genetics, molecular biology, food
        science, agriculture, veterinary, 생명과학, 생명공학, 생물, 생물학, 생화학, 바이오, 유전공학, 미생물, 식품공학, 식품영양, 농학,
        원예, 축산, 수의학, 수의사""",
    (_F.NATURAL_SCIENCE,): """
        physics, physicist, astronomy, earth science, geology, geography, atmospheric science, oceanography, environmental science,
        물리, 물리학, 천문, 천문학, 지질학, 지구과학, 지리학, 대기과학, 해양학, 환경과학""",
    (_F.CONSTRUCTION,): """
        civil engineering, civil engineer, architecture, architectural, architectural engineering, construction, urban planning,
        structural
        engineer, interior architecture, landscape, real estate development, 건축, 건축학, 건축공학, 건축설계, 토목, 토목공학, 건설,
        도시공학,
        도시계획, 조경, 부동산개발, 시공""",
    (_F.DESIGN,): """
        design, designer, graphic, graphic designer, industrial design, visual design, product designer, ux, ui, ux designer, ui designer,
        user experience, interior design, fashion, fashion design, illustration, illustrator, typography,
        디자인, 디자이너, 시각디자인, 산업디자인, 제품디자인, 패션, 의상, 의류, 실내디자인, 일러스트, 편집디자인""",
    (_F.BUSINESS,): """
        business, business administration, business development, management, economics, economist, human resource, hr, recruiter,
        strategy,
        strategic planning, consulting, consultant, operation manager, general affairs, international trade, trade, logistics,
        supply chain,
        purchasing, procurement, project manager, business analyst, entrepreneurship, business planning,
        경영, 경영학, 경영지원, 경제, 경제학, 인사, 인사담당자, 인사관리, 총무, 전략, 전략기획, 사업기획, 경영기획, 컨설팅, 컨설턴트, 무역,
        국제통상, 통상, 물류, 구매, 사업개발, 산업공학, 비서, 행정사무""",
    (_F.MARKETING,): """
        marketing, marketer, sales, sales manager, account executive, brand manager, growth hacker, merchandiser, advertising, public
        relations, content marketing, e-commerce, retail,
        마케팅, 마케터, 영업, 영업관리, 영업사원, 해외영업, 전자상거래, 브랜드, 광고, 홍보, 상품기획, 유통, 머천다이저""",
    (_F.FINANCE,): """
        finance, financial, accounting, accountant, banking, banker, actuary, tax, auditor, investment, insurance, treasury, fintech,
        financial analyst, 재무, 회계, 회계학, 회계사, 금융, 금융공학, 은행, 보험, 보험계리, 세무, 세무사, 투자, 증권, 경리""",
    (_F.HUMANITIES,): """
        literature, history, philosophy, linguistics, theology, anthropology, translator, interpreter, creative writing, language and
        literature, korean literature, english literature, korean language, humanities, library science, archaeology,
        국문, 국문학, 국어국문, 영문, 영문학, 영어영문, 문학, 사학, 역사, 철학, 언어학, 어문, 어문학, 중문, 일문, 불문, 독문, 노문,
        중어중문,
        일어일문, 불어불문, 독어독문, 신학, 문예창작, 문헌정보, 인류학, 고고학, 번역, 통역, 통번역""",
    (_F.SOCIAL_SCIENCE,): """
        sociology, psychology, psychologist, political science, public administration, international relations, social work,
        social worker,
        social welfare, social science, counseling, policy analyst, public policy,
        사회학, 심리, 심리학, 정치, 정치외교, 행정학, 국제관계, 사회복지, 사회과학, 상담심리, 상담사, 정책학, 공무원, 아동학""",
    (_F.MEDIA,): """
        journalism, journalist, media, mass communication, communication studies, broadcasting, film, video editor, video producer,
        reporter,
        content creator, editor, 신문방송, 신방, 미디어, 언론, 언론정보, 방송, 영상, 영화, 기자, 피디, 콘텐츠, 커뮤니케이션학, 출판,
        편집자""",
    (_F.LAW,): """
        law, legal, attorney, lawyer, paralegal, compliance, jurisprudence, patent attorney,
        법학, 법률, 법무, 변호사, 변리사, 사법, 법무팀, 준법감시, 로스쿨""",
    (_F.HEALTH,): """
        nursing, nurse, medicine, medical, physician, doctor, dentistry, dental, pharmacy, pharmacist, physical therapy, physiotherapy,
        occupational therapy, public health, clinical, clinical research, radiology, emt, health care,
        간호, 간호학, 간호사, 의학, 의사, 의료, 의예, 치의학, 치위생, 치과, 약학, 약사, 제약, 한의학, 물리치료, 작업치료, 방사선, 임상,
        보건,
        임상병리, 응급구조, 요양""",
    (_F.EDUCATION,): """
        education, teacher, teaching, pedagogy, early childhood education, instructor, tutor, special education, lecturer,
        교육, 교육학, 유아교육, 초등교육, 특수교육, 교사, 강사, 선생님, 교직, 사범""",
    (_F.ARTS,): """
        fine art, painting, sculpture, music, musician, piano, vocal, composition, dance, theater, theatre, acting, performing art,
        animation,
        미술, 회화, 조소, 동양화, 서양화, 음악, 작곡, 성악, 피아노, 국악, 무용, 연극, 연기, 공예, 도예, 애니메이션, 만화""",
    (_F.HOSPITALITY,): """
        hospitality, hotel, hotel management, tourism, culinary, chef, cook, barista, restaurant, food service, flight attendant,
        cabin crew,
        관광, 호텔, 호텔경영, 호텔조리, 조리, 조리학, 요리사, 셰프, 외식, 외식경영, 바리스타, 제과제빵, 승무원, 항공서비스, 항공승무원""",
    (_F.SPORTS,): """
        sport, sports science, physical education, kinesiology, athlete, personal trainer, fitness, coach,
        체육, 체육학, 스포츠, 운동, 운동처방, 트레이너, 경호, 태권도""",
    (_F.SOFTWARE, _F.ELECTRONICS): "electrical engineering and computer science, 전자컴퓨터, 전기컴퓨터, 컴퓨터전자",
    (_F.SOFTWARE, _F.DATA): "ai engineer, ml engineer, machine learning engineer, mlops, 인공지능개발자, 컴퓨터통계",
    (_F.SOFTWARE, _F.BUSINESS): "management information system, product manager, product owner, service planner, it consultant, "
    "경영정보, 프로덕트매니저, 프로덕트오너, 서비스기획, 웹기획",
    (_F.SOFTWARE, _F.DESIGN): "game design, game designer, web designer, web design, 게임기획, 웹디자인, 웹디자이너, 퍼블리셔",
    (_F.DATA, _F.BUSINESS): "business analytics, industrial engineering, operations research, 비즈니스애널리틱스",
    (_F.DATA, _F.FINANCE): "quant, quantitative analyst, financial engineering, actuarial science, 퀀트",
    (_F.DATA, _F.MARKETING): "marketing analyst, growth analyst, 마케팅분석",
    (_F.DATA, _F.LIFE_SCIENCE): "bioinformatics, biostatistics, 생물정보학, 의료통계",
    (_F.ELECTRONICS, _F.HEALTH): "biomedical engineering, medical engineering, 의공학, 의용공학, 의료공학",
    (_F.MARKETING, _F.SOFTWARE): "sales engineer, solution engineer, presales, technical sales, 기술영업, 세일즈엔지니어",
    (_F.EDUCATION, _F.DATA): "mathematics education, math teacher, 수학교육, 수학교사",
    (_F.EDUCATION, _F.SOFTWARE): "computer education, computer teacher, coding instructor, 컴퓨터교육, 코딩강사, 정보교사",
    (_F.EDUCATION, _F.HUMANITIES): "english education, korean education, english teacher, 영어교육, 국어교육, 영어교사, 국어교사",
    (_F.EDUCATION, _F.SPORTS): "체육교육, 체육교사",
    (_F.LAW, _F.SOCIAL_SCIENCE): "criminology, police, 경찰, 경찰행정",
}

_WHOLE_WORDS: Mapping[tuple[FieldOfWork, ...], str] = {
    (_F.SOFTWARE,): "cs cse it sw swe sde ict 컴공 컴과 컴싸 소공 소웨 소융 정통 정컴 컴소 응소 풀스텍",
    (_F.DATA,): "ai ml ds nlp 응통 빅데",
    (_F.ELECTRONICS,): "ee ece hw 전전 전컴 전정 반공",
    (_F.SOFTWARE, _F.ELECTRONICS): "eecs 전전컴",
    (_F.MECHANICS,): "기공 기항 항우 기자공",
    (_F.CHEMISTRY,): "화생공 신소 재공 고공",
    (_F.LIFE_SCIENCE,): "생공 생과 생명 식영 식공",
    (_F.CONSTRUCTION,): "건공 건환 사환시",
    (_F.DESIGN,): "시디 산디 시각 ui/ux uiux",
    (_F.SOFTWARE, _F.BUSINESS): "mis pm po 경정",
    (_F.BUSINESS,): "mba hrd hrm scm 국통",
    (_F.DATA, _F.BUSINESS): "산공",
    (_F.MARKETING,): "md ae pr 광홍",
    (_F.FINANCE,): "cpa cfa ib",
    (_F.MEDIA,): "pd 언홍영 미컴",
    (_F.HUMANITIES,): "문창 문정 국문과 영문과",
    (_F.SOCIAL_SCIENCE,): "정외 사복 행정 사회",
    (_F.HEALTH,): "rn 물치 간호과 의대 약대",
    (_F.EDUCATION,): "교대 사대 유교과 특교",
    (_F.SPORTS,): "체교",
}
"""Short names, which mean this only where they are the whole word, but for endings such as 과 and 학과."""

_BROAD: Mapping[tuple[FieldOfWork, ...], str] = {
    (_F.SOFTWARE,): "developer, development, 개발자, 개발, dev",
    (_F.CONSTRUCTION,): "architect, 설계사",
    (_F.BUSINESS,): "planner, planning, 기획, manager, management trainee, 사무직, 관리자",
    (_F.HUMANITIES,): "english, korean, chinese, japanese, 영어, 중국어, 일본어",
    (_F.SOCIAL_SCIENCE,): "counselor, social, 상담",
}
"""Names so broad that they count only where nothing else in the words says more."""

NEUTRAL = """
    의사소통, 의사결정, 전자책, 기자재, 영어회화, 자유전공, 인사이트, 시공간, 연기금, 보안요원, 수리기사,
    bachelor of art, master of art, bachelor of science, master of science, doctor of philosophy, communication skill"""
"""Words that hold another name inside them and mean nothing here."""

NEIGHBOURS = frozenset(
    frozenset(pair)
    for pair in (
        (_F.SOFTWARE, _F.DATA),
        (_F.SOFTWARE, _F.ELECTRONICS),
        (_F.DATA, _F.ELECTRONICS),
        (_F.DATA, _F.FINANCE),
        (_F.DATA, _F.NATURAL_SCIENCE),
        (_F.ELECTRONICS, _F.MECHANICS),
        (_F.ELECTRONICS, _F.NATURAL_SCIENCE),
        (_F.CHEMISTRY, _F.LIFE_SCIENCE),
        (_F.CHEMISTRY, _F.HEALTH),
        (_F.CHEMISTRY, _F.NATURAL_SCIENCE),
        (_F.LIFE_SCIENCE, _F.HEALTH),
        (_F.CONSTRUCTION, _F.DESIGN),
        (_F.DESIGN, _F.ARTS),
        (_F.DESIGN, _F.MEDIA),
        (_F.ARTS, _F.MEDIA),
        (_F.BUSINESS, _F.FINANCE),
        (_F.BUSINESS, _F.MARKETING),
        (_F.BUSINESS, _F.LAW),
        (_F.BUSINESS, _F.SOCIAL_SCIENCE),
        (_F.BUSINESS, _F.MEDIA),
        (_F.MARKETING, _F.MEDIA),
        (_F.HUMANITIES, _F.MEDIA),
        (_F.HUMANITIES, _F.EDUCATION),
        (_F.SOCIAL_SCIENCE, _F.MEDIA),
        (_F.SOCIAL_SCIENCE, _F.LAW),
        (_F.SOCIAL_SCIENCE, _F.EDUCATION),
    )
)
"""Fields that lead into each other: going from one to the other is no change of career."""


class Strength(IntEnum):
    """How much a name says by itself."""

    BROAD = 1
    CLEAR = 2


def names() -> Iterator[tuple[str, tuple[FieldOfWork, ...], Strength]]:
    """Every name that may stand anywhere in the words, with its fields."""
    for table, strength in ((_NAMES, Strength.CLEAR), (_BROAD, Strength.BROAD)):
        for fields, listed in table.items():
            yield from ((name.strip(), fields, strength) for name in listed.split(","))
    yield from ((name.strip(), (), Strength.CLEAR) for name in NEUTRAL.split(","))


def whole_words() -> Iterator[tuple[str, tuple[FieldOfWork, ...]]]:
    """Every name that counts only as a whole word."""
    for fields, listed in _WHOLE_WORDS.items():
        yield from ((word, fields) for word in listed.split())
