"""What the edge of one installation needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.envoy.limits import Limits

GATEWAY_HTTP = "gateway_http"


@dataclass(frozen=True)
class EdgeSettings:
    """Where the edge listens, where the services do, and what it lets through.

    `clusters`: ports of each service by its name, on loopback; the gateway's REST side is `gateway_http`.
    `ready_when`: the clusters of which one replica must be healthy before /readyz says yes.
    `allowed_origins`: origins of other web pages that may call (regular expressions); the app we serve needs none.
    `trusted_proxies`: how many proxies of the operator's stand in front and append to `x-forwarded-for`.
    `reflection`: whether strangers may read the contract; a convenience of development.
    """

    port: int
    jwks_file: Path
    clusters: Mapping[str, tuple[int, ...]]
    host: str = "127.0.0.1"
    ready_when: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    reflection: bool = False
    limits: Limits = field(default_factory=Limits)
