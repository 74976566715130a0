"""Writes what was read as the contract's messages."""

from collections.abc import Sequence

from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN, LANGUAGE_UNSPECIFIED
from viva.resume.v1 import passage_pb2, resume_content_pb2
from viva.resume.v1.region_pb2 import Region
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.domain.document import Box, HiddenReason, HiddenText, Line
from services.resume.domain.language import Language
from services.resume.domain.passages import Passage
from services.resume.domain.periods import Month, Months
from services.resume.domain.resume import Entry, Field, FieldKind, Resume, Section, SectionKind

_LANGUAGES = {Language.KOREAN: LANGUAGE_KOREAN, Language.ENGLISH: LANGUAGE_ENGLISH, None: LANGUAGE_UNSPECIFIED}
_SECTIONS = {kind: resume_content_pb2.SectionKind.Value(f"SECTION_KIND_{kind.name}") for kind in SectionKind}
_REASONS = {reason: resume_content_pb2.HiddenReason.Value(f"HIDDEN_REASON_{reason.name}") for reason in HiddenReason}
_FIELDS = {kind: resume_content_pb2.FieldKind.Value(f"FIELD_KIND_{kind.name}") for kind in FieldKind}


def encode_reading(
    resume: Resume, passages: Sequence[Passage], hidden: Sequence[HiddenText] = (), hidden_left_out: int = 0
) -> AnalyzeResult:
    """Everything but the vectors. `hidden` goes into the content alone, beside the sections."""
    embedded = (passage_pb2.EmbeddedPassage(passage=_passage(passage)) for passage in passages)
    content = _content(resume)
    content.hidden_texts.extend(map(_hidden, hidden))
    content.hidden_texts_left_out = hidden_left_out
    return AnalyzeResult(content=content, passages=embedded)


def _content(resume: Resume) -> resume_content_pb2.ResumeContent:
    return resume_content_pb2.ResumeContent(
        language=_LANGUAGES[resume.language],
        pages=(resume_content_pb2.PageSize(width=page.width, height=page.height) for page in resume.pages),
        sections=map(_section, resume.sections),
        masked_numbers=resume.masked_numbers,
    )


def _hidden(text: HiddenText) -> resume_content_pb2.HiddenText:
    return resume_content_pb2.HiddenText(text=text.text, reason=_REASONS[text.reason], region=_region(text.box))


def _section(section: Section) -> resume_content_pb2.Section:
    return resume_content_pb2.Section(
        kind=_SECTIONS[section.kind],
        heading=_span(section.heading) if section.heading else None,
        entries=map(_entry, section.entries),
    )


def _entry(entry: Entry) -> resume_content_pb2.Entry:
    return resume_content_pb2.Entry(lines=map(_span, entry.lines), fields=map(_field, entry.fields))


def _field(field: Field) -> resume_content_pb2.Field:
    value = resume_content_pb2.Span(text=field.text, region=_region(field.line.box))
    return resume_content_pb2.Field(kind=_FIELDS[field.kind], value=value, confidence=field.confidence, months=_months(field.months))


def _months(months: Months | None) -> resume_content_pb2.Months | None:
    if months is None:
        return None
    return resume_content_pb2.Months(start=_month(months.start), end=_month(months.end), present=months.present)


def _month(month: Month | None) -> resume_content_pb2.Month | None:
    return resume_content_pb2.Month(year=month.year, month=month.month) if month else None


def _passage(passage: Passage) -> passage_pb2.Passage:
    return passage_pb2.Passage(
        ordinal=passage.ordinal,
        section=_SECTIONS[passage.section],
        text=passage.text,
        regions=map(_region, passage.boxes),
    )


def _span(line: Line) -> resume_content_pb2.Span:
    return resume_content_pb2.Span(text=line.text, region=_region(line.box))


def _region(box: Box) -> Region:
    return Region(page=box.page, left=box.left, top=box.top, right=box.right, bottom=box.bottom)
