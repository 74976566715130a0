"""Carries along from which address a person called, so that session can make it wait without locking the person out (A7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

FORWARDED_FOR = "x-forwarded-for"

_address: ContextVar[str | None] = ContextVar("client_address", default=None)


@contextmanager
def calling_from(address: str | None) -> Iterator[None]:
    """Gives outgoing calls the address they are made for."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def forwarded() -> tuple[tuple[str, str], ...]:
    """The metadata that names the address, in the header that the edge uses for calls that do not pass the gateway."""
    address = _address.get()
    return () if address is None else ((FORWARDED_FOR, address),)


def address_in(forwarded_for: str | None, connected_from: str | None) -> str | None:
    """The last address that the edge wrote down, which is whom it saw; earlier ones are whatever a client claimed."""
    return (forwarded_for or "").rpartition(",")[2].strip() or connected_from
