"""What a partner is told, and what proves that we said it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from services.session.webhooks.domain import AddressRefused, Topic, body_of, require_outside, signature_of

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_f17_the_signature_is_over_the_very_bytes_that_are_sent() -> None:
    body = body_of("d1", Topic.REPORT_READY, at=NOW, interview_id="i1", note="리포트")
    times, signed = signature_of(body, ["geheim"], at=NOW).split(",")
    expected = hmac.new(b"geheim", times.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest()
    assert (times, signed) == (f"t={int(NOW.timestamp())}", f"v1={expected}")


def test_f17_a_body_that_was_read_and_written_again_no_longer_matches() -> None:
    body = body_of("d1", Topic.REPORT_READY, at=NOW, interview_id="i1")
    assert json.dumps(json.loads(body)).encode() != body
    assert signature_of(json.dumps(json.loads(body)).encode(), ["s"], at=NOW) != signature_of(body, ["s"], at=NOW)


def test_while_a_secret_changes_each_of_the_two_proves_it() -> None:
    new, old = signature_of(b"{}", ["new"], at=NOW), signature_of(b"{}", ["old"], at=NOW)
    assert signature_of(b"{}", ["new", "old"], at=NOW) == f"{new},{old.split(',')[1]}"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "http://localhost:8080/hook",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://db.internal/",
        "https://printer.local./",
    ],
)
def test_events_are_not_sent_into_the_own_network(url: str) -> None:
    with pytest.raises(AddressRefused):
        require_outside(url)


@pytest.mark.parametrize("url", ["https://partner.example/hook", "https://8.8.8.8/hook", "https://localhost.partner.example/"])
def test_events_are_sent_to_partners(url: str) -> None:
    require_outside(url)
