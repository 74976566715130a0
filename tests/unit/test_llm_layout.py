"""Memory for texts is divided so that it fits, and what does not fit is refused in an operator's words."""

from pathlib import Path

import pytest

from services.llm.engines.llama_cpp.layout import POOL, SHORTEST_TEXT, TEXT, Layout, layout
from services.llm.engines.llama_cpp.model_file import ModelFile, UnusableModel
from services.llm.engines.llama_cpp.settings import LlamaCppSettings
from tests.llm.tiny_model import HEADS, KV_HEADS, LAYERS, WIDTH, write_tiny_model

MODEL = Path("model.gguf")
GIB = 1 << 30
EIGHT_BILLION = {
    "general.architecture": "qwen3",
    "qwen3.context_length": 40960,
    "qwen3.block_count": 36,
    "qwen3.embedding_length": 4096,
    "qwen3.attention.head_count": 32,
    "qwen3.attention.head_count_kv": 8,
    "qwen3.attention.key_length": 128,
    "qwen3.attention.value_length": 128,
}
LARGE = ModelFile(MODEL, 5 * GIB, EIGHT_BILLION, 8_000_000_000)


def test_the_file_says_what_a_token_takes(tmp_path: Path) -> None:
    assert LARGE.cell_bytes == 144 * 1024
    assert ModelFile.read(write_tiny_model(tmp_path / "tiny.gguf")).cell_bytes == LAYERS * KV_HEADS * 2 * (WIDTH // HEADS) * 2
    assert ModelFile(MODEL, 1, {}, 1).cell_bytes == 0


def test_on_a_cpu_each_text_has_cells_of_its_own() -> None:
    found = layout(LlamaCppSettings(MODEL, slots=4), LARGE, on_gpu=False, available=64 * GIB)
    assert found == Layout(4 * TEXT, texts=4)
    assert (found.sequences, found.cells_of_one) == (4, TEXT)


def test_where_memory_is_short_each_text_has_fewer_cells() -> None:
    found = layout(LlamaCppSettings(MODEL, slots=8), LARGE, on_gpu=False, available=12 * GIB)
    assert SHORTEST_TEXT < found.cells_of_one < TEXT
    assert found.cells * LARGE.cell_bytes <= (12 - 5) * GIB / 2


@pytest.mark.parametrize("context", [0, 1 << 20])
def test_cells_beyond_the_memory_are_refused_with_what_to_do(context: int) -> None:
    with pytest.raises(UnusableModel, match="lower VIVA_LLM_CONTEXT"):
        layout(LlamaCppSettings(MODEL, context=context, slots=16), LARGE, on_gpu=False, available=6 * GIB)


def test_on_a_gpu_all_texts_share_a_pool() -> None:
    found = layout(LlamaCppSettings(MODEL), LARGE, on_gpu=True, available=None)
    assert (found.cells, found.cells_of_one, found.is_pool) == (POOL, POOL, True)


def test_what_an_operator_asks_for_is_divided_evenly() -> None:
    assert layout(LlamaCppSettings(MODEL, context=24000, slots=3), LARGE, on_gpu=False, available=None).cells_of_one == 8000
