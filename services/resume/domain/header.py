"""Finds a candidate's name, contact and target role in what stands above the first section, or under a heading of its own."""

import re
from collections.abc import Collection, Iterator, Sequence

from services.resume.domain import facts, lexicon
from services.resume.domain.document import Line
from services.resume.domain.fields import LABELLED, MATCHED, PLACED, entry, field, lines_of
from services.resume.domain.headings import is_title
from services.resume.domain.labelling import labelled
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row
from services.resume.domain.words import is_label

LONGEST_ROLE = 60
_CONTACT = (FieldKind.EMAIL, FieldKind.PHONE)
_SCRIPT = re.compile(r"[(\[](?:한글|영문|한자|국문)[)\]]|^(?:한글|국문)\s*[:：]?\s+")
_IN_OTHER_SCRIPT = re.compile(
    r"(?<=[가-힣])\s*[(（/]\s*[A-Za-z㐀-鿿][A-Za-z㐀-鿿 .,'’-]*[)）]?$|(?<=[A-Za-z])\s*[(（]\s*[가-힣㐀-鿿 ]+[)）]$"
)
"""A name again, in Latin or Chinese letters."""
_ROLE_SOUGHT = re.compile(r"(?<=[가-힣])\s(?:지원|지원자|희망)$")
_CALLED = re.compile(r"\s*(?:\([A-Za-z]{2,12}\)|[\"“][A-Za-z]{2,12}[\"”])(?=\s)")
"""What somebody is called, within a name: `MINJEONG (MJ) SEO`."""
_NEAR = 5
"""Rows from the top in which name and target role stand when nothing labels them."""
_CREDENTIALS = re.compile(
    r",\s+(?:[A-Z][a-z]{0,4}[A-Z][A-Za-z]{0,4}|[A-Z]{2,5}|Ph\.?D|MBA|CPA|CFA|PMP|M\.?D|M\.?Sc|B\.?Sc|RN|PE|P\.Eng|Esq|Jr|Sr)\.?(?:,.*)?$"
)
_SEX = re.compile(r"(?<=[가-힣]{2})\s*(?:\(\s*[남여](?:성|자)?\s*\)|\s[남여](?:성|자)?)$")
_SAID = re.compile(
    r"^(?:안녕하세요[,.!]?\s*)|^(?:Résumé|Resume|Curriculum Vitae|CV)\s*(?:of\s+|[:–—-]\s*)|(?:'s|’s)\s(?:Résumé|Resume|CV)$"
    r"|(?<=[가-힣]{2})\s?(?:입니다|이력서|의 이력서)[.!]?$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"[가-힣]{2,5}입니다[.!]?$")
_PARTED = re.compile(r"\s+(?:at|@)\s+|\s*[|│·•/]\s+|\s{2,}|\s+[–—-]\s+|,\s+")


def header_of(rows: Sequence[Row], *, known: frozenset[FieldKind] = frozenset()) -> tuple[Entry, ...]:
    """The one entry of a header; facts of a `known` kind were found in an earlier one and are not guessed again."""
    if not rows:
        return ()
    found = list(_first_of_each(labelled(rows, SectionKind.HEADER)))
    kinds = {each.kind for each in found} | known
    for kind in _CONTACT:
        if kind not in kinds:
            found.extend(_matched(kind, lines_of(rows)))
    if FieldKind.NAME not in kinds:
        found.extend(_name(rows, {each.text for each in found}))
    name = next((each for each in found if each.kind is FieldKind.NAME), None)
    if FieldKind.TARGET_ROLE not in kinds:
        found.extend(_target_role(rows, name))
    return (entry(lines_of(rows), found),)


def _first_of_each(found: Iterator[Field]) -> Iterator[Field]:
    """A label may be read twice; a value of another shape than its label promises is none."""
    kinds: set[FieldKind] = set()
    for each in found:
        exact = _contact(each) if each.kind in _CONTACT else _alone(each.text)
        if each.kind is FieldKind.NAME and exact:
            exact = _IN_OTHER_SCRIPT.sub("", exact) or exact
        sentence = each.kind is FieldKind.TARGET_ROLE and (len(exact or "") > LONGEST_ROLE or (exact or "").endswith("."))
        if exact and not sentence and each.kind not in kinds:
            kinds.add(each.kind)
            yield field(each.kind, exact, each.line, LABELLED)


def _contact(each: Field) -> str | None:
    """An address or a number, whole where a narrow cell broke it."""
    return facts.find(each.kind, each.text) or facts.find(each.kind, "".join(each.text.split()))


def _alone(text: str) -> str:
    """A name or a role without the script it is said to be in, and without the contact that follows on its line."""
    text = _ROLE_SOUGHT.sub("", _SCRIPT.sub("", text).strip())
    parts = _PARTED.split(text)
    contact = next((index for index, part in enumerate(parts) if any(facts.find(kind, part) for kind in _CONTACT)), None)
    return text if contact is None else text[: text.find(parts[contact])].strip(" |│·•/,–—-") if contact else ""


def _matched(kind: FieldKind, lines: Sequence[Line]) -> Iterator[Field]:
    for line in lines:
        if (text := facts.find(kind, line.text)) is not None:
            yield field(kind, text, line, MATCHED)
            return


def _name(rows: Sequence[Row], told: Collection[str]) -> Iterator[Field]:
    """A name stands at the top, in the largest type, alone or with the target role after it."""
    near = [line for row in rows[:_NEAR] for line in row.lines]
    for line in sorted(near, key=lambda line: -round(line.size)):
        for part in (line.text, *_PARTED.split(line.text), _introduced(line.text)):
            part = _bare_name(part)
            if (
                facts.is_name(_CALLED.sub("", part))
                and not is_title(part)
                and not lexicon.PLACE.match(part)
                and lexicon.role(part) < 0.6
                and not is_label(part)
                and part not in told
            ):
                yield field(FieldKind.NAME, part, line, MATCHED if line.size > min(each.size for each in near) + 1 else PLACED)
                return


def _introduced(text: str) -> str:
    """The name at the end of a sentence: `꼼꼼한 회계 담당자 홍길동입니다`."""
    return text.split()[-1] if _INTRODUCED.search(text) else ""


def _bare_name(text: str) -> str:
    """A name without titles, without the script it is said to be in, and without the sex that forms print beside it."""
    return _SAID.sub("", _IN_OTHER_SCRIPT.sub("", _without_titles(text))).strip()


def _without_titles(text: str) -> str:
    return _SEX.sub("", _CREDENTIALS.sub("", _SCRIPT.sub("", text))).strip()


def _target_role(rows: Sequence[Row], name: Field | None) -> Iterator[Field]:
    """The words after the name that look like a position, or the line below it that is no contact."""
    near = [line for row in rows[:_NEAR] for line in row.lines]
    for line in near:
        parts = [part for part in _PARTED.split(line.text) if name is None or part.strip() != name.text]
        whole = [line.text] if name is None or name.line != line else []
        for part in (*whole, *parts):
            part = _ROLE_SOUGHT.sub("", part.strip())
            if lexicon.role(part) >= 0.6 and _may_be_role(part):
                yield field(FieldKind.TARGET_ROLE, part, line, MATCHED)
                return
    if name is not None:
        yield from _below(name, near)


def _below(name: Field, near: Sequence[Line]) -> Iterator[Field]:
    """A short line right under a large name says what its owner is."""
    after = [line for line in near if line.box.top >= name.line.box.bottom - 2 and line.box.page == name.line.box.page]
    text = _PARTED.split(after[0].text)[0] if after and "|" in after[0].text else after[0].text if after else ""
    if after and any(facts.find(kind, after[0].text) for kind in _CONTACT) and lexicon.role(text) < 0.5:
        return  # where somebody lives, before a number and an address
    if after and name.line.size > after[0].size + 1 and text and _may_be_role(text) and not lexicon.PLACE.match(text):
        yield field(FieldKind.TARGET_ROLE, text, after[0], PLACED)


def _may_be_role(text: str) -> bool:
    if (lexicon.organisation(text) >= 0.6 and lexicon.role(text) < 0.6) or text.lower().startswith("department"):
        return False
    if len(text) > LONGEST_ROLE or any(map(str.isdigit, text)) or "@" in text or text.rstrip().endswith((".", "!", "?")):
        return False
    return not is_label(text.partition(":")[0]) and ("://" not in text and "www." not in text)
