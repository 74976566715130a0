"""People's accounts and devices, partner clients, what was tried too often, mails to people, and who looked at whose data."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the tables."""
    op.execute(
        """
        CREATE TABLE accounts (
            account_id uuid PRIMARY KEY,
            email text NOT NULL UNIQUE CHECK (email = lower(email)),
            username text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9_]{4,12}$'),
            full_name text NOT NULL,
            role smallint NOT NULL CHECK (role IN (1, 2, 3)),
            state smallint NOT NULL CHECK (state IN (1, 2, 3)),
            language smallint NOT NULL,
            phone text NOT NULL DEFAULT '',
            birth_date date,
            desired_company_types text[] NOT NULL DEFAULT '{}',
            desired_positions text[] NOT NULL DEFAULT '{}',
            avatar_blob_id uuid,
            version bigint NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            update_time timestamptz NOT NULL,
            withdraw_time timestamptz
        );
        CREATE INDEX accounts_newest ON accounts (create_time DESC, account_id DESC);
        CREATE INDEX accounts_admins ON accounts (account_id) WHERE role = 3 AND state = 1;
        CREATE INDEX accounts_withdrawn ON accounts (withdraw_time) WHERE state = 3;

        CREATE TABLE portraits (
            blob_id uuid PRIMARY KEY,
            account_id uuid NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
            media_type text NOT NULL,
            content bytea NOT NULL
        );

        CREATE TABLE passwords (
            account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
            hash text NOT NULL,
            change_time timestamptz NOT NULL
        );

        CREATE TABLE password_resets (
            digest bytea PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            expire_time timestamptz NOT NULL
        );
        CREATE INDEX password_resets_by_account ON password_resets (account_id);
        CREATE INDEX password_resets_by_age ON password_resets (expire_time);

        CREATE TABLE session_families (
            family_id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            create_time timestamptz NOT NULL,
            expire_time timestamptz NOT NULL,
            revoke_time timestamptz,
            revocation text
        );
        CREATE INDEX session_families_by_account ON session_families (account_id) WHERE revoke_time IS NULL;
        CREATE INDEX session_families_by_age ON session_families (expire_time);

        CREATE TABLE refresh_tokens (
            digest bytea PRIMARY KEY,
            family_id uuid NOT NULL REFERENCES session_families ON DELETE CASCADE,
            expire_time timestamptz NOT NULL,
            use_time timestamptz
        );
        CREATE INDEX refresh_tokens_by_family ON refresh_tokens (family_id);

        CREATE TABLE throttles (
            subject_id uuid NOT NULL,
            action text NOT NULL,
            address text NOT NULL,
            number integer NOT NULL,
            first_time timestamptz,
            last_time timestamptz,
            wait_expire_time timestamptz,
            PRIMARY KEY (subject_id, action, address)
        );
        CREATE INDEX throttles_by_age ON throttles (last_time);

        CREATE TABLE mails (
            mail_id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
            kind smallint NOT NULL,
            state text NOT NULL CHECK (state IN ('WAITING', 'SENT', 'UNDELIVERED')),
            create_time timestamptz NOT NULL,
            end_time timestamptz
        );
        CREATE INDEX mails_by_account ON mails (account_id, kind, create_time);

        CREATE TABLE partner_clients (
            client_id uuid PRIMARY KEY,
            name text NOT NULL,
            scopes smallint[] NOT NULL,
            calls_per_minute integer NOT NULL,
            is_disabled boolean NOT NULL DEFAULT false,
            secret bytea NOT NULL,
            previous_secret bytea,
            previous_expire_time timestamptz,
            version bigint NOT NULL DEFAULT 1,
            create_time timestamptz NOT NULL,
            last_token_time timestamptz,
            rotate_time timestamptz
        );
        CREATE UNIQUE INDEX partner_clients_by_name ON partner_clients (lower(name));
        CREATE INDEX partner_clients_newest ON partner_clients (create_time DESC, client_id DESC);

        CREATE TABLE audit_entries (
            entry_id uuid PRIMARY KEY,
            time timestamptz NOT NULL,
            act smallint NOT NULL,
            account_id uuid,
            client_id uuid,
            subject_id uuid,
            method text NOT NULL,
            resource_kind smallint NOT NULL,
            resource_id text NOT NULL,
            reason text NOT NULL,
            remote_address text NOT NULL
        );
        CREATE INDEX audit_entries_by_time ON audit_entries (time, entry_id);
        CREATE INDEX audit_entries_by_account ON audit_entries (account_id, time) WHERE account_id IS NOT NULL;
        CREATE INDEX audit_entries_by_client ON audit_entries (client_id, time) WHERE client_id IS NOT NULL;
        CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, time) WHERE subject_id IS NOT NULL;

        -- Whoever is erased must be found in the memory of the calls that made their account.
        CREATE INDEX requests_that_made_accounts ON requests USING hash (outcome) WHERE method IN ('Register', 'CreateStaffAccount');

        CREATE TABLE erasure_receipts (
            receipt_id uuid PRIMARY KEY,
            account_id uuid NOT NULL UNIQUE,
            erase_time timestamptz NOT NULL,
            outcomes jsonb NOT NULL
        );
        """
    )
