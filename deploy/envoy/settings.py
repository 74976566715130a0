"""What the edge of one installation needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from deploy.envoy.limits import Limits

GATEWAY_HTTP = "gateway_http"
LOOPBACK = "127.0.0.1"
A_YEAR = 365 * 24 * 3600


class UnsafeEdge(ValueError):
    """The edge would listen where passwords could be read on their way."""


@dataclass(frozen=True)
class Upstream:
    """Where the replicas of one service listen: at every one of `ports`, on every address that `host` stands for."""

    ports: tuple[int, ...]
    host: str = LOOPBACK


@dataclass(frozen=True)
class EdgeSettings:
    """Where the edge listens, where the services do, and what it lets through.

    `clusters`: each service by its name; the gateway's REST side is `gateway_http`.
    `ready_when`: the clusters of which one replica must be healthy before /readyz says yes.
    `allowed_origins`: origins of other web pages that may call (regular expressions); the app we serve needs none.
    `trusted_proxies`: how many proxies of the operator's stand in front and append to `x-forwarded-for`.
    `reflection`: whether strangers may read the contract; a convenience of development.
    `secret_file`: where Envoy finds certificate and key; without it the edge speaks plain HTTP, and that on loopback only.
    `hsts_seconds`: for how long a browser that came by HTTPS comes by nothing else.
    """

    port: int
    jwks_file: Path
    clusters: Mapping[str, Upstream]
    host: str = LOOPBACK
    ready_when: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    reflection: bool = False
    secret_file: Path | None = None
    hsts_seconds: int = A_YEAR
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Raises UnsafeEdge for plain HTTP beyond this machine."""
        if self.secret_file is None and not is_loopback(self.host):
            raise UnsafeEdge(
                f"the edge would listen on {self.host} in plain HTTP, and others could read passwords and answers on their way; "
                "give it a certificate, or let it listen on 127.0.0.1 behind a proxy on this machine"
            )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
