"""Puts Envoy's configuration together: the template, and what follows from the contract and the ports."""

import json
from pathlib import Path
from string import Template
from typing import Any

import yaml

from deploy.envoy.clusters import cluster
from deploy.envoy.limits import by_address, by_subject
from deploy.envoy.refusals import local_replies
from deploy.envoy.routes import ContractRoutes, all_routes
from deploy.envoy.settings import EdgeSettings
from deploy.envoy.tls import remember_https, transport_socket

TEMPLATE = Path(__file__).with_name("edge.yaml")
CORS = "envoy.filters.http.cors"
READY_FILTER = "viva.ready"
REQUEST_HEADERS = "authorization,content-type,accept-language,x-grpc-web,x-user-agent,grpc-timeout,x-request-id,traceparent,tracestate"
RESPONSE_HEADERS = "grpc-status,grpc-message,grpc-status-details-bin,retry-after,x-request-id"


def write_config(path: Path, settings: EdgeSettings, contract: ContractRoutes | None = None) -> None:
    """Writes the configuration (JSON, which Envoy reads as well) to `path`."""
    path.write_text(json.dumps(render(settings, contract or ContractRoutes.load()), indent=1, ensure_ascii=False))


def render(settings: EdgeSettings, contract: ContractRoutes) -> dict[str, Any]:
    """The whole configuration as Envoy's JSON form of a Bootstrap."""
    values = {
        "host": settings.host,
        "port": settings.port,
        "jwks": json.dumps(str(settings.jwks_file)),
        "trusted_proxies": settings.trusted_proxies,
    }
    document: dict[str, Any] = yaml.safe_load(Template(TEMPLATE.read_text()).substitute(values))
    resources = document["static_resources"]
    resources["clusters"] = [cluster(name, upstream) for name, upstream in settings.clusters.items()]
    chain = resources["listeners"][0]["filter_chains"][0]
    manager = chain["filters"][0]["typed_config"]
    manager["local_reply_config"] = local_replies()
    manager["route_config"] = {"name": "edge", "virtual_hosts": [_virtual_host(settings, contract)]}
    if settings.secret_file is not None:
        chain["transport_socket"] = transport_socket(settings.secret_file)
        manager["route_config"]["response_headers_to_add"] = [remember_https(settings.hsts_seconds)]
    ready = next(entry for entry in manager["http_filters"] if entry["name"] == READY_FILTER)
    ready["typed_config"]["cluster_min_healthy_percentages"] = {name: {"value": 1} for name in settings.ready_when}
    return document


def _virtual_host(settings: EdgeSettings, contract: ContractRoutes) -> dict[str, Any]:
    limits = by_address("everything_else", settings.limits.everything_else) | by_subject(settings.limits.subject)
    return {
        "name": "everything",
        "domains": ["*"],
        "typed_per_filter_config": limits | {CORS: _cors(settings)},
        "routes": all_routes(contract, settings),
    }


def _cors(settings: EdgeSettings) -> dict[str, Any]:
    """Tokens travel in a header, never in a cookie, so no origin gets credentials."""
    return {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy",
        "allow_origin_string_match": [{"safe_regex": {"regex": origin}} for origin in settings.allowed_origins],
        "allow_methods": "GET,POST,PATCH,PUT,DELETE,OPTIONS",
        "allow_headers": REQUEST_HEADERS,
        "expose_headers": RESPONSE_HEADERS,
        "max_age": "86400",
    }
