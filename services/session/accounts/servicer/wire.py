"""How accounts' nouns look on the wire, and who makes the call that is being served."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from viva.session.v1 import account_pb2 as account_pb
from viva.session.v1 import client_service_pb2 as client_pb
from viva.session.v1 import tokens_pb2 as tokens_pb

from mesh.call import Context
from mesh.caller import Partner, Person, current_caller
from mesh.contract import method_of
from services.session.accounts.domain.account import Account
from services.session.accounts.domain.audit import Doer
from services.session.accounts.domain.client import Client
from services.session.accounts.domain.erasure import Outcome, Receipt
from services.session.accounts.signing_in import Tokens

FORWARDED = "x-forwarded-for"


def client_address(context: Context) -> str:
    """The address a call comes from, as the edge saw it; of an IPv6 address the /64 that one subscriber has to choose from.

    The last entry of `x-forwarded-for` is what the edge (or the gateway, for a call it makes on somebody's behalf) added itself; those
    before it are what the caller claimed. Session listens inside the installation only, so nobody else gets to write the last one.
    """
    forwarded = [str(value) for key, value in context.invocation_metadata() or () if key == FORWARDED]
    return _prefix(forwarded[-1].rpartition(",")[2] if forwarded else _peer(context.peer()))


def doer_of(request: type[Message], context: Context) -> Doer:
    """Who makes this call, for the audit log."""
    authority = current_caller().authority
    return Doer(
        account_id=authority.account_id if isinstance(authority, Person) else None,
        client_id=authority.client_id if isinstance(authority, Partner) else None,
        method=method_of(request).full_name,
        remote_address=client_address(context),
    )


def encode_account(account: Account) -> account_pb.Account:
    """An account as its person and admins see it."""
    return account_pb.Account(
        account_id=account.account_id,
        email=account.email,
        username=account.username,
        full_name=account.full_name,
        role=int(account.role),  # type: ignore[arg-type]  # the numbers are the contract's
        state=int(account.state),  # type: ignore[arg-type]
        phone=account.phone,
        birth_date=account.birth_date.isoformat() if account.birth_date else "",
        desired_company_types=account.desired_company_types,
        desired_positions=account.desired_positions,
        language=account.language,  # type: ignore[arg-type]
        avatar_blob_id=account.avatar_blob_id or "",
        lock_expire_time=timestamp(account.lock_expire_time),
        create_time=timestamp(account.create_time),
        update_time=timestamp(account.update_time),
        etag=account.etag,
    )


def encode_tokens(tokens: Tokens) -> tokens_pb.Tokens:
    """What a device is given."""
    return tokens_pb.Tokens(
        access_token=tokens.access,
        access_duration=duration(tokens.access_lifetime),
        refresh_token=tokens.refresh,
        refresh_duration=duration(tokens.refresh_lifetime),
    )


def encode_client(client: Client) -> client_pb.Client:
    """A client as admins and the client itself see it."""
    return client_pb.Client(
        client_id=client.client_id,
        name=client.name,
        scopes=client.scopes,  # type: ignore[arg-type]
        calls_per_minute=client.calls_per_minute,
        is_disabled=client.is_disabled,
        create_time=timestamp(client.create_time),
        last_token_time=timestamp(client.last_token_time),
        rotate_time=timestamp(client.rotate_time),
        etag=client.etag,
    )


def encode_receipt(receipt: Receipt) -> account_pb.ErasureReceipt:
    """What an erasure removed and what it had to leave."""
    return account_pb.ErasureReceipt(
        receipt_id=receipt.receipt_id,
        account_id=receipt.account_id,
        erase_time=timestamp(receipt.erase_time),
        erased=[account_pb.ErasedCopies(kind=int(one.kind), count=one.erased) for one in receipt.outcomes],  # type: ignore[arg-type]
        retained=[_retained(one) for one in receipt.outcomes if one.retained],
    )


def timestamp(time: datetime | None) -> Timestamp | None:
    """A time on the wire."""
    if time is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(time)
    return stamp


def duration(time: timedelta) -> Duration:
    """A duration on the wire."""
    encoded = Duration()
    encoded.FromTimedelta(time)
    return encoded


def _retained(outcome: Outcome) -> account_pb.RetainedCopies:
    kept = outcome.retained
    assert kept is not None
    return account_pb.RetainedCopies(
        kind=int(outcome.kind),  # type: ignore[arg-type]
        count=kept.count,
        duty=kept.duty,
        purge_time=timestamp(kept.purge_time),
    )


def _peer(peer: str) -> str:
    """`ipv4:192.0.2.1:4711` and `ipv6:%5B::1%5D:4711`, as gRPC writes them, without scheme and port."""
    return peer.partition(":")[2].rpartition(":")[0].replace("%5B", "").replace("%5D", "").strip("[]")


def _prefix(text: str) -> str:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False).network_address)
    return str(address)
