"""`viva resumes` against a whole Viva: the owner's list, and what was read of a file that hides something."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from viva_client import LogIn, Viva

from tests.e2e.person import HIDDEN, Person
from tests.e2e.records import Records
from tests.integration.supervised import Supervised
from tests.integration.terminal import run


@dataclass
class Owner:
    """A candidate with one résumé, read."""

    variables: dict[str, str]
    resume_id: str
    records: Records


@pytest.fixture
async def owner(viva: Supervised) -> AsyncIterator[Owner]:
    person = Person()
    async with Records.of_newcomer(viva.url, person) as records, Viva(viva.url, LogIn(person.username, person.password)) as client:
        resume_id = (await client.resumes.upload(person.resume_that_hides, file_name="hides.pdf")).resume_id
        await client.resumes.until_read(resume_id)
        yield Owner({"VIVA_SERVER": viva.url, "VIVA_USER": person.username, "VIVA_PASSWORD": person.password}, resume_id, records)


async def test_r5_the_terminal_shows_what_was_read_and_apart_what_is_hidden(owner: Owner) -> None:
    listed = await asyncio.to_thread(run, "resumes", "list", more=owner.variables)
    shown = await asyncio.to_thread(run, "resumes", "show", owner.resume_id, more=owner.variables)
    assert listed.stdout.split() == [owner.resume_id, "ready", "hides.pdf"]
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"  page 1, in the colour of its ground: “{HIDDEN['en']}”\n" in shown.stdout
    assert shown.stdout.count(HIDDEN["en"]) == 1
    assert "    organisation: Harbour Systems Inc. (page 1, " in shown.stdout


async def test_r5_a_program_reads_the_same_by_rest(owner: Owner) -> None:
    content = await owner.records.resume_content(owner.resume_id)

    assert [(text["text"], text["reason"]) for text in content["hidden_texts"]] == [(HIDDEN["en"], "HIDDEN_REASON_COLOUR")]
    assert HIDDEN["en"] not in str(content["sections"])


async def test_the_terminal_writes_a_page_as_a_picture(owner: Owner, tmp_path: Path) -> None:
    picture = tmp_path / "page.jpg"

    done = await asyncio.to_thread(run, "resumes", "page", owner.resume_id, "1", picture, more=owner.variables)

    assert (done.returncode, done.stdout) == (0, f"{picture}: the page, 1 of 1\n"), done.stderr
    assert picture.read_bytes().startswith(b"\xff\xd8")


async def test_a_resume_that_nobody_knows_is_one_line(owner: Owner) -> None:
    done = await asyncio.to_thread(run, "resumes", "show", str(uuid4()), more=owner.variables)
    assert done.returncode == 1
    assert done.stderr.startswith("viva: ") and done.stderr.count("\n") == 1
