"""Somebody new, over gRPC: an account is made and signed in to."""

from uuid import uuid4

import grpc.aio
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1.account_service_pb2_grpc import AccountServiceStub
from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub

PASSWORD = "a long sentence that nobody guesses"


async def token_of_newcomer(session: grpc.aio.Channel) -> str:
    """The access token of a candidate who came a moment ago."""
    name = f"c_{uuid4().hex[:9]}"
    request = accounts.RegisterRequest(
        request_id=str(uuid4()), email=f"{name}@example.com", username=name, password=PASSWORD, full_name="김하늘"
    )
    await AccountServiceStub(session).Register(request)
    proof = auth.PasswordProof(username=name, password=PASSWORD)
    return (await AuthServiceStub(session).LogIn(auth.LogInRequest(password=proof))).tokens.access_token
