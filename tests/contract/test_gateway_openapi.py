"""The description of REST and the live socket is the table that serves them, no more and no less."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from services.gateway.live.commands import COMMANDS
from services.gateway.live.socket import LIVE_PATH
from services.gateway.openapi.__main__ import rendered
from services.gateway.openapi.comments import comments_in, first_sentence
from services.gateway.rest.app import DESCRIPTION
from services.gateway.rest.route import Route
from services.gateway.rest.routes import ROUTES

TEXT = DESCRIPTION.read_text("utf-8")
DOCUMENT: dict[str, Any] = json.loads(TEXT)

# Row P3 of the requirements, media apart.
PROMISED = {
    "POST /register",
    "POST /token",
    "POST /token/refresh",
    "GET /users/me",
    "PATCH /users/me",
    "GET /companies",
    "GET /postings",
    "POST /resumes/upload",
    "GET /resumes/{resume_id}",
    "GET /resumes/{resume_id}/content",
    "POST /interviews",
    "GET /interviews",
    "GET /interviews/{interview_id}",
    "POST /interviews/{interview_id}/start",
    "GET /interviews/{interview_id}/questions",
    "POST /transcripts",
    "GET /interviews/{interview_id}/transcripts",
    "POST /interviews/{interview_id}/follow-up",
    "POST /interviews/{interview_id}/complete",
    "GET /interviews/{interview_id}/report",
}


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, verbs in DOCUMENT["paths"].items():
        for verb, operation in verbs.items():
            yield f"{verb.upper()} {path}", operation


def test_the_committed_description_is_what_the_routes_lead_to() -> None:
    assert rendered() == TEXT


def test_every_row_is_described_and_nothing_else_is() -> None:
    assert {name for name, _ in operations()} == {f"{route.verb} {route.path}" for route in ROUTES} | {f"GET {LIVE_PATH}"}


def test_every_route_of_row_p3_is_served() -> None:
    assert {f"{route.verb} {route.path}" for route in ROUTES} >= PROMISED


def test_no_two_rows_have_one_verb_and_path() -> None:
    served = [(route.verb, route.path) for route in ROUTES]
    assert len(served) == len(set(served))


def test_every_reference_leads_somewhere_and_every_component_is_referred_to() -> None:
    components = DOCUMENT["components"]["schemas"]
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', TEXT))
    assert referred == set(components)


def test_every_operation_has_an_id_of_its_own_and_words() -> None:
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(ids) == len(set(ids))
    assert [name for name, operation in operations() if len(operation["summary"]) < 5] == []


@pytest.mark.parametrize("route", [route for route in ROUTES if isinstance(route, Route)], ids=lambda route: f"{route.verb} {route.path}")
def test_a_row_demands_a_token_exactly_when_the_contract_does(route: Route) -> None:
    operation = DOCUMENT["paths"][route.path][route.verb.lower()]
    access = route.method.access
    assert access is not None
    assert bool(operation["security"]) is not access.is_public


@pytest.mark.parametrize("route", [route for route in ROUTES if isinstance(route, Route)], ids=lambda route: f"{route.verb} {route.path}")
def test_every_field_of_the_rpc_is_somewhere_in_its_row(route: Route) -> None:
    operation = DOCUMENT["paths"][route.path][route.verb.lower()]
    given = {parameter["name"] for parameter in operation.get("parameters", [])}
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for schema in content["schema"].get("oneOf", [content["schema"]]):
            given |= set(schema["properties"])
    assert {*route.path_fields, *route.open_fields(route.request)} <= given
    assert not given & {"claim", "ticket", "speaker", "role"}


def test_rules_of_the_contract_are_rules_of_the_description() -> None:
    schema = DOCUMENT["paths"]["/register"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["username"]["pattern"] == "^[a-z0-9_]{4,12}$"
    assert schema["properties"]["password"]["minLength"] == 10
    assert schema["properties"]["email"]["format"] == "email"
    assert set(schema["required"]) == {"request_id", "email", "username", "password", "full_name"}
    assert schema["additionalProperties"] is False


def test_every_command_of_the_live_socket_is_described() -> None:
    live = DOCUMENT["paths"][LIVE_PATH]["get"]["x-websocket"]
    assert {message["properties"]["type"]["const"] for message in live["up"]} == {*COMMANDS, "ping", "token"}


def test_comments_of_the_contract_become_one_line_per_paragraph() -> None:
    image = FileDescriptorSet()
    file = image.file.add(name="a.proto", package="a")
    file.message_type.add(name="B").field.add(name="c")
    file.source_code_info.location.add(path=[4, 0], leading_comments=" One\n two.\n\n Three.\n")
    file.source_code_info.location.add(path=[4, 0, 2, 0], leading_comments=" Four. Five.\n")
    comments = comments_in(image)
    assert comments == {"a.B": "One two.\n\nThree.", "a.B.c": "Four. Five."}
    assert [first_sentence(comment) for comment in comments.values()] == ["One two.", "Four."]
