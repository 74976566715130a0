"""Why a file is not read. Each reason is a value of `viva.resume.v1.ResumeFailure` without its prefix."""

from mesh.refusal import Exhausted, InvalidArgument, Refusal, Status, Unavailable


class Unreadable(InvalidArgument):
    """The file cannot be read."""

    reason = "CORRUPT"


class EmptyFile(Unreadable):
    """The file is empty."""

    reason = "EMPTY_FILE"


class TooLarge(Unreadable):
    """The file is larger than allowed."""

    reason = "TOO_LARGE"


class NotAPdf(Unreadable):
    """The file is neither PDF nor DOCX nor HWPX."""

    reason = "NOT_A_PDF"


class UnsupportedType(Unreadable):
    """Files of this kind are not read here; save it as PDF, DOCX or HWPX and upload that."""

    reason = "UNSUPPORTED_TYPE"


class OldHangul(Unreadable):
    """Hangul's old HWP files are not read here; save it as HWPX or PDF in Hangul and upload that."""

    reason = "OLD_HANGUL"


class Encrypted(Unreadable):
    """The file asks for a password; save it without one and upload that."""

    reason = "ENCRYPTED"


class Corrupt(Unreadable):
    """The file is damaged or was cut short."""

    reason = "CORRUPT"


class TooManyPages(Unreadable):
    """The file has more pages than allowed."""

    reason = "TOO_MANY_PAGES"


class TooMuchText(Unreadable):
    """The file has more text than allowed."""

    reason = "TOO_MUCH_TEXT"


class NoText(Unreadable):
    """The pages hold pictures in which no text is found, as scans do; upload a file whose text can be selected."""

    reason = "NO_TEXT"


class ParserLimit(Unreadable):
    """Reading the file took more time or memory than one document may."""

    reason = "PARSER_LIMIT"


class ParserBusy(Exhausted):
    """Too many files are being read now; try again in a moment."""

    reason = "PARSER_BUSY"


class ParserUnavailable(Unavailable):
    """The reading process did not start; try again in a moment."""

    reason = "PARSER_UNAVAILABLE"


class PageUnknown(Refusal):
    """There is no such page."""

    status = Status.OUT_OF_RANGE
    reason = "PAGE_UNKNOWN"


class OriginalDamaged(Unavailable):
    """The original did not arrive as it was uploaded; try again."""

    reason = "ORIGINAL_DAMAGED"


REASONS: dict[str, type[Unreadable]] = {
    refusal.reason: refusal
    for refusal in (
        EmptyFile,
        TooLarge,
        NotAPdf,
        UnsupportedType,
        OldHangul,
        Encrypted,
        Corrupt,
        TooManyPages,
        TooMuchText,
        NoText,
        ParserLimit,
    )
}
"""By reason, as the parser process names them."""
