"""Says what Viva consists of: which programs, with which environment, and who is told where whom to find."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.envoy.binary import command as envoy_command
from deploy.supervisor.child import Program
from deploy.supervisor.ports import LOOPBACK, target
from deploy.supervisor.postgres import EmbeddedPostgres
from deploy.supervisor.readiness import grpc_health, http_ok, postgres_accepts
from deploy.supervisor.settings import REPOSITORY, SupervisorSettings, service_of

# Stopped in this order: whoever takes requests from outside first, whoever remembers last.
STOP_ORDER = ("envoy", "gateway", "llm", "resume", "session", "postgres")
SERVICES = ("session", "llm", "resume", "gateway")
# What an operator's shell may hand down beside Viva's own settings; nothing else leaks into a service.
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
OURS_PREFIX = "VIVA_"
# Settings of one service, by how their names begin: secrets above all. Nobody else is told them.
ONLY_FOR = {"VIVA_DATABASE_URL": "session", "VIVA_SMTP_URL": "gateway", "VIVA_LLM_": "llm"}


@dataclass(frozen=True)
class Topology:
    """Builds the programs of one installation."""

    settings: SupervisorSettings
    database: EmbeddedPostgres
    shell: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def programs(self) -> list[Program]:
        """Every program that is wanted, in the order in which they are worth starting."""
        ports = self.settings.ports.by_process()
        everything = [
            self._postgres(),
            *(self._service(name, port) for name, port in ports.items() if service_of(name) in SERVICES),
            self._edge(),
        ]
        return [program for program in everything if self.settings.wants(program.name)]

    def session_command(self, module: str) -> Program:
        """A program of session's that runs once (`migrate`), with the rights that session has."""
        return self._python("session", f"services.session.{module}", name=module, port=0)

    def _postgres(self) -> Program:
        return Program(
            name="postgres",
            command=self.database.command,
            environment=self._inherited(),
            port=self.database.port,
            ready=postgres_accepts(self.database),
            directory=REPOSITORY,
            stop_signal=signal.SIGINT,  # its "fast": sessions are rolled back instead of waited for
            before_start=self.database.clear_stale_lock,
        )

    def _edge(self) -> Program:
        port = self.settings.ports.edge
        return Program(
            name="envoy",
            command=envoy_command(self.settings.run_dir / "envoy.json", "--concurrency", "2", "--log-level", "warning"),
            environment=self._inherited(),
            port=port,
            ready=http_ok(port, "/healthz", host=self.settings.host, tls=self.settings.speaks_https),
            directory=REPOSITORY,
        )

    def _service(self, name: str, port: int) -> Program:
        service = service_of(name)
        return self._python(service, f"services.{service}.main", name=name, port=port)

    def _python(self, service: str, module: str, *, name: str, port: int) -> Program:
        return Program(
            name=name,
            command=[sys.executable, "-m", module],
            environment=self._environment(service, port),
            port=port,
            ready=grpc_health(port),
            directory=REPOSITORY,
        )

    def _environment(self, service: str, port: int) -> dict[str, str]:
        settings, ports = self.settings, self.settings.ports
        own_directory = str(settings.data_dir / service)
        environment = (
            self._inherited()
            | self._told(service)
            | {
                "HOME": own_directory,
                "VIVA_ENVIRONMENT": settings.environment,
                "VIVA_HOST": LOOPBACK,
                "VIVA_PORT": str(port),
                "VIVA_DATA_DIR": own_directory,
                "VIVA_KEYS_DIR": str(settings.keys_dir),
                "VIVA_SESSION_TARGET": target(ports.session),
                "VIVA_LLM_TARGET": target(ports.llm),
                "VIVA_RESUME_TARGET": target(ports.resume),
            }
        )
        if service == "session":  # nobody else has its password
            environment["VIVA_DATABASE_URL"] = self.database.url
        if service == "gateway":
            environment["VIVA_HTTP_PORT"] = str(ports.gateway_http)
            environment.setdefault("VIVA_PUBLIC_URL", f"{settings.url}/")
        return environment

    def _inherited(self) -> dict[str, str]:
        return {name: value for name, value in self.shell.items() if name in INHERITED}

    def _told(self, service: str) -> dict[str, str]:
        """The operator's settings, without those of others."""
        others = tuple(beginning for beginning, owner in ONLY_FOR.items() if owner != service)
        return {name: value for name, value in self.shell.items() if name.startswith(OURS_PREFIX) and not name.startswith(others)}


def stop_rank(name: str) -> int:
    """When `name` is stopped, counted from 0."""
    return STOP_ORDER.index(service_of(name))
