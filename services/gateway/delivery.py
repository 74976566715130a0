"""Does the two tasks of the gateway: writes and sends mails, and posts events to webhooks."""

from urllib.parse import urljoin

from viva.gateway.v1 import delivery_service_pb2 as pb
from viva.interview.v1.language_pb2 import LANGUAGE_KOREAN

from mesh.leases import Attempt
from services.gateway.adapters.mail import MailSender
from services.gateway.adapters.webhook import WebhookSender
from services.gateway.domain.mail import Letter, Templates, written
from services.gateway.domain.wording import ENGLISH, KOREAN


class Delivery:
    """What leaves the installation."""

    def __init__(self, mails: MailSender, webhooks: WebhookSender, templates: Templates, public_url: str) -> None:
        """Links in mails begin with `public_url`."""
        self._mails = mails
        self._webhooks = webhooks
        self._templates = templates
        self._public_url = public_url

    async def send_mail(self, request: pb.SendMailRequest, _: Attempt) -> pb.SendMailResponse:
        """Hands one mail to the mail server."""
        mail = written(letter_of(request, self._public_url), self._templates)
        return pb.SendMailResponse(result=pb.SendMailResult(receipt=await self._mails.send(mail)))

    async def deliver(self, request: pb.DeliverRequest, _: Attempt) -> pb.DeliverResponse:
        """Posts one event, exactly as session signed it."""
        context = request.context
        status = await self._webhooks.post(context.url, context.body, signature=context.signature, delivery_id=request.delivery_id)
        return pb.DeliverResponse(result=pb.DeliverResult(http_status=status))


def letter_of(request: pb.SendMailRequest, public_url: str) -> Letter:
    """What a mail has to say, out of what session filled in."""
    context = request.context
    return Letter(
        mail_id=request.mail_id,
        kind=pb.MailKind.Name(request.kind).removeprefix("MAIL_KIND_"),
        language=KOREAN if context.language == LANGUAGE_KOREAN else ENGLISH,
        address=context.address,
        full_name=context.full_name,
        link=urljoin(public_url, context.link_path) if context.link_path else "",
        company_name=context.company_name,
        posting_title=context.posting_title,
        deadline=context.deadline_time.ToDatetime() if context.HasField("deadline_time") else None,
        note=context.note,
    )
