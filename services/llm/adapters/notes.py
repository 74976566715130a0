"""Keeps notes of what models write: a line in the log, attributes of the span, and figures for Prometheus. No word of a person."""

import logging

from opentelemetry import trace
from prometheus_client import Counter, Histogram

from services.llm.domain.generation import Effort
from services.llm.domain.noting import Job, Note

log = logging.getLogger(__name__)

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 240.0)

TEXTS = Counter("viva_llm_texts", "Texts that a language model was asked for, by how they ended", ["job", "ending"])
FAULTS = Counter("viva_llm_faults", "Attempts that brought nothing that may be used, by what was wrong", ["job", "fault"])
PHASES = Histogram(
    "viva_llm_phase_seconds", "Where the time of whole texts went: queue, prefill, first_token, decode", ["job", "phase"], buckets=SECONDS
)
TOKENS = Counter("viva_llm_tokens", "Tokens: prompt, cached (of the prompt, in memory already), written", ["job", "kind"])
REJECTS = Counter("viva_llm_grammar_rejects", "Tokens that a model would have chosen and its grammar did not let through", ["job"])


class TelemetryNotes:
    """Notes where operators look."""

    def wrote(self, note: Note) -> None:
        """A line, the span's attributes, and the figures."""
        effort, job = note.effort, note.job.value
        figures = _figures(effort)
        log.info("a model wrote for a %s: %s", job, note.ending.value, extra={"job": job, "lane": note.lane.value, **figures})
        trace.get_current_span().set_attributes(
            {
                **{f"viva.llm.{name}": value for name, value in figures.items()},
                "gen_ai.request.model": note.model,
                "gen_ai.usage.input_tokens": effort.prompt_tokens,
                "gen_ai.usage.output_tokens": effort.written_tokens,
                "viva.llm.prompt_version": note.prompt_version,
                "viva.llm.ending": note.ending.value,
            }
        )
        TEXTS.labels(job, note.ending.value).inc()
        TOKENS.labels(job, "prompt").inc(effort.prompt_tokens)
        TOKENS.labels(job, "cached").inc(effort.cached_tokens)
        TOKENS.labels(job, "written").inc(effort.written_tokens)
        REJECTS.labels(job).inc(effort.grammar_rejects)
        if effort.is_whole:
            _observe_phases(job, effort)

    def failed(self, job: Job, fault: str) -> None:
        """A line, an attribute, and a count."""
        log.info("nothing came of a %s: %s", job.value, fault, extra={"job": job.value, "fault": fault})
        trace.get_current_span().set_attribute("viva.llm.fault", fault)
        FAULTS.labels(job.value, fault).inc()


def _observe_phases(job: str, effort: Effort) -> None:
    PHASES.labels(job, "queue").observe(effort.queue_seconds)
    PHASES.labels(job, "prefill").observe(effort.prefill_seconds)
    PHASES.labels(job, "first_token").observe(effort.first_token_seconds)
    PHASES.labels(job, "decode").observe(effort.decode_seconds)


def _figures(effort: Effort) -> dict[str, int | float | bool]:
    return {
        "is_whole": effort.is_whole,
        "prompt_tokens": effort.prompt_tokens,
        "cached_tokens": effort.cached_tokens,
        "written_tokens": effort.written_tokens,
        "grammar_rejects": effort.grammar_rejects,
        "queue_ms": round(effort.queue_seconds * 1000, 1),
        "prefill_ms": round(effort.prefill_seconds * 1000, 1),
        "first_token_ms": round(effort.first_token_seconds * 1000, 1),
        "decode_ms": round(effort.decode_seconds * 1000, 1),
    }
