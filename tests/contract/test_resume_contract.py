"""The résumé service and its contract name the same things, and its largest result fits one message."""

import protovalidate
import pytest
from buf.validate import validate_pb2
from viva.resume.v1 import resume_content_pb2, resume_service_pb2, resume_state_pb2
from viva.session.v1.task_service_pb2 import CompleteRequest

from services.resume.adapters.parser_messages import ParserLimits
from services.resume.analysis import MAX_RESULT_BYTES
from services.resume.domain.document import Document
from services.resume.domain.fields import MOST_FACTS
from services.resume.domain.reading import MOST_ENTRIES, MOST_PASSAGES, MOST_SECTIONS, read_resume
from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.unreadable import REASONS
from services.resume.encoding import encode_reading
from tests.resumes.lines import A4, line

MIB = 1024 * 1024


def names_of(enum: object, prefix: str) -> set[str]:
    return {name.removeprefix(prefix) for name in enum.keys()} - {"UNSPECIFIED"}  # type: ignore[attr-defined]  # noqa: SIM118


def test_every_reason_why_a_file_is_not_read_is_a_failure_of_the_contract() -> None:
    given_by_session = {"GAVE_UP"}

    assert set(REASONS) == names_of(resume_state_pb2.ResumeFailure, "RESUME_FAILURE_") - given_by_session


def test_sections_and_facts_have_the_contracts_names() -> None:
    assert {kind.name for kind in SectionKind} == names_of(resume_content_pb2.SectionKind, "SECTION_KIND_")
    assert {kind.name for kind in FieldKind} == names_of(resume_content_pb2.FieldKind, "FIELD_KIND_")


def test_the_parsers_limits_are_the_contracts() -> None:
    original = resume_service_pb2.AnalyzeContext.DESCRIPTOR.fields_by_name["size_bytes"]
    passages = resume_service_pb2.AnalyzeResult.DESCRIPTOR.fields_by_name["passages"]
    sections = resume_content_pb2.ResumeContent.DESCRIPTOR.fields_by_name["sections"]

    assert _rules(original).uint64.lte == ParserLimits().max_bytes
    assert _rules(passages).repeated.max_items == MOST_PASSAGES
    entries = resume_content_pb2.Section.DESCRIPTOR.fields_by_name["entries"]
    facts = resume_content_pb2.Entry.DESCRIPTOR.fields_by_name["fields"]
    assert _rules(sections).repeated.max_items == MOST_SECTIONS
    assert _rules(entries).repeated.max_items == MOST_ENTRIES
    assert _rules(facts).repeated.max_items == MOST_FACTS


@pytest.mark.parametrize("dimension", [384, 1024])
def test_the_largest_resume_fits_one_message_and_the_contracts_rules(dimension: int) -> None:
    sentence = "저는 결제 서버를 세 해 동안 맡아 운영했습니다"
    lines = ParserLimits().max_characters // len(sentence)
    headed = [line("경력사항"), *[line(sentence, row=1 + number % 50, page=1 + number // 50) for number in range(lines)]]

    result = encode_reading(*read_resume(Document([A4] * (1 + lines // 50), headed)))
    for embedded in result.passages:
        embedded.vector[:] = [0.01] * dimension
    result.embedding_model = "m"

    completion = CompleteRequest(lease_token="t" * 32, analyze=result)
    protovalidate.validate(completion)
    assert result.ByteSize() <= MAX_RESULT_BYTES and completion.ByteSize() < MIB


def _rules(field: object) -> validate_pb2.FieldRules:
    return field.GetOptions().Extensions[validate_pb2.field]  # type: ignore[attr-defined, no-any-return]
