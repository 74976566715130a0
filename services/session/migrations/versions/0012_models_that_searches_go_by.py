"""The models that vectors are of, and indexes of vectors in half precision."""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = ("company_vectors", "posting_vectors", "bank_question_vectors", "resume_passage_vectors")


def upgrade() -> None:
    """Notes the model that most vectors are of as the serving one, and makes every model's index anew.

    Searches wait for the indexes: about a minute for each 100,000 vectors.
    """
    op.execute(
        """
        CREATE TABLE embedding_models (
            model text PRIMARY KEY,
            dimension integer NOT NULL CHECK (dimension > 0),
            state smallint NOT NULL CHECK (state IN (1, 2, 3)),
            start_time timestamptz NOT NULL,
            serve_time timestamptz
        );
        CREATE UNIQUE INDEX embedding_models_serving ON embedding_models (state) WHERE state = 1;
        CREATE UNIQUE INDEX embedding_models_filling ON embedding_models (state) WHERE state = 2;
        CREATE INDEX interviews_of_company_by_resume ON interviews (company_id, resume_id) WHERE company_id IS NOT NULL;
        CREATE INDEX resume_passages_by_section ON resume_passages (section, resume_id, ordinal);
        """
    )
    connection = op.get_bind()
    counts: dict[tuple[str, int], int] = {}
    for table in TABLES:
        _drop_old_indexes(connection, table)
        vectors = sa.table(table, sa.column("model"), sa.column("dimension"))
        query = sa.select(vectors.c.model, vectors.c.dimension, sa.func.count()).group_by(vectors.c.model, vectors.c.dimension)
        for model, dimension, count in connection.execute(query):
            counts[model, dimension] = counts.get((model, dimension), 0) + count
            _index(connection, table, model, dimension)
    for place, (model, dimension) in enumerate(sorted(counts, key=lambda key: -counts[key])):
        state = {"model": model, "dimension": dimension, "state": 1 if place == 0 else 3}
        insert = sa.text("INSERT INTO embedding_models VALUES (:model, :dimension, :state, now(), now()) ON CONFLICT DO NOTHING")
        connection.execute(insert, state)


def _drop_old_indexes(connection: sa.Connection, table: str) -> None:
    names = sa.text("SELECT indexname FROM pg_indexes WHERE tablename = :table AND indexdef LIKE '%USING hnsw%'")
    for name in connection.scalars(names, {"table": table}).all():
        connection.exec_driver_sql(f'DROP INDEX "{name}"')


def _index(connection: sa.Connection, table: str, model: str, dimension: int) -> None:
    name = f"{table}_{sha256(f'{model}/{dimension}/half'.encode()).hexdigest()[:12]}"
    quoted = model.replace("'", "''")
    connection.exec_driver_sql(
        f'CREATE INDEX "{name}" ON {table} USING hnsw'
        f" (CAST(vector AS halfvec({dimension})) halfvec_cosine_ops) WITH (m = 24, ef_construction = 128)"
        f" WHERE model = '{quoted}' AND dimension = {dimension}"
    )
