"""Counts what services do and shows the figures to Prometheus. No label holds what a person wrote, or an id."""

import logging

from prometheus_client import Histogram, start_http_server

from mesh.settings import MeshSettings

log = logging.getLogger(__name__)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 240.0)

CALLS = Histogram("viva_call_seconds", "Calls that were served, by method and status", ["method", "status"], buckets=SECONDS)
TASKS = Histogram("viva_task_seconds", "Attempts at tasks of the ledger, by what came of them", ["method", "outcome"], buckets=SECONDS)
"""`outcome` is DONE, or the reason of the refusal."""


def show_metrics(settings: MeshSettings, port: int) -> None:
    """Serves the figures in Prometheus's text format, where an operator asked for that; a port that is taken stops no service."""
    if settings.metrics_offset is None:
        return
    place = port + settings.metrics_offset
    try:
        start_http_server(place, addr=settings.host)
    except (OSError, OverflowError) as error:
        log.error("no figures can be shown on %s:%d: %s", settings.host, place, type(error).__name__)
    else:
        log.info("figures for Prometheus on %s:%d", settings.host, place)
