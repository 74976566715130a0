"""The words people read, as data: `refusals.json` by reason, `rules.json` by broken rule, `mails.json` by kind of mail."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from services.gateway.domain.wording import Wording

DIRECTORY = Path(__file__).parent


@cache
def wording() -> Wording:
    """The sentences for refusals."""
    return Wording(read("refusals"), read("rules"))


def read(name: str) -> Any:
    """One file of the catalog."""
    return json.loads((DIRECTORY / f"{name}.json").read_text("utf-8"))
