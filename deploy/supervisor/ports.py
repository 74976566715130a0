"""Which port each process listens on, and which of them are already taken."""

import socket
from dataclasses import dataclass, fields

from deploy.envoy.settings import GATEWAY_HTTP, Upstream
from deploy.envoy.settings import LOOPBACK as LOOPBACK

REPLICA_STEP = 10


@dataclass(frozen=True)
class Ports:
    """The ports of one running Viva; a service has one port per replica, ten apart."""

    edge: int = 8080
    gateway_http: int = 8000
    gateway: tuple[int, ...] = (50056,)
    session: tuple[int, ...] = (50051, 50061)
    llm: tuple[int, ...] = (50052, 50062)
    resume: tuple[int, ...] = (50053,)
    postgres: int = 5450

    @classmethod
    def counted_from(cls, base: int) -> "Ports":
        """A block of twenty ports from `base`, the edge first, so that several Vivas run side by side."""
        return cls(
            edge=base,
            gateway_http=base + 1,
            postgres=base + 2,
            session=(base + 3, base + 3 + REPLICA_STEP),
            llm=(base + 4, base + 4 + REPLICA_STEP),
            resume=(base + 5,),
            gateway=(base + 6,),
        )

    @classmethod
    def free(cls) -> "Ports":
        """Ports that are free now, in no order; for tests."""
        edge, gateway_http, postgres, *grpc = _free_ports(9)
        return cls(edge, gateway_http, tuple(grpc[:1]), tuple(grpc[1:3]), tuple(grpc[3:5]), tuple(grpc[5:6]), postgres)

    def clusters(self) -> dict[str, Upstream]:
        """What the edge sends calls to, by the name its routes use."""
        return {
            GATEWAY_HTTP: Upstream((self.gateway_http,)),
            "gateway": Upstream(self.gateway),
            "session": Upstream(self.session),
            "llm": Upstream(self.llm),
            "resume": Upstream(self.resume),
        }

    def by_process(self) -> dict[str, int]:
        """Each port under the name of the process that listens there (`session-2`)."""
        named: dict[str, int] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            several = isinstance(value, tuple) and len(value) > 1
            for number, port in enumerate(value if isinstance(value, tuple) else (value,), start=1):
                named[f"{field.name}-{number}" if several else field.name] = port
        return named


def free_port() -> int:
    """A port that was free a moment ago; the kernel does not hand it out again at once."""
    return _free_ports(1)[0]


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now; a socket in TIME_WAIT does not count as taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def target(ports: tuple[int, ...]) -> str:
    """gRPC's name for a service at these ports: every replica, so that calls go round."""
    return "ipv4:" + ",".join(f"{LOOPBACK}:{port}" for port in ports)


def _free_ports(count: int) -> list[int]:
    """Distinct ones, which is why all are held until the last is found."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
