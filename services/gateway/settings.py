"""What the gateway is told from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from viva.contract.v1.options_pb2 import SERVICE_GATEWAY

from mesh.settings import Environment, MeshSettings, UnusableSettings, secret
from services.gateway.adapters.mail import MailServer
from services.gateway.domain.addresses import Network

REPOSITORY = Path(__file__).resolve().parents[2]
GRPC_PORT = 50056
HTTP_PORT = "8000"


@dataclass(frozen=True)
class GatewaySettings:
    """The gateway's part, beside the mesh's."""

    mesh: MeshSettings
    http_port: int
    data_dir: Path
    web_dir: Path
    public_url: str
    """Where people reach the installation; links in mails begin with it."""
    mail_server: MailServer | None = None
    mail_from: str = "Viva <no-reply@localhost>"
    webhook_networks: Sequence[Network] = ()
    """Networks of our own that webhooks may reach all the same."""
    webhook_ca_file: Path | None = None
    """Certificates to trust beside the system's, as PEM."""
    live_sockets: int = 2000
    delivery_slots: int = field(default=8)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "GatewaySettings":
        """Reads VIVA_* variables. UnusableSettings for what cannot work."""
        mesh = MeshSettings.from_environment(SERVICE_GATEWAY, env, port=GRPC_PORT)
        try:
            settings = cls(
                mesh=mesh,
                http_port=int(env.get("VIVA_HTTP_PORT", HTTP_PORT)),
                data_dir=Path(env.get("VIVA_DATA_DIR", REPOSITORY / "var" / "gateway")),
                web_dir=Path(env.get("VIVA_WEB_DIR", REPOSITORY / "web" / "dist")),
                public_url=env.get("VIVA_PUBLIC_URL", "http://127.0.0.1:8080/"),
                mail_server=MailServer.from_url(smtp_url) if (smtp_url := secret(env, "VIVA_SMTP_URL")) else None,
                mail_from=env.get("VIVA_MAIL_FROM", cls.mail_from),
                webhook_networks=[ip_network(text.strip()) for text in env.get("VIVA_WEBHOOK_NETWORKS", "").split(",") if text.strip()],
                webhook_ca_file=Path(env["VIVA_WEBHOOK_CA_FILE"]) if env.get("VIVA_WEBHOOK_CA_FILE") else None,
                live_sockets=int(env.get("VIVA_LIVE_SOCKETS", "2000")),
            )
        except ValueError as error:
            raise UnusableSettings(f"the gateway's settings cannot be read: {error}") from None
        settings.refuse_the_unsafe()
        return settings

    def refuse_the_unsafe(self) -> None:
        """Raises UnusableSettings for what is only good enough for a developer's machine."""
        if self.mesh.environment is not Environment.PRODUCTION:
            return
        if self.mail_server is None:
            raise UnusableSettings("VIVA_SMTP_URL is not set: without it links to set a password would lie in a file")
        if not self.public_url.startswith("https://"):
            raise UnusableSettings("VIVA_PUBLIC_URL has to begin with https://: links in mails carry secrets")
