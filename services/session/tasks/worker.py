"""One worker's stream, as session counts it: what is free, what is under way to it, and what it must not be given."""

from dataclasses import dataclass, field
from uuid import uuid4

from services.session.tasks.domain import Lane, Task
from services.session.tasks.ledger import Appetite


@dataclass
class Worker:
    """The last word of a worker about its slots, less what was sent since."""

    methods: tuple[str, ...]
    holder: str = field(default_factory=lambda: str(uuid4()))
    free: int = 0
    free_batch: int = 0
    running: int = 0
    running_batch: int = 0
    sent: int = 0
    alone: bool = False
    _under_way: list[Lane] = field(default_factory=list)

    def report(self, *, free: int, free_batch: int, running: int, running_batch: int, received: int) -> bool:
        """Takes the worker's word; tasks that it had not received when it counted are deducted.

        Says whether it can now take what it could not take before; if not, whatever it may have has been looked for already.
        """
        before = self.appetite()
        unseen = self._under_way[len(self._under_way) - (self.sent - received) :] if self.sent > received else []
        self._under_way = list(unseen)
        batch = sum(lane is Lane.BATCH for lane in unseen)
        self.free, self.free_batch = max(0, free - len(unseen)), max(0, free_batch - batch)
        self.running, self.running_batch = running + len(unseen), running_batch + batch
        self.alone = self.alone and self.running > 0
        after = self.appetite()
        return after is not None and (before is None or after.is_wider_than(before))

    def take(self, task: Task) -> None:
        """Counts a task that is sent to it."""
        batch = task.rules.lane is Lane.BATCH
        self.sent += 1
        self._under_way.append(task.rules.lane)
        self.free, self.free_batch = self.free - 1, self.free_batch - batch
        self.running, self.running_batch = self.running + 1, self.running_batch + batch
        self.alone = task.must_be_alone

    def appetite(self) -> Appetite | None:
        """What it can take now; None when nothing."""
        if self.free <= 0 or self.alone:
            return None
        return Appetite(
            methods=self.methods,
            holder=self.holder,
            interactive=True,
            batch=self.free_batch > 0,
            batch_may_overtake=self.running_batch == 0,
            is_idle=self.running == 0,
        )
