"""What we ship names no place that exists on one machine only."""

import re
import subprocess

from tests.architecture.conftest import ROOT

# Tests may speak of anything; what is vendored is not ours; a lock file holds where packages come from.
LEFT_OUT = re.compile(r"^(tests/|proto/buf/|gen/|web/src/gen/|.*package-lock\.json$|.*\.binpb$)")
PLACES = {
    "a home directory": re.compile(r"/(?:home|Users)/[a-z]\w+"),
    "a drive of Windows": re.compile(r"(?<![\w/])[A-Z]:[\\/](?!/)\w"),
    "a directory of one machine": re.compile(r"(?<![\w.])/(?:work|mnt|media|Volumes)/\w+"),
    "an address of a private network": re.compile(r"(?<![\w.])(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+(?![\w.])"),
    "a name of a private network": re.compile(r"https?://[\w-]+\.(?:local|lan|internal|corp)\b"),
    "a key of a vendor": re.compile(r"(?<![\w-])(?:sk-[A-Za-z0-9]{20,}|AKIA[A-Z0-9]{16}|ghp_[A-Za-z0-9]{36})"),
}


def test_no_shipped_file_names_a_place_of_one_machine() -> None:
    """F53: host names and Windows paths of one machine in messages and in the web app. F14: a vendor's key in the web app."""
    shipped = [name for name in tracked() if not LEFT_OUT.match(name)]
    assert {"README.md", "deploy/compose/compose.yaml"} <= set(shipped)
    assert [finding for name in shipped for finding in findings(name)] == []


def test_the_built_web_app_names_none_either() -> None:
    """F53: what a bundler puts in is seen in its output only. Without a build there is nothing that could be served."""
    built = [path.relative_to(ROOT) for path in (ROOT / "web" / "dist").rglob("*") if path.is_file()]
    assert [finding for path in built for finding in findings(str(path))] == []


def test_a_place_of_one_machine_is_found() -> None:
    spoken = ["C:\\Users\\me", "/home/somebody/viva", "http://192.168.0.12:8000", "https://build.corp/x", "sk-" + "a" * 24]
    assert all(any(place.search(text) for place in PLACES.values()) for text in spoken)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def findings(name: str) -> list[str]:
    text = (ROOT / name).read_text("utf-8", errors="replace")
    return [f"{name} names {what}: {match[0]}" for what, place in PLACES.items() for match in place.finditer(text)]
