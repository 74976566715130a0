"""Starts the gateway: `python -m services.gateway.main`."""

import os
import ssl
from collections.abc import Iterator

from viva.contract.v1.options_pb2 import Service
from viva.gateway.v1.delivery_service_pb2 import DeliverRequest, SendMailRequest

from mesh.channels import Channels
from mesh.contract import Method, methods_in, packages_of, services_in
from mesh.identity import Verifier
from mesh.leases import LeaseWorker
from mesh.process import run_process
from mesh.server import Server, serve
from services.gateway.adapters.mail import FileSender, MailSender, SmtpSender
from services.gateway.adapters.peers import Peers
from services.gateway.adapters.webhook import WebhookSender
from services.gateway.catalog import read
from services.gateway.delivery import Delivery
from services.gateway.http_server import HttpServer
from services.gateway.live.socket import LiveEndpoint
from services.gateway.rest.app import Parts, Ready, build_app, requests_called
from services.gateway.rest.web import WebApp
from services.gateway.servicer import DeliveryServicer
from services.gateway.settings import GatewaySettings


async def run(settings: GatewaySettings) -> None:
    """Serves until told to stop."""
    channels, verifier = Channels(settings.mesh), Verifier.from_settings(settings.mesh)
    peers = Peers(channels, requests_called())
    delivery = Delivery(mail_sender(settings), webhook_sender(settings), read("mails"), settings.public_url)
    worker = LeaseWorker(
        channels,
        slots=settings.delivery_slots,
        handlers={SendMailRequest: delivery.send_mail, DeliverRequest: delivery.deliver},
    )
    server = Server(
        settings.mesh,
        servicers=[DeliveryServicer()],
        channels=channels,
        worker=worker,
        verifier=verifier,
        reflected=sorted({method.service for method in contract_methods() if is_routed(method)}),
    )
    live = LiveEndpoint(peers, verifier, limit=settings.live_sockets)
    app = build_app(Parts(peers, verifier, live, WebApp(settings.web_dir), why_not_ready(server)))
    await serve(server, beside=[HttpServer(app, settings.mesh.host, settings.http_port)])


def why_not_ready(server: Server) -> Ready:
    """What `/readyz` asks."""

    async def why_not() -> str | None:
        return server.readiness.why_not

    return why_not


def mail_sender(settings: GatewaySettings) -> MailSender:
    """The mail server that was set, or, in development, a file."""
    if settings.mail_server is None:
        return FileSender(settings.data_dir / "mail.log")
    return SmtpSender(settings.mail_server, settings.mail_from)


def webhook_sender(settings: GatewaySettings) -> WebhookSender:
    """Posts to the world, and to the networks that were allowed."""
    trust = ssl.create_default_context()
    if settings.webhook_ca_file is not None:
        trust.load_verify_locations(settings.webhook_ca_file)
    return WebhookSender(allowed=settings.webhook_networks, trust=trust, release=settings.mesh.release)


def contract_methods() -> Iterator[Method]:
    """Every method of the contract, whoever serves it: the edge has its reflection here."""
    for service in Service.values():
        for package in packages_of(service) if service else ():
            for found in services_in(package):
                yield from methods_in(found)


def is_routed(method: Method) -> bool:
    """Whether the edge lets the method in: somebody outside the mesh might be allowed to call it."""
    access = method.access
    return access is not None and not access.services and bool(access.is_public or access.roles or access.scopes)


def main() -> None:
    """Reads the environment and runs."""
    run_process(run(GatewaySettings.from_environment(os.environ)))


if __name__ == "__main__":
    main()
