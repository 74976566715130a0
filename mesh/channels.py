"""Calls peers: one channel each, carrying who we are, on whose behalf, until when, and as part of which trace."""

from collections.abc import Callable
from typing import TypeVar

import grpc.aio

from mesh.settings import MeshSettings

Stub = TypeVar("Stub")


class Channels:
    """The peers of this service, each reached through one channel."""

    def __init__(self, settings: MeshSettings) -> None:
        """Opens nothing yet."""
        self._settings = settings

    def stub(self, stub: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """A stub on the channel of the peer that serves it; all of its methods are checked before we are ready."""
        raise NotImplementedError
