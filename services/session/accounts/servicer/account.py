"""AccountService on the wire."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from viva.session.v1 import account_service_pb2 as pb
from viva.session.v1 import account_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import current_caller
from services.session.accounts.administering import Administering
from services.session.accounts.domain.account import AccountState, NewAccount, ProfileChange, Role
from services.session.accounts.leaving import Leaving
from services.session.accounts.profile import Profiles
from services.session.accounts.registering import Registering
from services.session.accounts.servicer.picture import picture_from, pieces_of
from services.session.accounts.servicer.wire import client_address, doer_of, encode_account, encode_receipt
from services.session.accounts.setting_passwords import SettingPasswords
from services.session.accounts.store.accounts import Filter
from services.session.paging import open_place, page_size, place_token


class AccountServicer(rpc.AccountServiceServicer):
    """People's accounts: their own doing, and what admins do about them."""

    served_later = (pb.ExportAccountRequest,)
    """Row A8's own issue."""

    def __init__(
        self,
        registering: Registering,
        profiles: Profiles,
        passwords: SettingPasswords,
        leaving: Leaving,
        administering: Administering,
    ) -> None:
        self._registering = registering
        self._profiles = profiles
        self._passwords = passwords
        self._leaving = leaving
        self._administering = administering

    async def Register(self, request: pb.RegisterRequest, context: Context) -> pb.RegisterResponse:
        """See the contract."""
        new = NewAccount(request.email, request.username, request.full_name, request.language)
        account = await self._registering.register(new, request.password, request_id=request.request_id, address=client_address(context))
        return pb.RegisterResponse(account=encode_account(account))

    async def GetMe(self, request: pb.GetMeRequest, context: Context) -> pb.GetMeResponse:
        """See the contract."""
        return pb.GetMeResponse(account=encode_account(await self._profiles.get(_own_id())))

    async def UpdateMe(self, request: pb.UpdateMeRequest, context: Context) -> pb.UpdateMeResponse:
        """See the contract."""
        return pb.UpdateMeResponse(account=encode_account(await self._profiles.update(_own_id(), _change(request), request.etag)))

    async def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> pb.ChangePasswordResponse:
        """See the contract."""
        person = current_caller().person
        signed_out = await self._passwords.change(
            person.account_id, person.session_family_id, request.old_password, request.new_password, client_address(context)
        )
        return pb.ChangePasswordResponse(signed_out_devices=signed_out)

    async def RequestPasswordReset(self, request: pb.RequestPasswordResetRequest, context: Context) -> pb.RequestPasswordResetResponse:
        """See the contract."""
        await self._passwords.ask_for_reset(request.email, client_address(context))
        return pb.RequestPasswordResetResponse()

    async def ResetPassword(self, request: pb.ResetPasswordRequest, context: Context) -> pb.ResetPasswordResponse:
        """See the contract."""
        await self._passwords.reset(request.reset_token, request.new_password)
        return pb.ResetPasswordResponse()

    async def SetAvatar(self, request_iterator: AsyncIterator[pb.SetAvatarRequest], context: Context) -> pb.SetAvatarResponse:
        """See the contract."""
        picture = await picture_from(request_iterator)
        return pb.SetAvatarResponse(account=encode_account(await self._profiles.set_portrait(_own_id(), picture)))

    async def GetAvatar(self, request: pb.GetAvatarRequest, context: Context) -> AsyncIterator[pb.GetAvatarResponse]:
        """See the contract."""
        portrait = await self._profiles.portrait(request.account_id, doer=doer_of(pb.GetAvatarRequest, context))
        for piece in pieces_of(portrait):
            yield piece

    async def RemoveAvatar(self, request: pb.RemoveAvatarRequest, context: Context) -> pb.RemoveAvatarResponse:
        """See the contract."""
        return pb.RemoveAvatarResponse(account=encode_account(await self._profiles.remove_portrait(_own_id())))

    async def WithdrawAccount(self, request: pb.WithdrawAccountRequest, context: Context) -> pb.WithdrawAccountResponse:
        """See the contract."""
        account = await self._leaving.withdraw(_own_id(), request.password, client_address(context))
        return pb.WithdrawAccountResponse(account=encode_account(account))

    async def EraseAccount(self, request: pb.EraseAccountRequest, context: Context) -> pb.EraseAccountResponse:
        """See the contract."""
        doer = doer_of(pb.EraseAccountRequest, context)
        if request.account_id == _own_id():
            receipt = await self._leaving.erase_own(request.account_id, request.password, request_id=request.request_id, doer=doer)
        else:
            receipt = await self._leaving.erase(request.account_id, request.reason, request_id=request.request_id, doer=doer)
        return pb.EraseAccountResponse(receipt=encode_receipt(receipt))

    async def GetAccount(self, request: pb.GetAccountRequest, context: Context) -> pb.GetAccountResponse:
        """See the contract."""
        account = await self._administering.get(request.account_id, doer=doer_of(pb.GetAccountRequest, context))
        return pb.GetAccountResponse(account=encode_account(account))

    async def ListAccounts(self, request: pb.ListAccountsRequest, context: Context) -> pb.ListAccountsResponse:
        """See the contract."""
        size, list_name = page_size(request.page_size), f"accounts {_digest(request)}"
        after = open_place(request.page_token, list_name) if request.page_token else None
        wanted = Filter(Role(request.role) if request.role else None, AccountState(request.state) if request.state else None, request.query)
        accounts, is_last = await self._administering.page(wanted, after, limit=size, doer=doer_of(pb.ListAccountsRequest, context))
        token = "" if is_last else place_token(list_name, accounts[-1].create_time, accounts[-1].account_id)
        return pb.ListAccountsResponse(accounts=map(encode_account, accounts), next_page_token=token)

    async def CreateStaffAccount(self, request: pb.CreateStaffAccountRequest, context: Context) -> pb.CreateStaffAccountResponse:
        """See the contract."""
        account, token = await self._registering.create_staff(
            NewAccount(request.email, request.username, request.full_name, request.language),
            Role(request.role),
            request_id=request.request_id,
            doer=doer_of(pb.CreateStaffAccountRequest, context),
        )
        return pb.CreateStaffAccountResponse(account=encode_account(account), reset_token=token)

    async def SetRole(self, request: pb.SetRoleRequest, context: Context) -> pb.SetRoleResponse:
        """See the contract."""
        doer = doer_of(pb.SetRoleRequest, context)
        account = await self._administering.set_role(request.account_id, Role(request.role), request.reason, doer=doer)
        return pb.SetRoleResponse(account=encode_account(account))

    async def UnlockAccount(self, request: pb.UnlockAccountRequest, context: Context) -> pb.UnlockAccountResponse:
        """See the contract."""
        account = await self._administering.unlock(request.account_id, doer=doer_of(pb.UnlockAccountRequest, context))
        return pb.UnlockAccountResponse(account=encode_account(account))


def _own_id() -> str:
    return current_caller().person.account_id


def _change(request: pb.UpdateMeRequest) -> ProfileChange:
    given: dict[str, Any] = {}
    for field in ("full_name", "phone", "birth_date", "language"):
        if request.HasField(field):
            given[field] = getattr(request, field)
    for wishes in ("desired_company_types", "desired_positions"):
        if request.HasField(wishes):
            given[wishes] = tuple(getattr(request, wishes).values)
    return ProfileChange(**given)


def _digest(request: pb.ListAccountsRequest) -> str:
    """Names the filters in a page token without showing what was looked for."""
    return sha256(f"{request.role} {request.state} {request.query}".encode()).hexdigest()[:16]
