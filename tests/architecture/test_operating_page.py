"""The operator's page and the README speak of settings, programs and files that exist."""

import re
import subprocess
from importlib.util import find_spec

import pytest

from tests.architecture.conftest import ROOT

PAGES = ["README.md", "docs/operating.md"]
# Those of services and of the supervisor, with the `_FILE` that any secret may have; compose's own; and the examples'.
READERS = ("mesh", "services", "deploy", "docs/examples", "interviewing")


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_on_the_page_is_read_somewhere(page: str) -> None:
    named = set(re.findall(r"\bVIVA_[A-Z_]*[A-Z]\b", (ROOT / page).read_text("utf-8")))
    search = ["git", "grep", "--untracked", "-ohwE", "VIVA_[A-Z_]+", "--", *READERS]
    code = subprocess.run(search, cwd=ROOT, capture_output=True, text=True, check=True)
    assert named
    assert named - set(code.stdout.split()) == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_program_on_the_page_is_there(page: str) -> None:
    modules = re.findall(r"python -m ([\w.]+)", (ROOT / page).read_text("utf-8"))
    assert [module for module in modules if find_spec(module) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_the_page_links_to_is_there(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / page).read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
