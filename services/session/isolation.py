"""Keeps one broken row from stopping the work on all others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from mesh.refusal import Unavailable
from services.session.database import RowHeld

log = logging.getLogger(__name__)


@contextmanager
def isolated(kind: str, row_id: str) -> Iterator[None]:
    """Logs what goes wrong with one row and goes on. A database that is away is no fault of the row and is raised."""
    try:
        yield
    except RowHeld:
        log.info("one %s is held by somebody else and waits for the next round", kind, extra={"id": row_id})
    except Unavailable:
        raise
    except Exception:
        log.exception("one %s could not be looked at; the others go on", kind, extra={"id": row_id})
