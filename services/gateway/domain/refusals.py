"""Why something cannot be delivered, as the contract names it."""

from mesh.refusal import InvalidArgument, Unavailable


class AddressRefused(InvalidArgument):
    """Nothing may, or ever will, be delivered to this address."""

    reason = "ADDRESS_REFUSED"


class MailServerUnreachable(Unavailable):
    """The mail server does not take mail now."""

    reason = "MAIL_SERVER_UNREACHABLE"


class WebhookFailed(Unavailable):
    """The webhook did not say that it has received the event."""

    reason = "WEBHOOK_FAILED"
