"""What programs, and nobody else, write beside the pages of honest files: sentences of their own, and lists of key words."""

import re

_SENTENCES = frozenset(
    {
        # Descriptions of properties that every file of PDF/A with an extension schema carries (ISO 19005, XMP).
        "a name object indicating whether the document has been modified to include trapping information",
        "a reference to the original document from which this one is derived",
        "a unique identifier for the document",
        "amendment of pdf/a standard",
        "conformance level of pdf/a standard",
        "indicates, which part of iso 14289 standard is followed",
        "part of pdf/a standard",
        "the common identifier for all versions and renditions of a document",
        "the common identifier for all versions and renditions of a resource",
        "uuid based identifier for specific incarnation of a document",
    }
)
_BANNER = re.compile(r"This is [a-zA-Z]*TeX, Version [\d.-]+(?: \(TeX Live [\w/]+\))?(?: kpathsea version [\d.]+)?")
"""TeX signs its files so: `This is pdfTeX, Version 3.141592653-2.6-1.40.25 (TeX Live 2023) kpathsea version 6.3.5`."""
_BETWEEN_KEYWORDS = re.compile(r"\s*[,;]\s*")
_FEWEST_KEYWORDS = 4
_LONGEST_KEYWORD = 2
"""Words of one; more say something."""


def is_boilerplate(text: str) -> bool:
    """Whether a property's text is what programs write, or a list of key words: `resume, template, modern, clean`."""
    told = " ".join(text.split())
    return told.casefold().rstrip(".") in _SENTENCES or _BANNER.fullmatch(told) is not None or _is_list(told)


def _is_list(text: str) -> bool:
    words = [word for word in _BETWEEN_KEYWORDS.split(text) if word]
    return len(words) >= _FEWEST_KEYWORDS and all(len(word.split()) <= _LONGEST_KEYWORD for word in words)
