"""How long an answer may still take: runs, stops, is warned of, and runs out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

PRESENTED_AT_LATEST = timedelta(seconds=30)
"""When nobody says that a question was presented, its clock runs from this long after it was committed."""

WARNING = timedelta(seconds=30)
"""How long before the end of its time an answer is warned."""


class Demand(Enum):
    """What the clock wants done by now."""

    PRESENT = auto()
    WARN = auto()
    HAND_OVER = auto()


@dataclass
class AnswerClock:
    """One answer's time. `planned` is the stage's limit, and `percent` of it what this candidate gets.

    `commit_time` is when the question was opened, or waiting for it to be presented began again after a pause.
    """

    commit_time: datetime
    planned: timedelta
    percent: int = 100
    is_presented: bool = False
    running_since: datetime | None = None
    used: timedelta = timedelta()
    is_warned: bool = False

    @property
    def limit(self) -> timedelta:
        """How long the answer may take in all."""
        return self.planned * self.percent / 100

    def present(self, *, at: datetime, is_paused: bool) -> None:
        """Begins to run; in a pause it only stands ready to."""
        self.is_presented = True
        self.running_since = None if is_paused else at

    def stop(self, *, at: datetime) -> None:
        """Stands still and keeps what has been used."""
        if self.running_since is not None:
            self.used += at - self.running_since
            self.running_since = None

    def run_on(self, *, at: datetime) -> None:
        """Runs on after a pause; a question that was not presented yet has its whole grace again."""
        if self.is_presented:
            self.running_since = at
        else:
            self.commit_time = at

    def stretch(self, percent: int, *, at: datetime) -> None:
        """Changes the limit. An answer that has time again is warned again."""
        self.percent = percent
        if self.time_left(at=at) > WARNING:
            self.is_warned = False

    def time_left(self, *, at: datetime) -> timedelta:
        """What is left of the limit, never less than nothing."""
        running = at - self.running_since if self.running_since else timedelta()
        return max(timedelta(), self.limit - self.used - running)

    def demand(self, *, at: datetime) -> Demand | None:
        """What has to be done by now."""
        if not self.is_presented:
            return Demand.PRESENT if at >= self.commit_time + PRESENTED_AT_LATEST else None
        left = self.time_left(at=at)
        if left <= timedelta():
            return Demand.HAND_OVER
        return Demand.WARN if left <= WARNING and self._warns_still() else None

    def due_time(self) -> datetime | None:
        """When it demands something next, as things stand."""
        if not self.is_presented:
            return self.commit_time + PRESENTED_AT_LATEST
        if self.running_since is None:
            return None
        ends = self.running_since + self.limit - self.used
        return ends - WARNING if self._warns_still() else ends

    def _warns_still(self) -> bool:
        """Whether a warning is to come; in a short answer it would only disturb."""
        return not self.is_warned and self.limit >= 2 * WARNING
