"""Whole interviews by tools that are not ours: the scripts of docs/examples, run as a stranger would run them."""

import os
import re
import subprocess
from pathlib import Path

from google.protobuf import json_format
from viva.interview.v1.report_pb2 import Report
from viva.interview.v1.transcript_pb2 import SPEAKER_CANDIDATE, SPEAKER_INTERVIEWER, TranscriptLine
from viva.session.v1.interview_service_pb2 import ListTranscriptResponse
from viva.session.v1.report_service_pb2 import GetReportResponse

from bench.chaos.verdict import citations_in, is_verbatim
from deploy.supervisor.settings import REPOSITORY
from services.gateway.rest.encoding import as_document
from tests.integration.supervised import Supervised
from tests.resumes import samples

SCRIPT_SECONDS = 180
STAGES = 15
HANGUL = re.compile("[가-힣]")


def followed(viva: Supervised, script: str, resume: bytes, directory: Path, **settings: str) -> tuple[list[TranscriptLine], Report]:
    """Runs an example to its end; returns the transcript and the report that it leaves, whichever JSON its tool writes."""
    pdf = directory / "resume.pdf"
    pdf.write_bytes(resume)
    command = [str(REPOSITORY / "docs" / "examples" / script), str(pdf), str(directory)]
    environment = os.environ | settings | {"VIVA": viva.url}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SCRIPT_SECONDS, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    transcript = json_format.Parse((directory / "transcript.json").read_text(), ListTranscriptResponse())
    report = json_format.Parse((directory / "report.json").read_text(), GetReportResponse())
    return list(transcript.lines), report.report


def hold_to_its_promises(lines: list[TranscriptLine], report: Report) -> None:
    """Every stage asked and answered once, and every citation verbatim in what was said."""
    asked = [line.stage for line in lines if line.speaker == SPEAKER_INTERVIEWER]
    assert len(asked) == len(set(asked)) == STAGES
    assert [line.stage for line in lines if line.speaker == SPEAKER_CANDIDATE] == asked
    said = {line.line_id: line.text for line in lines if line.speaker == SPEAKER_CANDIDATE}
    citations = list(citations_in(as_document(report)))
    assert citations
    assert all(is_verbatim(citation, said) for citation in citations)


def test_a_whole_interview_in_korean_with_curl_alone(viva: Supervised, tmp_path: Path) -> None:
    lines, report = followed(viva, "interview-by-curl.sh", samples.korean_tables(), tmp_path, INTERVIEW_LANGUAGE="ko")
    hold_to_its_promises(lines, report)
    assert all(HANGUL.search(line.text) for line in lines)


def test_a_whole_interview_with_buf_curl_which_knows_viva_by_reflection_only(viva: Supervised, tmp_path: Path) -> None:
    lines, report = followed(viva, "interview-by-buf-curl.sh", samples.english_free_form(), tmp_path)
    hold_to_its_promises(lines, report)
