"""The old way's database: beside the product's in the same server, so that a commit costs both the same."""

import psycopg

from deploy.supervisor.postgres import DATABASE, EmbeddedPostgres

NAME = "queue"
SCHEMA = """
CREATE TABLE interviews (interview_id uuid PRIMARY KEY, create_time timestamptz NOT NULL DEFAULT now());
CREATE TABLE questions (
    interview_id uuid NOT NULL REFERENCES interviews, number int NOT NULL, text text NOT NULL, bank_question_id uuid,
    create_time timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (interview_id, number)
);
CREATE TABLE answers (
    interview_id uuid NOT NULL, number int NOT NULL, text text NOT NULL, create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (interview_id, number), FOREIGN KEY (interview_id, number) REFERENCES questions
);
CREATE TABLE evaluations (
    interview_id uuid NOT NULL, number int NOT NULL, points int, content text NOT NULL, create_time timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (interview_id, number), FOREIGN KEY (interview_id, number) REFERENCES answers
);
CREATE TABLE bank (question_id uuid PRIMARY KEY, stage int NOT NULL, difficulty int NOT NULL, text text NOT NULL);
CREATE INDEX ON bank (stage);
CREATE TABLE rubrics (stage int PRIMARY KEY, rubric bytea NOT NULL);
"""
BANK = "SELECT question_id, stage, difficulty, text FROM bank_questions WHERE language = 2 AND position = ''"
RUBRICS = "SELECT DISTINCT ON (stage) stage, rubric FROM interview_stages"


def create(server: EmbeddedPostgres) -> str:
    """Makes the tables with the product's English questions and rubrics in them; returns how to connect."""
    with server.administer() as admin:
        admin.execute(f"CREATE DATABASE {NAME}")
    with server.administer(DATABASE) as product:
        bank, rubrics = product.execute(BANK).fetchall(), product.execute(RUBRICS).fetchall()
    with server.administer(NAME) as connection:
        connection.execute(SCHEMA)
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bank VALUES (%s, %s, %s, %s)", bank)
            cursor.executemany("INSERT INTO rubrics VALUES (%s, %s)", rubrics)
        return psycopg.conninfo.make_conninfo(connection.info.dsn, password=connection.info.password)
