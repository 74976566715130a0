"""Wakes those who wait for a topic when another process has committed something about it.

One connection per replica listens. A notice is only a hint that saves waiting: every sleeper also looks by itself after at
most `LONGEST_SLEEP`, or is looked after by somebody who does so for many (`InterviewWatch.look_out`), and everybody is woken
when the connection was lost and is back, so a dropped notice costs a second and never an event.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from services.session.database import CHANNEL

LONGEST_SLEEP = 1.0
"""Seconds after which a sleeper looks even though nobody woke it."""

log = logging.getLogger(__name__)


class Alarm:
    """One sleeper's flag. Raised while nobody waits, it is remembered."""

    def __init__(self) -> None:
        self._flag = asyncio.Event()

    def ring(self) -> None:
        """Ends the sleep, or the next one."""
        self._flag.set()

    async def sleep(self, seconds: float = LONGEST_SLEEP) -> None:
        """Returns when rung, or after so many seconds. Who sleeps longer than LONGEST_SLEEP is looked after by somebody else."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._flag.wait()
        except TimeoutError:
            return
        finally:
            self._flag.clear()


class Wakes:
    """Keeps the listening connection and rings the alarms."""

    def __init__(self, url: str) -> None:
        """`url`: as for Database."""
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._alarms: dict[str, set[Alarm]] = defaultdict(set)

    @contextmanager
    def alarm(self, *topics: str) -> Iterator[Alarm]:
        """An alarm that rings for these topics while the block runs. Set it before looking at the tables, not after."""
        alarm = Alarm()
        for topic in topics:
            self._alarms[topic].add(alarm)
        try:
            yield alarm
        finally:
            for topic in topics:
                self._alarms[topic].discard(alarm)
                if not self._alarms[topic]:
                    del self._alarms[topic]

    async def run(self) -> None:
        """Listens until cancelled, reconnecting as often as needed."""
        while True:
            try:
                await self._listen()
            except psycopg.OperationalError as error:
                log.warning(
                    "the listening connection was lost; everybody looks by themselves meanwhile", extra={"error": type(error).__name__}
                )
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=5) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._ring_all()
            async for notice in connection.notifies():
                self._ring(notice.payload.split())

    def _ring(self, topics: list[str]) -> None:
        for topic in topics:
            for alarm in self._alarms.get(topic, ()):
                alarm.ring()

    def _ring_all(self) -> None:
        self._ring(list(self._alarms))
