"""Walks through lists: the next page is asked for when somebody comes to its first item."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Protocol, TypeVar

from google.protobuf.message import Message


class Page(Protocol):
    """What every method that lists answers."""

    next_page_token: str


Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Page)
Item = TypeVar("Item")


async def every(
    method: Callable[[Request], Awaitable[Answer]], request: Request, items: Callable[[Answer], Iterable[Item]]
) -> AsyncIterator[Item]:
    """Every item of a list, page after page, from the request's `page_token` on.

    `every(stub.ListCompanies, ListCompaniesRequest(), lambda page: page.companies)`
    """
    wanted = type(request)()
    wanted.CopyFrom(request)
    while True:
        page = await method(wanted)
        for item in items(page):
            yield item
        if not page.next_page_token:
            return
        wanted.page_token = page.next_page_token  # type: ignore[attr-defined]  # every request of a list has one
