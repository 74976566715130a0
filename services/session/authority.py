"""Who asks, as session's nouns need to know it: an id that requests are remembered under, and whether everything is theirs to see."""

from viva.contract.v1.options_pb2 import ROLE_RECRUITER

from mesh.caller import Partner, Person, current_caller
from mesh.refusal import Unauthenticated


def caller_id() -> str:
    """The person or partner client that this call is made for. Raises Unauthenticated."""
    authority = current_caller().authority
    if isinstance(authority, Person):
        return authority.account_id
    if isinstance(authority, Partner):
        return authority.client_id
    raise Unauthenticated


def caller_is_admin() -> bool:
    """Whether the call is made for an admin."""
    authority = current_caller().authority
    return isinstance(authority, Person) and authority.is_admin


def caller_is_recruiter() -> bool:
    """Whether the call is made for a recruiter."""
    authority = current_caller().authority
    return isinstance(authority, Person) and authority.role == ROLE_RECRUITER
