"""What HTTP and the WebSocket refuse by themselves, before any service is asked."""

from mesh.refusal import Exhausted, InvalidArgument, NotFound, Refusal, Status


class BodyNotJson(InvalidArgument):
    """The body is not one JSON object in UTF-8."""

    reason = "BODY_NOT_JSON"


class UnknownField(InvalidArgument):
    """There is no such field here."""

    reason = "UNKNOWN_FIELD"


class FieldTwice(InvalidArgument):
    """This field was given more than once."""

    reason = "FIELD_TWICE"


class FieldUnreadable(InvalidArgument):
    """This field is of another type."""

    reason = "FIELD_UNREADABLE"


class BodyTooLarge(InvalidArgument):
    """The body is larger than this route takes."""

    reason = "BODY_TOO_LARGE"


class BodyTooSlow(Refusal):
    """The body did not come in time."""

    status = Status.DEADLINE_EXCEEDED
    reason = "BODY_TOO_SLOW"
    retryable = True


class MediaTypeUnsupported(InvalidArgument):
    """This route does not read bodies of this content type."""

    reason = "MEDIA_TYPE_UNSUPPORTED"


class GrantUnknown(InvalidArgument):
    """There is no such way to get a token here."""

    reason = "UNSUPPORTED_GRANT_TYPE"


class MultipartBroken(InvalidArgument):
    """The multipart body cannot be read, or is not one file with its fields before it."""

    reason = "MULTIPART_BROKEN"


class RouteUnknown(NotFound):
    """There is nothing at this path."""

    reason = "ROUTE_UNKNOWN"


class VerbNotAllowed(InvalidArgument):
    """This path does not answer this method."""

    reason = "METHOD_NOT_ALLOWED"


class FrameBroken(InvalidArgument):
    """The message is not one JSON object with a known type, as text."""

    reason = "FRAME_BROKEN"


class FrameTooLarge(InvalidArgument):
    """The message is larger than is taken here."""

    reason = "FRAME_TOO_LARGE"


class SocketsFull(Exhausted):
    """There is no room for another live connection now."""

    reason = "SOCKETS_FULL"


class NotServed(Refusal):
    """This is not served here."""

    status = Status.UNIMPLEMENTED
    reason = "UNIMPLEMENTED"


class PeerFailed(Refusal):
    """Something went wrong that should not."""

    status = Status.UNAVAILABLE
    reason = "INTERNAL"
