"""A loaded model: its weights and its vocabulary. It outlives the contexts that decode with it."""

import ctypes
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from services.llm.engines.llama_cpp.chat import ChatTemplate
from services.llm.engines.llama_cpp.library import Library
from services.llm.engines.llama_cpp.model_file import UnusableModel

log = logging.getLogger(__name__)


class Model:
    """Weights and vocabulary."""

    def __init__(
        self, library: Library, path: Path, *, gpu_layers: int, progress: Callable[[float], bool], special_kernels: bool = True
    ) -> None:
        """Loads the file, which takes seconds to minutes; `progress` is told how far it is and may say no. Raises UnusableModel."""
        self.library = library
        self._using = RLock()
        raw = library.long
        params = raw.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        params.use_extra_bufts = special_kernels
        # Kept in a name until loading is over: ctypes does not keep what it is given.
        callback = raw.llama_progress_callback(lambda done, _: progress(done))
        params.progress_callback = callback
        library.last_error = ""
        self._model = raw.llama_model_load_from_file(str(path).encode(), params)
        if not self._model:
            raise UnusableModel(f"llama.cpp cannot load {path}: {library.last_error or 'it does not say why'}")
        self._vocab = raw.llama_model_get_vocab(self._model)
        self.vocabulary_size: int = raw.llama_vocab_n_tokens(self._vocab)
        self.trained_context: int = raw.llama_model_n_ctx_train(self._model)
        self.end_token: int = _first_known(raw.llama_vocab_eot(self._vocab), raw.llama_vocab_eos(self._vocab))
        self.begin_token: int = raw.llama_vocab_bos(self._vocab)
        self._adds_begin: bool = raw.llama_vocab_get_add_bos(self._vocab)
        self._pieces: dict[int, bytes] = {}
        template = raw.llama_model_chat_template(self._model, None)
        self.chat = ChatTemplate(
            template.decode("utf-8", "replace") if template else "",
            begin=self._special(self.begin_token),
            end=self._special(raw.llama_vocab_eos(self._vocab)),
        )

    @property
    def pointer(self) -> Any:
        """llama.cpp's own."""
        return self._model

    @property
    def vocabulary(self) -> Any:
        """llama.cpp's own."""
        return self._vocab

    def tokens_of(self, segments: Sequence[tuple[str, bool]]) -> list[int]:
        """The tokens of a text in pieces: (text, whether control tokens in it mean something), which for people's words they never do.

        May be called from any thread.
        """
        with self._using:
            if self._model is None:
                raise UnusableModel("the model has been closed")
            tokens = [token for text, is_ours in segments for token in self._tokenise(text, is_ours)]
            if self._adds_begin and tokens[:1] != [self.begin_token]:
                tokens.insert(0, self.begin_token)
            return tokens

    def fixed_tokens(self, text: str) -> list[int]:
        """The tokens of a text that goes on from another."""
        with self._using:
            return self._tokenise(text, False) if self._model is not None else []

    def piece(self, token: int) -> bytes:
        """What a token stands for; nothing for a control token."""
        if token not in self._pieces:
            self._pieces[token] = self._piece(token, False)
        return self._pieces[token]

    def is_end(self, token: int) -> bool:
        """Whether a token ends a text."""
        return bool(self.library.short.llama_vocab_is_eog(self._vocab, token))

    def close(self) -> None:
        """Frees the weights. Contexts of it must be closed before."""
        with self._using:
            if self._model is not None:
                self.library.long.llama_model_free(self._model)
                self._model = None

    def _tokenise(self, text: str, is_ours: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        if not data:
            return []
        room = len(data) + 8
        tokens = (ctypes.c_int32 * room)()
        count = self.library.long.llama_tokenize(self._vocab, data, len(data), tokens, room, False, is_ours)
        if count < 0:
            raise UnusableModel("the model's vocabulary takes more tokens than bytes")
        return list(tokens[:count])

    def _special(self, token: int) -> str:
        return self._piece(token, True).decode("utf-8", "replace") if token >= 0 else ""

    def _piece(self, token: int, is_special: bool) -> bytes:
        room = ctypes.create_string_buffer(256)
        length = self.library.short.llama_token_to_piece(self._vocab, token, room, len(room), 0, is_special)
        return room.raw[:length] if length > 0 else b""


def _first_known(*tokens: int) -> int:
    """The first of these that the vocabulary has; -1 when it has none."""
    return next((token for token in tokens if token >= 0), -1)
