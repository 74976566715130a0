"""Interviews, what was asked and said in them, and what was found in it."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Creates the tables."""
    op.execute(
        """
        CREATE TABLE guests (
            guest_id uuid PRIMARY KEY,
            client_id uuid NOT NULL,
            create_time timestamptz NOT NULL
        );

        CREATE TABLE interviews (
            interview_id uuid PRIMARY KEY,
            candidate_id uuid NOT NULL,
            client_id uuid,
            posting_id uuid REFERENCES postings,
            company_id uuid REFERENCES companies,
            resume_id uuid,
            position text NOT NULL,
            language smallint NOT NULL,
            mode smallint NOT NULL,
            purpose smallint NOT NULL,
            focus smallint NOT NULL,
            variant smallint NOT NULL,
            weights jsonb NOT NULL,
            plan jsonb NOT NULL,
            progress jsonb NOT NULL,
            status smallint NOT NULL,
            event_sequence bigint NOT NULL DEFAULT 0,
            line_count integer NOT NULL DEFAULT 0,
            report_id uuid,
            create_time timestamptz NOT NULL,
            scheduled_time timestamptz,
            start_time timestamptz,
            end_time timestamptz,
            due_time timestamptz
        );
        CREATE INDEX interviews_due ON interviews (due_time) WHERE due_time IS NOT NULL;
        CREATE INDEX interviews_live ON interviews (status) WHERE status = 2;
        CREATE INDEX interviews_of_candidate ON interviews (candidate_id, create_time DESC);
        CREATE INDEX interviews_of_company ON interviews (company_id, create_time DESC) WHERE company_id IS NOT NULL;
        CREATE INDEX interviews_of_client ON interviews (client_id, create_time DESC) WHERE client_id IS NOT NULL;
        CREATE INDEX interviews_of_posting ON interviews (posting_id, create_time DESC) WHERE posting_id IS NOT NULL;
        CREATE INDEX interviews_of_resume ON interviews (resume_id) WHERE resume_id IS NOT NULL;

        CREATE TABLE interview_stages (
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            stage smallint NOT NULL,
            area smallint NOT NULL,
            guide text NOT NULL,
            rubric bytea NOT NULL,
            PRIMARY KEY (interview_id, stage)
        );

        CREATE TABLE asked_questions (
            question_id uuid PRIMARY KEY,
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            stage smallint NOT NULL,
            ordinal smallint NOT NULL,
            number smallint NOT NULL,
            text text NOT NULL,
            source smallint NOT NULL,
            bank_question_id uuid,
            is_gentle boolean NOT NULL DEFAULT false,
            is_ice_breaker boolean NOT NULL DEFAULT false,
            stamp bytea NOT NULL DEFAULT '',
            time_limit_seconds double precision NOT NULL,
            create_time timestamptz NOT NULL,
            UNIQUE (interview_id, stage, ordinal),
            UNIQUE (interview_id, number)
        );

        CREATE TABLE answers (
            answer_id uuid PRIMARY KEY,
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            question_id uuid NOT NULL UNIQUE REFERENCES asked_questions ON DELETE CASCADE,
            kind smallint NOT NULL,
            skip_reason smallint NOT NULL DEFAULT 0,
            line_id uuid,
            create_time timestamptz NOT NULL
        );
        CREATE INDEX answers_of_interview ON answers (interview_id);

        CREATE TABLE transcript_lines (
            line_id uuid PRIMARY KEY,
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            question_id uuid NOT NULL,
            position integer NOT NULL,
            speaker smallint NOT NULL,
            text text NOT NULL,
            words bytea NOT NULL DEFAULT '',
            sentiment real,
            create_time timestamptz NOT NULL,
            UNIQUE (interview_id, position)
        );
        CREATE INDEX lines_of_question ON transcript_lines (question_id, position);

        CREATE TABLE evaluations (
            answer_id uuid PRIMARY KEY REFERENCES answers ON DELETE CASCADE,
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            points smallint,
            unavailable smallint NOT NULL,
            content bytea NOT NULL,
            create_time timestamptz NOT NULL
        );
        CREATE INDEX evaluations_of_interview ON evaluations (interview_id);

        CREATE TABLE reports (
            report_id uuid PRIMARY KEY,
            interview_id uuid NOT NULL REFERENCES interviews ON DELETE CASCADE,
            version integer NOT NULL,
            content bytea NOT NULL,
            create_time timestamptz NOT NULL,
            UNIQUE (interview_id, version)
        );
        """
    )
