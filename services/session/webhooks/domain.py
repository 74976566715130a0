"""What a webhook is told, how it is signed, and which addresses are refused."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from mesh.refusal import Exhausted, InvalidArgument, NotFound

MOST_WEBHOOKS = 10
"""A client has so many."""
GRACE = timedelta(days=1)
"""How long events are signed with the secret before the newest one, too."""


class Topic(IntEnum):
    """What a webhook may hear of; the numbers are those of viva.session.v1.WebhookTopic."""

    INTERVIEW_STARTED = 1
    INTERVIEW_ENDED = 2
    REPORT_READY = 3
    RESUME_READ = 4
    DECISION_MADE = 5
    TEST = 6


class DeliveryStatus(IntEnum):
    """How far a delivery has come; the numbers are those of viva.session.v1.DeliveryStatus."""

    WAITING = 1
    DELIVERED = 2
    UNDELIVERED = 3


class WebhookUnknown(NotFound):
    """There is no such webhook of yours."""

    reason = "WEBHOOK_UNKNOWN"


class AddressRefused(InvalidArgument):
    """Events are not sent into the installation's own network."""

    reason = "ADDRESS_REFUSED"


class TooManyWebhooks(Exhausted):
    """A client has ten webhooks; delete one first."""

    reason = "TOO_MANY_WEBHOOKS"
    retryable = False


def require_outside(url: str) -> None:
    """Refuses what is plainly an address of the own network; names are looked up by whoever delivers. Raises AddressRefused."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or _is_inside(host):
        raise AddressRefused


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


def body_of(delivery_id: str, topic: Topic, *, at: datetime, **facts: str | int) -> bytes:
    """What is sent, byte for byte: ids and closed enums. Made once and kept, so that every attempt sends the same."""
    told = {"delivery_id": delivery_id, "topic": topic.name, "time": at.isoformat(), **facts}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature_of(body: bytes, secrets: Sequence[str], *, at: datetime) -> str:
    """The `Viva-Signature` header: HMAC-SHA256 under each secret over `<seconds>.<body>`, over the very bytes that are sent."""
    seconds = int(at.timestamp())
    signed = str(seconds).encode() + b"." + body
    return ",".join([f"t={seconds}", *(f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in secrets)])
