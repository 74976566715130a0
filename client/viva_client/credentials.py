"""What proves who calls: a partner's secret, a person's password, a log-in kept from before, or a token got elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from viva.contract.v1.options_pb2 import Scope
from viva.session.v1.auth_service_pb2 import IssueClientTokenRequest, LogInRequest, PasswordProof, RefreshTokenRequest
from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub
from viva.session.v1.tokens_pb2 import Tokens

from viva_client.errors import VivaError

Keep = Callable[[str], None]
"""Is handed every new refresh token, to be kept where nobody else reads it; the one before is worth nothing any more."""


@dataclass(frozen=True)
class Grant:
    """An access token, and what the next one is got with."""

    access_token: str = field(repr=False)
    seconds: float | None
    """How long it is good from now. None when nobody said, and there is no other."""
    refresh_token: str = field(default="", repr=False)


class Credentials(Protocol):
    """Gets access tokens. Asked by one caller at a time."""

    async def grant(self, auth: AuthServiceStub, last: Grant | None) -> Grant:
        """A token to call with; `last` is what this gave before. Raises VivaError."""


@dataclass(frozen=True)
class ClientCredentials:
    """A partner's id and secret, as an administrator's `ClientService.CreateClient` returned them.

    `scopes` asks for less than the client has; empty asks for all of it.
    """

    client_id: str
    client_secret: str = field(repr=False)
    scopes: Sequence[Scope.ValueType] = ()

    async def grant(self, auth: AuthServiceStub, last: Grant | None) -> Grant:
        """Another token of its own each time."""
        request = IssueClientTokenRequest(client_id=self.client_id, client_secret=self.client_secret, scopes=self.scopes)
        issued = await auth.IssueClientToken(request)
        return Grant(issued.access_token, issued.access_duration.ToTimedelta().total_seconds())


@dataclass(frozen=True)
class LogIn:
    """A person's name and password, and a one-time code where the account asks for one.

    Signs in once and refreshes from then on. A refresh token is good once, so when the answer to a refresh is lost, this signs in
    again; with a one-time code, which is spent by then, that is refused with `ONE_TIME_CODE_REQUIRED`.
    """

    username: str
    password: str = field(repr=False)
    one_time_code: str = field(default="", repr=False)
    keep: Keep | None = field(default=None, repr=False)

    async def grant(self, auth: AuthServiceStub, last: Grant | None) -> Grant:
        """The next token of this device, or the first of another."""
        if last is None:
            return await self._sign_in(auth)
        try:
            return await _refreshed(auth, last.refresh_token, self.keep)
        except VivaError:
            return await self._sign_in(auth)

    async def _sign_in(self, auth: AuthServiceStub) -> Grant:
        proof = PasswordProof(username=self.username, password=self.password, one_time_code=self.one_time_code)
        signed_in = await auth.LogIn(LogInRequest(password=proof))
        return _kept(signed_in.tokens, self.keep)


@dataclass(frozen=True)
class SavedLogIn:
    """The refresh token that a log-in left behind, for programs that do not ask for a password every time.

    The token is good once: `keep` is handed its successor at every refresh and has to store it before it returns.
    """

    refresh_token: str = field(repr=False)
    keep: Keep = field(repr=False)

    async def grant(self, auth: AuthServiceStub, last: Grant | None) -> Grant:
        """The next token of the device; Unauthenticated once the device was signed out."""
        return await _refreshed(auth, last.refresh_token if last else self.refresh_token, self.keep)


@dataclass(frozen=True)
class AccessToken:
    """A token got elsewhere. Nothing follows when it ends."""

    access_token: str = field(repr=False)

    async def grant(self, auth: AuthServiceStub, last: Grant | None) -> Grant:
        """The same each time."""
        return Grant(self.access_token, None)


async def _refreshed(auth: AuthServiceStub, refresh_token: str, keep: Keep | None) -> Grant:
    answer = await auth.RefreshToken(RefreshTokenRequest(refresh_token=refresh_token))
    return _kept(answer.tokens, keep)


def _kept(tokens: Tokens, keep: Keep | None) -> Grant:
    if keep is not None:
        keep(tokens.refresh_token)
    return Grant(tokens.access_token, tokens.access_duration.ToTimedelta().total_seconds(), tokens.refresh_token)
