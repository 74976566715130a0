"""Counts the KV cells: what each sequence holds of its own, and what has been promised to it so that it never runs out half-way."""


class CellsFull(Exception):
    """There are not that many cells left."""


class Cells:
    """The pool that all sequences share. Cells that a sequence shares with another are counted where they were first."""

    def __init__(self, capacity: int) -> None:
        """All are free."""
        self.capacity = capacity
        self._held: dict[int, int] = {}
        self._promised: dict[int, int] = {}

    @property
    def free(self) -> int:
        """Cells that are neither held nor promised."""
        return self.capacity - self.used

    @property
    def used(self) -> int:
        """Cells that are held or promised."""
        return sum(max(self._held.get(sequence, 0), self._promised.get(sequence, 0)) for sequence in self.sequences)

    @property
    def sequences(self) -> set[int]:
        """Sequences that hold or were promised cells."""
        return self._held.keys() | self._promised.keys()

    def held_by(self, sequence: int) -> int:
        """Cells of a sequence's own."""
        return self._held.get(sequence, 0)

    def promise(self, sequence: int, count: int) -> None:
        """Sees to it that a sequence can have `count` cells in all. Raises CellsFull, and nothing is changed."""
        now = max(self._held.get(sequence, 0), self._promised.get(sequence, 0))
        if max(count, self._held.get(sequence, 0)) - now > self.free:
            raise CellsFull
        self._promised[sequence] = count

    def hold(self, sequence: int, count: int) -> None:
        """Notes how many cells a sequence holds now. Raises CellsFull where that is more than it was promised and than there is."""
        now = max(self._held.get(sequence, 0), self._promised.get(sequence, 0))
        if max(count, self._promised.get(sequence, 0)) - now > self.free:
            raise CellsFull
        self._held[sequence] = count

    def settle(self, sequence: int) -> None:
        """Takes the promise back; what is held stays."""
        self._promised.pop(sequence, None)

    def move(self, source: int, target: int, count: int) -> None:
        """Counts cells of one sequence with another, which shares them from now on."""
        if count > self._held.get(source, 0):
            raise ValueError("a sequence cannot give more than it holds")
        self._held[source] -= count
        if source in self._promised:
            self._promised[source] = max(0, self._promised[source] - count)
        self._held[target] = self._held.get(target, 0) + count

    def drop(self, sequence: int) -> None:
        """All cells of a sequence are free."""
        self._held.pop(sequence, None)
        self._promised.pop(sequence, None)
