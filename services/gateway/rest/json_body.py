"""Reads a JSON object as strictly as the RFC means it: one object, each name once, no NaN, no bottomless nesting."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from services.gateway.rest.binding import shown
from services.gateway.rest.refusals import BodyNotJson, FieldTwice


def read_object(text: bytes | str) -> Mapping[str, Any]:
    """The object that `text` is; BodyNotJson when it is none, FieldTwice when a name comes twice in one object."""
    try:
        document = json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BodyNotJson from None
    if not isinstance(document, dict):
        raise BodyNotJson
    return document


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, value in pairs:
        if name in document:
            raise FieldTwice(field=shown(name))
        document[name] = value
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
