"""The composition says what the code reads, listens on and imports, publishes the edge alone, and ships no secret."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import distributions, packages_distributions
from pathlib import Path
from typing import Any

import pytest

from deploy.compose.prepare import prepare
from deploy.envoy.serve import ServeSettings
from deploy.supervisor.postgres import SETTINGS
from services.gateway.settings import GRPC_PORT as GATEWAY_PORT
from services.gateway.settings import HTTP_PORT, GatewaySettings
from services.llm import settings as llm
from services.resume import settings as resume
from services.resume.adapters.build_minilm import default_directory
from services.session import settings as session
from services.session.settings import database_url
from tests.architecture.composition import (
    DOCKERFILE,
    GPU,
    composition,
    copies,
    environment,
    image_environment,
    lines_of,
    ours,
    services,
    stages,
)
from tests.architecture.conftest import ROOT
from tests.architecture.test_dependencies import closure
from tests.architecture.test_peers import PEERS
from tools import pins

BUILT = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").is_file())
# What stands beside the services, and the image that each of them is.
BESIDE = {"edge": "edge", "migrate": "session", "first_admin": "session"}
RUNNING = [*BUILT, "edge"]
IMAGES = {service: service for service in BUILT} | BESIDE
PORTS = {
    "session": session.PORT,
    "llm": llm.PORT,
    "resume": resume.PORT,
    "gateway": GATEWAY_PORT,
    "gateway_http": int(HTTP_PORT),
    "edge": 8443,
}
PROGRAMS = {service: f"services.{service}.main" for service in BUILT} | {
    "edge": "deploy.envoy.serve",
    "migrate": "services.session.migrate",
    "first_admin": "services.session.first_admin",
}
READERS: dict[str, Callable[[Mapping[str, str]], object]] = {
    "session": session.Settings.from_environment,
    "llm": llm.Settings.from_environment,
    "resume": resume.Settings.from_environment,
    "gateway": GatewaySettings.from_environment,
    "edge": ServeSettings.from_environment,
    "migrate": database_url,
    "first_admin": database_url,
}
MEDIA_PORTS = "50000-50050:50000-50050/udp"
# Ours, but found in an image only where it was copied. `gen` is in the wheel that an image installs.
NOT_IN_AN_IMAGE = {"client", "deploy", "interviewing", "mesh", "services"}
PACKAGES = Path(sysconfig.get_path("platlib"))
# Imports a program where only the image's files are, and prints whose files were loaded for it.
IMPORTER = """
import importlib, json, sys
before = set(sys.modules)
sys.path = [{image!r}, *(path for path in sys.path if path not in {hidden!r})]
importlib.import_module({module!r})
loaded = [module for name, module in sys.modules.items() if name not in before]
print(json.dumps([module.__file__ for module in loaded if getattr(module, "__file__", None)]))
"""
# Read by what runs in the image, but not by its settings.
PYTHONS_OWN = {"HOME", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


class Recording(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, told: Mapping[str, str]) -> None:
        super().__init__(told)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `deploy/compose/prepare` makes, and what it leaves to the operator."""
    directory = tmp_path_factory.mktemp("compose")
    prepare(directory, "https://viva.example")
    (directory / "secrets" / "smtp.url").write_text("smtp://viva:a-password@mail.example")
    return directory


@pytest.fixture
def mounted(prepared: Path, tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """`mounted("llm")`: what that container is told, with its secrets laid out in a directory of this machine."""

    def of(service: str) -> dict[str, str]:
        files: Mapping[str, Mapping[str, str]] = composition()["secrets"]
        for name in services()[service]["secrets"]:
            secret = tmp_path / name
            secret.write_bytes((prepared / files[name]["file"]).read_bytes())
            secret.chmod(0o600)
        return {name: value.replace("/run/secrets", str(tmp_path)) for name, value in environment(service).items()}

    return of


def test_every_service_that_is_built_is_composed_and_no_other() -> None:
    assert set(services()) == {*BUILT, *BESIDE, "postgres"}


@pytest.mark.parametrize("service", IMAGES)
def test_an_image_is_a_target_of_the_dockerfile(service: str) -> None:
    build = services()[service]["build"]
    assert build["target"] == IMAGES[service]
    assert build["target"] in stages()
    assert (ROOT / "deploy" / "compose" / build["context"]).resolve() == ROOT
    assert ROOT / build["dockerfile"] == DOCKERFILE


@pytest.mark.parametrize("target", sorted(set(IMAGES.values())))
def test_what_an_image_copies_is_there_and_reaches_the_builder(target: str) -> None:
    admitted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for stage in stages():
        assert not [source for source in ours(stage) if not (ROOT / source).exists()]
        assert not [source for source in ours(stage) if not any(_admits(pattern, source) for pattern in admitted)]
    assert {stage for stage, _, _ in copies(target) if stage} <= set(stages())


def _admits(pattern: str, source: str) -> bool:
    path = Path(source)
    return path.match(pattern) or any(parent.match(pattern) for parent in path.parents)


def test_the_web_app_is_built_from_what_its_stage_copies() -> None:
    """Vite would say so, but only where images are built."""
    copied = [ROOT / source for source in ours("web")]
    sources = [path for path in (ROOT / "web" / "src").rglob("*.ts*") if path.is_file()]
    assert sources
    missing = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources
        for name in re.findall(r"""(?:from|import) ["'](\.[^"']+)["']""", path.read_text("utf-8"))
        if not any((path.parent / name).resolve().is_relative_to(place) for place in copied)
    }
    assert missing == set()


