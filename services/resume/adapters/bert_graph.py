"""Builds the ONNX graph of a BERT sentence encoder out of its weights, so that the default install needs no torch.

The graph takes `input_ids` and `attention_mask`, (batch, tokens) int64 each, and gives `embedding`, (batch, hidden)
float32 of length 1: the mean over the tokens that the mask keeps, as sentence-transformers pools this model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
_MASKED = -10000.0
_MASK_ADD = "mask_add"


@dataclass(frozen=True)
class BertShape:
    """The dimensions that the weights alone do not tell."""

    layers: int
    heads: int
    hidden: int
    epsilon: float


def bert_sentence_encoder(weights: Mapping[str, NDArray[np.float32]], shape: BertShape) -> onnx.ModelProto:
    """Weights are named as in Hugging Face's `BertModel`; linear layers are (out, in)."""
    return _GraphBuilder(weights, shape).build()


class _GraphBuilder:
    def __init__(self, weights: Mapping[str, NDArray[np.float32]], shape: BertShape) -> None:
        self._weights = weights
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def build(self) -> onnx.ModelProto:
        hidden = self._embeddings()
        self._mask()
        for number in range(self._shape.layers):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        self._pool(hidden)
        return self._model()

    def _embeddings(self) -> str:
        words = self._node("Gather", self._weight("embeddings.word_embeddings.weight"), "input_ids")
        # Slice, not Gather(Range): onnxruntime fuses the latter into an embedding layer with wrong positions.
        length = self._node("Shape", "input_ids", start=1, end=2)
        table = self._weight("embeddings.position_embeddings.weight")
        positions = self._node("Slice", table, self._ints("zero", [0]), length, self._ints("zero", [0]))
        sentence = self._constant("sentence", self._weights["embeddings.token_type_embeddings.weight"][0])
        together = self._node("Add", self._node("Add", words, positions), sentence)
        return self._norm(together, "embeddings.LayerNorm")

    def _mask(self) -> None:
        kept = self._node("Cast", "attention_mask", to=TensorProto.FLOAT, output="mask")
        dropped = self._node("Sub", self._floats("one", [1.0]), kept)
        wide = self._node("Unsqueeze", dropped, self._ints("head_axes", [1, 2]))
        self._node("Mul", wide, self._floats("masked", [_MASKED]), output=_MASK_ADD)

    def _layer(self, hidden: str, name: str) -> str:
        attended = self._linear(self._attention(hidden, f"{name}.attention.self"), f"{name}.attention.output.dense")
        hidden = self._norm(self._node("Add", attended, hidden), f"{name}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._linear(hidden, f"{name}.intermediate.dense"))
        outer = self._linear(inner, f"{name}.output.dense")
        return self._norm(self._node("Add", outer, hidden), f"{name}.output.LayerNorm")

    def _attention(self, hidden: str, name: str) -> str:
        width = self._shape.hidden // self._shape.heads
        query = self._heads(self._linear(hidden, f"{name}.query"), [0, 2, 1, 3])
        key = self._heads(self._linear(hidden, f"{name}.key"), [0, 2, 3, 1])
        value = self._heads(self._linear(hidden, f"{name}.value"), [0, 2, 1, 3])
        scores = self._node("Mul", self._node("MatMul", query, key), self._floats("scale", [width**-0.5]))
        shares = self._node("Softmax", self._node("Add", scores, _MASK_ADD), axis=-1)
        seen = self._node("Transpose", self._node("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._node("Reshape", seen, self._ints("joined", [0, 0, self._shape.hidden]))

    def _heads(self, hidden: str, order: Sequence[int]) -> str:
        split = [0, 0, self._shape.heads, self._shape.hidden // self._shape.heads]
        return self._node("Transpose", self._node("Reshape", hidden, self._ints("split", split)), perm=order)

    def _pool(self, hidden: str) -> None:
        kept = self._node("Unsqueeze", "mask", self._ints("last_axis", [2]))
        axis = self._ints("token_axis", [1])
        total = self._node("ReduceSum", self._node("Mul", hidden, kept), axis, keepdims=0)
        count = self._node("ReduceSum", kept, axis, keepdims=0)
        self._node("LpNormalization", self._node("Div", total, count), axis=-1, p=2, output="embedding")

    def _linear(self, hidden: str, name: str) -> str:
        turned = self._constant(f"{name}.weight.T", np.ascontiguousarray(self._weights[f"{name}.weight"].T))
        return self._node("Add", self._node("MatMul", hidden, turned), self._weight(f"{name}.bias"))

    def _norm(self, hidden: str, name: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._node("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=self._shape.epsilon)

    def _node(self, operator: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        output = output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _ints(self, name: str, values: Sequence[int]) -> str:
        return self._constant(name, np.array(values, dtype=np.int64))

    def _floats(self, name: str, values: Sequence[float]) -> str:
        return self._constant(name, np.array(values, dtype=np.float32))

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def _model(self) -> onnx.ModelProto:
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
        mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "tokens"])
        vector = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", self._shape.hidden])
        graph = helper.make_graph(self._nodes, "sentence_encoder", [ids, mask], [vector], list(self._constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
        onnx.checker.check_model(model)
        return model
