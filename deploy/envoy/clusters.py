"""Where the edge sends calls: one cluster per service, with health checks and ejection of replicas that fail."""

from ipaddress import ip_address
from typing import Any

from deploy.envoy.settings import GATEWAY_HTTP, Upstream

HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def cluster(name: str, upstream: Upstream) -> dict[str, Any]:
    """Envoy's cluster for the replicas of one service."""
    endpoints = [_endpoint(upstream.host, port) for port in upstream.ports]
    common = {
        "name": name,
        **_discovery(upstream.host),
        "lb_policy": "ROUND_ROBIN",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]},
        "circuit_breakers": {
            "thresholds": [
                {
                    # Watches are calls that stay open, so there are many more than the default of 1,024.
                    "max_connections": 10_000,
                    "max_pending_requests": 10_000,
                    "max_requests": 20_000,
                    "retry_budget": {"budget_percent": {"value": 20}, "min_retry_concurrency": 20},
                }
            ]
        },
    }
    return common | (_rest() if name == GATEWAY_HTTP else _grpc())


def _discovery(host: str) -> dict[str, Any]:
    """A name is asked for again every few seconds, and every address it stands for is a replica."""
    try:
        ip_address(host)
    except ValueError:
        return {"type": "STRICT_DNS", "dns_lookup_family": "V4_PREFERRED", "dns_refresh_rate": "5s", "respect_dns_ttl": False}
    return {"type": "STATIC"}


def _grpc() -> dict[str, Any]:
    # A started stream must not stay on a replica that hangs, and only this ends it: a failed health check keeps new calls
    # away but cuts no old one. Our servers take a ping every 10 s for an attack if it comes any sooner.
    http2 = {"http2_protocol_options": {"connection_keepalive": {"interval": "11s", "timeout": "4s"}}}
    return {
        "typed_extension_protocol_options": {HTTP_OPTIONS: {"@type": f"type.googleapis.com/{HTTP_OPTIONS}", "explicit_http_config": http2}},
        "health_checks": [
            {
                # Slow is not dead: on a machine with more work than cores an answer takes its time.
                "timeout": "3s",
                "interval": "1s",
                "no_traffic_interval": "1s",
                # A replica that comes back is wanted at once.
                "unhealthy_interval": "0.25s",
                "no_traffic_healthy_interval": "1s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 1,
                "grpc_health_check": {},
            }
        ],
        "outlier_detection": {
            "consecutive_5xx": 5,
            "consecutive_gateway_failure": 3,
            "enforcing_consecutive_gateway_failure": 100,
            "interval": "1s",
            "base_ejection_time": "5s",
            "max_ejection_time": "30s",
            # Never the last one.
            "max_ejection_percent": 50,
        },
    }


def _rest() -> dict[str, Any]:
    """The gateway's REST side tells nothing of its health that its gRPC side does not."""
    return {
        "typed_extension_protocol_options": {
            HTTP_OPTIONS: {"@type": f"type.googleapis.com/{HTTP_OPTIONS}", "explicit_http_config": {"http_protocol_options": {}}}
        }
    }


def _endpoint(host: str, port: int) -> dict[str, Any]:
    return {"endpoint": {"address": {"socket_address": {"address": host, "port_value": port}}}}
