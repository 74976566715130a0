"""Scenarios and the question bank."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Creates the tables. A row without a company came with Viva, or belongs to the installation."""
    op.execute(
        """
        CREATE TABLE scenarios (
            scenario_id uuid PRIMARY KEY,
            company_id uuid REFERENCES companies ON DELETE CASCADE,
            name text NOT NULL,
            variant smallint NOT NULL,
            focus smallint NOT NULL,
            language smallint NOT NULL,
            content bytea NOT NULL,
            version integer NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL
        );
        CREATE INDEX scenarios_of_company ON scenarios (company_id, name, scenario_id);

        ALTER TABLE postings ADD FOREIGN KEY (standard_scenario_id) REFERENCES scenarios;
        ALTER TABLE postings ADD FOREIGN KEY (career_changer_scenario_id) REFERENCES scenarios;

        CREATE TABLE bank_questions (
            question_id uuid PRIMARY KEY,
            company_id uuid REFERENCES companies ON DELETE CASCADE,
            text text NOT NULL,
            text_key text NOT NULL,
            category smallint NOT NULL,
            difficulty smallint NOT NULL,
            stage smallint NOT NULL,
            follow_up_of uuid REFERENCES bank_questions,
            rubric bytea NOT NULL,
            industry text NOT NULL,
            position text NOT NULL,
            language smallint NOT NULL,
            is_ice_breaker boolean NOT NULL,
            tags text[] NOT NULL DEFAULT '{}',
            status smallint NOT NULL CHECK (status IN (1, 2, 3)),
            origin smallint NOT NULL,
            usage_count integer NOT NULL DEFAULT 0,
            points_count integer NOT NULL DEFAULT 0,
            points_sum bigint NOT NULL DEFAULT 0,
            mean_points double precision GENERATED ALWAYS AS (points_sum::double precision / NULLIF(points_count, 0)) STORED,
            words tsvector NOT NULL,
            version bigint NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL,
            UNIQUE NULLS NOT DISTINCT (company_id, stage, text_key)
        );
        CREATE INDEX bank_questions_newest ON bank_questions (create_time DESC, question_id DESC);
        CREATE INDEX bank_questions_to_ask ON bank_questions (language, stage) WHERE status = 2;
        CREATE INDEX bank_questions_by_words ON bank_questions USING gin (words);
        CREATE INDEX bank_questions_following_up ON bank_questions (follow_up_of) WHERE follow_up_of IS NOT NULL;

        CREATE TABLE bank_question_vectors (
            question_id uuid NOT NULL REFERENCES bank_questions ON DELETE CASCADE,
            model text NOT NULL,
            dimension integer NOT NULL,
            vector vector NOT NULL,
            PRIMARY KEY (question_id, model)
        );
        """
    )
