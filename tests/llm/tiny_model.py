"""Writes a GGUF model of random weights: two layers, 64 dimensions, one token for every byte. What it writes means nothing.

With phrases it has a token for each and would rather write these: its questions can be asked, and its texts end soon.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gguf
import numpy as np

LAYERS, WIDTH, HIDDEN, HEADS, KV_HEADS = 2, 64, 128, 4, 2
CONTEXT = 8192
CHAT = (
    "{{ bos_token }}{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPACE = "\u2581"
QUOTATION_MARK = 5 + ord('"')
LOUDER = 2.5
"""How much more often phrases and quotation marks come first."""
_SPECIAL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]


def write_tiny_model(
    path: Path, *, seed: int = 7, chat: str = CHAT, name: str = "Tiny Random", phrases: Sequence[str] = (), context: int = CONTEXT
) -> Path:
    """Writes the file, about 250 KB, and returns its path."""
    tokens = [*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), SPACE, *(phrase.replace(" ", SPACE) for phrase in phrases)]
    kinds = [gguf.TokenType.UNKNOWN, *[gguf.TokenType.CONTROL] * 4, *[gguf.TokenType.BYTE] * 256]
    kinds += [gguf.TokenType.NORMAL] * (1 + len(phrases))
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_eot_token_id(4)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    if chat:
        writer.add_chat_template(chat)
    for tensor, shape in _shapes(len(tokens)).items():
        weights = _weights(shape, np.random.default_rng([seed, len(tensor), *shape]))
        if phrases and tensor == "output.weight":
            weights[[QUOTATION_MARK, *range(len(tokens) - len(phrases), len(tokens))]] *= LOUDER
        writer.add_tensor(tensor, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shapes(vocabulary: int) -> dict[str, tuple[int, ...]]:
    narrow = WIDTH // HEADS * KV_HEADS
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, WIDTH),
        "output_norm.weight": (WIDTH,),
        "output.weight": (vocabulary, WIDTH),
    }
    for layer in range(LAYERS):
        shapes |= {
            f"blk.{layer}.attn_norm.weight": (WIDTH,),
            f"blk.{layer}.attn_q.weight": (WIDTH, WIDTH),
            f"blk.{layer}.attn_k.weight": (narrow, WIDTH),
            f"blk.{layer}.attn_v.weight": (narrow, WIDTH),
            f"blk.{layer}.attn_output.weight": (WIDTH, WIDTH),
            f"blk.{layer}.ffn_norm.weight": (WIDTH,),
            f"blk.{layer}.ffn_gate.weight": (HIDDEN, WIDTH),
            f"blk.{layer}.ffn_up.weight": (HIDDEN, WIDTH),
            f"blk.{layer}.ffn_down.weight": (WIDTH, HIDDEN),
        }
    return shapes


def _weights(shape: tuple[int, ...], chance: np.random.Generator) -> Any:
    """Norms are ones; all else is noise of a size that keeps the numbers in range."""
    if len(shape) == 1:
        return np.ones(shape, dtype=np.float32)
    return (chance.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float16)
