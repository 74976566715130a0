"""Reads request bodies without ever holding, or waiting for, more than a route takes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from services.gateway.rest.binding import shown
from services.gateway.rest.json_body import read_object
from services.gateway.rest.refusals import BodyNotJson, BodyTooLarge, BodyTooSlow, FieldTwice, MediaTypeUnsupported

JSON_BYTES = 1024 * 1024
"""Holds the longest answer with the times of all its words."""
BODY_SECONDS = 20.0
DRAIN_SECONDS = 5.0

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


async def read_json(request: Request) -> Mapping[str, Any]:
    """The body as an object; an empty body is an empty object, whatever it says it is."""
    body = await read_all(request)
    if not body.strip():
        return {}
    if media_type(request) != JSON:
        raise MediaTypeUnsupported(expected=JSON)
    return read_object(body)


async def read_form_or_json(request: Request) -> Mapping[str, Any]:
    """The body as an object, from JSON or from a form."""
    if media_type(request) != FORM:
        return await read_json(request)
    try:
        pairs = parse_qsl((await read_all(request)).decode(), keep_blank_values=True, max_num_fields=32)
    except ValueError:
        raise BodyNotJson from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise FieldTwice(field=shown(next(name for name, _ in pairs if sum(other == name for other, _ in pairs) > 1)))
    return form


async def read_all(request: Request, limit: int = JSON_BYTES) -> bytes:
    """The whole body, when it is not larger than `limit` bytes and comes in time."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in limited(request, limit):
                body += chunk
    except TimeoutError:
        raise BodyTooSlow from None
    return bytes(body)


async def limited(request: Request, limit: int) -> AsyncIterator[bytes]:
    """Yields the body as it comes; BodyTooLarge at the first byte past `limit`, or before that if the header says so."""
    if announced(request) > limit:
        raise BodyTooLarge(limit_bytes=limit)
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > limit:
            raise BodyTooLarge(limit_bytes=limit)
        yield chunk


async def drain(request: Request, limit: int) -> None:
    """Reads the rest of a refused body for a moment: a client that still sends would see a reset instead of the answer."""
    with suppress(TimeoutError, ClientDisconnect, RuntimeError, BodyTooLarge):
        async with asyncio.timeout(DRAIN_SECONDS):
            async for _ in limited(request, limit):
                continue


def media_type(request: Request) -> str:
    """What the body says it is, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def announced(request: Request) -> int:
    """How long the body says it is; 0 when it does not say."""
    length = request.headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0
