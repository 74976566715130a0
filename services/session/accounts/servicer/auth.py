"""AuthService on the wire."""

from viva.session.v1 import auth_service_pb2 as pb
from viva.session.v1 import auth_service_pb2_grpc as rpc
from viva.session.v1 import tokens_pb2 as tokens_pb

from mesh.call import Context
from mesh.caller import current_caller
from mesh.refusal import Refusal
from services.session.accounts.access_tokens import AccessTokens
from services.session.accounts.partnering import Partnering
from services.session.accounts.servicer.wire import client_address, doer_of, duration, encode_account, encode_tokens
from services.session.accounts.signing_in import SigningIn


class OidcNotConfigured(Refusal):
    """This installation has no identity provider; sign in with name and password."""

    reason = "OIDC_NOT_CONFIGURED"


class AuthServicer(rpc.AuthServiceServicer):
    """Signing in and out, for people and partners."""

    served_later = (pb.EnrolTotpRequest, pb.ConfirmTotpRequest, pb.RemoveTotpRequest)
    """Row A10's own issue."""

    def __init__(self, signing_in: SigningIn, partnering: Partnering, access: AccessTokens) -> None:
        self._signing_in = signing_in
        self._partnering = partnering
        self._access = access

    async def LogIn(self, request: pb.LogInRequest, context: Context) -> pb.LogInResponse:
        """See the contract."""
        if request.WhichOneof("proof") == "oidc":
            raise OidcNotConfigured
        proof = request.password
        tokens, account = await self._signing_in.log_in(proof.username, proof.password, client_address(context))
        return pb.LogInResponse(tokens=encode_tokens(tokens), account=encode_account(account))

    async def RefreshToken(self, request: pb.RefreshTokenRequest, context: Context) -> pb.RefreshTokenResponse:
        """See the contract."""
        return pb.RefreshTokenResponse(tokens=encode_tokens(await self._signing_in.refresh(request.refresh_token)))

    async def LogOut(self, request: pb.LogOutRequest, context: Context) -> pb.LogOutResponse:
        """See the contract."""
        await self._signing_in.log_out(current_caller().person.session_family_id)
        return pb.LogOutResponse()

    async def LogOutEverywhere(self, request: pb.LogOutEverywhereRequest, context: Context) -> pb.LogOutEverywhereResponse:
        """See the contract."""
        return pb.LogOutEverywhereResponse(devices=await self._signing_in.log_out_everywhere(current_caller().person.account_id))

    async def GetJwks(self, request: pb.GetJwksRequest, context: Context) -> pb.GetJwksResponse:
        """See the contract."""
        keys = [tokens_pb.Jwk(kty="OKP", crv="Ed25519", x=jwk["x"], kid=jwk["kid"], alg="EdDSA", use="sig") for jwk in self._access.jwks]
        return pb.GetJwksResponse(keys=keys)

    async def IssueClientToken(self, request: pb.IssueClientTokenRequest, context: Context) -> pb.IssueClientTokenResponse:
        """See the contract."""
        doer = doer_of(pb.IssueClientTokenRequest, context)
        token = await self._partnering.issue_token(request.client_id, request.client_secret, request.scopes, doer=doer)
        return pb.IssueClientTokenResponse(
            access_token=token.access,
            access_duration=duration(token.access_lifetime),
            scopes=token.scopes,  # type: ignore[arg-type]
        )