@pytest.mark.parametrize("service", READERS)
def test_what_a_container_is_told_makes_a_service_that_starts_in_production(service: str, mounted: Callable[[str], dict[str, str]]) -> None:
    """F2: the settings' own refusals of default secrets hold here; and a variable that nobody reads is a setting that does nothing."""
    told = Recording(mounted(service) | ({"VIVA_EMBEDDING_DIR": str(default_directory())} if service == "resume" else {}))
    READERS[service](told)
    said_by_compose = {name for name in services()[service]["environment"] if name.startswith("VIVA_")}
    assert said_by_compose - told.asked == set()


@pytest.mark.parametrize("service", RUNNING)
def test_every_variable_of_an_image_is_read(service: str, mounted: Callable[[str], dict[str, str]]) -> None:
    told = Recording(mounted(service) | ({"VIVA_EMBEDDING_DIR": str(default_directory())} if service == "resume" else {}))
    READERS[service](told)
    assert set(image_environment(service)) - told.asked <= PYTHONS_OWN


@pytest.mark.parametrize("service", RUNNING)
def test_an_image_listens_where_the_code_does(service: str) -> None:
    exposed = {int(port) for instruction, rest in lines_of(service) if instruction == "EXPOSE" for port in rest.split()}
    told = {int(value) for name, value in image_environment(service).items() if name.endswith("_PORT")}
    assert exposed == told == {port for name, port in PORTS.items() if name in (service, f"{service}_http")}


@pytest.mark.parametrize("service", RUNNING)
def test_peers_are_looked_for_by_name_where_they_listen(service: str) -> None:
    """F20: sent to one place, listened on another."""
    targets = {name: value for name, value in environment(service).items() if name.endswith("_TARGET")}
    wanted = PEERS[service] & set(BUILT) if service != "edge" else {*BUILT, "gateway_http"}
    assert targets == {f"VIVA_{peer.upper()}_TARGET": f"dns:///{peer.removesuffix('_http')}:{PORTS[peer]}" for peer in wanted}


def test_nothing_is_published_but_the_edge() -> None:
    """F14: database and broker ports were published. Media's range joins when media has a server."""
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}
    expected = {"edge": [f"443:{PORTS['edge']}"]} | ({"media": [MEDIA_PORTS]} if "media" in BUILT else {})
    assert published == expected
    assert not [name for name, service in services().items() if service.get("network_mode") or "expose" in service]


def test_only_session_reaches_the_database_and_only_edge_and_gateway_the_world() -> None:
    """F14: whoever reaches the database can try to pass by every rule."""
    networks = composition()["networks"]
    on = {network: {name for name, service in services().items() if network in service["networks"]} for network in networks}
    assert on["database"] == {"postgres", "migrate", "first_admin", "session"}
    assert on["outside"] == {"gateway", "edge"}
    assert {name for name, network in networks.items() if network and network.get("internal")} == {"database", "mesh"}


@pytest.mark.parametrize("service", sorted({*IMAGES, "postgres"}))
def test_a_container_may_do_no_more_than_it_needs(service: str) -> None:
    container = services()[service]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"] and "cap_add" not in container and "privileged" not in container
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["user"] == "1000:1000"
    assert "env_file" not in container


