"""The test-only service as a process: `python -m tests.echo.program <directory of keys>`."""

import asyncio
import sys
from pathlib import Path

from viva.contract.v1.options_pb2 import SERVICE_VISION

from mesh.server import Server, serve
from mesh.settings import MeshSettings
from tests.echo.house import Relatives
from tests.echo.servicers import EchoServicer


async def run(keys: Path) -> None:
    settings = MeshSettings.from_environment(SERVICE_VISION, {"VIVA_KEYS_DIR": str(keys)}, port=0)
    await serve(Server(settings, servicers=[EchoServicer()], lookup=Relatives()))


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
