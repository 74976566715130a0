"""Webhooks, and what is delivered to them."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Creates the tables. A delivery's body is kept as it is sent: ids and closed enums, never anybody's words."""
    op.execute(
        """
        CREATE TABLE webhooks (
            webhook_id uuid PRIMARY KEY,
            client_id uuid NOT NULL REFERENCES partner_clients ON DELETE CASCADE,
            url text NOT NULL,
            topics smallint[] NOT NULL,
            secret text NOT NULL,
            previous_secret text,
            previous_expire_time timestamptz,
            create_time timestamptz NOT NULL,
            last_success_time timestamptz
        );
        CREATE INDEX webhooks_of_client ON webhooks (client_id, create_time DESC, webhook_id DESC);

        CREATE TABLE deliveries (
            delivery_id uuid PRIMARY KEY,
            webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
            topic smallint NOT NULL,
            resource_id uuid,
            body bytea NOT NULL,
            status smallint NOT NULL CHECK (status IN (1, 2, 3)),
            attempts integer NOT NULL DEFAULT 0,
            reason text NOT NULL DEFAULT '',
            create_time timestamptz NOT NULL,
            end_time timestamptz
        );
        CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, create_time DESC, delivery_id DESC);
        CREATE INDEX deliveries_by_age ON deliveries (end_time) WHERE end_time IS NOT NULL;
        """
    )
