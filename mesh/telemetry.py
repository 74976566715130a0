"""Makes work visible: one trace through every hop, one JSON line per thing that happened, no words of a person in either."""

import asyncio
import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import grpc
from google.protobuf.message import Message
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from mesh.call import Call, Proceed
from mesh.contract import name_of
from mesh.metrics import CALLS
from mesh.redaction import for_log
from mesh.settings import MeshSettings

log = logging.getLogger(__name__)
PROPAGATOR = TraceContextTextMapPropagator()
STANDARD_ATTRIBUTES = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
OUR_FAULT = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS})


def start_telemetry(settings: MeshSettings) -> None:
    """Logs JSON to standard error and traces; spans leave the process only where an OTLP endpoint is set."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(name_of(settings.service)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    resource = Resource.create({"service.name": name_of(settings.service), "service.version": settings.release})
    # Where nobody collects spans a trace is still an id that every line of a turn carries; recording more would be for nobody.
    provider = TracerProvider(resource=resource, sampler=None if settings.otlp_endpoint else ALWAYS_OFF)
    if settings.otlp_endpoint:
        _export(provider, settings.otlp_endpoint)
    trace.set_tracer_provider(provider)


def _export(provider: TracerProvider, endpoint: str) -> None:
    # Imported when wanted: it takes 100 ms, and its protobuf is newer than the one that vision must keep.
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, message, trace, what `extra=` added, and where an exception came from."""

    def __init__(self, service: str) -> None:
        """Signs every line with the service's name."""
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Writes a record. A protobuf message in `extra` loses its redacted fields, an exception its words."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _current_trace()
        line |= {key: _plain(value) for key, value in record.__dict__.items() if key not in STANDARD_ATTRIBUTES}
        if record.exc_info and record.exc_info[1]:
            line |= _exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def outgoing_trace() -> Mapping[str, str]:
    """The W3C headers that make a call part of the current trace."""
    carrier: dict[str, str] = {}
    PROPAGATOR.inject(carrier)
    return carrier


@contextmanager
def traced(name: str, carrier: Mapping[str, str], kind: SpanKind = SpanKind.SERVER) -> Iterator[trace.Span]:
    """Makes what happens inside a span of the trace that W3C headers speak of, or of a new one."""
    parent = PROPAGATOR.extract(dict(carrier), context=otel_context.Context())
    tracer = trace.get_tracer("mesh")
    with tracer.start_as_current_span(name, parent, kind=kind, record_exception=False, set_status_on_exception=False) as span:
        yield span


class TelemetryPolicy:
    """Makes every call a span and, unless it went well, a line."""

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Lets the call proceed inside its span and notes how it ended."""
        started = time.monotonic()
        with traced(call.method.full_name, call.metadata) as span:
            try:
                await proceed()
            except asyncio.CancelledError:
                call.outcome = grpc.StatusCode.CANCELLED
                raise
            finally:
                _note(call, span, time.monotonic() - started)


def _note(call: Call, span: trace.Span, seconds: float) -> None:
    span.set_attribute("rpc.grpc.status_code", call.outcome.value[0])
    if call.outcome in OUR_FAULT:
        span.set_status(StatusCode.ERROR)
    CALLS.labels(call.method.full_name, call.outcome.name).observe(seconds)
    level = logging.DEBUG if call.outcome is grpc.StatusCode.OK else logging.INFO
    details = {"method": call.method.full_name, "status": call.outcome.name, "reason": call.reason, "ms": round(seconds * 1000, 1)}
    log.log(level, "%s %s", call.method.full_name, call.outcome.name, extra=details)


def _current_trace() -> dict[str, str]:
    span = trace.get_current_span().get_span_context()
    return {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"} if span.is_valid else {}


def _plain(value: Any) -> Any:
    return for_log(value) if isinstance(value, Message) else value


def _exception(error: BaseException) -> dict[str, Any]:
    """Type and place of an error and of what caused it. Its text stays out: it may quote what a person wrote."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or error.__context__
    return {"exception": type(error).__qualname__, "frames": frames} | ({"cause": _exception(cause)} if cause else {})
