"""Describes the live socket, for which OpenAPI has no words of its own, under `x-websocket`."""

from typing import Any

from google.protobuf.descriptor import Descriptor
from viva.session.v1.interview_event_pb2 import InterviewEvent
from viva.session.v1.interview_pb2 import Interview

from mesh.contract import method_of
from services.gateway.live.commands import COMMANDS, Command
from services.gateway.openapi.comments import first_sentence
from services.gateway.openapi.rules import Schema
from services.gateway.openapi.schemas import Schemas
from services.gateway.rest.route import descriptor_of

ID: Schema = {"type": ["string", "integer"], "description": "What the client calls the message; the answer to it carries the same."}
THROUGH: Schema = {"type": "string", "description": "Everything up to this sequence that is for this watcher has been sent."}
DESCRIPTION = """\
The live interview. The token comes in the `Authorization` header, as the subprotocol `bearer.<token>` beside `viva.live.v1`, \
or in a first message `{"token": "…"}`. Messages are JSON objects with a `type`. An answer's next question streams down in `delta`s \
while it is written; a newer attempt and the committed question, which comes as an event, replace what is shown. After a broken \
line come back with `after_sequence`, the last `through_sequence` seen."""
CLOSE_CODES = {
    "4400": "What was sent cannot be used: `TOO_MANY_BROKEN_FRAMES`, or the reason.",
    "4401": "The token is missing or no good any more: `TOKEN_EXPIRED`, `TOKEN_REVOKED`, `TOKEN_INVALID`, `UNAUTHENTICATED`.",
    "4403": "The caller may not watch this interview.",
    "4404": "There is no such interview: `INTERVIEW_UNKNOWN`.",
    "4408": "The client reads less than happens: `SLOW_READER`.",
    "1009": "A message was far too large.",
    "1011": "The gateway broke: come back.",
    "1012": "The gateway restarts: come back.",
    "1013": "There is no room: come back later.",
}


def live_operation(schemas: Schemas) -> dict[str, Any]:
    """The socket as an operation."""
    return {
        "operationId": "live",
        "summary": "Opens the live socket of an interview.",
        "description": DESCRIPTION,
        "tags": ["Live"],
        "parameters": [
            {"name": "interview_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
            {"name": "after_sequence", "in": "query", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
        ],
        "x-websocket": {
            "up": [*(_command(command, schemas) for command in COMMANDS.values()), *own_messages()],
            "down": down_messages(schemas),
            "close": CLOSE_CODES,
        },
    }


def own_messages() -> list[Schema]:
    """What the gateway understands beside the RPCs."""
    token = {"type": "string", "description": "A newer token of the same person, so that the socket outlives the old one."}
    return [_message("ping", id=ID), _message("token", id=ID, token=token)]


def down_messages(schemas: Schemas) -> list[Schema]:
    """What comes down."""
    text, number = {"type": "string"}, {"type": "integer"}
    return [
        _message("hello", interview=schemas.reference(_descriptor(Interview))),
        _message("event", event=schemas.reference(_descriptor(InterviewEvent)), through_sequence=THROUGH),
        _message("heartbeat", through_sequence=THROUGH),
        _message("delta", question_id=text, task_id=text, attempt=number, offset=number, text=text),
        *(_reply(command, schemas) for command in COMMANDS.values()),
        _message("pong", id=ID),
        {"allOf": [_message("error", id=ID), {"$ref": "#/components/schemas/Error"}]},
    ]


def _command(command: Command, schemas: Schemas) -> Schema:
    method, body = method_of(command.request), schemas.body(descriptor_of(command.request), set(command.open_fields))
    body["properties"] = {"type": {"const": command.name}, "id": ID, **body["properties"]}
    body["required"] = ["type", *body.get("required", [])]
    return {**body, "description": first_sentence(schemas.comment(method.full_name))}


def _reply(command: Command, schemas: Schemas) -> Schema:
    response = schemas.reference(descriptor_of(method_of(command.request).response))
    return {"allOf": [_message("reply", id=ID, to={"const": command.name}), response]}


def _message(kind: str, **properties: Schema) -> Schema:
    return {"type": "object", "properties": {"type": {"const": kind}, **properties}, "required": ["type"]}


def _descriptor(message: type[Any]) -> Descriptor:
    return descriptor_of(message)
