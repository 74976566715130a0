"""What is sent to every browser: no key, no machine's name, no path, no address of anybody else."""

import re

import httpx
import pytest

from tests.integration.supervised import Supervised


@pytest.fixture(scope="module")
def bundle(viva: Supervised) -> dict[str, str]:
    """Every file of the app as it is served, by name."""
    with httpx.Client(base_url=viva.url, headers={"accept": "text/html"}) as client:
        page = client.get("/").text
        names = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        return {"index.html": page} | {name: client.get(name).raise_for_status().text for name in names}


def test_no_vendor_key_is_in_the_bundle(bundle: dict[str, str]) -> None:
    """F14: a vendor key was bundled into the web app."""
    keys = re.compile(r"sk-[A-Za-z0-9]{16,}|AIza[\w-]{20,}|hf_[A-Za-z0-9]{16,}|AKIA[A-Z0-9]{12,}|-----BEGIN|eyJ[\w-]{10,}\.eyJ")
    assert _found(bundle, keys) == []


def test_no_machine_and_no_path_of_one_is_in_the_bundle(bundle: dict[str, str]) -> None:
    """F53: host names and Windows paths of one machine stood in messages and in the web app."""
    machines = re.compile(
        r"\b[A-Z]:\\\\\w|/(?:home|Users|root|work|tmp|var/lib)/\w|localhost:\d|127\.0\.0\.1|\b192\.168\.|\b10\.\d+\.\d+\.\d+"
    )
    assert _found(bundle, machines) == []


def test_nothing_is_fetched_from_anybody_else(bundle: dict[str, str]) -> None:
    elsewhere = re.compile(r"""(?:src|href)=["'](?:https?:)?//|fetch\(["']https?:|import\(["']https?:|url\(["']?(?:https?:)?//""")
    assert _found(bundle, elsewhere) == []


def _found(bundle: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {text[max(0, hit.start() - 40) : hit.end() + 40]}" for name, text in bundle.items() for hit in pattern.finditer(text)]
