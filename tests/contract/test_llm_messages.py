"""Whatever the engine that ships produces is a valid message of the contract, and reads back as it was."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import protovalidate
import pytest
from google.protobuf.duration_pb2 import Duration
from viva.interview.v1.transcript_pb2 import SPEAKER_CANDIDATE, TranscriptLine, Word
from viva.llm.v1 import llm_service_pb2 as pb

from interviewing.language import Language
from interviewing.vocabulary import Area, Axis, Purpose, Stage, Unavailable
from services.llm import decoding, encoding
from services.llm.domain.answer import Citation
from services.llm.domain.asking import Asking
from services.llm.domain.question import Question
from services.llm.domain.reading import Reading
from services.llm.domain.report import AreaScore, AxisScore, MissingPart, ReportBrief
from tests.llm.briefs import DECLINED, TOLD, answer_brief, bank_engine, question_brief

ENGINE = bank_engine()
READING = Reading(ENGINE)


class NoResume:
    """There is none."""

    async def find(self, resume_id: str, query: str, limit: int) -> list[str]:
        return []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("answers", [TOLD, DECLINED], ids=["told", "declined"])
async def test_every_question_is_a_valid_result(stage: Stage, language: Language, answers: dict[Language, str]) -> None:
    pieces = [piece async for piece in Asking(ENGINE, NoResume()).ask(question_brief(stage, language, answers[language]))]
    question = pieces[-1]
    assert isinstance(question, Question)
    protovalidate.validate(encoding.question(question))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("answers", [TOLD, DECLINED], ids=["told", "declined"])
async def test_every_evaluation_is_valid_and_reads_back(language: Language, purpose: Purpose, answers: dict[Language, str]) -> None:
    brief = answer_brief(answers[language], language, purpose=purpose)
    line_id = str(uuid4())
    found = await READING.evaluate(replace(brief, lines=(replace(brief.lines[0], line_id=line_id),)))
    message = encoding.evaluation(found)
    protovalidate.validate(pb.EvaluateResult(evaluation=message, answer_kind=encoding.number(found.kind)))
    assert replace(decoding.evaluation(message), kind=found.kind) == found


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("purpose", Purpose)
async def test_every_report_is_a_valid_result(language: Language, purpose: Purpose) -> None:
    brief = answer_brief(TOLD[language], language, purpose=purpose)
    line = replace(brief.lines[0], line_id=str(uuid4()))
    found = await READING.evaluate(replace(brief, lines=(line,)))
    report = ReportBrief(
        interview_id=str(uuid4()),
        language=language,
        purpose=purpose,
        transcript=(line,),
        evaluations=(found,) * 15,
        areas=tuple(AreaScore(area, 20, 50.0) for area in Area),
        axes=tuple(AxisScore(axis, 50.0) for axis in Axis),
        overall=50.0,
        missing=tuple(MissingPart(stage, reason) for stage in Stage for reason in Unavailable)[:60],
        question_of=((found.answer_id, line.question_id),),
    )
    protovalidate.validate(pb.WriteReportResult(draft=encoding.draft(await READING.write_report(report))))


def test_e3_words_keep_their_times_on_the_way_in_and_citations_on_the_way_out() -> None:
    words = [Word(text=text, start_offset=Duration(seconds=at)) for text, at in (("첫", 3), ("고친", 4), ("둘째", 5))]
    (line,) = decoding.lines([TranscriptLine(line_id=str(uuid4()), speaker=SPEAKER_CANDIDATE, text="첫 둘째", words=words)])
    assert line.spoken == ((0, timedelta(seconds=3)), (2, timedelta(seconds=5)))
    (cited,) = encoding.citations([Citation.of(line, 2, 4)])
    assert (cited.text, cited.audio_offset.seconds) == ("둘째", 5)
    (typed,) = encoding.citations([Citation.of(replace(line, spoken=()), 2, 4)])
    assert not typed.HasField("audio_offset")


async def test_an_engine_without_its_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await ENGINE.what_is_missing() is None
    monkeypatch.setattr("services.llm.engines.bank.engine.find_spec", lambda name: None)
    assert "kiwipiepy" in str(await ENGINE.what_is_missing())


def test_info_is_valid() -> None:
    protovalidate.validate(encoding.info(ENGINE.info))
