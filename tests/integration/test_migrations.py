"""Migrations that have rows to bring along, on a database that has some."""

from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from viva.interview.v1 import report_pb2

from services.session.migrate import MIGRATIONS

REPORTED = (
    (
        "INSERT INTO interviews (interview_id, candidate_id, position, language, mode, purpose, focus, variant, weights, plan,"
        " progress, status, create_time) VALUES (:id, :id, 'baker', 1, 1, 1, 1, 1, '{}', '[]', '{}', 3, now())"
    ),
    "INSERT INTO reports (report_id, interview_id, version, content, create_time) VALUES (:id, :id, 1, :content, now())",
)


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
