"""Page tokens: opaque to callers, plain to us, and refused when they are not ours."""

import base64
import binascii
import json

from mesh.refusal import InvalidArgument

DEFAULT_PAGE = 50


class PageTokenBroken(InvalidArgument):
    """This page token was not given out here."""

    reason = "PAGE_TOKEN_BROKEN"


def page_size(wanted: int) -> int:
    """How many rows a page has; the contract bounds what may be wanted."""
    return wanted or DEFAULT_PAGE


def token(kind: str, *parts: str) -> str:
    """A token for the page after the row that these parts name."""
    return base64.urlsafe_b64encode(json.dumps([kind, *parts]).encode()).decode()


def open_token(text: str, kind: str, *, parts: int) -> list[str]:
    """The parts of a token of this kind. Raises PageTokenBroken."""
    try:
        opened = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error) as error:
        raise PageTokenBroken from error
    if not isinstance(opened, list) or len(opened) != parts + 1 or opened[0] != kind or not all(isinstance(part, str) for part in opened):
        raise PageTokenBroken
    return opened[1:]
