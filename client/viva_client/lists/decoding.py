"""Turns the bytes of a file into text and says which way: spreadsheets save the same table in many encodings."""

from collections.abc import Iterator

from viva_client.lists.findings import Finding, Severity

UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;\t"
AS_UTF8 = "save it as “CSV UTF-8” in the spreadsheet"


class Unreadable(ValueError):
    """The bytes are no table."""

    def __init__(self, finding: Finding) -> None:
        """Says why."""
        super().__init__(str(finding))
        self.finding = finding


def decoded(data: bytes) -> tuple[str, list[Finding]]:
    """The text and what is to be said about its encoding. Raises Unreadable."""
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(_of_file("is an Excel workbook, no CSV", AS_UTF8))
    if data.startswith(UTF16_MARKS):
        return _strictly(data, "utf-16"), [_note("is UTF-16, as Excel saves “Unicode Text”, and was read as such")]
    try:
        return data.removeprefix(UTF8_MARK).decode("utf-8"), []
    except UnicodeDecodeError as broken:
        if data.startswith(UTF8_MARK):
            line = broken.object[: broken.start].count(b"\n") + 1
            raise Unreadable(_of_file(f"says that it is UTF-8, and line {line} is not", AS_UTF8)) from broken
    return _strictly(data, "cp949"), [_note("is CP949, as Korean Excel saves plain “CSV”, and was read as such")]


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        line = broken.object[: broken.start].count(b"\n") + 1
        raise Unreadable(_of_file(f"is neither UTF-8 nor CP949: line {line} holds bytes that are no text in either", AS_UTF8)) from broken


def separator_of(text: str, names: frozenset[str]) -> str:
    """What stands between the columns: that of `,`, `;` and tab which finds most of their names in the first line."""
    header = text.split("\n", 1)[0].casefold()
    return max(SEPARATORS, key=lambda separator: len(names & set(_names_in(header, separator))))


def _names_in(header: str, separator: str) -> Iterator[str]:
    return (name.strip().strip('"').strip() for name in header.split(separator))


def _note(what: str) -> Finding:
    remedy = "save it as “CSV UTF-8” to keep characters that other encodings lack"
    return Finding(0, "", "", what, remedy, Severity.NOTE)


def _of_file(problem: str, remedy: str) -> Finding:
    return Finding(0, "", "", problem, remedy)
