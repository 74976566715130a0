"""The contenders of the old way: starts Redis, the front and one worker per queue, and holds interviews by polling or by hanging on."""

import asyncio
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.harness.children import child
from bench.harness.rounds import Load, Sample
from bench.turn.talk import ANSWER, FOLLOW_UP, GENERATED, PATIENCE_SECONDS, TEMPLATE, TalkBroken
from deploy.supervisor.ports import LOOPBACK, free_port
from deploy.supervisor.settings import REPOSITORY
from interviewing.vocabulary import Stage

INTERPRETER = str(REPOSITORY / "bench" / ".venv" / "bin" / "python")
"""It has packages of its own (`requirements.txt`), which Viva neither needs nor gets."""
POLL_SECONDS = 0.5
TEMPLATES = (Stage.INTRO, Stage.MOTIVATION, Stage.FINAL_STATEMENT)
UNDONE = "SELECT (SELECT count(*) FROM answers) - (SELECT count(*) FROM evaluations)"
APPEND_FSYNC = "everysec"
"""Redis's own default: what it was told in the last second may be lost."""


@dataclass
class OldWay:
    """See Contender. `waits`: hangs on in the call instead of asking again and again."""

    url: str
    database: str
    luck: random.Random
    waits: bool

    @property
    def name(self) -> str:
        """See Contender."""
        return "queue, blocking" if self.waits else "queue, polling"

    async def round(self, load: Load) -> Sequence[Sample]:
        """See Contender."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=load.interviews)
        async with httpx.AsyncClient(base_url=self.url, timeout=PATIENCE_SECONDS, limits=limits) as client:
            held = await asyncio.gather(*(self._hold(client, load) for _ in range(load.interviews)))
        await self._settle()
        return [sample for samples in held for sample in samples]

    async def _hold(self, client: httpx.AsyncClient, load: Load) -> list[Sample]:
        samples: list[Sample] = []
        begun = await _post(client, "/interviews", {})
        question = begun["question"]
        for turn in range(1, load.turns + 1):
            await asyncio.sleep(load.pause_seconds * self.luck.uniform(0.5, 1.5))
            began = time.perf_counter()
            said = {"number": question["number"], "text": ANSWER.format(turn), "wait": self.waits}
            question = await self._next(client, await _post(client, f"/interviews/{begun['interview_id']}/answers", said))
            samples.append(Sample(kind_of(Stage(question["number"])), time.perf_counter() - began))
        return samples

    async def _next(self, client: httpx.AsyncClient, answered: dict[str, Any]) -> dict[str, Any]:
        """The question, asked for again and again where it did not come at once."""
        while "question" not in answered:
            await asyncio.sleep(POLL_SECONDS)
            answered |= (await client.get(f"/tasks/{answered['task_id']}")).raise_for_status().json()
        question: dict[str, Any] = answered["question"]
        return question

    async def _settle(self) -> None:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + PATIENCE_SECONDS
        async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as connection:
            while (row := await (await connection.execute(UNDONE)).fetchone()) and row[0]:
                if loop.time() > give_up:
                    raise TalkBroken("evaluations are left over")
                await asyncio.sleep(0.1)


def kind_of(stage: Stage) -> str:
    """How the question of a stage comes about."""
    if stage in TEMPLATES:
        return TEMPLATE
    return FOLLOW_UP if stage.follows else GENERATED


@contextmanager
def running(database: str, directory: Path, luck: random.Random) -> Iterator[Sequence[OldWay]]:
    """Starts the old way and ends it."""
    redis, web, log = free_port(), free_port(), directory / "queue.log"
    environment = {"OLD_WAY_DATABASE": database, "OLD_WAY_REDIS": f"redis://{LOOPBACK}:{redis}/0"}
    server = shutil.which("redis-server") or "redis-server"
    kept = ["--appendonly", "yes", "--appendfsync", APPEND_FSYNC, "--save", "", "--dir", str(directory)]
    with ExitStack() as processes:

        def start(command: Sequence[str], port: int = 0) -> None:
            processes.enter_context(child(command, log, port=port, environment=environment))

        start([server, "--bind", LOOPBACK, "--port", str(redis), *kept], redis)
        for queue in ("gpu_queue", "cpu_queue"):
            worker = ["--queues", queue, "--concurrency", "1", "--hostname", f"{queue}@bench", "--loglevel", "WARNING"]
            start([INTERPRETER, "-m", "celery", "--app", "bench.turn.queue.tasks", "worker", *worker])
        front = ["--host", LOOPBACK, "--port", str(web), "--log-level", "warning"]
        start([INTERPRETER, "-m", "uvicorn", "bench.turn.queue.web:app", *front], web)
        yield [OldWay(f"http://{LOOPBACK}:{web}", database, luck, waits) for waits in (True, False)]


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response: dict[str, Any] = (await client.post(path, json=body)).raise_for_status().json()
    return response
