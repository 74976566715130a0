"""Opens a word processor's file: a zip of XML parts, of which nothing is believed and nothing outside is fetched.

Runs in the parser process only. No part's announced size is trusted. No document type may be declared: the Open Packaging Conventions
(ECMA-376 part 2) forbid it, and with it every entity that grows or reaches for a file. Relations are followed inside the file only.
"""

import posixpath
import struct
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from services.resume.domain.unreadable import Corrupt, Encrypted, ParserLimit

MOST_PARTS = 2_000
MOST_PART_BYTES = 16 * 1024 * 1024
"""Of one part, unpacked. The longest résumé that is allowed takes a tenth of it."""
MOST_BYTES = 48 * 1024 * 1024
"""Of all parts that are read, unpacked."""
_IS_ENCRYPTED = 0x1
_BROKEN = (BadZipFile, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError, struct.error, zlib.error)


class Package:
    """The parts of one file. Every method raises Unreadable for what is no such file."""

    def __init__(self, content: bytes) -> None:
        """Raises Corrupt when it is no zip, ParserLimit when it has too many parts."""
        try:
            self._archive = ZipFile(BytesIO(content))
        except _BROKEN:
            raise Corrupt from None
        if len(self._archive.infolist()) > MOST_PARTS:
            raise ParserLimit
        self._left = MOST_BYTES

    @cached_property
    def names(self) -> dict[str, ZipInfo]:
        """Every part by its name without regard to case, as the convention has it; of two of one name, the first."""
        names: dict[str, ZipInfo] = {}
        for info in self._archive.infolist():
            names.setdefault(info.filename.replace("\\", "/").lstrip("/").lower(), info)
        return names

    def xml(self, name: str) -> etree._Element | None:
        """A part's root with all names local, or None when there is no such part. Raises Corrupt, Encrypted, ParserLimit."""
        content = self.part(name)
        return None if content is None else parsed(content)

    def part(self, name: str) -> bytes | None:
        """A part's content, unpacked, never more than may be."""
        info = self.names.get(name.lower())
        if info is None:
            return None
        if info.flag_bits & _IS_ENCRYPTED:
            raise Encrypted
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Corrupt
        return self._unpacked(info)

    def _unpacked(self, info: ZipInfo) -> bytes:
        most = min(MOST_PART_BYTES, self._left)
        try:
            with self._archive.open(info) as part:
                content = part.read(most + 1)
        except _BROKEN:
            raise Corrupt from None
        if len(content) > most:
            raise ParserLimit
        self._left -= len(content)
        return content

    def relations(self, name: str) -> dict[str, str]:
        """Where a part's relations lead, by their id: names of parts. Those that lead outside are left out."""
        folder, own = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{own}.rels"))
        return {} if root is None else {id_: target for id_, target, _ in _inside(root, folder)}

    def first_of_kind(self, kind: str, default: str) -> str:
        """The part that the file itself names as its main one, by the last word of the relation's type."""
        root = self.xml("_rels/.rels")
        found = [] if root is None else [target for _, target, of in _inside(root, "") if of == kind]
        return found[0] if found else default


def parsed(content: bytes) -> etree._Element:
    """The root of an XML text, every name without its namespace. Raises Corrupt, also for one that declares a document type."""
    # Without huge_tree libxml2 itself refuses more than 256 levels and texts of more than 10 MB.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        raise Corrupt from None
    if root.getroottree().docinfo.doctype:
        raise Corrupt
    _make_local(root)
    return root


def _make_local(root: etree._Element) -> None:
    """One format has three families of namespaces (transitional, strict, drafts); the local names are the same in all."""
    for element in root.iter("{*}*"):
        element.tag = str(element.tag).rpartition("}")[2]
        attributes = element.attrib
        for name in attributes.keys():  # noqa: SIM118 - a list of them, because they change on the way
            local = name.rpartition("}")[2]
            if local != name and local not in attributes:
                attributes[local] = attributes.pop(name)


def _inside(root: etree._Element, folder: str) -> Iterator[tuple[str, str, str]]:
    for relation in root.iter("Relationship"):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            yield relation.get("Id", ""), target.lstrip("/"), relation.get("Type", "").rsplit("/", 1)[-1]
