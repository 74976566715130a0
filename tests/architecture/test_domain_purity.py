"""Domain code is told the time and never looks at a clock; import-linter sees imports, this sees calls."""

import ast
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT

CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "sleep"}
PLACES = ("interviewing/**/*.py", "services/*/domain/**/*.py", "services/session/*/domain.py", "services/session/*/domain/**/*.py")
DOMAIN = sorted({path for place in PLACES for path in ROOT.glob(place)})


def test_there_is_domain_code() -> None:
    assert DOMAIN


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(ROOT)))
def test_domain_code_reads_no_clock(path: Path) -> None:
    assert [ast.unparse(node) for node in ast.walk(ast.parse(path.read_text("utf-8"))) if reads_a_clock(node)] == []


def reads_a_clock(node: ast.AST) -> bool:
    """Recognises `datetime.now()`, `date.today()`, `time.monotonic()`, `asyncio.sleep()` and the like."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date" | "time" | "asyncio"), attr=name)):
            return name in CLOCKS
    return False
