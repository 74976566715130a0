"""The engine's port: the fake, MiniLM and sentence-transformers keep the same promises, and MiniLM is the model whose name it bears."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file

from services.resume.adapters import build_minilm
from services.resume.adapters.minilm import MAX_TOKENS, MiniLm
from services.resume.adapters.sentence_model import SentenceModel
from services.resume.domain.embedder import EmbedderBusy, Engine
from tests.resumes.fakes import WordsEmbedder
from tests.resumes.samples import ANSWER

Array = NDArray[np.float32]
TEXTS = ["Kafka keeps the ledger in order", "저는 결제 서버를 만들었습니다", "C++", "", "정리 " * 600, ANSWER]


@pytest.fixture(scope="module")
def directory() -> Path:
    """Where set-up builds the model; built now if it was not."""
    build_minilm.build(build_minilm.default_directory())
    return build_minilm.default_directory()


@pytest.fixture
def minilm(directory: Path) -> Iterator[MiniLm]:
    embedder = MiniLm.load(directory, max_waiting=2)
    yield embedder
    embedder.close()


@pytest.fixture(scope="module")
def sentences() -> Iterator[SentenceModel]:
    """sentence-transformers on the directory of the same model."""
    engine = SentenceModel.load(build_minilm._package_directory())
    yield engine
    engine.close()


@pytest.fixture(params=["fake", "minilm", "sentences"])
def embedder(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = WordsEmbedder() if request.param == "fake" else request.getfixturevalue("minilm")
    return chosen


async def test_every_text_gets_a_vector_of_the_dimension_told(embedder: Engine) -> None:
    vectors = await embedder.embed(TEXTS)

    assert [len(vector) for vector in vectors] == [embedder.dimension] * len(TEXTS)


async def test_vectors_have_length_one(embedder: Engine) -> None:
    for vector in await embedder.embed(["Kafka", "저는 결제 서버를 만들었습니다"]):
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


async def test_a_text_has_the_same_vector_in_any_company(embedder: Engine) -> None:
    (alone,) = await embedder.embed(["Kafka keeps the ledger in order"])

    (together, *_) = await embedder.embed(TEXTS * 2)

    assert together == pytest.approx(alone, abs=1e-5)


async def test_nothing_asked_is_nothing_embedded(embedder: Engine) -> None:
    assert await embedder.embed([]) == []


async def test_nearer_in_words_is_nearer_in_vectors(embedder: Engine) -> None:
    question, near, far = await embedder.embed(["a ledger kept in order", "the ledger is kept in order", "we like hiking at night"])

    assert np.dot(question, near) > np.dot(question, far)


async def test_f51_onnx_and_sentence_transformers_make_the_same_vectors_of_the_same_model(minilm: MiniLm, sentences: SentenceModel) -> None:
    for one, other in zip(await minilm.embed(TEXTS), await sentences.embed(TEXTS), strict=True):
        assert float(np.dot(one, other)) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("make", [lambda _: WordsEmbedder(max_waiting=0), lambda directory: MiniLm.load(directory, max_waiting=0)])
async def test_without_a_place_it_is_busy_now_and_not_late(make: Callable[[Path], Engine], directory: Path) -> None:
    with pytest.raises(EmbedderBusy):
        await make(directory).embed(["anything"])


async def test_a_long_reading_gives_way_to_a_question(minilm: MiniLm) -> None:
    done: list[str] = []

    async def embed(name: str, texts: list[str]) -> None:
        await minilm.embed(texts)
        done.append(name)

    await asyncio.gather(embed("a reading of many passages", [ANSWER] * 24), embed("a question", ["why Kafka?"]))

    assert done == ["a question", "a reading of many passages"]


async def test_minilm_is_the_model_it_says_to_the_sixth_digit(minilm: MiniLm, directory: Path) -> None:
    reference = ReferenceBert(build_minilm._package_directory())
    tokens = [minilm._tokenizer.encode(text).ids for text in TEXTS]

    vectors = await minilm.embed(TEXTS)

    assert max(map(len, tokens)) == MAX_TOKENS
    for vector, ids in zip(vectors, tokens, strict=True):
        assert float(np.dot(vector, reference.embed(ids))) == pytest.approx(1.0, abs=1e-6)


def test_a_set_up_that_was_cut_short_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"half of")

    assert not build_minilm.is_built(tmp_path)


def test_a_finished_set_up_has_nothing_more_to_do(directory: Path) -> None:
    assert build_minilm.is_built(directory) and not build_minilm.build(directory)


class ReferenceBert:
    """BERT word for word from its paper (Devlin et al. 2018) in double precision, one sentence at a time, without ONNX."""

    def __init__(self, package: Path) -> None:
        """Reads weights and sizes from a package directory."""
        self._weights = {
            name: value.astype(np.float64) for name, value in load_file(package / "model.safetensors").items() if "id" not in name[-4:]
        }
        config = json.loads((package / "config.json").read_text())
        self._heads, self._layers, self._epsilon = config["num_attention_heads"], config["num_hidden_layers"], config["layer_norm_eps"]

    def embed(self, ids: list[int]) -> NDArray[np.float64]:
        """The mean over all tokens, of length 1."""
        weights = self._weights
        hidden = weights["embeddings.word_embeddings.weight"][ids] + weights["embeddings.position_embeddings.weight"][: len(ids)]
        hidden = self._norm(hidden + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(self._layers):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        mean = hidden.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean))

    def _layer(self, hidden: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        attended = self._linear(self._attention(hidden, f"{name}.attention.self"), f"{name}.attention.output.dense")
        hidden = self._norm(hidden + attended, f"{name}.attention.output.LayerNorm")
        outer = self._linear(_gelu(self._linear(hidden, f"{name}.intermediate.dense")), f"{name}.output.dense")
        return self._norm(hidden + outer, f"{name}.output.LayerNorm")

    def _attention(self, hidden: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        query, key, value = (np.split(self._linear(hidden, f"{name}.{part}"), self._heads, axis=1) for part in ("query", "key", "value"))
        seen = [_softmax(q @ k.T / np.sqrt(q.shape[1])) @ v for q, k, v in zip(query, key, value, strict=True)]
        return np.concatenate(seen, axis=1)

    def _linear(self, hidden: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        return np.asarray(hidden @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _norm(self, hidden: NDArray[np.float64], name: str) -> NDArray[np.float64]:
        centred = hidden - hidden.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + self._epsilon)
        return np.asarray(scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _gelu(values: NDArray[np.float64]) -> NDArray[np.float64]:
    from math import erf, sqrt

    return np.asarray(values * 0.5 * (1.0 + np.vectorize(erf)(values / sqrt(2.0))))
