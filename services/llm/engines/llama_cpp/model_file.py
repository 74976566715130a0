"""Looks into a GGUF file before llama.cpp does, and says in an operator's words what is wrong with it.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from services.llm.domain.generation import ModelFacts

MAGIC = b"GGUF"
VERSIONS = (2, 3)
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_ALIGNMENT = "general.alignment"
_DEFAULT_ALIGNMENT = 32
_LONGEST_STRING = 1 << 24
# general.file_type, as llama.h numbers llama_ftype.
_QUANTISATIONS = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    24: "IQ1_S",
    25: "IQ4_NL",
    30: "IQ4_XS",
    32: "BF16",
    38: "MXFP4",
}
# ggml_type: how many weights make a block, and its bytes. What is not here is counted as nothing.
_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    20: (32, 18),
    23: (256, 136),
    30: (1, 2),
    39: (32, 17),
}


class UnusableModel(Exception):
    """A model cannot be run; the text says why, in an operator's words."""


@dataclass(frozen=True)
class ModelFile:
    """What a file says about itself."""

    path: Path
    size_bytes: int
    metadata: dict[str, Any]
    parameters: int

    @classmethod
    def read(cls, path: Path) -> "ModelFile":
        """Reads the header. Raises UnusableModel."""
        try:
            with path.open("rb") as file:
                return _read(path, file)
        except FileNotFoundError:
            raise UnusableModel(f"{path} does not exist") from None
        except IsADirectoryError:
            raise UnusableModel(f"{path} is a directory; name the .gguf file in it") from None
        except PermissionError:
            raise UnusableModel(f"{path} cannot be read by the account that llm runs as") from None
        except OSError as error:
            raise UnusableModel(f"{path} cannot be read: {error.strerror}") from None

    @property
    def cell_bytes(self) -> int:
        """Bytes that one token takes in the KV cells, two for a number; 0 where the file does not say."""
        architecture = self.metadata.get("general.architecture", "")
        heads = self._number("head_count_kv") or self._number("head_count")
        width = self._number("embedding_length", "") // max(1, self._number("head_count"))
        key, value = self._number("key_length") or width, self._number("value_length") or width
        return self._number("block_count", "") * heads * (key + value) * 2 if architecture else 0

    def _number(self, name: str, group: str = "attention.") -> int:
        """A number of the architecture's own; 0 where there is none."""
        found = self.metadata.get(f"{self.metadata.get('general.architecture')}.{group}{name}", 0)
        return found if isinstance(found, int) else 0

    def facts(self, digest: str = "") -> ModelFacts:
        """The same as the port has it."""
        architecture = str(self.metadata.get("general.architecture", ""))
        file_type = self.metadata.get("general.file_type")
        return ModelFacts(
            name=str(self.metadata.get("general.name") or self.path.stem),
            version=digest,
            file=self.path.name,
            size_bytes=self.size_bytes,
            architecture=architecture,
            quantisation=_QUANTISATIONS.get(file_type, f"type {file_type}") if isinstance(file_type, int) else "",
            parameters=self.parameters,
            context_tokens=int(self.metadata.get(f"{architecture}.context_length", 0)),
        )

    def require_memory(self, available: int | None) -> None:
        """Raises UnusableModel when the weights do not fit into the memory that there is."""
        if available is not None and self.size_bytes > available:
            raise UnusableModel(
                f"{self.path} needs {_gib(self.size_bytes)} of memory and {_gib(available)} are free; "
                "take a smaller model, or a quantisation with fewer bits"
            )


def digest_of(path: Path, is_wanted: Callable[[], bool] = lambda: True) -> str:
    """`sha256:` and the digest of a whole file; empty when it is no longer wanted half-way."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            digest.update(piece)
            if not is_wanted():
                return ""
    return f"sha256:{digest.hexdigest()}"


def available_memory() -> int | None:
    """Bytes that can be had without swapping, in this container; None where the system does not say."""
    limits = [limit for limit in (_free_of_machine(), _free_of_container()) if limit is not None]
    return min(limits, default=None)


def _free_of_machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if "SC_PHYS_PAGES" in os.sysconf_names else None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _free_of_container() -> int | None:
    """What the control group still allows (cgroup v2)."""
    group = Path("/sys/fs/cgroup")
    try:
        limit, used = (group / "memory.max").read_text("ascii").strip(), int((group / "memory.current").read_text("ascii"))
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(0, int(limit) - used)


def _read(path: Path, file: BinaryIO) -> ModelFile:
    size = os.fstat(file.fileno()).st_size
    if file.read(4) != MAGIC:
        raise UnusableModel(f"{path} is not a GGUF file: it does not begin with the letters GGUF")
    try:
        (version,) = _unpack(file, "I")
        if version not in VERSIONS:
            raise UnusableModel(f"{path} is GGUF of version {version}; this release reads {' and '.join(map(str, VERSIONS))}")
        tensors, entries = _unpack(file, "QQ")
        metadata = dict(_entry(file) for _ in range(entries))
        parameters, data_bytes = _tensors(file, tensors)
    except (EOFError, UnicodeDecodeError, OverflowError):
        raise UnusableModel(f"{path} is damaged: its head ends before it is complete. Download it again") from None
    alignment = int(metadata.get(_ALIGNMENT, _DEFAULT_ALIGNMENT)) or _DEFAULT_ALIGNMENT
    needed = -(-file.tell() // alignment) * alignment + data_bytes
    if needed > size:
        raise UnusableModel(f"{path} is incomplete: {_gib(size)} of {_gib(needed)} are there. Download it again")
    return ModelFile(path, size, metadata, parameters)


def _entry(file: BinaryIO) -> tuple[str, Any]:
    name = _string(file)
    (kind,) = _unpack(file, "I")
    return name, _value(file, kind)


def _value(file: BinaryIO, kind: int) -> Any:
    """A value of the metadata; of a list, its length: vocabularies are long and not wanted here."""
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        of_kind, length = _unpack(file, "IQ")
        if of_kind in _NUMBERS:
            file.seek(length * struct.calcsize(f"<{_NUMBERS[of_kind]}"), os.SEEK_CUR)
        else:
            for _ in range(length):
                _value(file, of_kind)
        return length
    if kind not in _NUMBERS:
        raise EOFError
    return _unpack(file, _NUMBERS[kind])[0]


def _tensors(file: BinaryIO, count: int) -> tuple[int, int]:
    """How many weights there are, and how many bytes of data they take."""
    sizes = [_tensor(file) for _ in range(count)]
    return sum(weights for weights, _ in sizes), max((end for _, end in sizes), default=0)


def _tensor(file: BinaryIO) -> tuple[int, int]:
    """Weights of a tensor, and where its data ends."""
    _string(file)
    (dimensions,) = _unpack(file, "I")
    if dimensions > 8:
        raise EOFError
    weights = 1
    for extent in _unpack(file, f"{dimensions}Q"):
        weights *= extent
    kind, offset = _unpack(file, "IQ")
    block, size = _BLOCKS.get(kind, (1, 0))
    return weights, offset + weights // block * size


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "Q")
    if length > _LONGEST_STRING:
        raise EOFError
    return _exactly(file, length).decode("utf-8", "replace")


def _unpack(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(f"<{layout}", _exactly(file, struct.calcsize(f"<{layout}")))


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB" if size >= 1 << 29 else f"{size / (1 << 20):.1f} MiB"
