"""Can Viva listen where it should, and is it safe for whom it lets in?"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from deploy.command.doctor.finding import Finding, ok, problem, warning
from deploy.command.doctor.machine import CertificateView, Holder, Machine, PortUse
from deploy.envoy.settings import is_loopback

USE_TLS = "take VIVA_HTTPS=off away, or listen on 127.0.0.1 behind your own TLS"
RENEW_DAYS = 14
DEVELOPMENT, PRODUCTION = "development", "production"


def ports(machine: Machine) -> Iterator[Finding]:
    taken = [use for use in machine.ports if use.holder is not None and not use.holder.is_ours]
    for use in taken:
        yield problem("ports", f"Port {use.port}, where {use.name} listens, is taken by {_who(use)}.", _free(use))
    if not taken:
        whose = "are held by Viva itself" if machine.is_running else "are free"
        yield ok("ports", f"All {len(machine.ports)} ports {whose}.")


def listeners(machine: Machine) -> Iterator[Finding]:
    """Whether anything but the edge can be reached from other machines (F14)."""
    if not machine.is_running:
        return
    exposed = [listener for listener in machine.listeners if listener.process != "envoy" and not is_loopback(listener.host)]
    for listener in exposed:
        sentence = f"{listener.process} listens at {listener.host}:{listener.port}, which other machines can reach."
        yield problem(
            "listeners", sentence, "stop Viva, take what sets VIVA_HOST or the database's address out of its settings, and start it again"
        )
    if not exposed:
        yield ok("listeners", "Nothing but the edge listens beyond this machine.")


def edge(machine: Machine) -> Iterator[Finding]:
    host = machine.settings.host
    if not machine.settings.speaks_https and not is_loopback(host):
        sentence = (
            f"The edge at {host} speaks plain HTTP to other machines: passwords can be read on the way, and browsers give no microphone."
        )
        yield problem("edge", sentence, USE_TLS)
    elif not machine.settings.speaks_https:
        yield ok("edge", f"The edge at {host} speaks plain HTTP, to this machine alone.")
    elif machine.certificate is None:
        yield ok(
            "edge", f"The edge at {host} speaks HTTPS with a certificate of Viva's own making; browsers trust it where ca.pem is installed."
        )
    else:
        yield _certificate(machine.certificate)


def _certificate(certificate: CertificateView) -> Finding:
    if certificate.complaint:
        sentence = f"The edge cannot serve with its certificate: {certificate.complaint}."
        return problem("edge", sentence, "replace the certificate or its key")
    sentence = f"The edge speaks HTTPS with a certificate that is good for {certificate.days_left} more days."
    if certificate.days_left < RENEW_DAYS:
        return warning("edge", sentence, "renew it; a new file is taken up without a restart")
    return ok("edge", sentence)


def public_url(machine: Machine) -> Iterator[Finding]:
    url = machine.environment.get("VIVA_PUBLIC_URL", "")
    parts = urlsplit(url)
    if not url:
        if machine.settings.environment == PRODUCTION:
            yield problem(
                "public URL",
                "VIVA_PUBLIC_URL is not set, so links in mails would lead nowhere.",
                "set it to the https:// address people use",
            )
    elif parts.scheme not in ("http", "https") or not parts.hostname:
        yield problem(
            "public URL", f"VIVA_PUBLIC_URL is {url!r}, which is no address of a web page.", "set it to the https:// address people use"
        )
    elif parts.scheme == "http" and not is_loopback(parts.hostname):
        yield problem(
            "public URL",
            f"VIVA_PUBLIC_URL sends people to {url} over plain HTTP; links in mails are as good as passwords.",
            "begin it with https://",
        )
    else:
        yield ok("public URL", f"Links in mails lead to {url}.")


def environment(machine: Machine) -> Iterator[Finding]:
    name = machine.settings.environment
    if name not in (DEVELOPMENT, PRODUCTION):
        yield problem(
            "environment", f"VIVA_ENVIRONMENT is {name!r}; no service starts with it.", f"set it to {DEVELOPMENT} or {PRODUCTION}"
        )
    elif name == DEVELOPMENT and not is_loopback(machine.settings.host):
        sentence = "Other machines reach an installation that is set up for development: strangers may read its contract by reflection."
        yield warning("environment", sentence, f"set VIVA_ENVIRONMENT={PRODUCTION}")
    elif name == DEVELOPMENT:
        yield ok("environment", "Set up for development, on this machine alone.")
    else:
        yield from _production(machine)


def _production(machine: Machine) -> Iterator[Finding]:
    mails, reflects = machine.environment.get("VIVA_SMTP_URL"), machine.edge_shows_contract
    if not mails:
        yield problem(
            "mail", "In production, mails would be written to a file, and the links in them are as good as passwords.", "set VIVA_SMTP_URL"
        )
    if reflects:
        sentence = "The edge answers reflection in production, so strangers may read the contract."
        yield problem("reflection", sentence, f"start Viva again with VIVA_ENVIRONMENT={PRODUCTION}")
    if mails and not reflects:
        yield ok("environment", "Set up for production.")


def _who(use: PortUse) -> str:
    holder = use.holder or Holder(None, "")
    return f"{holder.program} (pid {holder.pid})" if holder.pid else "a process of another user"


def _free(use: PortUse) -> str:
    other = "--edge-port or --port-base" if use.name == "edge" else "--port-base"
    return f"stop it, or start Viva with {other}"
