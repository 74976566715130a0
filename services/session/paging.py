"""Page tokens: opaque to callers, plain to us, and refused when they are not ours."""

import base64
import binascii
import json
from datetime import datetime
from uuid import UUID

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


def place_token(kind: str, time: datetime, row_id: str) -> str:
    """A token for the page after a row of a list that is ordered by time and id."""
    return token(kind, time.isoformat(), row_id)


def open_place(text: str, kind: str) -> tuple[datetime, str]:
    """The time and the id of the row that a place token names. Raises PageTokenBroken."""
    time, row_id = open_token(text, kind, parts=2)
    try:
        place = datetime.fromisoformat(time), str(UUID(row_id))
    except ValueError as error:
        raise PageTokenBroken from error
    if place[0].tzinfo is None:
        raise PageTokenBroken
    return place


def open_name(text: str, kind: str) -> tuple[str, str]:
    """The name and the id of the row that a token names in a list that is ordered by them. Raises PageTokenBroken."""
    name, row_id = open_token(text, kind, parts=2)
    try:
        place = name, str(UUID(row_id))
    except ValueError as error:
        raise PageTokenBroken from error
    if "\0" in name:
        raise PageTokenBroken
    return place
