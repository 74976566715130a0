"""llama.cpp's functions as llama-cpp-python declares them, loaded when a model is to be run and not before.

Short functions are called with Python's lock held: taken again after each call, it costs a busy process forty milliseconds for
half a millisecond of sampling. Decoding, loading and tokenising let others run meanwhile.
"""

import ctypes
import logging
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, ClassVar

from services.llm.engines.llama_cpp.model_file import UnusableModel

log = logging.getLogger(__name__)

SHORT = (
    "llama_get_logits_ith",
    "llama_get_memory",
    "llama_memory_clear",
    "llama_memory_seq_cp",
    "llama_memory_seq_pos_max",
    "llama_memory_seq_rm",
    "llama_sampler_accept",
    "llama_sampler_apply",
    "llama_sampler_chain_add",
    "llama_sampler_chain_init",
    "llama_sampler_clone",
    "llama_sampler_copy",
    "llama_sampler_free",
    "llama_sampler_init_dist",
    "llama_sampler_init_grammar",
    "llama_sampler_init_greedy",
    "llama_sampler_init_penalties",
    "llama_sampler_init_temp",
    "llama_sampler_init_top_k",
    "llama_sampler_init_top_p",
    "llama_sampler_reset",
    "llama_sampler_sample",
    "llama_token_to_piece",
    "llama_vocab_is_eog",
)
WARNING, ERROR = 3, 4
"""Levels of ggml's log, from ggml.h."""


class Library:
    """The functions by their names: `short` for those that take microseconds, `long` for all."""

    _listeners: ClassVar[list[Any]] = []
    """Kept, for C calls the last one for as long as the process lives, whatever has become of its library."""

    def __init__(self) -> None:
        """Loads the library. Raises UnusableModel, saying what is missing."""
        try:
            self.numpy: Any = import_module("numpy")
            self.long: Any = import_module("llama_cpp.llama_cpp")
        except ModuleNotFoundError:
            raise UnusableModel("the package llama-cpp-python is not installed; install Viva's extra `llama` (docs/models.md)") from None
        except (OSError, RuntimeError, FileNotFoundError) as error:
            # A build for CUDA on a machine without it fails here, on libcudart or libcuda.
            raise UnusableModel(f"llama-cpp-python does not load on this machine: {error}") from None
        # The build as well as the release: another one may do better on this machine.
        self.version = f"{metadata.version('llama-cpp-python')} {Path(self.long._lib._name).stat().st_mtime_ns}"
        self.short: Any = _with_lock_held(self.long)
        self.last_error = ""
        """The last thing that llama.cpp complained about."""
        listener = self.long.llama_log_callback(self._listen)
        self._listeners.append(listener)
        self.long.llama_log_set(listener, ctypes.c_void_p(0))
        self.long.llama_backend_init()

    def _listen(self, level: int, text: bytes, _: Any) -> None:
        line = text.decode("utf-8", "replace").strip()
        if level == ERROR and line:
            self.last_error = line
        if level in (WARNING, ERROR) and line:
            log.debug("llama.cpp: %s", line)


class _Short:
    """A place for functions."""


def _with_lock_held(library: Any) -> Any:
    """The short functions from the same shared library, called without letting go of Python's lock."""
    holding, short = ctypes.PyDLL(library._lib._name), _Short()
    for name in SHORT:
        declared, function = getattr(library, name), getattr(holding, name)
        function.argtypes, function.restype = declared.argtypes, declared.restype
        setattr(short, name, function)
    return short
