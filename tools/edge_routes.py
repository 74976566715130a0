"""Renders deploy/envoy/routes.json: which RPCs the edge lets in, where they go, and which need no token.

The supervisor's Envoy template takes the two lists as they are:

    {
      "routes": [                         # for route_config.virtual_hosts[].routes, exact paths, in name order
        {"match": {"path": "/viva.session.v1.InterviewService/SubmitAnswer"},
         "route": {"cluster": "session", "timeout": "60s"}}
      ],
      "public_paths": ["/viva.session.v1.AccountService/Register"],     # jwt_authn demands a token on all other routes
      "repeatable_paths": ["/viva.session.v1.AccountService/GetMe"]     # unary, and the edge may send it a second time
    }

A cluster has the name of the service that serves the package. `timeout` is "0s", that is none, where either side
streams: such calls end by heartbeat, token expiry or drain. An RPC that nobody outside may call is absent.
"""

import json
from typing import Any

from tools.methods import Method

# How long the edge waits for a unary answer. Callers' own deadlines (`grpc-timeout`) are shorter and reach the service.
UNARY_TIMEOUT = "60s"
STREAM_TIMEOUT = "0s"


def render(methods: list[Method]) -> str:
    """Returns the file's text."""
    routed = [method for method in methods if method.is_routed]
    document = {
        "routes": [route(method) for method in routed],
        "public_paths": [method.path for method in routed if method.access.is_public],
        "repeatable_paths": [method.path for method in routed if method.is_repeatable and not method.is_stream],
    }
    return json.dumps(document, indent=2) + "\n"


def route(method: Method) -> dict[str, Any]:
    """Returns Envoy's route for one RPC."""
    timeout = STREAM_TIMEOUT if method.is_stream else UNARY_TIMEOUT
    return {"match": {"path": method.path}, "route": {"cluster": method.service, "timeout": timeout}}
