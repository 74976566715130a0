"""`python -m bench.llm.shaped FILE`: writes a model of the shape that people use, with random weights, to measure speed and nothing else.

It has the vocabulary of the model that the bench measures otherwise, so that texts have as many tokens, and is Q4_0 from the beginning.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

from bench.llm import files

BLOCK, BLOCK_BYTES = 32, 18
"""Weights in a block of Q4_0, and its bytes: a scale of two, and half a byte each."""
SCALE = np.float16(0.004)
TOKENIZER = "tokenizer."


@dataclass(frozen=True)
class Shape:
    """Of a decoder of the Llama family."""

    layers: int
    width: int
    hidden: int
    heads: int
    kv_heads: int


SHAPES = {
    "1.5B": Shape(28, 1536, 8960, 12, 2),
    "7B": Shape(28, 3584, 18944, 28, 4),
}
"""Those of Qwen2.5, a family that people run on machines of their own."""


def write_shaped(path: Path, shape: Shape, vocabulary_of: Path) -> None:
    """Writes the file: about 0.56 bytes for each weight."""
    source = gguf.GGUFReader(vocabulary_of)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Random")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_0)
    writer.add_context_length(8192)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    vocabulary = 0
    for name, field in source.fields.items():
        if not name.startswith(TOKENIZER):
            continue
        value, kind = field.contents(), field.types[0]
        if name == "tokenizer.ggml.tokens":
            vocabulary = len(value)
        writer.add_key_value(name, value, kind, sub_type=field.types[-1] if kind is gguf.GGUFValueType.ARRAY else None)
    writer.add_vocab_size(vocabulary)
    tensors = dict(_tensors(shape, vocabulary))
    for name, dimensions in tensors.items():
        if len(dimensions) == 1:
            writer.add_tensor_info(name, dimensions, np.dtype(np.float32), 4 * dimensions[0])
        else:
            rows, columns = dimensions
            size = rows * columns // BLOCK * BLOCK_BYTES
            row = columns // BLOCK * BLOCK_BYTES
            writer.add_tensor_info(name, (rows, row), np.dtype(np.uint8), size, raw_dtype=gguf.GGMLQuantizationType.Q4_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    random = np.random.default_rng(7)
    for dimensions in tensors.values():
        writer.write_tensor_data(np.ones(dimensions, np.float32) if len(dimensions) == 1 else _blocks(random, *dimensions))
    writer.close()


def _tensors(shape: Shape, vocabulary: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Names and dimensions, rows first."""
    narrow = shape.width // shape.heads * shape.kv_heads
    yield "token_embd.weight", (vocabulary, shape.width)
    yield "output_norm.weight", (shape.width,)
    for layer in range(shape.layers):
        yield f"blk.{layer}.attn_norm.weight", (shape.width,)
        yield f"blk.{layer}.attn_q.weight", (shape.width, shape.width)
        yield f"blk.{layer}.attn_k.weight", (narrow, shape.width)
        yield f"blk.{layer}.attn_v.weight", (narrow, shape.width)
        yield f"blk.{layer}.attn_output.weight", (shape.width, shape.width)
        yield f"blk.{layer}.ffn_norm.weight", (shape.width,)
        yield f"blk.{layer}.ffn_gate.weight", (shape.hidden, shape.width)
        yield f"blk.{layer}.ffn_up.weight", (shape.hidden, shape.width)
        yield f"blk.{layer}.ffn_down.weight", (shape.width, shape.hidden)


def _blocks(random: np.random.Generator, rows: int, columns: int) -> NDArray[np.uint8]:
    """Rows of Q4_0 blocks whose weights lie around nought."""
    count = columns // BLOCK
    blocks = random.integers(0, 256, (rows, count, BLOCK_BYTES), dtype=np.uint8)
    blocks[:, :, :2] = np.frombuffer(SCALE.tobytes(), np.uint8)
    return blocks.reshape(rows, count * BLOCK_BYTES)


def main() -> None:
    """Reads the options and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--shape", choices=SHAPES, default="1.5B")
    options = parser.parse_args()
    write_shaped(options.file, SHAPES[options.shape], files.model())


if __name__ == "__main__":
    main()
