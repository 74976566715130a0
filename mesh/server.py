"""Serves: builds the gRPC server, starts it, tells the truth about being ready, and drains it."""

from collections.abc import Awaitable, Callable, Sequence

from mesh.channels import Channels
from mesh.leases import LeaseWorker
from mesh.relations import Lookup
from mesh.settings import MeshSettings

Ready = Callable[[], Awaitable[str | None]]
"""Says what is missing before we can work (`"the database does not answer"`), or None."""


class Server:
    """One service on the wire. `async with Server(…)` starts it and drains it."""

    def __init__(
        self,
        settings: MeshSettings,
        *,
        servicers: Sequence[object],
        channels: Channels | None = None,
        worker: LeaseWorker | None = None,
        lookup: Lookup | None = None,
        ready: Ready | None = None,
    ) -> None:
        """Refuses a servicer that lacks a method of its service."""

    port: int
    """Where it listens; the one that was free when the settings say 0."""


async def serve(server: Server) -> None:
    """Serves until SIGTERM or Ctrl-C, then drains."""
    raise NotImplementedError
