#!/bin/sh
# Takes a whole interview over gRPC through the edge with a tool that is not ours and has never seen the contract: buf curl,
# which asks Viva for it by reflection (in development).
#
#   docs/examples/interview-by-buf-curl.sh résumé.pdf [directory]
#
# VIVA says where Viva is (http://127.0.0.1:8080), VIVA_CA whom to trust where it speaks HTTPS by an authority of its own
# (var/tls/ca.pem), BUF which buf to use (the one of `make setup`).
# The directory (./interview) receives transcript.json and report.json.
set -eu

VIVA=${VIVA:-http://127.0.0.1:8080}
BUF=${BUF:-$(dirname "$0")/../../node_modules/.bin/buf}
RESUME=${1:?usage: $0 resume.pdf [directory]}
OUT=${2:-interview}
case $VIVA in
  https:*) WIRE=${VIVA_CA:+--cacert=$VIVA_CA} ;;
  *) WIRE=--http2-prior-knowledge ;; # without TLS there is nobody to agree on HTTP/2 with
esac
mkdir -p "$OUT"

new_id() { { uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid; } | tr 'A-Z' 'a-z'; }

# The first text under a name in some JSON.
text() { printf '%s' "$2" | grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

fail() { echo "$1" >&2; exit 1; }

# One call: the method as the contract writes it, and its request. `-` reads a stream of requests from stdin.
call() {
  method=$1 request=${2:-{\}}
  [ "$request" = - ] && request=@-
  "$BUF" curl --protocol grpc ${WIRE:+"$WIRE"} --header "authorization: Bearer ${TOKEN:-}" --data "$request" "$VIVA/$method"
}

SESSION=viva.session.v1

NAME=b$(new_id | tr -d - | cut -c 1-10)
PASSWORD=$(new_id)
call $SESSION.AccountService/Register "{\"request_id\":\"$(new_id)\",\"email\":\"$NAME@example.com\",\"username\":\"$NAME\",\"password\":\"$PASSWORD\",\"full_name\":\"Mina Kim\",\"language\":\"LANGUAGE_ENGLISH\"}" >/dev/null
TOKENS=$(call $SESSION.AuthService/LogIn "{\"password\":{\"username\":\"$NAME\",\"password\":\"$PASSWORD\"}}")
TOKEN=$(text accessToken "$TOKENS")
echo "signed in as $NAME"

# A client stream: what comes, then the file in pieces of at most 64 KiB.
pieces() {
  echo "{\"start\":{\"request_id\":\"$(new_id)\",\"file_name\":\"resume.pdf\"}}"
  size=$(wc -c <"$RESUME") at=0
  while [ $((at * 65536)) -lt "$size" ]; do
    echo "{\"piece\":\"$(dd if="$RESUME" bs=65536 skip=$at count=1 2>/dev/null | base64 | tr -d '\n')\"}"
    at=$((at + 1))
  done
}
pieces >"$OUT/pieces.json"
UPLOADED=$(call viva.resume.v1.ResumeService/Upload - <"$OUT/pieces.json")
RESUME_ID=$(text resumeId "$UPLOADED")
rm "$OUT/pieces.json"
while READ=$(call $SESSION.ResumeService/GetResume "{\"resume_id\":\"$RESUME_ID\"}"); do
  case $(text state "$READ") in
    RESUME_STATE_READY) break ;;
    RESUME_STATE_FAILED) fail "$READ" ;;
  esac
  sleep 0.5
done
echo "résumé read: $RESUME_ID"

CREATED=$(call $SESSION.InterviewService/CreateInterview "{\"request_id\":\"$(new_id)\",\"resume_id\":\"$RESUME_ID\",\"position\":\"backend engineer\",\"language\":\"LANGUAGE_ENGLISH\"}")
INTERVIEW=$(text interviewId "$CREATED")
echo "interview $INTERVIEW"
THIS="\"interview_id\":\"$INTERVIEW\""
call $SESSION.InterviewService/StartInterview "{$THIS}" >/dev/null

ANSWERED=0
while :; do
  STANDS=$(call $SESSION.InterviewService/GetInterview "{$THIS}")
  case $(text nextAction "$STANDS") in
    NEXT_ACTION_NEXT_QUESTION | NEXT_ACTION_RETRY)
      QUESTION=$(text openQuestionId "$STANDS")
      REPEATED=$(call $SESSION.InterviewService/RepeatQuestion "{$THIS,\"question_id\":\"$QUESTION\"}")
      printf '\n%s\n' "$(text text "$REPEATED")"
      ANSWER="Number $ANSWERED: I measured first and found the cause, because I was responsible for it. For example, I added an index and a cache, and the slowest requests fell from 4 seconds to 300 milliseconds. As a result nobody has been woken at night since, and I learned to write a short note before every migration."
      call $SESSION.InterviewService/SubmitAnswer "{$THIS,\"question_id\":\"$QUESTION\",\"request_id\":\"$(new_id)\",\"text\":\"$ANSWER\"}" >/dev/null
      ANSWERED=$((ANSWERED + 1))
      ;;
    NEXT_ACTION_WAIT) sleep 0.5 ;;
    NEXT_ACTION_SHOW_REPORT) break ;;
    *) fail "the interview ended without a report: $STANDS" ;;
  esac
done

call $SESSION.InterviewService/ListTranscript "{$THIS,\"page_size\":200}" >"$OUT/transcript.json"
call $SESSION.ReportService/GetReport "{$THIS}" >"$OUT/report.json"
printf '\n%s answers; the report is in %s/report.json\n' "$ANSWERED" "$OUT"
