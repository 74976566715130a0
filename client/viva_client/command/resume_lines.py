"""What was read of a résumé, as lines for a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from viva.resume.v1.region_pb2 import Region
from viva.resume.v1.resume_content_pb2 import Entry, Field, FieldKind, HiddenReason, HiddenText, ResumeContent, Section, SectionKind

_F, _S, _H = FieldKind, SectionKind, HiddenReason

LOOKED_FOR: Mapping[int, Sequence[FieldKind.ValueType]] = {
    _S.SECTION_KIND_HEADER: (_F.FIELD_KIND_NAME, _F.FIELD_KIND_EMAIL, _F.FIELD_KIND_PHONE, _F.FIELD_KIND_TARGET_ROLE),
    _S.SECTION_KIND_EDUCATION: (_F.FIELD_KIND_ORGANISATION, _F.FIELD_KIND_DEGREE, _F.FIELD_KIND_MAJOR, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_EXPERIENCE: (_F.FIELD_KIND_ORGANISATION, _F.FIELD_KIND_ROLE, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_PROJECTS: (_F.FIELD_KIND_TITLE, _F.FIELD_KIND_ROLE, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_ACTIVITIES: (_F.FIELD_KIND_TITLE, _F.FIELD_KIND_ORGANISATION, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_AWARDS: (_F.FIELD_KIND_TITLE, _F.FIELD_KIND_ISSUER, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_CERTIFICATIONS: (_F.FIELD_KIND_CERTIFICATE, _F.FIELD_KIND_ISSUER, _F.FIELD_KIND_PERIOD),
    _S.SECTION_KIND_SKILLS: (_F.FIELD_KIND_SKILL,),
    _S.SECTION_KIND_SELF_INTRODUCTION: (),
}
"""What is looked for in every entry of a section; in the head of a résumé, once."""

REASONS: Mapping[int, str] = {
    _H.HIDDEN_REASON_COLOUR: "in the colour of its ground",
    _H.HIDDEN_REASON_TINY: "too small to be read",
    _H.HIDDEN_REASON_TRANSPARENT: "transparent",
    _H.HIDDEN_REASON_NOT_DRAWN: "not drawn",
    _H.HIDDEN_REASON_OFF_PAGE: "outside the page",
    _H.HIDDEN_REASON_COVERED: "under a picture or a shape",
    _H.HIDDEN_REASON_LAYER_OFF: "on a layer that is off",
    _H.HIDDEN_REASON_ANNOTATION: "in a note or field that is not printed",
    _H.HIDDEN_REASON_METADATA: "in the file's description of itself",
}


def lines_of(content: ResumeContent, *, is_blind: bool) -> Iterator[str]:
    """The whole of it: what is hidden, what was read section by section, and what was looked for in vain."""
    if is_blind:
        yield "A blind copy: name, photo, age, school, region and family are left out until the decision."
    if content.masked_numbers:
        yield f"Resident registration numbers that were masked: {content.masked_numbers}"
    yield from hidden_lines(content.hidden_texts, content.hidden_texts_left_out)
    for section in content.sections:
        yield ""
        yield from section_lines(section, is_blind=is_blind)
    missing = [kind for kind in LOOKED_FOR if kind not in {section.kind for section in content.sections}]
    if missing and not is_blind:
        yield ""
        yield f"Not found: {', '.join(section_name(kind) for kind in missing)}"


def hidden_lines(texts: Sequence[HiddenText], left_out: int) -> Iterator[str]:
    """What nobody sees, each with where it stands and why it is not seen."""
    if not texts:
        yield "No hidden text was found in this file."
        return
    yield f"HIDDEN: {len(texts) + left_out} that nobody sees who looks at the pages; no part of the résumé, of no question, search or score"
    for text in texts:
        where = "beside the pages" if _is_beside(text) else _page(text.region)
        yield f"  {where}, {REASONS.get(text.reason, 'hidden')}: “{plain(text.text)}”"
    if left_out:
        yield f"  and {left_out} more"


def _is_beside(text: HiddenText) -> bool:
    """Properties, and notes of which the file does not say where they stand."""
    return text.reason == _H.HIDDEN_REASON_METADATA or (text.region.page == 1 and text.region.right == text.region.bottom == 0)


def section_lines(section: Section, *, is_blind: bool) -> Iterator[str]:
    """One section: its lines, and under each entry what was understood of it."""
    printed = f" “{plain(section.heading.text)}”" if section.HasField("heading") else ""
    yield f"{section_name(section.kind).upper()}{printed}"
    is_head = section.kind == _S.SECTION_KIND_HEADER
    for entry in section.entries:
        yield from (f"  {plain(line.text)}" for line in entry.lines)
        yield from (f"    {_fact(field)}" for field in entry.fields)
        if not is_blind and not is_head:
            yield from _missing(section.kind, [entry])
    if not is_blind and is_head:
        yield from _missing(section.kind, section.entries)


def plain(text: str) -> str:
    """A stranger's words on one line, without anything that a terminal would obey."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def section_name(kind: int) -> str:
    """As people say it."""
    return SectionKind.Name(SectionKind.ValueType(kind)).removeprefix("SECTION_KIND_").replace("_", " ").lower()


def _fact(field: Field) -> str:
    return f"{_name(field.kind)}: {plain(field.value.text)} ({_page(field.value.region)}, {field.confidence:.0%} sure)"


def _missing(kind: int, entries: Iterable[Entry]) -> Iterator[str]:
    found = {field.kind for entry in entries for field in entry.fields}
    missing = [_name(each) for each in LOOKED_FOR.get(kind, ()) if each not in found]
    if missing:
        yield f"    not found: {', '.join(missing)}"


def _name(kind: FieldKind.ValueType) -> str:
    return FieldKind.Name(kind).removeprefix("FIELD_KIND_").replace("_", " ").lower()


def _page(region: Region) -> str:
    return f"page {region.page}"
