"""How Envoy is told to speak TLS: the listener's part, and the file from which it takes certificate and key."""

from pathlib import Path
from typing import Any

from deploy.envoy.certificate import Certificate

SECRET = "edge"  # noqa: S105  # its name
KINDS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3"


def transport_socket(secret_file: Path) -> dict[str, Any]:
    """TLS 1.2 or newer; HTTP/2, which gRPC needs, or HTTP/1.1, over which browsers open WebSockets."""
    source = {"path_config_source": {"path": str(secret_file)}, "resource_api_version": "V3"}
    return {
        "name": "envoy.transport_sockets.tls",
        "typed_config": {
            "@type": f"{KINDS}.DownstreamTlsContext",
            "common_tls_context": {
                "alpn_protocols": ["h2", "http/1.1"],
                "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
                "tls_certificate_sds_secret_configs": [{"name": SECRET, "sds_config": source}],
            },
        },
    }


def remember_https(seconds: int) -> dict[str, Any]:
    """The header (RFC 6797) by which a browser that was here once comes back by HTTPS only."""
    return {"header": {"key": "strict-transport-security", "value": f"max-age={seconds}"}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}


def as_secret(certificate: Certificate) -> dict[str, Any]:
    """What Envoy reads, and reads again when the file is replaced."""
    pair = {"certificate_chain": {"inline_string": certificate.chain}, "private_key": {"inline_string": certificate.key}}
    return {"resources": [{"@type": f"{KINDS}.Secret", "name": SECRET, "tls_certificate": pair}]}
