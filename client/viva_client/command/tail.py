"""`viva tail`: what happens in an interview, as it happens."""

import asyncio
import json
import os
from contextlib import aclosing
from typing import Any

import click
from google.protobuf.json_format import MessageToDict
from viva.session.v1.interview_event_pb2 import InterviewEvent
from viva.session.v1.interview_pb2 import NextAction

from viva_client import ClientCredentials, Credentials
from viva_client.command.connecting import Server, in_plain_words, log_in, server_options, user_option
from viva_client.command.failure import Failure

CLIENT_VARIABLES = ("VIVA_CLIENT_ID", "VIVA_CLIENT_SECRET")


@click.command(short_help="Print the events of an interview as they come.")
@click.argument("interview_id")
@click.option("--after", "after_sequence", type=click.IntRange(min=0), default=0, help="Begin after the event of this sequence.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@user_option
@server_options
def tail(server: Server, interview_id: str, after_sequence: int, as_json: bool, user: str) -> None:
    """Prints what has happened in INTERVIEW_ID and what happens from now on, until the interview is over.

    A dropped connection is taken up again where it was. Signs in as a person (--user, VIVA_PASSWORD), or, with VIVA_CLIENT_ID and
    VIVA_CLIENT_SECRET, as a partner.
    """
    follower = Follower(after_sequence, as_json=as_json)
    try:
        with in_plain_words(server):
            asyncio.run(follower.follow(server, credentials(user), interview_id))
    except Failure as failure:
        raise Failure(f"{failure.message}; go on with --after {follower.through}" if follower.through else failure.message) from failure


def credentials(user: str) -> Credentials:
    """A partner's where the environment has them, else a person's."""
    client_id, client_secret = (os.environ.get(name, "") for name in CLIENT_VARIABLES)
    if bool(client_id) != bool(client_secret):
        raise Failure(f"{' and '.join(CLIENT_VARIABLES)} belong together, and only one of them is set")
    return ClientCredentials(client_id, client_secret) if client_id else log_in(user)


class Follower:
    """Prints events and remembers how far it came."""

    def __init__(self, after_sequence: int, *, as_json: bool) -> None:
        """Begins after a sequence; `through` is the last one it printed."""
        self.through = after_sequence
        self._as_json = as_json

    async def follow(self, server: Server, credentials: Credentials, interview_id: str) -> None:
        """Returns when nothing more is to come."""
        async with server.connect(credentials) as viva, aclosing(viva.interviews.watch(interview_id, self.through)) as events:
            async for event in events:
                click.echo(json.dumps(document(event), ensure_ascii=False) if self._as_json else line(event))
                self.through = event.sequence


def document(event: InterviewEvent) -> dict[str, Any]:
    """An event as protobuf's JSON, with the contract's own field names; the sequence as a number."""
    return MessageToDict(event, preserving_proto_field_name=True) | {"sequence": event.sequence}


def line(event: InterviewEvent) -> str:
    """An event for people: when, which, what, and what comes next."""
    time = event.time.ToDatetime().strftime("%H:%M:%S")
    kind = event.WhichOneof("payload") or "unknown"
    action = NextAction.Name(event.state.next_action).removeprefix("NEXT_ACTION_").lower()
    return f"{event.sequence:>4}  {time}  {kind:<20}  {action:<14}  {_words(event)}".rstrip()


def _words(event: InterviewEvent) -> str:
    """What was said, in one line, where the event carries it."""
    if event.HasField("question_asked"):
        return " ".join(event.question_asked.question.text.split())
    if event.HasField("line_added"):
        return " ".join(event.line_added.line.text.split())
    return ""
