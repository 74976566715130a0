"""Writes all texts at once, step by step: takes in what came, lets in what there is room for, decodes, and chooses.

Interactive texts go before batch. A batch text whose slot is needed is paused: it keeps its cells while there are enough, else it
is moved to the host's memory and goes on later where it was. Only the engine's thread is in here, but for `submit`.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Iterable
from threading import Event

from mesh.refusal import Refusal
from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Lane
from services.llm.domain.occupancy import Occupancy
from services.llm.engines.llama_cpp.cells import CellsFull
from services.llm.engines.llama_cpp.context import Context, Row
from services.llm.engines.llama_cpp.job import Job
from services.llm.engines.llama_cpp.layout import Layout
from services.llm.engines.llama_cpp.model import Model
from services.llm.engines.llama_cpp.outlet import wake
from services.llm.engines.llama_cpp.passes import Load, between, passes
from services.llm.engines.llama_cpp.planning import Pace, plan
from services.llm.engines.llama_cpp.sequences import Sequences

log = logging.getLogger(__name__)

CLAIM = 30.0
"""Seconds of waiting after which a batch text comes before interactive ones, and is not paused again."""
WARM_ROWS = 32
LOOK_AROUND = 1.0
"""Seconds after which an idle engine looks for what has become old."""
Piece = tuple[Job, int]
"""A text, and how many of its tokens are decoded now."""


class Worker:
    """The texts that are being written, and those that wait."""

    def __init__(self, model: Model, context: Context, *, host_bytes: int) -> None:
        """As many texts are written at once as the context is laid out for; `host_bytes` for those that rest elsewhere."""
        self._model = model
        self._context = context
        self._slots = context.layout.texts
        self.sequences = Sequences(context, host_bytes=host_bytes, clock=time.monotonic)
        self._inbox: deque[Job] = deque()
        self._wake = Event()
        self._waiting: list[Job] = []
        self._running: list[Job] = []
        self._paused: list[Job] = []
        self._pace = Pace()
        self.occupancy = Occupancy(self._slots)
        """As of the last step; read from any thread."""

    @property
    def layout(self) -> Layout:
        """How the cells are divided."""
        return self._context.layout

    @property
    def is_idle(self) -> bool:
        """Whether nothing is written, waits, or is paused."""
        return not (self._inbox or self._waiting or self._running or self._paused)

    def submit(self, job: Job) -> None:
        """Takes a text in. From any thread."""
        self._inbox.append(job)
        self._wake.set()

    def nudge(self) -> None:
        """Has it look at once for what was cancelled. From any thread."""
        self._wake.set()

    def warm_up(self) -> None:
        """Has every weight looked at once, before somebody waits for it, as reading a prompt does and as writing does."""
        token = max(0, self._model.begin_token)
        self._context.decode([Row(token, place, 0, place == WARM_ROWS - 1) for place in range(WARM_ROWS)])
        self._context.decode([Row(token, WARM_ROWS, 0, True)])
        self._context.forget(0)

    def run_until(self, stop: Event) -> None:
        """Works until told to stop. Whatever it raises, the context cannot be relied on any more."""
        while not stop.is_set():
            self._take_in()
            self._drop_unwanted()
            self._let_in()
            self.occupancy = self._occupancy()
            if not self._step():
                self._wake.wait(LOOK_AROUND)
                self._wake.clear()
                self.sequences.forget_old()

    def _occupancy(self) -> Occupancy:
        cells = self.sequences.cells
        return Occupancy(
            self._slots,
            writing=Counter(job.lane for job in self._running),
            waiting=Counter(job.lane for job in (*self._waiting, *self._paused)),
            cells=cells.capacity,
            cells_used=cells.used,
            resting_bytes=self.sequences.parked_bytes,
        )

    def abandon(self, refusal: Refusal) -> None:
        """Ends every text with a refusal; its sequences are no longer cared for."""
        self._take_in()
        for job in (*self._waiting, *self._running, *self._paused):
            job.close()
            job.say(refusal)
        self._tell((*self._waiting, *self._running, *self._paused))
        self._waiting, self._running, self._paused = [], [], []

    def _take_in(self) -> None:
        while self._inbox:
            self._waiting.append(self._inbox.popleft())

    def _drop_unwanted(self) -> None:
        """Ends what was cancelled or has run out of time; what nobody waits for is not written (F38)."""
        now = time.monotonic()
        for job in [*self._waiting, *self._running, *self._paused]:
            if job.is_cancelled:
                self._end(job)
            elif now >= job.ends_at or (not job.has_begun and self._comes_too_late(job, now)):
                self._end(job, EngineFailed(fault="OUT_OF_TIME"))

    def _comes_too_late(self, job: Job, now: float) -> bool:
        """Whether its prompt cannot even be read in the time that is left."""
        rate = self._pace.tokens_a_second
        return rate > 0 and len(job.order.tokens) / rate > 4 * (job.ends_at - now)

    # ---- who may write ----

    def _let_in(self) -> None:
        now = time.monotonic()
        claims = [job for job in self._paused + self._batch_waiting() if now - job.waiting_since > CLAIM]
        for job in claims:
            if not self._place_for(job) or not self._start(job, now):
                break
        for job in self._interactive_waiting():
            if not self._place_for(job) or not self._start(job, now):
                break
        for job in self._paused + self._batch_waiting():
            if len(self._running) >= self._slots or self._batch_running() >= max(1, self._slots - 1) or not self._start(job, now):
                break

    def _interactive_waiting(self) -> list[Job]:
        return [job for job in self._waiting if job.lane is Lane.INTERACTIVE]

    def _batch_waiting(self) -> list[Job]:
        return [job for job in self._waiting if job.lane is Lane.BATCH]

    def _batch_running(self) -> int:
        return sum(job.lane is Lane.BATCH for job in self._running)

    def _place_for(self, job: Job) -> bool:
        """Sees to a slot, pausing a batch text for an interactive one."""
        if len(self._running) < self._slots:
            return True
        if job.lane is Lane.INTERACTIVE and (paused := self._pausable()) is not None:
            self._pause(paused)
            return True
        return False

    def _pausable(self) -> Job | None:
        """The batch text that was begun last and has not waited too long already."""
        now = time.monotonic()
        return next((job for job in reversed(self._running) if job.lane is Lane.BATCH and now - job.waiting_since <= CLAIM), None)

    def _pause(self, job: Job) -> None:
        self._running.remove(job)
        self._paused.append(job)

    def _start(self, job: Job, now: float) -> bool:
        """Lets a text begin, or go on. False when there are no cells for it now."""
        while True:
            try:
                self._seat(job, now)
            except CellsFull:
                if job.lane is Lane.BATCH or not self._park_one():
                    return False
            except EngineFailed as failure:
                self._end(job, failure)
                return True
            else:
                return True

    def _seat(self, job: Job, now: float) -> None:
        order = job.order
        if job.parked is not None:
            job.sequence = self.sequences.unpark(job.parked, job.room_left, order.generation.conversation)
            job.parked = None
        elif job.sequence is None:
            sequence = self.sequences.take(order.tokens, order.prefix_length, order.room, order.generation.conversation)
            job.sequence = sequence
            job.begin(self._model, sequence, now)
        (self._paused if job in self._paused else self._waiting).remove(job)
        self._running.append(job)
        job.moved_at = now

    def _park_one(self) -> bool:
        """Moves a batch text to the host's memory, a paused one if there is one; False when there is none."""
        resident = [job for job in self._paused if job.sequence is not None]
        job = resident[-1] if resident else self._pausable()
        if job is None:
            return False
        if job in self._running:
            self._pause(job)
        job.parked, job.sequence = self.sequences.park(job.in_use), None
        return True

    # ---- writing ----

    def _step(self) -> bool:
        """Decodes a token of everybody who writes and a piece of what is to be read; False when there was nothing to decode."""
        started = time.monotonic()
        jobs = list(self._running)
        standings = [job.standing(started) for job in jobs]
        counts = plan(standings, self._pace.reading_budget(standings))
        if not any(job.is_awaited for job in jobs):
            # Whoever gets nothing now only waits for its turn.
            for job in jobs:
                job.moved_at = started
        pieces = [(job, count) for job, count in zip(jobs, counts, strict=True) if count]
        if not pieces:
            return False
        for batch in self._apart(pieces):
            if not self._decode(batch):
                return True
        writing = counts.count(1)
        self._pace.note(sum(counts) - writing, writing, time.monotonic() - started)
        return True

    def _apart(self, pieces: list[Piece]) -> list[list[Piece]]:
        """What goes through the model together: in a pool all, else those for whom it is cheap."""
        if self.layout.is_pool:
            return [pieces]
        loads = [Load(job.in_use.number, len(job.in_use.tokens), count) for job, count in pieces]
        return [[pieces[index] for index in group] for group in passes(loads, self.sequences.is_empty)]

    def _decode(self, pieces: list[Piece]) -> bool:
        """Decodes one batch and takes its texts on; False when there were no cells for it and a text had to be given up."""
        fillers = [] if self.layout.is_pool else between([job.in_use.number for job, _ in pieces])
        rows, last_rows = self._rows(pieces, fillers)
        while not self._context.decode(rows):
            if not self.sequences.evict_one():
                self._end(pieces[-1][0], EngineBusy(slots=self._slots))
                return False
        for number in fillers:
            self._context.forget(number)
        for job, count in pieces:
            self._moved(job, count, last_rows[job.in_use.number])
        self._tell(job for job, _ in pieces)
        return True

    def _rows(self, pieces: list[Piece], fillers: list[int]) -> tuple[list[Row], dict[int, int]]:
        """The batch, and for each text's number where its last row is in it."""
        rows: list[Row] = []
        last_rows: dict[int, int] = {}
        empty = {number: [Row(max(0, self._model.begin_token), 0, number, False)] for number in fillers}
        texts = {job.in_use.number: _rows_of(job, count) for job, count in pieces}
        # llama.cpp takes them into one pass in the order of their numbers alone.
        for number, those in sorted((texts | empty).items()):
            rows += those
            last_rows[number] = len(rows) - 1
        return rows, last_rows

    def _moved(self, job: Job, count: int, row: int) -> None:
        """Takes one text on by what was decoded of it."""
        sequence, prefix_length = job.in_use, job.order.prefix_length
        self.sequences.grown(sequence, job.decoded(count, time.monotonic()))
        if prefix_length and not sequence.shared and len(sequence.tokens) >= prefix_length:
            self.sequences.offer_prefix(sequence, prefix_length)
        if job.pending:
            return
        try:
            if not job.is_done:
                job.choose(self._model, self._context, row)
        except EngineFailed as failure:
            self._end(job, failure)
            return
        if job.is_done:
            job.say(job.effort(time.monotonic()))
            self._end(job)

    def _end(self, job: Job, refusal: Refusal | None = None) -> None:
        """Frees what a text has; its interview's sequence stays for the next turn."""
        for jobs in (self._waiting, self._running, self._paused):
            if job in jobs:
                jobs.remove(job)
        if job.sequence is not None:
            self.sequences.leave(job.sequence, keep=True)
            job.sequence = None
        job.close()
        if refusal is not None:
            job.say(refusal)
            self._tell((job,))

    def _tell(self, jobs: Iterable[Job]) -> None:
        wake(job.outlet for job in jobs if job.take_news())


def _rows_of(job: Job, count: int) -> list[Row]:
    """The next tokens of a text; the last of all that are pending is the one whose successor is wanted."""
    place, number, last = len(job.in_use.tokens), job.in_use.number, len(job.pending) - 1
    return [Row(token, place + index, number, index == last) for index, token in enumerate(job.pending[:count])]
