"""Remembers for a while how large a place to search in is, which decides how it is searched.

Whatever is remembered, what is found is right: a place that has grown or shrunk since is only searched in the slower of two ways.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from services.session.database import UnitOfWork
from services.session.search.lexical import STATISTICS
from services.session.search.scope import Place, Scope

REMEMBERED = 60.0
"""Seconds."""
MOST_PLACES = 4000
"""Places that are remembered; those that were looked at longest ago are forgotten first."""


class Places:
    """The places that this process has searched in lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[Any, tuple[float, Place]] = OrderedDict()

    def remembered(self, work: UnitOfWork, scope: Scope, values: dict[str, Any]) -> Place | None:
        """What is known of a place, if it still holds."""
        since, place = self._known.get(_name(work, scope, values), (0.0, None))
        return place if self._clock() - since < REMEMBERED else None

    async def of(self, work: UnitOfWork, scope: Scope, values: dict[str, Any]) -> Place:
        """What is known of a place; looks when nothing is."""
        if known := self.remembered(work, scope, values):
            return known
        size = await work.row(scope.size, lambda row: int(row["size"]) if row else 0, **values)
        place = Place(size, 1.0, is_large=False) if size <= scope.most_compared else await _large(work, scope, size, values)
        self._known[_name(work, scope, values)] = self._clock(), place
        while len(self._known) > MOST_PLACES:
            self._known.popitem(last=False)
        return place

    def forget(self, work: UnitOfWork, scope: Scope, values: dict[str, Any]) -> None:
        """Has a place looked at anew."""
        self._known.pop(_name(work, scope, values), None)


async def _large(work: UnitOfWork, scope: Scope, counted: int, values: dict[str, Any]) -> Place:
    guessed = await work.row(scope.guess, lambda row: float(row["QUERY PLAN"][0]["Plan"]["Plan Rows"]) if row else 0.0, **values)
    rows = (await STATISTICS.of(work, scope)).rows
    size = max(counted, int(guessed))
    return Place(size, min(1.0, size / max(rows, size)), is_large=True)


def _name(work: UnitOfWork, scope: Scope, values: dict[str, Any]) -> Any:
    bound = ((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(values.items()))
    return work.database, scope, tuple(bound)


PLACES = Places()
"""Of this process."""
