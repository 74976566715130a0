"""Which request goes where: the RPCs the contract lets in, then REST and WebSocket, and nothing else by gRPC."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.envoy.limits import Limits, Rate, by_address
from deploy.envoy.settings import GATEWAY_HTTP, EdgeSettings

ROUTES_FILE = Path(__file__).with_name("routes.json")
JWT = "envoy.filters.http.jwt_authn"
STREAM_TIMEOUT = "0s"
LARGEST_REQUEST = 11 * 1024 * 1024
BEYOND_ANY_LENGTH = 2**62
# Nothing had reached a handler, so nothing can happen twice.
NEVER_STARTED = "connect-failure,refused-stream,reset-before-request"
# The contract says that a repetition does no harm.
REPEATABLE = f"{NEVER_STARTED},reset,unavailable"
# What is limited more tightly than the rest. check.py holds the RPCs against the contract.
TIGHT_RPCS = {
    "/viva.session.v1.AuthService/LogIn": "log_in",
    "/viva.session.v1.AuthService/IssueClientToken": "log_in",
    "/viva.session.v1.AccountService/RequestPasswordReset": "log_in",
    "/viva.session.v1.AccountService/ResetPassword": "log_in",
    "/viva.session.v1.AccountService/Register": "register",
    "/viva.resume.v1.ResumeService/Upload": "upload",
}
TIGHT_REST = {
    "/token": "log_in",
    "/password-resets": "log_in",
    "/password-resets/confirm": "log_in",
    "/register": "register",
    "/resumes/upload": "upload",
}
# A stale token in a header must not keep somebody from getting a new one.
TOKENLESS_REST = (
    "/token",
    "/token/refresh",
    "/register",
    "/password-resets",
    "/password-resets/confirm",
    "/.well-known/jwks.json",
    "/openapi.json",
)


@dataclass(frozen=True)
class ContractRoutes:
    """What `make gen` derived from the contract: Envoy routes, and which of them need no token or may be repeated."""

    routes: tuple[Mapping[str, Any], ...]
    public_paths: frozenset[str]
    repeatable_paths: frozenset[str]

    @classmethod
    def load(cls, path: Path = ROUTES_FILE) -> "ContractRoutes":
        document = json.loads(path.read_text())
        return cls(tuple(document["routes"]), frozenset(document["public_paths"]), frozenset(document["repeatable_paths"]))

    def lacks(self) -> list[str]:
        """The RPCs we mean to limit that the contract does not let in: a rename must not lift a limit in silence."""
        return sorted(TIGHT_RPCS.keys() - {route["match"]["path"] for route in self.routes})


def all_routes(contract: ContractRoutes, settings: EdgeSettings) -> list[dict[str, Any]]:
    """Envoy's routes; the first that matches counts."""
    served = [route for route in contract.routes if route["route"]["cluster"] in settings.clusters]
    return [
        _too_large(),
        *(_rpc(route, contract, settings.limits) for route in served),
        *_for_tools(settings),
        *_unknown_rpcs(),
        *_rest(settings.limits),
    ]


def _rpc(route: Mapping[str, Any], contract: ContractRoutes, limits: Limits) -> dict[str, Any]:
    path = route["match"]["path"]
    action = dict(route["route"])
    stream = action["timeout"] == STREAM_TIMEOUT
    # The deadline that a caller states holds here as well, up to the route's own.
    if not stream:
        action["max_stream_duration"] = {"grpc_timeout_header_max": action["timeout"]}
    action["retry_policy"] = _retries(REPEATABLE if path in contract.repeatable_paths and not stream else NEVER_STARTED)
    filters = {} if path in contract.public_paths else _token("required")
    filters |= _tight(limits, TIGHT_RPCS.get(path))
    return {"match": {"path": path}, "route": action, "typed_per_filter_config": filters}


def _for_tools(settings: EdgeSettings) -> list[dict[str, Any]]:
    """Health for everybody; reflection, answered by the gateway for all routed services, where it is allowed."""
    prefixes = ["/grpc.health.v1.Health/", *(["/grpc.reflection."] if settings.reflection else [])]
    return [{"match": {"prefix": prefix}, "route": {"cluster": "gateway", "timeout": STREAM_TIMEOUT}} for prefix in prefixes]


def _unknown_rpcs() -> list[dict[str, Any]]:
    """Answers UNIMPLEMENTED, which is what tools expect of a method that is not there.

    Envoy makes that of 404 for gRPC callers by itself, for gRPC-Web callers it has to be spelt out.
    """
    unimplemented = [{"header": {"key": "grpc-status", "value": "12"}}]
    return [
        {"match": _content_type("application/grpc-web"), "direct_response": {"status": 200}, "response_headers_to_add": unimplemented},
        {"match": _content_type("application/grpc"), "direct_response": {"status": 404}},
    ]


def _too_large() -> dict[str, Any]:
    length = {"name": "content-length", "range_match": {"start": LARGEST_REQUEST, "end": BEYOND_ANY_LENGTH}}
    return {"match": {"prefix": "/", "headers": [length]}, "direct_response": {"status": 413}}


def _rest(limits: Limits) -> list[dict[str, Any]]:
    """REST, WebSocket, documentation and the web app, all of them the gateway's."""
    particular = [
        {
            "match": {"path": path},
            "route": {"cluster": GATEWAY_HTTP, "timeout": "60s", "retry_policy": _retries(NEVER_STARTED)},
            "typed_per_filter_config": ({} if path in TOKENLESS_REST else _token("optional")) | _tight(limits, TIGHT_REST.get(path)),
        }
        for path in sorted({*TIGHT_REST, *TOKENLESS_REST})
    ]
    socket = {
        "match": {"prefix": "/ws/"},
        "route": {"cluster": GATEWAY_HTTP, "timeout": STREAM_TIMEOUT, "upgrade_configs": [{"upgrade_type": "websocket"}]},
        "typed_per_filter_config": _token("optional"),
    }
    the_rest = {
        "match": {"prefix": "/"},
        "route": {"cluster": GATEWAY_HTTP, "timeout": "60s", "retry_policy": _retries(NEVER_STARTED)},
        "typed_per_filter_config": _token("optional"),
    }
    return [*particular, socket, the_rest]


def _retries(on: str) -> dict[str, Any]:
    return {
        "retry_on": on,
        "num_retries": 2,
        "retry_host_predicate": [
            {
                "name": "envoy.retry_host_predicates.previous_hosts",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"},
            }
        ],
        "host_selection_retry_max_attempts": 3,
    }


def _token(requirement: str) -> dict[str, Any]:
    kind = "type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig"
    return {JWT: {"@type": kind, "requirement_name": requirement}}


def _tight(limits: Limits, name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    rate: Rate = getattr(limits, name)
    return by_address(name, rate)


def _content_type(prefix: str) -> dict[str, Any]:
    return {"prefix": "/", "headers": [{"name": "content-type", "string_match": {"prefix": prefix}}]}
