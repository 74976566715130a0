"""What a PDF says beside its pages: annotations, fields and properties. Runs in the parser process only."""

from collections.abc import Iterator
from typing import Any

import pymupdf

from services.resume.adapters.office.package import parsed
from services.resume.domain.unreadable import Corrupt

_WRITTEN_BY_PROGRAMS = (
    "producer",
    "creator",
    "creatortool",
    "softwareagent",
    "format",
    "xmptk",
    "instanceid",
    "documentid",
    "originaldocumentid",
)
_OF_PROGRAMS = frozenset({"Producer", "Creator", "CreationDate", "ModDate", "Trapped"})
"""Properties that programs write of themselves."""
_MOST_PROPERTIES = 100
_MOST_NOTES = 500


def notes_of(page: Any, seen: str) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """What a page's annotations and fields say and its picture does not, with their places. `seen` is the page's text."""
    shown = "".join(seen.split())
    for annotation in _some(page.annots()):
        for text in {annotation.info.get("content", ""), annotation.info.get("subject", "")}:
            if "".join(text.split()) not in shown and not _names_its_kind(text):
                yield text, tuple(annotation.rect)
    for field in _some(page.widgets()):
        text = str(field.field_value or "")
        if field.field_type == pymupdf.PDF_WIDGET_TYPE_TEXT and "".join(text.split()) not in shown:
            yield text, tuple(field.rect)


def properties_of(pdf: Any) -> Iterator[str]:
    """What the file says of itself, but for what programs write of themselves."""
    yield from _told(pdf)
    packet = pdf.get_xml_metadata()
    if packet:
        yield from _said(packet)


def _told(pdf: Any) -> Iterator[str]:
    """The properties that a file has, whatever they are called."""
    kind, place = pdf.xref_get_key(-1, "Info")
    if kind != "xref":
        return
    number = int(place.split()[0])
    for name in _some(pdf.xref_get_keys(number), most=_MOST_PROPERTIES):
        kind, text = pdf.xref_get_key(number, name)
        if kind == "string" and name not in _OF_PROGRAMS:
            yield text


def _said(packet: str) -> Iterator[str]:
    """The texts of an XMP packet; one that is no XML says nothing."""
    try:
        root = parsed(packet.strip().encode())
    except Corrupt:
        return
    for element in root.iter():
        if str(element.tag).lower() not in _WRITTEN_BY_PROGRAMS and element.text and element.text.strip():
            yield element.text.strip()
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2].lower() not in _WRITTEN_BY_PROGRAMS:
                yield str(value)


def _some(found: Any, *, most: int = _MOST_NOTES) -> Iterator[Any]:
    yield from (each for _, each in zip(range(most), found or (), strict=False))


def _names_its_kind(text: str) -> bool:
    """Programs write what an annotation is (`Highlight`, `Comment on Text`) where its subject belongs."""
    return len(text.split()) <= 3
