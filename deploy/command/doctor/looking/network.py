"""Who listens where on this machine, and what the edge was told to show."""

from collections.abc import Mapping
from datetime import UTC, datetime

import psutil

from deploy.command.doctor.machine import CertificateView, Holder, Listener, PortUse
from deploy.command.installation import Installation
from deploy.supervisor.ports import is_free
from deploy.supervisor.settings import SupervisorSettings

# How an IPv6 socket that speaks IPv4 writes its address.
MAPPED = "::ffff:"
HIDDEN = "a program that is hidden from us"


def ports(settings: SupervisorSettings, installation: Installation | None) -> tuple[PortUse, ...]:
    """Every port that Viva takes and who has it now. A running one's are those it says it has: it may have been told to find free ones."""
    if installation is None:
        wanted = settings.ports.by_process()
    else:
        wanted = {"edge" if process.name == "envoy" else process.name: process.port for process in installation.processes}
    owners, ours = _owners(), _family(installation)
    return tuple(PortUse(name, port, _holder(port, owners, ours)) for name, port in wanted.items())


def listeners(installation: Installation | None) -> tuple[Listener, ...]:
    """Every socket that a process of a running Viva listens at."""
    ours = _family(installation)
    return tuple(Listener(ours[pid], host, port) for host, port, pid in _listening() if pid in ours)


def certificate(settings: SupervisorSettings) -> CertificateView | None:
    """The operator's own certificate, read as the edge will read it."""
    if not settings.https.has_files:
        return None
    # Imported here: the doctor has to be there when what reads certificates is not.
    from deploy.envoy.certificate import UnusableCertificate
    from deploy.supervisor.https import choose

    try:
        chosen = choose(settings.https, settings.host, settings.data_dir / "tls", behind_proxies=settings.trusted_proxies > 0)
        return CertificateView(chosen.source().left(datetime.now(UTC)).days) if chosen else None
    except UnusableCertificate as reason:
        return CertificateView(complaint=str(reason))


def edge_shows_contract(settings: SupervisorSettings, installation: Installation | None) -> bool:
    """Whether a running edge lets strangers read the contract by reflection."""
    config = settings.run_dir / "envoy.json"
    return installation is not None and config.exists() and '"/grpc.reflection.' in config.read_text()


def _holder(port: int, owners: Mapping[int, int | None], ours: Mapping[int, str]) -> Holder | None:
    if port not in owners:
        # Where the system shows us our own sockets only, nothing but trying tells.
        return None if is_free(port) else Holder(None, HIDDEN)
    pid = owners[port]
    return Holder(pid, _program(pid), is_ours=pid in ours)


def _owners() -> dict[int, int | None]:
    """The process that listens at each port."""
    return {port: pid for _, port, pid in _listening()}


def _listening() -> list[tuple[str, int, int | None]]:
    """Address, port and process of every socket of this machine that listens, as far as we are shown."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:  # macOS shows them to root only
        return []
    return [
        (connection.laddr.ip.removeprefix(MAPPED), connection.laddr.port, connection.pid)
        for connection in connections
        if connection.laddr and connection.status == psutil.CONN_LISTEN
    ]


def _family(installation: Installation | None) -> dict[int, str]:
    """Every process of a running Viva, by number: what it is called, for those that others started the name of who did."""
    named: dict[int, str] = {}
    for process in installation.processes if installation else ():
        try:
            family = psutil.Process(process.pid).children(recursive=True) if process.pid else []
        except psutil.NoSuchProcess:  # it has just ended
            continue
        named |= dict.fromkeys((process.pid or 0, *(child.pid for child in family)), process.name)
    return named


def _program(pid: int | None) -> str:
    """What people call a process: its name, and for an interpreter what it runs."""
    try:
        return psutil.Process(pid).name() if pid else HIDDEN
    except psutil.NoSuchProcess:
        return "a program that has just ended"
