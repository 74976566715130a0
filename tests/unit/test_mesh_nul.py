"""Text with U+0000 in it reaches no servicer: PostgreSQL cannot keep it, and every method that writes text would break."""

import pytest
from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import SCOPE_INTERVIEWS
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import client_service_pb2 as clients
from viva.session.v1.account_pb2 import Wishes

from mesh.refusal import InvalidRequest
from mesh.validation import hold_to_rules

ID = "3f0c1c1e-7a51-4a9f-9a50-0d6b6d3a8f11"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (auth.LogInRequest(password=auth.PasswordProof(username="a\0b", password="x")), "password.username"),
        (accounts.UpdateMeRequest(etag="1", desired_positions=Wishes(values=["fine", "\0"])), "desired_positions.values[1]"),
        (clients.CreateClientRequest(request_id=ID, name="HR\0", scopes=[SCOPE_INTERVIEWS]), "name"),
    ],
)
async def test_a_text_with_nul_is_refused_and_named(request_: Message, field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await hold_to_rules(request_)
    assert [violation.field for violation in refused.value.violations] == [field]


@pytest.mark.parametrize("name", ["민수", "a b", "\t", "‮", "😀"])
async def test_every_other_text_is_let_through(name: str) -> None:
    await hold_to_rules(auth.LogInRequest(password=auth.PasswordProof(username=name, password="x")))


async def test_bytes_may_hold_what_they_like() -> None:
    await hold_to_rules(accounts.SetAvatarRequest(piece=b"\0\0"))
