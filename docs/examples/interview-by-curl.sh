#!/bin/sh
# Takes a whole interview over REST with nothing but curl: signs up, uploads a résumé, answers until there is a report.
#
#   docs/examples/interview-by-curl.sh résumé.pdf [directory]
#
# VIVA says where Viva is (http://127.0.0.1:8080), VIVA_CA whom to trust where it speaks HTTPS by an authority of its own
# (var/tls/ca.pem), INTERVIEW_LANGUAGE what to speak (en, or ko). The directory (./interview) receives transcript.json and
# report.json.
set -eu

VIVA=${VIVA:-http://127.0.0.1:8080}
RESUME=${1:?usage: $0 resume.pdf [directory]}
OUT=${2:-interview}
case ${INTERVIEW_LANGUAGE:-en} in
  ko) LANGUAGE=LANGUAGE_KOREAN POSITION='백엔드 개발자' ;;
  *) LANGUAGE=LANGUAGE_ENGLISH POSITION='backend engineer' ;;
esac
mkdir -p "$OUT"

# ---- the few things a shell lacks ----

new_id() { { uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid; } | tr 'A-Z' 'a-z'; }

# The first text under a name in some JSON: `text a '{"a":"b"}'` prints b.
text() { printf '%s' "$2" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

fail() { echo "$1" >&2; exit 1; }

# One call: verb, path, and, where there is one, a JSON body. --retry tries again where Viva answers 429 or 503.
call() {
  verb=$1 path=$2
  shift 2
  curl ${VIVA_CA:+--cacert "$VIVA_CA"} --silent --show-error --fail-with-body --retry 8 --retry-delay 1 --retry-connrefused --max-time 60 \
    --request "$verb" "$VIVA$path" --header "authorization: Bearer ${TOKEN:-}" --header 'accept-language: en' \
    ${1:+--header 'content-type: application/json' --data "$1"}
}

# ---- who is asking ----

NAME=c$(new_id | tr -d - | cut -c 1-10)
PASSWORD=$(new_id)
call POST /register "{\"request_id\":\"$(new_id)\",\"email\":\"$NAME@example.com\",\"username\":\"$NAME\",\"password\":\"$PASSWORD\",\"full_name\":\"Mina Kim\",\"language\":\"$LANGUAGE\"}" >/dev/null
TOKENS=$(call POST /token "{\"username\":\"$NAME\",\"password\":\"$PASSWORD\"}")
TOKEN=$(text access_token "$TOKENS")
echo "signed in as $NAME"

# ---- the résumé: streamed as it is, read in the background ----

UPLOADED=$(curl ${VIVA_CA:+--cacert "$VIVA_CA"} --silent --show-error --fail-with-body --max-time 60 --data-binary "@$RESUME" \
  --request POST "$VIVA/resumes/upload?request_id=$(new_id)&file_name=resume.pdf" \
  --header "authorization: Bearer $TOKEN" --header 'content-type: application/octet-stream')
RESUME_ID=$(text resume_id "$UPLOADED")
while READ=$(call GET "/resumes/$RESUME_ID"); do
  case $(text state "$READ") in
    RESUME_STATE_READY) break ;;
    RESUME_STATE_FAILED) fail "$READ" ;;
  esac
  sleep 0.5
done
echo "résumé read: $RESUME_ID"

# ---- the interview: an answer names its question; `next_action` says what comes next ----

CREATED=$(call POST /interviews "{\"request_id\":\"$(new_id)\",\"resume_id\":\"$RESUME_ID\",\"position\":\"$POSITION\",\"language\":\"$LANGUAGE\"}")
INTERVIEW=$(text interview_id "$CREATED")
echo "interview $INTERVIEW"
call POST "/interviews/$INTERVIEW/start" >/dev/null

