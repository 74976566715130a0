"""The gateway starts with what can work, and in production with nothing that is only good enough for one machine."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from mesh.settings import UnusableSettings
from services.gateway.adapters.mail import FileSender, SmtpSender
from services.gateway.main import mail_sender
from services.gateway.settings import GatewaySettings

PRODUCTION = {
    "VIVA_ENVIRONMENT": "production",
    "VIVA_SMTP_URL": "smtp://viva:secret@mail.example.com",
    "VIVA_PUBLIC_URL": "https://viva.example.com/",
}


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    key = tmp_path / "gateway.key"
    key.touch(mode=0o600)
    return {"VIVA_KEYS_DIR": str(tmp_path)}


def test_on_a_developers_machine_nothing_has_to_be_said(keys: dict[str, str]) -> None:
    settings = GatewaySettings.from_environment(keys)
    assert (settings.http_port, settings.mesh.port, settings.mesh.host) == (8000, 50056, "127.0.0.1")
    assert isinstance(mail_sender(settings), FileSender)


def test_everything_that_can_be_said_is_heard(keys: dict[str, str]) -> None:
    said = {
        "VIVA_HTTP_PORT": "8100",
        "VIVA_WEBHOOK_NETWORKS": "10.0.0.0/8, fd00::/8",
        "VIVA_LIVE_SOCKETS": "7",
        "VIVA_MAIL_FROM": "a@b.example",
    }
    settings = GatewaySettings.from_environment({**keys, **PRODUCTION, **said})
    assert (settings.http_port, settings.live_sockets, settings.mail_from) == (8100, 7, "a@b.example")
    assert list(settings.webhook_networks) == [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    assert isinstance(mail_sender(settings), SmtpSender)
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", ["VIVA_SMTP_URL", "VIVA_PUBLIC_URL"])
def test_production_does_not_start_without_what_links_in_mails_need(keys: dict[str, str], name: str) -> None:
    with pytest.raises(UnusableSettings, match=name):
        GatewaySettings.from_environment({**keys, **PRODUCTION, name: ""})


@pytest.mark.parametrize(
    "wrong",
    [
        {"VIVA_HTTP_PORT": "eight"},
        {"VIVA_SMTP_URL": "mail.example.com"},
        {"VIVA_WEBHOOK_NETWORKS": "10.0.0.1/8"},
        {"VIVA_LIVE_SOCKETS": ""},
        {"VIVA_KEYS_DIR": ""},
    ],
)
def test_what_cannot_be_read_stops_the_start(keys: dict[str, str], wrong: dict[str, str]) -> None:
    with pytest.raises(UnusableSettings):
        GatewaySettings.from_environment({**keys, **wrong})
