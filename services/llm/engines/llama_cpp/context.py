"""What decodes: one llama.cpp context with its KV cells. Only one thread may use it."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.llm.engines.llama_cpp.layout import Layout
from services.llm.engines.llama_cpp.model import Model
from services.llm.engines.llama_cpp.model_file import UnusableModel

BATCH = 512
"""Rows that are decoded at once."""
AT_A_TIME = 64
"""Rows that go through the model together without flash attention: of 512, what each of them sees of 3,000 cells fits into no cache."""
WITHOUT_FLASH, AS_FITS = 0, -1
"""llama_flash_attn_type."""
BFLOAT16, MULTIPLIES_IT = 30, b"AVX512_BF16 = 1"
"""ggml_type, and how llama.cpp says that this processor multiplies it: looking back takes two thirds of the time then."""
NO_ROOM = 1
"""What llama_decode says when no cell is left."""


class ContextBroke(Exception):
    """llama.cpp could not decode; what is in the context cannot be relied on any more."""


@dataclass(frozen=True)
class Row:
    """One token at one place of one sequence; `wants_next`: what may follow is asked for."""

    token: int
    place: int
    sequence: int
    wants_next: bool


class Context:
    """The KV cells and what is computed with them."""

    def __init__(self, model: Model, layout: Layout, *, threads: int) -> None:
        """Takes the memory. Raises UnusableModel when there is too little."""
        raw = model.library.long
        self._long, self._short = raw, model.library.short
        params = raw.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = layout.cells, BATCH, BATCH if layout.is_pool else AT_A_TIME
        # Each sequence has one row at most whose successor is wanted; llama.cpp wants no smaller number here than that of sequences.
        params.n_seq_max = params.n_outputs_max = layout.sequences
        params.n_threads = params.n_threads_batch = threads
        params.kv_unified = layout.is_pool
        params.flash_attn_type = AS_FITS if layout.is_pool else WITHOUT_FLASH
        if not layout.is_pool and MULTIPLIES_IT in raw.llama_print_system_info():
            params.type_k = params.type_v = BFLOAT16
        params.no_perf = True
        self.layout = layout
        self.pointer: Any = raw.llama_init_from_model(model.pointer, params)
        if not self.pointer:
            reason = f"there is no memory for {layout.cells} tokens of context ({model.library.last_error})"
            raise UnusableModel(f"{reason}; lower VIVA_LLM_CONTEXT")
        self.cells: int = raw.llama_n_ctx(self.pointer)
        self._memory = self._short.llama_get_memory(self.pointer)
        self._tokens = (ctypes.c_int32 * BATCH)()
        self._places = (ctypes.c_int32 * BATCH)()
        self._counts = (ctypes.c_int32 * BATCH)(*[1] * BATCH)
        self._sequences = (ctypes.c_int32 * BATCH)()
        self._wanted = (ctypes.c_int8 * BATCH)()
        self._batch = self._built(raw)

    def decode(self, rows: Sequence[Row]) -> bool:
        """Computes these rows; False, and nothing is changed, when no cell is left. Raises ContextBroke."""
        count = len(rows)
        self._tokens[:count] = [row.token for row in rows]
        self._places[:count] = [row.place for row in rows]
        self._sequences[:count] = [row.sequence for row in rows]
        self._wanted[:count] = [row.wants_next for row in rows]
        self._batch.n_tokens = count
        status = self._long.llama_decode(self.pointer, self._batch)
        if status not in (0, NO_ROOM):
            raise ContextBroke(f"llama_decode returned {status}")
        # A GPU is still at work; waiting for it here lets others run, waiting in the first look at its results does not.
        self._long.llama_synchronize(self.pointer)
        return bool(status == 0)

    def forget(self, sequence: int, start: int = 0) -> bool:
        """Frees the cells of a sequence from a place on. False when a model of this kind cannot forget a part."""
        return bool(self._short.llama_memory_seq_rm(self._memory, sequence, start, -1))

    def share(self, source: int, target: int, end: int) -> None:
        """Lets a sequence begin with the first `end` cells of another; no cell is taken."""
        self._short.llama_memory_seq_cp(self._memory, source, target, 0, end)

    def length(self, sequence: int) -> int:
        """How many tokens a sequence holds."""
        return int(self._short.llama_memory_seq_pos_max(self._memory, sequence)) + 1

    def save(self, sequence: int) -> bytes:
        """A sequence as bytes."""
        size = self._long.llama_state_seq_get_size(self.pointer, sequence)
        room = (ctypes.c_uint8 * size)()
        written = self._long.llama_state_seq_get_data(self.pointer, room, size, sequence)
        return bytes(memoryview(room)[:written])

    def restore(self, sequence: int, state: bytes) -> bool:
        """Fills an empty sequence from bytes. False when there was no room for it."""
        room = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        return bool(self._long.llama_state_seq_set_data(self.pointer, room, len(state), sequence))

    def close(self) -> None:
        """Frees the memory."""
        if self.pointer is not None:
            self._long.llama_free(self.pointer)
            self.pointer = None

    def _built(self, raw: Any) -> Any:
        """A batch over our own arrays."""
        places = [ctypes.pointer(ctypes.c_int32.from_buffer(self._sequences, index * 4)) for index in range(BATCH)]
        self._sequence_pointers = (ctypes.POINTER(ctypes.c_int32) * BATCH)(*places)
        batch = raw.llama_batch()
        batch.token = ctypes.cast(self._tokens, ctypes.POINTER(ctypes.c_int32))
        batch.pos = ctypes.cast(self._places, ctypes.POINTER(ctypes.c_int32))
        batch.n_seq_id = ctypes.cast(self._counts, ctypes.POINTER(ctypes.c_int32))
        batch.seq_id = ctypes.cast(self._sequence_pointers, ctypes.POINTER(ctypes.POINTER(ctypes.c_int32)))
        batch.logits = ctypes.cast(self._wanted, ctypes.POINTER(ctypes.c_int8))
        return batch
