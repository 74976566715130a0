"""Asks every process of an installation how it is, and looks at what it uses."""

import asyncio
import time
from dataclasses import dataclass

import psutil

from deploy.command.installation import Installation, Listed
from deploy.supervisor.postgres import EmbeddedPostgres
from deploy.supervisor.readiness import Probe, grpc_health, http_ok, postgres_accepts, until

PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Condition:
    """One process now. `state`: the supervisor's word for it, or `unready` where that says ready and the process itself does not.

    `uptime`: seconds. `memory`: bytes, of the process and all it started; each None when there is no such process.
    """

    name: str
    state: str
    pid: int | None
    port: int
    uptime: float | None
    restarts: int
    memory: int | None

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


async def conditions(installation: Installation) -> list[Condition]:
    """How every process is, in the order in which they were started; all are asked at once."""
    return list(await asyncio.gather(*(_condition(installation, process) for process in installation.processes)))


async def _condition(installation: Installation, process: Listed) -> Condition:
    state = process.state
    if state == "ready" and not await _answers(_probe(installation, process)):
        state = "unready"
    uptime, memory = _use(process.pid)
    return Condition(process.name, state, process.pid, process.port, uptime, process.restarts, memory)


async def _answers(probe: Probe) -> bool:
    """Whether it says yes soon; asked more than once, for a machine may be busy and a process well."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await until(probe)
    except TimeoutError:
        return False
    return True


def _probe(installation: Installation, process: Listed) -> Probe:
    """The question that this kind of process understands; the edge is asked whether what stands behind it is ready, too."""
    if process.name == "postgres":
        return postgres_accepts(EmbeddedPostgres(installation.data_dir / "postgres", process.port))
    if process.name == "envoy":
        host, port = installation.edge
        return http_ok(port, "/readyz", host=host, tls=installation.speaks_https)
    return grpc_health(process.port)


def _use(pid: int | None) -> tuple[float | None, int | None]:
    if pid is None:
        return None, None
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return time.time() - process.create_time(), sum(_memory(member) for member in family)
    except psutil.NoSuchProcess:  # it has just ended
        return None, None


def _memory(process: psutil.Process) -> int:
    """Bytes; what several share is divided among them where the system can tell."""
    try:
        used = process.memory_full_info()
        return int(getattr(used, "pss", 0) or used.uss)
    except psutil.NoSuchProcess:
        return 0
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
