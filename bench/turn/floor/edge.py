"""The bare edge: the Envoy of the product with one route and no filter, that is, one hop that only carries."""

import json
from pathlib import Path

from deploy.supervisor.ports import LOOPBACK


def configuration(port: int, gateway: int) -> dict[str, object]:
    """Passes every WebSocket on to the gateway."""
    route = {"match": {"prefix": "/"}, "route": {"cluster": "gateway", "timeout": "0s"}}
    manager = {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "floor",
        "upgrade_configs": [{"upgrade_type": "websocket"}],
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
            }
        ],
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    endpoint = {"lb_endpoints": [{"endpoint": {"address": _address(gateway)}}]}
    cluster = {"name": "gateway", "type": "STATIC", "load_assignment": {"cluster_name": "gateway", "endpoints": [endpoint]}}
    listener = {"name": "edge", "address": _address(port), "filter_chains": [chain]}
    return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}


def write(path: Path, port: int, gateway: int) -> Path:
    """Writes it where Envoy reads it."""
    path.write_text(json.dumps(configuration(port, gateway)))
    return path


def _address(port: int) -> dict[str, object]:
    return {"socket_address": {"address": LOOPBACK, "port_value": port}}
