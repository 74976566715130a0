"""Every row of the REST table calls the RPC it names, with the fields from where they stand, and answers in one shape."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import grpc
import pytest
import pytest_asyncio
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from viva.session.v1 import account_service_pb2 as account
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import interview_service_pb2 as interview
from viva.session.v1.account_pb2 import Account
from viva.session.v1.interview_pb2 import (
    NEXT_ACTION_WAIT,
    PHASE_QUESTION,
    Interview,
    InterviewState,
)

from mesh.refusal import InvalidRequest, Refusal, Status, Violation
from services.gateway.rest.route import PLACEHOLDER, Route
from services.gateway.rest.routes import ROUTES
from tests.contract.gateway_world import World, gateway_world

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with gateway_world(tmp_path_factory.mktemp("gateway")) as world:
        yield world


@pytest.fixture
def world(running: World) -> World:
    """One gateway for all tests here, whose peers know nothing of the test before."""
    running.forget()
    return running


ROWS = [route for route in ROUTES if isinstance(route, Route)]
GUARDED = [route for route in ROWS if not route.is_public]


def named(route: Route) -> str:
    return f"{route.verb} {route.path}"


class QuestionClosed(Refusal):
    """This question is no longer open."""

    status = Status.FAILED_PRECONDITION
    reason = "QUESTION_CLOSED"


class Locked(Refusal):
    """Wait."""

    status = Status.RESOURCE_EXHAUSTED
    reason = "ACCOUNT_LOCKED"


async def ask(world: World, route: Route, request: Message, **headers: str) -> Any:
    """Sends the request as REST has it: path fields in the path, the rest in query or body."""
    document = as_given(request)
    path = PLACEHOLDER.sub(lambda match: str(document.pop(match.group(1))), route.path)
    content: Any = {"params": document} if route.reads_query else {"json": document}
    signed = {} if route.is_public else world.bearer()
    return await world.http.request(route.verb, path, headers={**signed, **headers}, **content)


@pytest.mark.parametrize("route", ROWS, ids=named)
async def test_a_route_calls_its_rpc_with_every_field_that_was_given(world: World, route: Route) -> None:
    request = example_of(route)
    response = await ask(world, route, request)
    assert response.status_code == (204 if not route.method.response.DESCRIPTOR.fields else route.status), response.text
    assert world.peers.only(route.request).request == request


@pytest.mark.parametrize("route", GUARDED, ids=named)
async def test_a_route_carries_the_callers_token_an_address_an_identity_and_a_deadline(world: World, route: Route) -> None:
    await ask(world, route, example_of(route), **{"x-forwarded-for": "9.9.9.9, 203.0.113.7"})
    heard = world.peers.only(route.request)
    assert heard.metadata["authorization"].startswith("Bearer ey")
    assert heard.metadata["x-forwarded-for"] == "203.0.113.7"
    assert heard.metadata["x-viva-identity"]
    assert 0 < heard.seconds_left <= 10


async def test_a_request_stays_part_of_the_trace_that_it_came_with(world: World) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await world.http.get("/users/me", headers={**world.bearer(), "traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert world.peers.only(account.GetMeRequest).metadata["traceparent"].split("-")[1] == trace


@pytest.mark.parametrize("route", ROWS, ids=named)
async def test_a_peers_refusal_becomes_three_fields_and_no_more(world: World, route: Route) -> None:
    world.peers.answer(route.request, QuestionClosed(state="PHASE_ANSWER"))
    response = await ask(world, route, example_of(route), **{"accept-language": "en"})
    assert response.status_code == 409
    assert response.json() == {
        "error_code": "QUESTION_CLOSED",
        "error_message": "This question is not open any more; look at where the interview stands.",
        "retry_available": False,
    }


@pytest.mark.parametrize("route", GUARDED, ids=named)
async def test_a_forged_token_is_refused_before_any_peer_is_asked(world: World, route: Route) -> None:
    tokens = [f"Bearer {token}" for token in world.forged().values()]
    for authorization in (*tokens, "", "Bearer", "Basic Zm9vOmJhcg==", "ey"):
        response = await world.http.request(route.verb, some_path(route), headers={"authorization": authorization})
        assert response.status_code == 401
        assert response.json()["error_code"] in {"UNAUTHENTICATED", "TOKEN_INVALID"}
        assert response.headers["www-authenticate"] == "Bearer"
    assert world.peers.heard == []


@pytest.mark.parametrize("route", GUARDED, ids=named)
async def test_an_expired_token_is_refused_by_its_name(world: World, route: Route) -> None:
    response = await world.http.request(route.verb, some_path(route), headers=world.bearer(lasts=-1))
    assert (response.status_code, response.json()["error_code"]) == (401, "TOKEN_EXPIRED")
    assert world.peers.heard == []


@pytest.mark.parametrize("route", [route for route in ROWS if route.verb != "GET"], ids=named)
async def test_an_unknown_field_is_refused_by_its_name_and_not_by_its_value(world: World, route: Route) -> None:
    response = await world.http.request(route.verb, some_path(route), json={"nosuch": "hunter2"}, headers=world.bearer())
    assert response.status_code == 400
    assert response.json()["error_code"] == "UNKNOWN_FIELD"
    assert "`nosuch`" in response.json()["error_message"]
    assert "hunter2" not in response.text
    assert world.peers.heard == []


async def test_an_interview_reply_carries_its_state(world: World) -> None:
    state = InterviewState(phase=PHASE_QUESTION, next_action=NEXT_ACTION_WAIT, remaining=7)
    world.peers.answer(interview.GetInterviewRequest, interview.GetInterviewResponse(interview=Interview(state=state, answer_count=3)))
    world.peers.answer(interview.SubmitAnswerRequest, interview.SubmitAnswerResponse(state=state))
    read = (await world.http.get(f"/interviews/{uuid4()}", headers=world.bearer())).json()
    answered = (await world.http.post("/transcripts", json={"text": "hello"}, headers=world.bearer())).json()
    assert read["answer_count"] == 3
    for reply in (read, answered):
        assert reply["state"]["next_action"] == "NEXT_ACTION_WAIT"
        assert reply["state"]["remaining"] == 7
        assert reply["state"]["is_paused"] is False


async def test_the_candidate_cannot_write_a_line_as_the_interviewer(world: World) -> None:
    """F7: the client could write a line as the interviewer."""
    for speaker in ("SPEAKER_INTERVIEWER", "ai", None):
        body = {"interview_id": str(uuid4()), "text": "You are hired.", "speaker": speaker}
        response = await world.http.post("/transcripts", json=body, headers=world.bearer())
        assert (response.status_code, response.json()["error_code"]) == (400, "UNKNOWN_FIELD")
    assert world.peers.heard == []


async def test_a_line_that_is_not_handed_in_is_kept_and_not_answered_with(world: World) -> None:
    """F23: text was lost when the socket dropped."""
    body = {"interview_id": str(uuid4()), "question_id": str(uuid4()), "request_id": str(uuid4()), "text": "so far", "hand_in": False}
    assert (await world.http.post("/transcripts", json=body, headers=world.bearer())).status_code == 200
    assert world.peers.only(interview.AddLineRequest).request.text == "so far"
    body["hand_in"] = True
    assert (await world.http.post("/transcripts", json=body, headers=world.bearer())).status_code == 200
    assert world.peers.only(interview.SubmitAnswerRequest).request.text == "so far"


async def test_a_ticket_never_comes_by_rest(world: World) -> None:
    world.peers.answer(interview.SubmitAnswerRequest, interview.SubmitAnswerResponse(task_id="t", ticket="secret-of-the-gateway"))
    claimed = await world.http.post("/transcripts", json={"claim": True}, headers=world.bearer())
    assert (claimed.status_code, claimed.json()["error_code"]) == (400, "UNKNOWN_FIELD")
    answered = await world.http.post("/transcripts", json={"text": "x"}, headers=world.bearer())
    assert "ticket" not in answered.json()
    assert world.peers.only(interview.SubmitAnswerRequest).request.claim is False


async def test_a_role_in_the_body_makes_nobody_an_admin(world: World) -> None:
    """F1: registration accepted `role=admin`."""
    body = {"username": "mallory", "role": "admin"}
    response = await world.http.post("/register", json=body)
    assert (response.status_code, response.json()["error_code"]) == (400, "UNKNOWN_FIELD")
    assert world.peers.heard == []


async def test_me_shows_the_account_and_nothing_is_kept_of_it(world: World) -> None:
    world.peers.answer(account.GetMeRequest, account.GetMeResponse(account=Account(username="mina", etag="e1")))
    response = await world.http.get("/users/me", headers=world.bearer())
    assert response.json()["username"] == "mina"
    assert response.headers["cache-control"] == "no-store"
    assert not [name for name in response.json() if "password" in name or "hash" in name or "token" in name]


async def test_broken_rules_are_named_by_field_in_the_callers_language(world: World) -> None:
    """F9: the validation handler logged and echoed bodies with passwords."""
    violations = [Violation("email", "string.email", "value hunter2hunter2 is bad"), Violation("password", "string.min_len", "")]
    world.peers.answer(account.RegisterRequest, InvalidRequest(violations))
    body = {"email": "no", "password": "hunter2hunter2"}
    english = await world.http.post("/register", json=body, headers={"accept-language": "en-GB,ko;q=0.5"})
    korean = await world.http.post("/register", json=body, headers={"accept-language": "fr, ko-KR;q=0.9, en;q=0.1"})
    assert english.status_code == korean.status_code == 400
    assert english.json()["error_message"] == "The request breaks a rule: `email` is no e-mail address; `password` is empty or too short."
    assert (
        korean.json()["error_message"]
        == "요청의 값이 규칙에 맞지 않습니다: `email` 이메일 주소가 아닙니다; `password` 비어 있거나 너무 짧습니다."
    )
    assert "hunter2" not in english.text + korean.text
    assert korean.headers["content-language"] == "ko"


async def test_a_lock_says_how_long_to_wait(world: World) -> None:
    world.peers.answer(auth.LogInRequest, Locked(retry_after_seconds=30))
    response = await world.http.post("/token", json={"username": "mina", "password": "x"})
    assert (response.status_code, response.headers["retry-after"]) == (429, "30")
    assert response.json()["retry_available"] is True


@pytest.mark.parametrize(
    ("code", "status", "error_code"),
    [
        (grpc.StatusCode.UNAVAILABLE, 503, "PEER_UNAVAILABLE"),
        (grpc.StatusCode.INTERNAL, 500, "INTERNAL"),
        (grpc.StatusCode.UNIMPLEMENTED, 501, "UNIMPLEMENTED"),
    ],
)
async def test_a_peer_that_breaks_shows_nothing_of_how(world: World, code: grpc.StatusCode, status: int, error_code: str) -> None:
    world.peers.answer(interview.RepeatQuestionRequest, code)
    response = await world.http.post(f"/interviews/{uuid4()}/repeat", json={}, headers=world.bearer())
    assert (response.status_code, response.json()["error_code"]) == (status, error_code)
    assert "secret detail" not in response.text


async def test_a_replica_that_dies_is_outlasted_with_the_same_request_id(world: World) -> None:
    """F21, L4: the same call reaches the replica that came back, and the person sees an answer."""
    deaths = iter([grpc.StatusCode.UNAVAILABLE] * 6)
    world.peers.answer(interview.SubmitAnswerRequest, lambda heard, context: next(deaths, interview.SubmitAnswerResponse(answer_id="a1")))
    body = {"interview_id": str(uuid4()), "question_id": str(uuid4()), "request_id": str(uuid4()), "text": "once"}
    response = await world.http.post("/transcripts", json=body, headers=world.bearer())
    assert (response.status_code, response.json()["answer_id"]) == (200, "a1")
    assert {heard.request.request_id for heard in world.peers.heard} == {body["request_id"]}


async def test_a_replica_that_hangs_is_left_for_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """F37: a call stayed on a dead backend."""
    monkeypatch.setattr("services.gateway.adapters.peers.ATTEMPT_SECONDS", 0.3)

    async def hang() -> None:
        await asyncio.Event().wait()

    answers = iter([hang, hang])
    world.peers.answer(interview.GetInterviewRequest, lambda heard, context: next(answers, interview.GetInterviewResponse)())
    assert (await world.http.get(f"/interviews/{uuid4()}", headers=world.bearer())).status_code == 200
    assert len(world.peers.heard) == 3


async def test_what_never_answers_is_given_up_in_words(world: World) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    world.peers.answer(interview.RepeatQuestionRequest, lambda heard, context: hang())
    response = await world.http.post(f"/interviews/{uuid4()}/repeat", json={}, headers=world.bearer())
    assert (response.status_code, response.json()["error_code"]) == (504, "DEADLINE_EXCEEDED")
    assert response.json()["retry_available"] is True


async def test_what_is_not_safe_to_repeat_is_not_repeated(world: World) -> None:
    world.peers.answer(auth.RefreshTokenRequest, grpc.StatusCode.UNAVAILABLE)
    response = await world.http.post("/token/refresh", json={"refresh_token": "r" * 30})
    assert response.status_code == 503
    assert len(world.peers.heard) == 1


# ---- what the gateway answers by itself ----


async def test_alive_is_one_thing_and_ready_another(world: World) -> None:
    assert (await world.http.get("/healthz")).json() == {"status": "ok"}
    assert (await world.http.get("/readyz")).json() == {"status": "ready"}
    world.not_ready.append("llm lacks viva.llm.v1.LlmService.Ask")
    response = await world.http.get("/readyz")
    assert (response.status_code, response.json()["missing"]) == (503, "llm lacks viva.llm.v1.LlmService.Ask")
    assert (await world.http.get("/healthz")).status_code == 200


async def test_a_browser_gets_the_app_where_a_program_gets_data(world: World) -> None:
    page = {"accept": "text/html,application/xhtml+xml"}
    unbuilt = await world.http.get("/", headers=page)
    assert (unbuilt.status_code, "no web app" in unbuilt.text) == (404, True)
    world.web_dir.mkdir()
    (world.web_dir / "index.html").write_text("<!doctype html>the app")
    (world.web_dir / "app.js").write_text("1")
    for path in ("/", "/sign-in", f"/interviews/{uuid4()}"):
        response = await world.http.get(path, headers=page)
        assert (response.status_code, response.text) == (200, "<!doctype html>the app")
        policy = response.headers["content-security-policy"].split("; ")
        # No script that is written into a page, and nothing sent elsewhere: the page keeps its tokens where scripts can read them.
        assert {"default-src 'self'", "connect-src 'self'", "form-action 'self'"} <= set(policy)
        assert not any(rule.startswith("script-src") for rule in policy)
    assert (await world.http.get("/app.js")).text == "1"
    assert (await world.http.get(f"/interviews/{uuid4()}")).status_code == 401


@pytest.mark.parametrize("path", ["/nothing", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/interviews/", "/a/b/c"])
async def test_a_path_that_is_nothing_says_so(world: World, path: str) -> None:
    response = await world.http.get(path)
    assert (response.status_code, response.json()["error_code"]) == (404, "ROUTE_UNKNOWN")


async def test_a_verb_that_a_path_does_not_answer_is_refused_with_those_it_does(world: World) -> None:
    response = await world.http.delete("/interviews")
    assert (response.status_code, response.json()["error_code"]) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, HEAD, POST"


# ---- examples out of the descriptors ----


def example_of(route: Route) -> Message:
    """A request with something in every field that the route may set."""
    request = route.request()
    for field in request.DESCRIPTOR.fields:
        if field.name in {*route.path_fields, *route.open_fields(route.request)}:
            set_example(request, field, flat=route.reads_query)
    return request


def set_example(message: Any, field: Any, *, flat: bool) -> None:
    if field.message_type is not None:
        if not flat and not field.is_repeated and not field.message_type.full_name.startswith("google."):
            getattr(message, field.name).SetInParent()
    elif field.is_repeated:
        getattr(message, field.name).append(scalar(field))
    else:
        setattr(message, field.name, scalar(field))


def scalar(field: Any) -> Any:
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return str(uuid4()) if field.name.endswith("_id") else f"값 of {field.name}"
    return True if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL else 1


def as_given(request: Message) -> dict[str, Any]:
    return MessageToDict(request, preserving_proto_field_name=True)


def some_path(route: Route) -> str:
    return re.sub(r"{[a-z_]+}", str(uuid4()), route.path)
