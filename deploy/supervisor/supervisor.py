"""Brings one Viva up in order, keeps all of it running, and takes it down in order."""

import asyncio
import fcntl
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from deploy.envoy.certificate import UnusableCertificate
from deploy.envoy.keeper import CertificateKeeper
from deploy.envoy.render import write_config
from deploy.envoy.settings import EdgeSettings, UnsafeEdge
from deploy.supervisor.account import Account
from deploy.supervisor.child import Child, Program
from deploy.supervisor.https import Https, choose
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.logs import ChildLog
from deploy.supervisor.ports import is_free
from deploy.supervisor.postgres import EmbeddedPostgres
from deploy.supervisor.programs import SERVICES, Topology, stop_rank
from deploy.supervisor.readiness import http_ok, until
from deploy.supervisor.roster import Roster
from deploy.supervisor.screen import Screen
from deploy.supervisor.settings import SupervisorSettings, service_of

PATIENCE_SECONDS = 15.0


class CannotStart(Exception):
    """A reason, in one line, why nothing was started."""


class Supervisor:
    """All processes of one installation."""

    def __init__(self, settings: SupervisorSettings, screen: Screen) -> None:
        self._settings = settings
        self._screen = screen
        self._account = Account.for_programs(settings.data_dir)
        self._database = EmbeddedPostgres(settings.data_dir / "postgres", settings.ports.postgres, keys_dir=settings.keys_dir)
        self._topology = Topology(settings, self._database)
        self._roster = Roster(settings.run_dir / "processes.json", settings.url)
        self._children: dict[str, Child] = {}
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._certificates: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Starts everything that is wanted, and returns after `stop` is set and all of it has ended."""
        with self._alone():
            self._check_ports()
            self._prepare()
            starting = asyncio.create_task(self._start())
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
                if starting.done():
                    starting.result()  # a failed start ends the run with its reason
                await stopping
            finally:
                for task in (starting, stopping, self._certificates):
                    if task is not None:
                        task.cancel()
                await self._stop_all()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two supervisors on one data directory would fight over its database."""
        self._settings.run_dir.mkdir(parents=True, exist_ok=True)
        with (self._settings.run_dir / "supervisor.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotStart(f"Viva already runs on {self._settings.data_dir}; stop it there, or pass another --data-dir") from None
            yield

    def _check_ports(self) -> None:
        wanted = {name: port for name, port in self._settings.ports.by_process().items() if self._settings.wants(_process_at(name))}
        taken = [f"{port} ({name})" for name, port in wanted.items() if not is_free(port)]
        if taken:
            raise CannotStart(f"port {', '.join(taken)} is taken; stop what listens there, or pass --port-base or --edge-port")

    def _prepare(self) -> None:
        """Makes directories, keys, and the edge's configuration."""
        settings = self._settings
        settings.log_dir.mkdir(exist_ok=True, mode=0o700)
        ensure_keys(settings.keys_dir)
        for path in (settings.keys_dir, *settings.keys_dir.glob("*.key"), *settings.keys_dir.glob("*.json")):
            self._account.own(path)
        for service in SERVICES:
            self._account.own(settings.data_dir / service)
        try:
            write_config(settings.run_dir / "envoy.json", self._edge_settings(self._https()))
        except (UnusableCertificate, UnsafeEdge) as reason:
            raise CannotStart(str(reason)) from None

    def _https(self) -> Https | None:
        """Hands Envoy its certificate, keeps it supplied, and tells whom to trust."""
        settings = self._settings
        https = choose(settings.https, settings.host, settings.data_dir / "tls", behind_proxies=settings.trusted_proxies > 0)
        if https is None:
            return None
        keeper = CertificateKeeper(https.source, settings.secret_file, own=self._account.own, say=self._screen.say)
        keeper.publish()
        self._certificates = asyncio.create_task(keeper.keep())
        if https.authority is not None:
            self._screen.own_authority(https.authority.file, https.authority.fingerprint)
        return https

    def _edge_settings(self, https: Https | None) -> EdgeSettings:
        settings = self._settings
        return EdgeSettings(
            port=settings.ports.edge,
            host=settings.host,
            jwks_file=settings.keys_dir / "jwks.json",
            clusters=settings.ports.clusters(),
            ready_when=tuple(name for name in settings.ports.clusters() if settings.wants(_process_at(name))),
            allowed_origins=settings.allowed_origins,
            trusted_proxies=settings.trusted_proxies,
            reflection=settings.environment == "development",
            secret_file=settings.secret_file if https else None,
            hsts_seconds=https.hsts_seconds if https else 0,
        )

    async def _start(self) -> None:
        began = time.monotonic()
        self._screen.say(f"Viva starts; data and logs are in {self._settings.data_dir}")
        programs = self._topology.programs()
        if self._settings.wants("postgres"):
            await asyncio.to_thread(self._database.initialise)
        # All else may start beside the database: whoever needs session waits for it.
        self._keep(program for program in programs if service_of(program.name) != "session")
        if self._settings.wants("postgres"):
            await self._prepare_database()
        self._keep(program for program in programs if service_of(program.name) == "session")
        await self._all_ready()
        if self._settings.wants("envoy"):
            await until(http_ok(self._settings.ports.edge, "/readyz", host=self._settings.host, tls=self._settings.speaks_https))
        self._screen.welcome(self._settings.url, time.monotonic() - began)

    async def _all_ready(self) -> None:
        """Waits for as long as it takes, and says now and then for whom."""
        waiting = {asyncio.create_task(child.wait_ready()): child for child in self._children.values()}
        while waiting:
            done, _ = await asyncio.wait(waiting, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del waiting[task]
            for child in waiting.values() if not done else ():
                self._screen.still_waiting(child)

    async def _prepare_database(self) -> None:
        """Sees to role, schema and first administrator."""
        await self._children["postgres"].wait_ready()
        await asyncio.to_thread(self._database.provision)
        if not self._settings.wants("session"):
            return
        await self._run_once(self._topology.session_command("migrate"))
        await self._tell_first_admin()

    async def _tell_first_admin(self) -> None:
        """Has the first administrator made, once in the life of a database; later starts need not even ask."""
        made = self._database.home / "has-administrator"
        if made.exists():
            return
        admin: dict[str, str] = json.loads(await self._run_once(self._topology.session_command("first_admin")))
        if admin:  # told at once: an interrupted start must not swallow the only copy
            self._screen.first_admin(admin["username"], admin["password"])
        made.touch()

    async def _run_once(self, program: Program) -> bytes:
        """Runs a program that ends by itself; returns what it printed, which may be secret and is therefore not logged."""
        process = await asyncio.create_subprocess_exec(
            *self._account.wrap(program.command),
            env=dict(program.environment),
            cwd=program.directory,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, complaints = await process.communicate()
        log = ChildLog(self._settings.log_dir, program.name)
        for line in complaints.splitlines():
            log.write(line)
        log.close()
        if process.returncode:
            raise CannotStart(f"{' '.join(program.command[1:])} failed: {log.last_words or 'it said nothing'} (see {log.path})")
        return output

    def _keep(self, programs: Iterable[Program]) -> None:
        for program in programs:
            child = Child(program, self._account, ChildLog(self._settings.log_dir, program.name), self._child_changed)
            self._children[program.name] = child
            self._keepers[program.name] = asyncio.create_task(child.keep_running())

    def _child_changed(self, child: Child) -> None:
        self._roster.write(self._children.values())
        self._screen.child_changed(child)

    async def _stop_all(self) -> None:
        """Rank by rank, so that whoever is still at work finds what it needs."""
        if self._children:
            self._screen.say("\nViva stops.")
        for rank in sorted({stop_rank(name) for name in self._children}):
            names = [name for name in self._children if stop_rank(name) == rank]
            await asyncio.gather(*(self._children[name].stop(self._keepers[name]) for name in names))
        self._roster.remove()


def _process_at(port_name: str) -> str:
    """The process that listens at a port of that name."""
    return {"edge": "envoy", "gateway_http": "gateway"}.get(port_name, port_name)
