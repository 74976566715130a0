"""Every check of `viva doctor` says what is wrong with a machine on which that one thing was broken, and nothing about a sound one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy.command.doctor.checks import CHECKS, examine, network, programs, secrets
from deploy.command.doctor.finding import Finding, Level
from deploy.command.doctor.machine import CertificateView, DatabaseView, Entry, Holder, Listener, Machine, Package, PortUse, Secret, Tool
from deploy.supervisor.https import HttpsSettings
from deploy.supervisor.settings import SupervisorSettings

GIB = 2**30
OURS = 1000
DATA = Path("/srv/viva")
STRONG = "qW8-rT2_yU6.iO0zXc4v"

SOUND = Machine(
    settings=SupervisorSettings(data_dir=DATA),
    environment={},
    is_running=True,
    certificate=None,
    python=(3, 11),
    is_own_venv=True,
    node=Tool("node", "22.1.0"),
    npm=Tool("npm", "10.2.3"),
    servers=(Tool("envoy", "1.40.0"), Tool("postgres", "18.4")),
    chromium=None,
    tesseract=frozenset({"eng", "kor"}),
    packages=(Package("grpcio", "1.85.1", "1.85.1"),),
    ports=(PortUse("edge", 8080, Holder(7, "envoy", is_ours=True)),),
    listeners=(Listener("envoy", "127.0.0.1", 8080), Listener("postgres", "127.0.0.1", 5450), Listener("session-1", "::1", 50051)),
    disk_free=100 * GIB,
    memory_free=8 * GIB,
    users=frozenset({OURS}),
    data_dir=Entry(DATA, 0o755, OURS),
    may_write_data=True,
    keys_dir=Entry(DATA / "keys", 0o700, OURS),
    private_files=(Entry(DATA / "keys" / "access.key", 0o600, OURS),),
    container_files=(Entry(Path("/srv/compose/secrets/session.key"), 0o600, 33),),
    secrets=(Secret("VIVA_SMTP_URL in the environment", STRONG, "post"),),
    edge_shows_contract=False,
    database=DatabaseView(migration="0008"),
    newest_migration="0008",
    clock_set=True,
    clock_behind=0.0,
)
PRODUCTION: dict[str, Any] = {
    "settings": replace(SOUND.settings, environment="production"),
    "environment": {"VIVA_SMTP_URL": "smtps://post@mail.example", "VIVA_PUBLIC_URL": "https://viva.example/"},
}


def edge(host: str, **https: Any) -> dict[str, Any]:
    return {"settings": replace(SOUND.settings, host=host, https=HttpsSettings(**https))}


def told(**variables: str) -> dict[str, Any]:
    return {"environment": variables}


def environment(name: str) -> dict[str, Any]:
    return {"settings": replace(SOUND.settings, environment=name)}


def held(secret: str, user: str = "") -> dict[str, Any]:
    return {"secrets": (Secret("deploy/compose/.env", secret, user),)}


# What is broken, what is said about it, and what to do begins with.
PROBLEMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "old Python": ({"python": (3, 9)}, "Python 3.9 is older than 3.11", "remove .venv"),
    "a package is missing": (
        {"packages": (Package("grpcio", "1.85.1", None),)},
        "1 Python packages are missing: grpcio 1.85.1",
        "run `make",
    ),
    "no Node": ({"node": Tool("node", None, "node is not on PATH")}, "There is no Node: node is not on PATH", "install Node 20"),
    "old Node": ({"node": Tool("node", "16.20.2")}, "Node 16.20.2 is older than 20", "install Node 20"),
    "another node": ({"node": Tool("node", "pktnode")}, "says 'pktnode', which is no version", "install Node 20"),
    "no npm": ({"npm": Tool("npm", None, "npm is not on PATH")}, "There is no npm", "install Node 20"),
    "no Envoy": (
        {"servers": (Tool("envoy", None, "it ended with 127: GLIBC"),)},
        "envoy that comes with Viva does not start: it ended",
        "run `make",
    ),
    "a full disk": ({"disk_free": GIB // 2}, "0.5 GiB are free where /srv/viva is", "make room"),
    "no memory to start with": ({"is_running": False, "memory_free": GIB}, "1.0 GiB of memory are free", "end other programs"),
    "no memory to run on": ({"memory_free": GIB // 10}, "0.1 GiB of memory are free", "end other programs"),
    "a clock that is behind": ({"clock_behind": 86400.0}, "The clock is earlier than files", "set the clock"),
    "a port is taken": (
        {"ports": (PortUse("session-1", 50051, Holder(42, "nginx")),)},
        "Port 50051, where session-1 listens, is taken by nginx (pid 42)",
        "stop it, or start Viva with --port-base",
    ),
    "the edge's port is taken": (
        {"ports": (PortUse("edge", 8080, Holder(None, "hidden")),)},
        "Port 8080, where edge listens, is taken by a process of another user",
        "stop it, or start Viva with --edge-port",
    ),
    "a published database": (
        {"listeners": (Listener("postgres", "0.0.0.0", 5450),)},
        "postgres listens at 0.0.0.0:5450, which other machines can reach",
        "stop Viva",
    ),
    "plain HTTP to others": (edge("0.0.0.0", mode="off"), "The edge at 0.0.0.0 speaks plain HTTP to other machines", "take VIVA_HTTPS=off"),
    "a bad certificate": (
        edge("0.0.0.0") | {"certificate": CertificateView(complaint="edge.pem expired on 3 May")},
        "cannot serve with its certificate: edge.pem expired on 3 May",
        "replace the certificate",
    ),
    "links over plain HTTP": (told(VIVA_PUBLIC_URL="http://viva.example/"), "sends people to http://viva.example/ over plain", "begin it"),
    "links that lead nowhere": (told(VIVA_PUBLIC_URL="viva.example"), "'viva.example', which is no address", "set it to the https"),
    "production without an address": (
        PRODUCTION | told(VIVA_SMTP_URL="smtps://post@mail.example"),
        "VIVA_PUBLIC_URL is not set",
        "set it to the https",
    ),
    "production without a mail server": (
        PRODUCTION | told(VIVA_PUBLIC_URL="https://viva.example/"),
        "mails would be written to a file",
        "set VIVA_SMTP_URL",
    ),
    "production with reflection": (PRODUCTION | {"edge_shows_contract": True}, "The edge answers reflection", "start Viva again"),
    "an unknown environment": (environment("staging"), "VIVA_ENVIRONMENT is 'staging'", "set it to development"),
    "data of another user": ({"data_dir": Entry(DATA, 0o755, 33)}, "/srv/viva belongs to user number 33", "run Viva as its owner"),
    "data that all may change": (
        {"data_dir": Entry(DATA, 0o777, OURS)},
        "can be changed by other users of this machine (mode 0777)",
        "chmod go-w",
    ),
    "data that cannot be written": ({"may_write_data": False}, "/srv/viva cannot be written", "run it as the owner"),
    "a key that all may read": (
        {"private_files": (Entry(DATA / "keys" / "access.key", 0o644, OURS),)},
        "/srv/viva/keys/access.key is open to other users of this machine (mode 0644)",
        "chmod 0600 /srv/viva/keys/access.key",
    ),
    "keys that all may list": (
        {"keys_dir": Entry(DATA / "keys", 0o755, OURS)},
        "/srv/viva/keys is open to other users",
        "chmod 0700 /srv/viva/keys",
    ),
    "a key of another user": (
        {"private_files": (Entry(DATA / "keys" / "access.key", 0o600, 33),)},
        "access.key belongs to user number 33",
        "chown",
    ),
    "a secret of containers that all may read": (
        {"container_files": (Entry(Path("/srv/compose/secrets/smtp.url"), 0o644, 33),)},
        "/srv/compose/secrets/smtp.url is open to other users",
        "chmod 0600",
    ),
    "a default secret": (held("Changeme123!"), "deploy/compose/.env is a default", "replace it"),
    "a secret that is the user's name": (held("interviewer-database", "interviewer-database"), "is a default", "replace it"),
    "an empty secret": (held(""), "deploy/compose/.env is empty", "replace it"),
    "a database that refuses": (
        {"database": DatabaseView(complaint="connection refused")},
        "takes no connection: conn",
        "see",
    ),
    "a database without tables": ({"database": DatabaseView()}, "The database has no tables yet", "wait"),
    "an old database": ({"database": DatabaseView("0007")}, "stands at migration 0007, and this code needs 0008", "start Viva again"),
}
WARNINGS: dict[str, tuple[dict[str, Any], str, str]] = {
    "an untried Python": ({"python": (3, 14)}, "Python 3.14 is not 3.11", "remove .venv"),
    "another venv": ({"is_own_venv": False}, "is not the one in this checkout's .venv", "run .venv/bin/viva"),
    "another version of a package": (
        {"packages": (Package("grpcio", "1.85.1", "1.62.0"),)},
        "not at their pinned version: grpcio 1.62.0 instead of 1.85.1",
        "run `make setup`",
    ),
    "little disk": ({"disk_free": 2 * GIB}, "2.0 GiB are free where", "make room"),
    "little memory": ({"is_running": False, "memory_free": 2 * GIB}, "2.0 GiB of memory are free", "end other programs"),
    "a clock that nothing keeps": ({"clock_set": False}, "Nothing keeps the clock right", "set the clock"),
    "development beyond this machine": (edge("0.0.0.0"), "strangers may read its contract", "set VIVA_ENVIRONMENT=production"),
    "a certificate that ends soon": (
        edge("127.0.0.1", mode="on") | {"certificate": CertificateView(days_left=3)},
        "is good for 3 more days",
        "renew it",
    ),
    "a short secret": (held("k9Fq2!x"), "is short or repetitive", "replace it"),
    "a repetitive secret": (held("abababababababababab"), "is short or repetitive", "replace it"),
}


def findings_of(changes: dict[str, Any]) -> list[Finding]:
    return [finding for finding in examine(replace(SOUND, **changes)) if finding.level is not Level.OK]


def test_nothing_is_said_against_a_sound_machine() -> None:
    assert findings_of({}) == []
    assert findings_of(PRODUCTION) == []
    assert findings_of({"is_running": False, "database": None, "data_dir": None, "keys_dir": None, "clock_set": None}) == []


@pytest.mark.parametrize("broken", PROBLEMS)
def test_what_was_broken_is_the_one_problem_found(broken: str) -> None:
    """F14, among others: a database that was published is named."""
    changes, sentence, remedy = PROBLEMS[broken]
    problems = [finding for finding in findings_of(changes) if finding.level is Level.PROBLEM]
    assert len(problems) == 1
    assert sentence in problems[0].sentence
    assert problems[0].remedy.startswith(remedy)


@pytest.mark.parametrize("doubtful", WARNINGS)
def test_what_is_doubtful_is_the_one_warning(doubtful: str) -> None:
    changes, sentence, remedy = WARNINGS[doubtful]
    (finding,) = findings_of(changes)
    assert finding.level is Level.WARNING
    assert sentence in finding.sentence
    assert finding.remedy.startswith(remedy)


def test_every_check_can_find_something() -> None:
    """A check that nothing above ever breaks would be one that cannot fail."""
    broken = [replace(SOUND, **changes) for changes, _, _ in (*PROBLEMS.values(), *WARNINGS.values())]

    def finds(check: Callable[[Machine], Any]) -> bool:
        return any(finding.level is not Level.OK for machine in broken for finding in check(machine))

    # Chromium is needed by tests alone, and Tesseract by scans alone: that one is missing is only mentioned.
    assert [check for check in CHECKS if not finds(check)] == [programs.chromium, programs.tesseract]


@pytest.mark.parametrize(
    ("languages", "sentence"),
    [({"eng", "kor", "osd"}, "reads scanned résumés"), ({"eng"}, "Tesseract has no kor;"), ((), "There is no Tesseract;")],
)
def test_what_becomes_of_scans_is_told(languages: set[str], sentence: str) -> None:
    (finding,) = programs.tesseract(replace(SOUND, tesseract=frozenset(languages)))

    assert finding.level is Level.OK and sentence in finding.sentence


def test_every_sentence_ends_and_every_remedy_is_there_where_one_is_needed() -> None:
    cases = [{}, *(changes for changes, _, _ in (*PROBLEMS.values(), *WARNINGS.values()))]
    findings = [finding for changes in cases for finding in examine(replace(SOUND, **changes))]
    assert [finding for finding in findings if not finding.sentence.endswith(".") or "\n" in finding.sentence] == []
    assert [finding for finding in findings if bool(finding.remedy) == (finding.level is Level.OK)] == []


def test_no_finding_tells_a_secret() -> None:
    findings = examine(replace(SOUND, secrets=(Secret("a file", "hunter2hunter2"), Secret("a file", "Sup3rS3cret!"))))
    assert not [finding for finding in findings if "hunter2" in repr(finding) or "3cret" in repr(finding)]
    assert "hunter2" not in repr(Secret("a file", "hunter2hunter2"))


@pytest.mark.parametrize("secret", ["password", "Passw0rd!", "postgres", "changeme", "CHANGE_ME", "your-secret-key", "admin123", "123456"])
def test_what_everybody_tries_first_is_known(secret: str) -> None:
    """F2: default passwords were shipped."""
    assert secrets.is_known(secret)


@pytest.mark.parametrize("secret", [STRONG, "correct horse battery staple", "4711-0815-2342-9999"])
def test_what_nobody_tries_first_is_not_taken_for_a_default(secret: str) -> None:
    assert not secrets.is_known(secret)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_development_on_this_machine_alone_is_nothing_to_warn_of(host: str) -> None:
    machine = replace(SOUND, **edge(host))
    assert {finding.level for check in (network.edge, network.environment) for finding in check(machine)} == {Level.OK}
