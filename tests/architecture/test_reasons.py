"""Every reason that a call can be refused with stands in the contract's words, and every one in people's words."""

import json
import re

from viva.resume.v1.resume_state_pb2 import RESUME_FAILURE_GAVE_UP, RESUME_FAILURE_UNSPECIFIED, ResumeFailure

from tests.architecture.conftest import ROOT

CATALOG = ROOT / "services" / "gateway" / "catalog" / "refusals.json"
NO_REASONS = {"KR", "OKP"}
"""Values that comments give as examples: of a country, and of a key's type."""


def comments() -> str:
    """All comments of our contract as one text; a reason may stand at the end of a line or at its beginning."""
    lines = (line for path in (ROOT / "proto" / "viva").rglob("*.proto") for line in path.read_text("utf-8").splitlines())
    return " ".join(line.strip().removeprefix("//").strip() for line in lines if line.strip().startswith("//"))


def named() -> set[str]:
    """Every reason that the contract names. Those of a résumé that cannot be read are an enum's values without their prefix."""
    values = set(ResumeFailure.values()) - {RESUME_FAILURE_UNSPECIFIED, RESUME_FAILURE_GAVE_UP}
    failures = {ResumeFailure.Name(value).removeprefix("RESUME_FAILURE_") for value in values}
    return set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`", comments())) - NO_REASONS | failures


def returned() -> set[str]:
    """Every reason that our code refuses with."""
    texts = (path.read_text("utf-8") for directory in ("mesh", "services") for path in (ROOT / directory).rglob("*.py"))
    return {reason for text in texts for reason in re.findall(r'^    reason = "([A-Z_]+)"', text, re.MULTILINE)}


def test_the_contract_names_every_reason_that_is_returned() -> None:
    assert {"QUESTION_CLOSED", "BLOBS_BUSY"} <= returned()
    assert returned() - named() == set()


def test_people_are_told_every_reason_that_the_contract_names() -> None:
    assert named() - set(json.loads(CATALOG.read_text("utf-8"))) == set()


def test_people_are_told_no_reason_that_the_contract_does_not_name() -> None:
    assert set(json.loads(CATALOG.read_text("utf-8"))) - named() == set()
