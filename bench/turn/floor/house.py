"""The contender floor: starts the bare processes over a copy of the product's database, and holds interviews with them."""

import asyncio
import random
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from bench.harness.children import child, python
from bench.harness.rounds import Load, Sample
from bench.turn.floor import edge
from bench.turn.floor.session import commit
from bench.turn.script import Script
from bench.turn.talk import Talk, TalkBroken
from deploy.envoy.binary import command as envoy_command
from deploy.supervisor.ports import LOOPBACK, free_port
from deploy.supervisor.postgres import DATABASE, SUPERUSER, EmbeddedPostgres, binary

COPY = "floor"
REPLICAS = 2
"""Of session and of llm, as in Viva."""
SETTLE_SECONDS = 60.0
UNDONE = "SELECT (SELECT count(*) FROM answers) - (SELECT count(*) FROM evaluations)"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def copy_database(server: EmbeddedPostgres, directory: Path) -> Callable[[str], bool]:
    """Copies the product's database, rows, indexes and constraints, beside it. Returns what tells whether an id is in the copy."""
    with server.administer() as admin:
        password = admin.info.password
        admin.execute(f"CREATE DATABASE {COPY}")
    dump = directory / "floor.sql"
    access = {"PGPASSWORD": password, "PGHOST": LOOPBACK, "PGPORT": str(server.port), "PGUSER": SUPERUSER}
    subprocess.run([binary("pg_dump"), "--no-owner", "--no-acl", "-f", dump, DATABASE], env=access, check=True)
    with (directory / "floor.log").open("w") as log:
        load = [binary("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "-f", str(dump), COPY]
        subprocess.run(load, env=access, check=True, stdout=log, stderr=log)
    ids = frozenset(_ID.findall(dump.read_text()))
    return ids.__contains__


def conninfo(server: EmbeddedPostgres) -> str:
    """How the bare session gets at the copy."""
    with server.administer() as admin:
        return psycopg.conninfo.make_conninfo(host=LOOPBACK, port=server.port, user=SUPERUSER, password=admin.info.password, dbname=COPY)


@dataclass
class Floor:
    """See Contender."""

    url: str
    database: str
    script: Script
    luck: random.Random
    name: str = "floor"

    async def round(self, load: Load) -> Sequence[Sample]:
        """See Contender."""
        interviews = [str(uuid4()) for _ in range(load.interviews)]
        async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as connection:
            for interview_id in interviews:
                for step in self.script.prologue:
                    await commit(connection, interview_id, step)
            held = await asyncio.gather(*(Talk(f"{self.url}/ws/interviews/{one}").hold(load, self.luck) for one in interviews))
            await self._settle(connection)
        return [sample for samples in held for sample in samples]

    async def _settle(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + SETTLE_SECONDS
        while (row := await (await connection.execute(UNDONE)).fetchone()) and row[0]:
            if loop.time() > give_up:
                raise TalkBroken("evaluations are left over")
            await asyncio.sleep(0.1)


@contextmanager
def running(script: Script, database: str, directory: Path, luck: random.Random) -> Iterator[Floor]:
    """Starts every bare process and ends them all."""
    path = directory / "script.json"
    script.save(path)
    sessions, llms = [free_port() for _ in range(REPLICAS)], [free_port() for _ in range(REPLICAS)]
    resume, gateway, port = free_port(), free_port(), free_port()
    at, asks = ",".join(map(str, sessions)), ",".join(map(str, llms))
    log = directory / "floor.log"
    commands = [
        *((one, python("bench.turn.floor.session", str(one), str(path), database)) for one in sessions),
        (resume, python("bench.turn.floor.resume", str(resume), at)),
        *((one, python("bench.turn.floor.llm", str(one), str(path), at, str(resume))) for one in llms),
        (gateway, python("bench.turn.floor.gateway", str(gateway), str(path), at, asks)),
        (port, envoy_command(edge.write(directory / "floor.json", port, gateway), "--concurrency", "2", "--log-level", "warning")),
    ]
    with ExitStack() as processes:
        for listens, command in commands:
            processes.enter_context(child(command, log, port=listens))
        yield Floor(f"ws://{LOOPBACK}:{port}", database, script, luck)
