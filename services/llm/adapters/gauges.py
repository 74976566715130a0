"""Shows Prometheus how full the engine is, whenever it asks."""

from collections.abc import Callable, Mapping
from functools import partial

from prometheus_client import Gauge

from services.llm.domain.generation import Lane
from services.llm.domain.occupancy import Occupancy

SLOTS = Gauge("viva_llm_slots", "Texts that can be written at once")
WRITING = Gauge("viva_llm_writing", "Texts that are read or written now", ["lane"])
WAITING = Gauge("viva_llm_waiting", "Texts that wait for a slot, paused ones among them", ["lane"])
CELLS = Gauge("viva_llm_cells", "Tokens that there is memory for")
CELLS_USED = Gauge("viva_llm_cells_used", "Tokens of memory that are held or promised")
RESTING = Gauge("viva_llm_resting_bytes", "Memory of interviews between two turns, outside the cells")


def show(occupancy: Callable[[], Occupancy]) -> None:
    """From now on each scrape shows what this says then."""
    SLOTS.set_function(lambda: occupancy().slots)
    CELLS.set_function(lambda: occupancy().cells)
    CELLS_USED.set_function(lambda: occupancy().cells_used)
    RESTING.set_function(lambda: occupancy().resting_bytes)
    for lane in Lane:
        WRITING.labels(lane.value).set_function(partial(_of_lane, lambda: occupancy().writing, lane))
        WAITING.labels(lane.value).set_function(partial(_of_lane, lambda: occupancy().waiting, lane))


def _of_lane(texts: Callable[[], Mapping[Lane, int]], lane: Lane) -> int:
    return texts().get(lane, 0)
