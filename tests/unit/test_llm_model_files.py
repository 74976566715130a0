"""A model file that cannot be used is told from one that can before anything is loaded, in words that say what to do."""

from pathlib import Path

import pytest

from services.llm.engines.llama_cpp.model_file import ModelFile, UnusableModel, available_memory, digest_of
from tests.llm.tiny_model import CONTEXT, write_tiny_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny.gguf")


def why_not(path: Path) -> str:
    with pytest.raises(UnusableModel) as unusable:
        ModelFile.read(path)
    return str(unusable.value)


def test_a_file_says_what_it_is(model: Path) -> None:
    facts = ModelFile.read(model).facts(digest_of(model))
    assert (facts.name, facts.architecture, facts.quantisation, facts.context_tokens) == ("Tiny Random", "llama", "F16", CONTEXT)
    assert facts.version.startswith("sha256:") and facts.size_bytes == model.stat().st_size
    assert facts.parameters > 100_000


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert "does not exist" in why_not(tmp_path / "none.gguf")


def test_a_directory_is_no_model(tmp_path: Path) -> None:
    assert "is a directory" in why_not(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"version https://git-lfs.github.com/spec/v1\n"])
def test_what_is_no_gguf_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.gguf").write_bytes(content)
    assert "is not a GGUF file" in why_not(tmp_path / "model.gguf")


def test_a_version_that_nobody_knows_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF\x09\x00\x00\x00" + bytes(64))
    assert "version 9" in why_not(tmp_path / "model.gguf")


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.99])
def test_a_download_that_broke_off_is_noticed(model: Path, share: float) -> None:
    whole = model.read_bytes()
    model.write_bytes(whole[: int(len(whole) * share)])
    assert "Download it again" in why_not(model)


def test_a_model_that_does_not_fit_says_how_much_is_missing(model: Path) -> None:
    file = ModelFile.read(model)
    with pytest.raises(UnusableModel, match="take a smaller model"):
        file.require_memory(1000)
    file.require_memory(available_memory())
    file.require_memory(None)
