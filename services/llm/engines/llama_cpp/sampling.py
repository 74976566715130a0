"""Chooses the next token of one sequence: by chance from a seed of its own, and by the grammar of the hole it stands in.

A grammar that looks at the whole vocabulary costs milliseconds a token. So a token is chosen first and only that one is shown to
the grammar; when it is rejected, what the choice has changed is put back and the best tokens are shown to the grammar together.
"""

import ctypes
from typing import Any

from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Hole, Penalties
from services.llm.engines.llama_cpp.context import Context
from services.llm.engines.llama_cpp.letters import Letters
from services.llm.engines.llama_cpp.model import Model

TOP_K, TOP_P = 40, 0.95
PENALTY_WINDOW = 64
"""Tokens of a text that penalties look back on."""
SHORT_LIST = 256
"""Tokens that are shown to the grammar before all are."""


class Sampler:
    """The choice of one sequence."""

    def __init__(self, model: Model, *, seed: int, temperature: float, penalties: Penalties) -> None:
        """Takes memory until closed."""
        self._model = model
        self._raw, self._short = model.library.long, model.library.short
        self._chain = self._built(seed, temperature, penalties)
        self._before = self._short.llama_sampler_clone(self._chain)
        self._grammar: Any = None
        self._letters = Letters()
        self._one = self._raw.llama_token_data()
        self._only = self._raw.llama_token_data_array(data=ctypes.pointer(self._one), size=1, selected=-1, sorted=False)
        self.rejects = 0

    def enter(self, hole: Hole) -> None:
        """Goes by this hole's grammar from now on; without one, until the model ends the text. Raises EngineFailed for one that is none."""
        self._leave()
        self._letters.drop()
        if hole.grammar:
            self._grammar = self._short.llama_sampler_init_grammar(self._model.vocabulary, hole.grammar.encode(), b"root")
            if not self._grammar:
                raise EngineFailed(fault="GRAMMAR_UNREADABLE")

    def choose(self, context: Context, row: int) -> tuple[int, str]:
        """The next token after a row of the last batch, and the letters that it completes. Raises EngineFailed when nothing fits."""
        self._short.llama_sampler_copy(self._chain, self._before)
        token = int(self._short.llama_sampler_sample(self._chain, context.pointer, row))
        if not self._fits(token):
            self.rejects += 1
            self._short.llama_sampler_copy(self._before, self._chain)
            token = self._chosen_from_fitting(context, row)
        if self._grammar is not None:
            self._short.llama_sampler_accept(self._grammar, token)
        return token, self._letters.take(self._model.piece(token))

    @property
    def is_hole_filled(self) -> bool:
        """Whether the hole's grammar is satisfied; it never wants more then."""
        return self._grammar is not None and self._grammar_allows(self._model.end_token)

    def close(self) -> None:
        """Frees the memory."""
        self._leave()
        for sampler in (self._chain, self._before):
            if sampler:
                self._short.llama_sampler_free(sampler)
        self._chain = self._before = None

    def _leave(self) -> None:
        if self._grammar:
            self._short.llama_sampler_free(self._grammar)
        self._grammar = None

    def _built(self, seed: int, temperature: float, penalties: Penalties) -> Any:
        short = self._short
        chain = short.llama_sampler_chain_init(self._raw.llama_sampler_chain_default_params())
        links = [
            short.llama_sampler_init_top_k(TOP_K),
            short.llama_sampler_init_penalties(
                self._model.vocabulary_size, PENALTY_WINDOW, penalties.repeat, penalties.frequency, penalties.presence
            ),
        ]
        if temperature > 0:
            links += [
                short.llama_sampler_init_top_p(TOP_P, 1),
                short.llama_sampler_init_temp(temperature),
                short.llama_sampler_init_dist(seed),
            ]
        else:
            links.append(short.llama_sampler_init_greedy())
        for link in links:
            short.llama_sampler_chain_add(chain, link)
        return chain

    def _fits(self, token: int) -> bool:
        """Whether a token may come now: its bytes make letters, and the grammar lets it through."""
        return self._letters.fit(self._model.piece(token)) and (self._grammar is None or self._grammar_allows(token))

    def _grammar_allows(self, token: int) -> bool:
        self._one.id, self._one.logit = token, 0.0
        self._short.llama_sampler_apply(self._grammar, ctypes.byref(self._only))
        return bool(self._one.logit != float("-inf"))

    def _chosen_from_fitting(self, context: Context, row: int) -> int:
        """The best tokens are tried first: one of them nearly always fits, and all of them take the grammar long."""
        numpy = self._model.library.numpy
        scores = numpy.ctypeslib.as_array(self._short.llama_get_logits_ith(context.pointer, row), (self._model.vocabulary_size,))
        for shown in (SHORT_LIST, self._model.vocabulary_size):
            tokens = numpy.argpartition(scores, -min(shown, len(scores)))[-shown:]
            candidates = self._candidates(tokens, scores[tokens])
            if self._grammar is not None:
                self._short.llama_sampler_apply(self._grammar, ctypes.byref(candidates))
            allowed = candidates.kept[candidates.kept["logit"] != -numpy.inf]
            fitting = allowed[[self._letters.fit(self._model.piece(int(token))) for token in allowed["id"]]]
            if len(fitting):
                return self._chosen_from(fitting["id"], fitting["logit"])
        raise EngineFailed(fault="NOTHING_FITS_THE_GRAMMAR")

    def _chosen_from(self, tokens: Any, scores: Any) -> int:
        candidates = self._candidates(tokens, scores)
        self._short.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        token = int(candidates.data[candidates.selected].id)
        self._short.llama_sampler_accept(self._chain, token)
        return token

    def _candidates(self, tokens: Any, scores: Any) -> Any:
        """An array as samplers take it. It keeps its own memory, in `kept`."""
        kept = self._model.library.numpy.zeros(len(tokens), dtype=[("id", "i4"), ("logit", "f4"), ("p", "f4")])
        kept["id"], kept["logit"] = tokens, scores
        data = kept.ctypes.data_as(ctypes.POINTER(self._raw.llama_token_data))
        array = self._raw.llama_token_data_array(data=data, size=len(tokens), selected=-1, sorted=False)
        array.kept = kept
        return array
