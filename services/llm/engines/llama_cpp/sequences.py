"""What is in the KV cells and whose it is: the beginnings that all interviews share, and each interview's own last prompt.

A sequence is found again by the interview's id and by nothing else: two interviews that say the same never meet (F18). Only the
beginning that is ours, which holds no word of anybody, lies in a sequence that others begin with.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from services.llm.engines.llama_cpp.beginnings import Beginnings, CopiedBeginnings, Prefix, Sequence, SharedBeginnings
from services.llm.engines.llama_cpp.cells import Cells, CellsFull
from services.llm.engines.llama_cpp.context import Context
from services.llm.engines.llama_cpp.layout import PREFIXES

WORTH_KEEPING = 32
"""Tokens beyond the shared beginning from which bringing a sequence back is cheaper than reading anew."""
KEPT_SECONDS = 1800.0
"""After which an interview that has gone quiet leaves nothing in memory."""


@dataclass
class Parked:
    """A sequence that was moved to the host's memory."""

    tokens: list[int]
    state: bytes
    left_at: float


class Sequences:
    """Gives out sequences, keeps those that may be wanted again, and evicts the longest unused ones."""

    def __init__(self, context: Context, *, host_bytes: int, clock: Callable[[], float]) -> None:
        """`host_bytes`: memory for those that are evicted.

        In a pool an interview stays in its cells between two turns, as long as nobody needs them. Where each text has cells of its own
        it is moved at once: texts go through the model together whose numbers follow each other, and one that rests would part them.
        """
        layout = context.layout
        self.cells = Cells(context.cells)
        self._context = context
        self._clock = clock
        self._free = list(range(PREFIXES if layout.is_pool else 0, layout.sequences))
        self._beginnings: Beginnings = SharedBeginnings(context, self.cells) if layout.is_pool else CopiedBeginnings(context)
        self._kept: OrderedDict[str, Sequence] = OrderedDict()
        self._running: dict[int, Sequence] = {}
        self._parked: OrderedDict[str, Parked] = OrderedDict()
        self._host_bytes = host_bytes
        self._stays = layout.is_pool
        self.parked_bytes = 0

    @property
    def capacity(self) -> int:
        """Cells that one text can have at most, whatever else is in memory."""
        return self._context.layout.cells_of_one

    def is_empty(self, number: int) -> bool:
        """Whether nothing lies in the sequence of this number."""
        return number in self._free

    def take(self, tokens: list[int], prefix_length: int, room: int, conversation: str) -> Sequence:
        """A sequence for this prompt and `room` more tokens, with what of the prompt it holds already. Raises CellsFull."""
        prefix = tuple(tokens[:prefix_length])
        sequence = self._own(tokens, conversation, prefix_length) or self._begun(prefix)
        try:
            self._promise(sequence, len(tokens) + room)
        except CellsFull:
            self._put_back(sequence)
            raise
        sequence.conversation = conversation
        self._running[sequence.number] = sequence
        return sequence

    def grown(self, sequence: Sequence, tokens: list[int]) -> None:
        """Notes tokens that were decoded."""
        sequence.tokens += tokens
        self.cells.hold(sequence.number, len(sequence.tokens) - sequence.shared)

    def offer_prefix(self, sequence: Sequence, length: int) -> None:
        """Keeps a beginning, as soon as it has been decoded, for others to start with."""
        self._beginnings.offer(sequence, length, self._prefixes_in_use())

    def leave(self, sequence: Sequence, *, keep: bool) -> None:
        """Ends the use of a sequence. It is kept for its interview's next turn, or its cells are freed."""
        self._running.pop(sequence.number, None)
        if keep and sequence.conversation and sequence.tokens:
            self._keep(sequence)
            while not self._stays and self.evict_one():
                continue
        else:
            self._free_cells(sequence)

    def park(self, sequence: Sequence) -> Parked:
        """Moves a sequence that is in use to the host's memory; its cells are free then."""
        self._running.pop(sequence.number, None)
        parked = Parked(sequence.tokens, self._context.save(sequence.number), self._clock())
        self._free_cells(sequence)
        return parked

    def unpark(self, parked: Parked, room: int, conversation: str) -> Sequence:
        """Brings a sequence back. Raises CellsFull."""
        sequence = Sequence(self._number(), conversation=conversation)
        try:
            self._promise(sequence, len(parked.tokens) + room)
        except CellsFull:
            self._free_cells(sequence)
            raise
        if not self._context.restore(sequence.number, parked.state):
            self._free_cells(sequence)
            raise CellsFull
        self._running[sequence.number] = sequence
        self.grown(sequence, list(parked.tokens))
        return sequence

    def forget_old(self) -> None:
        """Frees what no interview has come back for."""
        before = self._clock() - KEPT_SECONDS
        while self._kept and next(iter(self._kept.values())).left_at < before:
            self._free_cells(self._kept.popitem(last=False)[1])
        while self._parked and next(iter(self._parked.values())).left_at < before:
            self._drop_parked()

    def _own(self, tokens: list[int], conversation: str, prefix_length: int) -> Sequence | None:
        """The interview's own sequence, cut to what it has in common with the prompt; None when nothing is worth it. Raises CellsFull."""
        if not conversation:
            return None
        if conversation in self._parked:
            self._bring_back(conversation, tokens, prefix_length)
        sequence = self._kept.pop(conversation, None)
        if sequence is None:
            return None
        common = common_length(sequence.tokens, tokens)
        # The last token is always decoded: what follows it is wanted. Cells of a shared beginning are not this sequence's to free.
        cut = min(common, len(tokens) - 1)
        if cut < sequence.shared or not self._cut(sequence, cut):
            self._free_cells(sequence)
            return None
        return sequence

    def _cut(self, sequence: Sequence, length: int) -> bool:
        if length < len(sequence.tokens) and not self._context.forget(sequence.number, length):
            return False
        del sequence.tokens[length:]
        self.cells.hold(sequence.number, length - sequence.shared)
        return True

    def _begun(self, prefix: Prefix) -> Sequence:
        """A new sequence, with the shared beginning where it is there."""
        sequence = Sequence(self._number())
        if prefix:
            self._beginnings.begin(sequence, prefix)
            self.cells.hold(sequence.number, len(sequence.tokens) - sequence.shared)
        return sequence

    def _bring_back(self, conversation: str, tokens: list[int], prefix_length: int) -> None:
        """Puts what an interview has in the host's memory among the kept. Raises CellsFull, and it stays where it is."""
        parked = self._parked[conversation]
        if common_length(parked.tokens, tokens) >= prefix_length + WORTH_KEEPING:
            sequence = self.unpark(parked, 0, conversation)
            self._running.pop(sequence.number)
            self.cells.settle(sequence.number)
            self._kept[conversation] = sequence
        self._let_go(conversation)

    def _promise(self, sequence: Sequence, total: int) -> None:
        """Sees to the cells, evicting what is kept, longest unused first. Raises CellsFull."""
        while True:
            try:
                self.cells.promise(sequence.number, total - sequence.shared)
            except CellsFull:
                if not self.evict_one() and not self._beginnings.drop(self._prefixes_in_use() | {sequence.prefix}):
                    raise
            else:
                return

    def _put_back(self, sequence: Sequence) -> None:
        """A sequence that could not be had whole: kept if it is an interview's, freed otherwise."""
        self.cells.settle(sequence.number)
        self.leave(sequence, keep=True)

    def _keep(self, sequence: Sequence) -> None:
        self.cells.settle(sequence.number)
        older = self._kept.pop(sequence.conversation, None)
        if older is not None:
            self._free_cells(older)
        sequence.left_at = self._clock()
        self._kept[sequence.conversation] = sequence

    def _number(self) -> int:
        """The lowest that nobody uses: numbers that follow each other go through the model together. Raises CellsFull."""
        if not self._free and not self.evict_one():
            raise CellsFull
        return heappop(self._free)

    def evict_one(self) -> bool:
        """Moves the longest unused of the kept sequences to the host's memory; False when none is kept."""
        if not self._kept:
            return False
        conversation, sequence = self._kept.popitem(last=False)
        if self._host_bytes and len(sequence.tokens) - sequence.shared >= WORTH_KEEPING:
            state = self._context.save(sequence.number)
            # Two texts of one interview may have been written at once; the later one takes the place of the other.
            self._let_go(conversation)
            self._parked[conversation] = Parked(sequence.tokens, state, sequence.left_at)
            self.parked_bytes += len(state)
            while self.parked_bytes > self._host_bytes:
                self._drop_parked()
        self._free_cells(sequence)
        return True

    def _drop_parked(self) -> None:
        self._let_go(next(iter(self._parked)))

    def _let_go(self, conversation: str) -> None:
        """Frees what an interview has in the host's memory, if anything."""
        if parked := self._parked.pop(conversation, None):
            self.parked_bytes -= len(parked.state)

    def _prefixes_in_use(self) -> set[Prefix]:
        return {sequence.prefix for sequence in (*self._running.values(), *self._kept.values())}

    def _free_cells(self, sequence: Sequence) -> None:
        self._context.forget(sequence.number)
        self.cells.drop(sequence.number)
        heappush(self._free, sequence.number)


def common_length(one: list[int], other: list[int]) -> int:
    """How many tokens two texts begin with together."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))
