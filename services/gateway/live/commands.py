"""What a browser may send on the live socket, in data: the type of a message, and the RPC that it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from viva.session.v1 import interview_service_pb2 as pb

from services.gateway.rest.binding import fill
from services.gateway.rest.route import WITHHELD, descriptor_of

INTERVIEW = "interview_id"
"""Stands in the socket's address; a message cannot name another one."""
CLAIM = "claim"


@dataclass(frozen=True)
class Command:
    """One type of message that becomes a call."""

    name: str
    request: type[Message]

    @property
    def claims(self) -> bool:
        """Whether the gateway asks for a ticket, to stream the next question while it is made."""
        return CLAIM in descriptor_of(self.request).fields_by_name

    @property
    def open_fields(self) -> Iterator[str]:
        """Names the fields that the message may set."""
        return (name for name in descriptor_of(self.request).fields_by_name if name != INTERVIEW and name not in WITHHELD)

    def bound(self, interview_id: str, fields: Mapping[str, Any]) -> Message:
        """The call's request."""
        message = self.request()
        fill(message, fields, allowed=self.open_fields)
        fill(message, {INTERVIEW: interview_id, **({CLAIM: True} if self.claims else {})})
        return message


COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (
        Command("start", pb.StartInterviewRequest),
        Command("present", pb.PresentQuestionRequest),
        Command("answer", pb.SubmitAnswerRequest),
        Command("line", pb.AddLineRequest),
        Command("skip", pb.SkipQuestionRequest),
        Command("repeat", pb.RepeatQuestionRequest),
        Command("follow_up", pb.RequestFollowUpRequest),
        Command("pause", pb.PauseInterviewRequest),
        Command("resume", pb.ResumeInterviewRequest),
        Command("complete", pb.CompleteInterviewRequest),
    )
}
