"""The test-only service as a process: `python -m tests.echo.program`, told by VIVA_* variables like any other."""

import asyncio
import os

from viva.contract.v1.options_pb2 import SERVICE_VISION

from mesh.server import Server, serve
from mesh.settings import MeshSettings
from tests.echo.house import Relatives
from tests.echo.servicers import EchoServicer


async def run() -> None:
    settings = MeshSettings.from_environment(SERVICE_VISION, os.environ, port=0)
    await serve(Server(settings, servicers=[EchoServicer()], lookup=Relatives()))


if __name__ == "__main__":
    asyncio.run(run())