answer_to() { # a few honest answers, one after the other
  case $LANGUAGE$(($1 % 5)) in
    LANGUAGE_ENGLISH0) echo 'At my last job our order service timed out every evening. I was responsible for it, so I measured first: I found one query without an index, added it, and put a cache in front. The 99th percentile fell from 4 seconds to 300 milliseconds, and we kept a dashboard so that it stayed that way.' ;;
    LANGUAGE_ENGLISH1) echo 'I chose this role because I like building things that other people depend on. For example, I wrote a retry library that twelve teams use today, and I learned more from their bug reports than from any course.' ;;
    LANGUAGE_ENGLISH2) echo 'First I reproduced the problem with a test, then I compared two solutions with my team. We decided for the simpler one, because a queue would have cost us a week. As a result we shipped on time, and nobody has been woken at night since.' ;;
    LANGUAGE_ENGLISH3) echo 'I made a mistake there: I changed the schema without telling the reporting team. I apologised, fixed their job the same day, and since then I write a short note before every migration. My lesson is that a plan is only good when the people it touches have read it.' ;;
    LANGUAGE_ENGLISH4) echo 'In the next three years I want to grow from writing services to designing them. I read one paper a week, I mentor a junior colleague, and I plan to take over the on-call training in our team.' ;;
    LANGUAGE_KOREAN0) echo '지난 회사에서 저녁마다 주문 서버가 느려졌습니다. 제가 담당이어서 먼저 구간마다 시간을 쟀고, 인덱스가 없는 질의 하나를 찾아 고쳤습니다. 그 결과 가장 느린 요청이 4초에서 300밀리초로 줄었습니다.' ;;
    LANGUAGE_KOREAN1) echo '다른 사람이 믿고 쓰는 것을 만드는 일이 좋아서 지원했습니다. 예를 들어 재시도 라이브러리를 만들어 열두 팀이 쓰고 있고, 강의보다 그 팀들의 오류 보고에서 더 많이 배웠습니다.' ;;
    LANGUAGE_KOREAN2) echo '먼저 시험으로 문제를 재현하고, 두 가지 방법을 동료들과 비교했습니다. 일주일을 아끼려고 더 단순한 쪽을 골랐고, 덕분에 제때 출시했으며 그 뒤로 밤에 깬 사람이 없습니다.' ;;
    LANGUAGE_KOREAN3) echo '제가 실수한 적이 있습니다. 통계 팀에 알리지 않고 스키마를 바꾸었습니다. 바로 사과하고 그날 고쳤으며, 그 뒤로는 바꾸기 전에 짧은 글을 먼저 돌립니다.' ;;
    LANGUAGE_KOREAN4) echo '3년 안에 서비스를 만드는 사람에서 설계하는 사람으로 성장하고 싶습니다. 매주 논문 한 편을 읽고 후배 한 명을 돕고 있으며, 팀의 당직 교육을 맡을 계획입니다.' ;;
  esac
}

ANSWERED=0
while :; do
  STANDS=$(call GET "/interviews/$INTERVIEW")
  case $(text next_action "$STANDS") in
    NEXT_ACTION_NEXT_QUESTION | NEXT_ACTION_RETRY)
      QUESTION=$(text open_question_id "$STANDS")
      QUESTIONS=$(call GET "/interviews/$INTERVIEW/questions")
      printf '\n%s\n' "$(text text "${QUESTIONS#*"$QUESTION"}")"
      call POST "/interviews/$INTERVIEW/present" "{\"question_id\":\"$QUESTION\"}" >/dev/null
      # The same request_id in every retry: however often it arrives, it is one answer.
      call POST /transcripts "{\"interview_id\":\"$INTERVIEW\",\"question_id\":\"$QUESTION\",\"request_id\":\"$(new_id)\",\"text\":\"$(answer_to "$ANSWERED")\"}" >/dev/null
      ANSWERED=$((ANSWERED + 1))
      ;;
    NEXT_ACTION_WAIT) sleep 0.5 ;;
    NEXT_ACTION_SHOW_REPORT) break ;;
    *) fail "the interview ended without a report: $STANDS" ;;
  esac
done

# ---- what was said, and what is made of it ----

call GET "/interviews/$INTERVIEW/transcripts?page_size=200" >"$OUT/transcript.json"
call GET "/interviews/$INTERVIEW/report" >"$OUT/report.json"
printf '\n%s answers; the report is in %s/report.json\n' "$ANSWERED" "$OUT"
