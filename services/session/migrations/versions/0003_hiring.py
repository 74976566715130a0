"""Companies, who acts for them, and their postings."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Creates the tables. Vectors stand apart from their rows, one per model, so that models coexist while rows are embedded anew."""
    op.execute(
        """
        CREATE TABLE companies (
            company_id uuid PRIMARY KEY,
            name text NOT NULL,
            name_key text NOT NULL UNIQUE,
            ideal_candidate text NOT NULL,
            description text NOT NULL,
            industry text NOT NULL,
            words tsvector NOT NULL,
            version bigint NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL
        );
        CREATE INDEX companies_by_words ON companies USING gin (words);

        CREATE TABLE company_vectors (
            company_id uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
            model text NOT NULL,
            dimension integer NOT NULL,
            vector vector NOT NULL,
            PRIMARY KEY (company_id, model)
        );

        CREATE TABLE company_members (
            company_id uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
            account_id uuid REFERENCES accounts ON DELETE CASCADE,
            client_id uuid REFERENCES partner_clients ON DELETE CASCADE,
            create_time timestamptz NOT NULL,
            CHECK (num_nonnulls(account_id, client_id) = 1),
            UNIQUE NULLS NOT DISTINCT (company_id, account_id, client_id)
        );
        CREATE INDEX company_members_by_account ON company_members (account_id) WHERE account_id IS NOT NULL;
        CREATE INDEX company_members_by_client ON company_members (client_id) WHERE client_id IS NOT NULL;

        CREATE TABLE postings (
            posting_id uuid PRIMARY KEY,
            company_id uuid NOT NULL REFERENCES companies,
            title text NOT NULL,
            position text NOT NULL,
            industry text NOT NULL,
            description text NOT NULL,
            employment_type smallint NOT NULL,
            open_time timestamptz,
            close_time timestamptz,
            difficulty smallint NOT NULL,
            stages smallint[] NOT NULL,
            area_weights jsonb NOT NULL,
            required_documents smallint[] NOT NULL,
            standard_scenario_id uuid,
            career_changer_scenario_id uuid,
            language smallint NOT NULL,
            focus smallint NOT NULL,
            purpose smallint NOT NULL,
            jurisdiction text NOT NULL,
            is_blind boolean NOT NULL,
            status smallint NOT NULL CHECK (status IN (1, 2, 3)),
            version bigint NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL
        );
        CREATE INDEX postings_of_company ON postings (company_id, create_time DESC, posting_id DESC);
        CREATE INDEX postings_newest ON postings (create_time DESC, posting_id DESC);
        CREATE INDEX postings_open ON postings (create_time DESC, posting_id DESC) WHERE status = 2;
        CREATE INDEX postings_of_standard_scenario ON postings (standard_scenario_id) WHERE standard_scenario_id IS NOT NULL;
        CREATE INDEX postings_of_career_changer_scenario ON postings (career_changer_scenario_id)
            WHERE career_changer_scenario_id IS NOT NULL;

        CREATE TABLE posting_vectors (
            posting_id uuid NOT NULL REFERENCES postings ON DELETE CASCADE,
            model text NOT NULL,
            dimension integer NOT NULL,
            vector vector NOT NULL,
            PRIMARY KEY (posting_id, model)
        );
        """
    )
