"""Migrations that have rows to bring along, on a database that has some."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from viva.interview.v1 import report_pb2

from deploy.supervisor.postgres import EmbeddedPostgres
from mesh.settings import UnusableSettings
from services.session.migrate import main, migrate
from services.session.seed import seed
from services.session.standing import MIGRATIONS, newest_revision, stands
from tests.conftest import fresh_database

LOADED = """
import sys
from deploy.supervisor.postgres import EmbeddedPostgres
from mesh.settings import UnusableSettings
from services.session.migrate import main
main()
print(*({"alembic", "sqlalchemy", "yaml"} & set(sys.modules)))
"""
REPORTED = (
    (
        "INSERT INTO interviews (interview_id, candidate_id, position, language, mode, purpose, focus, variant, weights, plan,"
        " progress, status, create_time) VALUES (:id, :id, 'baker', 1, 1, 1, 1, 1, '{}', '[]', '{}', 3, now())"
    ),
    "INSERT INTO reports (report_id, interview_id, version, content, create_time) VALUES (:id, :id, 1, :content, now())",
)


@pytest.fixture
def seeded_url(postgres_server: EmbeddedPostgres, seeded_template: str) -> Iterator[str]:
    """A database of its own that has schema and shipped data."""
    yield from fresh_database(postgres_server, template=seeded_template)


@pytest.fixture(scope="module")
def seeded_template(postgres_server: EmbeddedPostgres, module_migrated_url: str) -> str:
    asyncio.run(seed(module_migrated_url))
    return module_migrated_url.rpartition("/")[2]


def upgrade(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(MIGRATIONS)))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def test_reports_that_are_there_are_found_by_what_they_recommend(postgres_url: str) -> None:
    upgrade(postgres_url, "0009")
    engine = create_engine(postgres_url)
    advised = {str(uuid4()): report_pb2.RECOMMENDATION_LOW, str(uuid4()): report_pb2.RECOMMENDATION_HIGH}
    with engine.begin() as connection:
        for report_id, advice in advised.items():
            report = report_pb2.Report(report_id=report_id, recommendation=advice)
            for statement in REPORTED:
                connection.execute(text(statement), {"id": report_id, "content": report.SerializeToString()})
    upgrade(postgres_url, "head")
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT report_id::text, recommendation FROM reports")).all()
    engine.dispose()
    assert {row.report_id: row.recommendation for row in rows} == advised


def test_the_newest_revision_is_the_one_that_migrations_end_at() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_revision()]


def test_a_database_stands_once_schema_and_data_are_this_releases(postgres_url: str) -> None:
    told = [stands(postgres_url)]
    migrate(postgres_url)
    told.append(stands(postgres_url))
    asyncio.run(seed(postgres_url))
    told.append(stands(postgres_url))
    assert told == [False, False, True]


@pytest.mark.parametrize(
    "undone",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE shipped SET digest = 'another release'",
        "DELETE FROM bank_questions",
        "DELETE FROM scenarios",
        "DROP TABLE shipped",
    ],
)
def test_a_database_that_lacks_something_does_not_stand(seeded_url: str, undone: str) -> None:
    engine = create_engine(seeded_url)
    with engine.connect() as connection:
        assert stands(seeded_url)
        with connection.begin():
            connection.execute(text(undone))
    engine.dispose()
    assert not stands(seeded_url)


def test_a_second_start_loads_nothing_that_would_do_the_work(seeded_url: str) -> None:
    """Most of what a start with nothing to do cost was the loading of Alembic, SQLAlchemy and the bank."""
    told = subprocess.run(
        [sys.executable, "-c", LOADED], env=os.environ | {"VIVA_DATABASE_URL": seeded_url}, check=True, capture_output=True
    )
    assert told.stdout.split() == []


def test_where_nothing_can_be_told_the_whole_way_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVA_DATABASE_URL", "")
    with pytest.raises(UnusableSettings, match="VIVA_DATABASE_URL is not set"):
        main()


COUNTED = (
    (
        "INSERT INTO bank_questions (question_id, text, text_key, category, difficulty, stage, rubric, industry, position, language,"
        " is_ice_breaker, status, origin, usage_count, words, create_time, update_time)"
        " VALUES (:id, 'Why?', 'why', 1, 1, 1, '', '', '', 2, false, 2, 2, 7, '', now(), now())"
    ),
    REPORTED[0],
    (
        "INSERT INTO asked_questions (question_id, interview_id, stage, ordinal, number, text, source, bank_question_id,"
        " time_limit_seconds, create_time) VALUES (:id, :id, 1, 1, 1, 'Why?', 3, :id, 60, now())"
    ),
    "INSERT INTO answers (answer_id, interview_id, question_id, kind, create_time) VALUES (:id, :id, :id, 1, now())",
    "INSERT INTO evaluations VALUES (:id, :id, 40, 0, '', now())",
)


def test_f46_what_was_asked_and_scored_before_is_counted_once_while_the_release_before_still_runs(postgres_url: str) -> None:
    upgrade(postgres_url, "0014")
    engine, row = create_engine(postgres_url), {"id": str(uuid4())}
    with engine.begin() as connection:
        for statement in COUNTED:
            connection.execute(text(statement), row)

    upgrade(postgres_url, "0015")

    with engine.begin() as connection:
        connection.execute(text("UPDATE bank_questions SET usage_count = usage_count + 1"))  # as the release before does
        counts = connection.execute(text("SELECT usage_count, points_count, mean_points FROM bank_questions")).one()
    engine.dispose()
    assert tuple(counts) == (1, 1, 40.0)
