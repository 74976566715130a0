"""Blobs, and résumés with what was read in them."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Creates the tables.

    A blob belongs to the person, the partner client, or the leased task's resource that it was stored for. A deleted résumé
    leaves a row of ids and times, so that its last event can be told; everything else of it is gone.
    """
    op.execute(
        """
        CREATE TABLE blobs (
            blob_id uuid PRIMARY KEY,
            purpose smallint NOT NULL,
            account_id uuid,
            client_id uuid,
            resource_id uuid,
            file_name text NOT NULL,
            media_type text NOT NULL,
            size_bytes bigint NOT NULL,
            sha256 bytea NOT NULL,
            create_time timestamptz NOT NULL,
            CHECK (num_nonnulls(account_id, client_id, resource_id) = 1)
        );
        CREATE INDEX blobs_by_age ON blobs (create_time);
        CREATE INDEX blobs_of_account ON blobs (account_id) WHERE account_id IS NOT NULL;
        CREATE INDEX blobs_of_client ON blobs (client_id) WHERE client_id IS NOT NULL;
        CREATE INDEX blobs_of_resource ON blobs (resource_id) WHERE resource_id IS NOT NULL;

        CREATE TABLE blob_pieces (
            blob_id uuid NOT NULL REFERENCES blobs ON DELETE CASCADE,
            ordinal integer NOT NULL,
            content bytea STORAGE EXTERNAL NOT NULL,
            PRIMARY KEY (blob_id, ordinal)
        );

        CREATE TABLE resumes (
            resume_id uuid PRIMARY KEY,
            candidate_id uuid,
            client_id uuid,
            blob_id uuid UNIQUE REFERENCES blobs,
            file_name text NOT NULL,
            document_type smallint NOT NULL,
            size_bytes bigint NOT NULL,
            sha256 bytea NOT NULL,
            state smallint NOT NULL CHECK (state IN (1, 2, 3, 4)),
            failure smallint NOT NULL DEFAULT 0,
            language smallint NOT NULL DEFAULT 0,
            target_role text NOT NULL DEFAULT '',
            major text NOT NULL DEFAULT '',
            career text NOT NULL DEFAULT '',
            skills text NOT NULL DEFAULT '',
            content bytea,
            revision integer NOT NULL DEFAULT 0,
            page_count integer NOT NULL DEFAULT 0,
            passage_count integer NOT NULL DEFAULT 0,
            event_sequence bigint NOT NULL DEFAULT 0,
            create_time timestamptz NOT NULL,
            read_time timestamptz,
            delete_time timestamptz,
            CHECK (num_nonnulls(candidate_id, client_id) = 1)
        );
        CREATE INDEX resumes_of_candidate ON resumes (candidate_id, create_time DESC, resume_id DESC) WHERE candidate_id IS NOT NULL;
        CREATE INDEX resumes_of_client ON resumes (client_id, create_time DESC, resume_id DESC) WHERE client_id IS NOT NULL;
        CREATE INDEX resumes_newest ON resumes (create_time DESC, resume_id DESC);

        CREATE TABLE resume_passages (
            resume_id uuid NOT NULL REFERENCES resumes ON DELETE CASCADE,
            ordinal integer NOT NULL,
            section smallint NOT NULL,
            text text NOT NULL,
            regions bytea NOT NULL,
            words tsvector NOT NULL,
            PRIMARY KEY (resume_id, ordinal)
        );
        CREATE INDEX resume_passages_by_words ON resume_passages USING gin (words);

        CREATE TABLE resume_passage_vectors (
            resume_id uuid NOT NULL,
            ordinal integer NOT NULL,
            model text NOT NULL,
            dimension integer NOT NULL,
            vector vector NOT NULL,
            PRIMARY KEY (resume_id, ordinal, model),
            FOREIGN KEY (resume_id, ordinal) REFERENCES resume_passages ON DELETE CASCADE
        );
        """
    )
