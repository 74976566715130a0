"""Checks a list without a server: the contract's own rules, those that every service shares, and what stands twice."""

from collections.abc import Hashable, Iterator, Sequence

import protovalidate

from interviewing.likeness import alike
from viva_client.lists.findings import Finding, Severity, shortened
from viva_client.lists.kind import Kind
from viva_client.lists.reading import Row, Table

KEEP_BOTH = "keep both only if they are different things"


def check(table: Table, kind: Kind) -> list[Finding]:
    """Everything that is to be said about a list, by row, what was found when it was read included."""
    found = [*table.findings, *_twice(table.rows, kind), *_nearly_twice(table.rows, kind)]
    said = {(finding.row, finding.column) for finding in found if finding.severity is Severity.ERROR}
    for row in table.rows:
        found += [finding for finding in _against_the_contract(row, kind) if (row.number, finding.column) not in said]
        found += kind.faults(row)
    return sorted(found, key=lambda finding: finding.row)


def sound(table: Table, found: Sequence[Finding]) -> list[Row]:
    """The rows that can be taken in: none when the file itself, or its row of names, is at fault."""
    wrong = {finding.row for finding in found if finding.severity is Severity.ERROR}
    return [] if wrong & {0, 1} else [row for row in table.rows if row.number not in wrong]


def nearly_there(rows: Sequence[Row], known: Sequence[object], kind: Kind) -> list[Finding]:
    """For each row that is new the one that is kept and is most like it: perhaps the same in other words."""
    kept = {kind.key(content) for content in known}
    new = [row for row in rows if kind.key(row.content) not in kept]
    found = []
    for group in _groups([*known, *(row.content for row in new)], kind):
        old, fresh = [each for each in known if kind.group(each) == group], [row for row in new if kind.group(row.content) == group]
        nearest: dict[int, tuple[float, int]] = {}
        texts = [kind.likeness(each) for each in (*old, *(row.content for row in fresh))]
        for earlier, later, likeness in alike(texts, kind.threshold):
            if earlier < len(old) <= later:
                nearest[later] = max(nearest.get(later, (0.0, 0)), (likeness, -earlier))
        for later, (likeness, earlier) in nearest.items():
            row, other = fresh[later - len(old)], kind.cell(kind.name, old[-earlier])
            problem = f"is {likeness:.0%} like what is there, {shortened(other)!r}"
            found.append(Finding(row.number, kind.name, kind.cell(kind.name, row.content), problem, KEEP_BOTH, Severity.NOTE))
    return found


def _against_the_contract(row: Row, kind: Kind) -> Iterator[Finding]:
    for violation in protovalidate.collect_violations(row.content):
        path = violation.proto.field
        field = path.elements[0].field_name if path else ""
        if field in kind.may_lack and not row.content.HasField(field):
            continue
        name = kind.fields.get(field, field)
        value = kind.cell(name, row.content)
        yield Finding(row.number, name, value, f"breaks a rule: {violation.proto.message}", "change it so that it holds")


def _twice(rows: Sequence[Row], kind: Kind) -> Iterator[Finding]:
    for row, first in zip(rows, _first_with_its_key(rows, kind), strict=True):
        if first is not row:
            value = kind.cell(kind.name, row.content)
            yield Finding(row.number, kind.name, value, f"stands in row {first.number} already", "keep one of the two")


def _nearly_twice(rows: Sequence[Row], kind: Kind) -> Iterator[Finding]:
    """For each row the earlier one that it is most like; rows that are there twice aside."""
    firsts = _first_with_its_key(rows, kind)
    once = [row for row, first in zip(rows, firsts, strict=True) if first is row and kind.key(row.content) is not None]
    for group in _groups([row.content for row in once], kind):
        same = [row for row in once if kind.group(row.content) == group]
        nearest: dict[int, tuple[float, int]] = {}
        for earlier, later, likeness in alike([kind.likeness(row.content) for row in same], kind.threshold):
            nearest[later] = max(nearest.get(later, (0.0, 0)), (likeness, -earlier))
        for later, (likeness, earlier) in nearest.items():
            row, other = same[later], same[-earlier]
            problem = f"is {likeness:.0%} like row {other.number}, {shortened(kind.cell(kind.name, other.content))!r}"
            yield Finding(row.number, kind.name, kind.cell(kind.name, row.content), problem, KEEP_BOTH, Severity.NOTE)


def _groups(contents: Sequence[object], kind: Kind) -> list[Hashable]:
    return list(dict.fromkeys(kind.group(content) for content in contents))


def _first_with_its_key(rows: Sequence[Row], kind: Kind) -> list[Row]:
    """For each row the first that the server would take for the same."""
    first: dict[Hashable, Row] = {}
    keys = [kind.key(row.content) for row in rows]
    return [row if key is None else first.setdefault(key, row) for row, key in zip(rows, keys, strict=True)]