@pytest.mark.parametrize("service", RUNNING)
def test_a_service_holds_no_secret_of_another(service: str) -> None:
    keys = {name for name in services()[service]["secrets"] if name.endswith(".key")}
    assert keys == {"session": {"session.key", "access.key"}, "edge": set()}.get(service, {f"{service}.key"})
    assert ("database.url" in services()[service]["secrets"]) == (service == "session")


def test_no_secret_has_a_default() -> None:
    """F2: default admin password, signing key and database password shipped."""
    for service in services():
        spoken = {name for name in environment(service) if any(word in name for word in ("PASSWORD", "SECRET", "DATABASE_URL", "SMTP_URL"))}
        assert not [name for name in spoken if not name.endswith("_FILE")]
    assert all(secret["file"].startswith("./secrets/") for secret in composition()["secrets"].values())
    kept_out = ["git", "check-ignore", "deploy/compose/secrets/x", "deploy/compose/.env"]
    ignored = subprocess.run(kept_out, cwd=ROOT, check=False, capture_output=True)
    assert ignored.returncode == 0
    assert not [rest for stage in stages().values() for instruction, rest in stage.lines if instruction == "ARG"]


def test_two_installations_share_no_secret(prepared: Path, tmp_path: Path) -> None:
    """F2: what everybody has is no secret."""
    prepare(tmp_path, "https://viva.example")

    def contents(directory: Path) -> set[bytes]:
        return {path.read_bytes() for path in (directory / "secrets").rglob("*") if path.is_file()}

    assert contents(tmp_path) & contents(prepared) == set()


def test_the_database_is_as_durable_as_the_embedded_one() -> None:
    stated = dict(part.removeprefix("--").split("=") for part in services()["postgres"]["command"][1:])
    assert {name: stated.get(name) for name in SETTINGS if name != "unix_socket_directories"} == {
        name: value for name, value in SETTINGS.items() if name != "unix_socket_directories"
    }


def test_what_needs_a_gpu_stands_apart() -> None:
    over = composition(GPU)["services"]
    assert set(over) == {"llm"}
    assert not [name for name, service in services().items() if "devices" in json.dumps(service)]


@pytest.mark.parametrize("service", PROGRAMS)
def test_an_image_holds_all_that_its_program_imports_and_its_extra_offers_it(service: str, tmp_path: Path) -> None:
    """A container that lacks a module says so only when it is started."""
    target = IMAGES[service]
    lay_out(target, tmp_path)
    offered = with_dependencies(closure(target))
    loaded = imported_by(PROGRAMS[service], tmp_path)
    assert not [file for file in loaded if file.is_relative_to(ROOT) and file.relative_to(ROOT).parts[0] in NOT_IN_AN_IMAGE]
    owners = packages_distributions()
    installed = {name for file in loaded if file.is_relative_to(PACKAGES) for name in [top_level(file)] if name in owners}
    assert [name for name in installed if not offered & {pins.normal(owner) for owner in owners[name]}] == []


def lay_out(target: str, directory: Path) -> None:
    """What the image holds of ours, as links."""
    for stage, sources, destination in copies(target):
        for source in sources if stage is None else ():
            place = directory / destination / Path(source).name if destination.endswith("/") else directory / destination
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                subprocess.run(["cp", "-R", ROOT / source, place], check=True)
            else:
                place.write_bytes((ROOT / source).read_bytes())


def imported_by(module: str, directory: Path) -> list[Path]:
    """The files of all modules that a program has loaded once it is imported where only the image's files are."""
    program = IMPORTER.format(module=module, hidden=[str(ROOT), str(ROOT / "client")], image=str(directory))
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", program], cwd=directory, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [Path(path) for path in json.loads(done.stdout)]


def with_dependencies(names: set[str]) -> set[str]:
    """These distributions and all that they ask for in turn, extras included: pip installs no less."""
    asked_for = requirements()
    found: set[str] = set()
    unread = set(names)
    while unread:
        name = unread.pop()
        found.add(name)
        unread |= asked_for.get(name, set()) - found
    return found


@cache
def requirements() -> dict[str, set[str]]:
    """What each installed distribution asks for, under whatever condition."""
    return {
        pins.normal(distribution.name): {pins.normal(requirement_name(text)) for text in distribution.requires or ()}
        for distribution in distributions()
    }


def requirement_name(requirement: str) -> str:
    """The name at the head of a requirement."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def top_level(file: Path) -> str:
    """The name that one imports to get at this file."""
    first = file.relative_to(PACKAGES).parts[0]
    return first.partition(".")[0]
