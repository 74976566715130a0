"""The ledger, the events and the memory of repeated calls: what every noun stands on."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates the tables."""
    op.execute(
        """
        CREATE EXTENSION IF NOT EXISTS vector;

        CREATE TABLE requests (
            subject_id uuid NOT NULL,
            request_id uuid NOT NULL,
            method text NOT NULL,
            digest bytea NOT NULL,
            outcome bytea NOT NULL,
            create_time timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (subject_id, request_id)
        );
        CREATE INDEX requests_by_age ON requests (create_time);

        CREATE TABLE events (
            stream_kind smallint NOT NULL,
            stream_id uuid NOT NULL,
            sequence bigint NOT NULL,
            type text NOT NULL,
            payload bytea NOT NULL,
            time timestamptz NOT NULL,
            PRIMARY KEY (stream_kind, stream_id, sequence)
        );

        CREATE TABLE tasks (
            task_id uuid PRIMARY KEY,
            method text NOT NULL,
            request bytea NOT NULL,
            resource_id uuid,
            lane smallint NOT NULL,
            state text NOT NULL CHECK (state IN ('READY', 'LEASED', 'DONE', 'DEAD', 'CANCELLED')),
            attempt integer NOT NULL DEFAULT 0,
            lapses integer NOT NULL DEFAULT 0,
            max_attempts integer NOT NULL,
            attempt_seconds double precision NOT NULL,
            overall_seconds double precision NOT NULL,
            fallback smallint NOT NULL,
            create_time timestamptz NOT NULL,
            overall_expire_time timestamptz,
            not_before_time timestamptz NOT NULL,
            lease_token text UNIQUE,
            lease_holder uuid,
            lease_opened boolean NOT NULL DEFAULT false,
            lease_expire_time timestamptz,
            attempt_expire_time timestamptz,
            ticket text UNIQUE,
            ticket_holder uuid,
            dedupe_key text UNIQUE,
            reason text NOT NULL DEFAULT '',
            traceparent text NOT NULL DEFAULT '',
            end_time timestamptz
        );
        CREATE INDEX tasks_ready ON tasks (lane, create_time) WHERE state = 'READY';
        CREATE INDEX tasks_leased ON tasks (lease_expire_time) WHERE state = 'LEASED';
        CREATE INDEX tasks_by_holder ON tasks (lease_holder) WHERE state = 'LEASED';
        CREATE INDEX tasks_overdue ON tasks (overall_expire_time) WHERE state IN ('READY', 'LEASED');
        CREATE INDEX tasks_dead ON tasks (end_time) WHERE state = 'DEAD';
        CREATE INDEX tasks_by_resource ON tasks (resource_id) WHERE resource_id IS NOT NULL;
        """
    )
