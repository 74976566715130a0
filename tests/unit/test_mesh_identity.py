"""Service identities are signed before they go stale, and what was verified once is not believed for ever."""

from pathlib import Path

import jwt
import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM

from mesh.caller import NOBODY, Caller, LeaseAuthority, Person, acting_for, current_caller
from mesh.identity import IDENTITY, IdentityInvalid, KeySet, ServiceIdentity, TokenExpired, TokenInvalid, Verifier
from mesh.refusal import Unauthenticated
from tests.echo.house import House


class Clock:
    """Time as a test tells it."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def verifier(house: House, clock: Clock) -> Verifier:
    return Verifier(services=KeySet(house.directory / "services.json"), access=KeySet(house.directory / "jwks.json"), clock=clock)


def test_an_identity_is_signed_anew_at_half_its_life(house: House) -> None:
    clock = Clock(1000.0)
    identity = ServiceIdentity(SERVICE_LLM, house.service_keys[SERVICE_LLM], clock=clock)
    first = identity.token()
    clock.now = 1029.0
    assert identity.token() == first
    clock.now = 1030.0
    claims = jwt.decode(identity.token(), options={"verify_signature": False})
    assert (claims["iss"], claims["aud"], claims["exp"]) == ("llm", "viva-mesh", 1090)


def test_an_identity_is_believed_until_it_expires(house: House) -> None:
    clock = Clock(1000.0)
    token = ServiceIdentity(SERVICE_LLM, house.service_keys[SERVICE_LLM], clock=clock).token()
    checked = verifier(house, clock)
    assert checked.caller({IDENTITY: token}) == Caller(service=SERVICE_LLM)
    clock.now = 1060.0
    assert isinstance(checked.caller({IDENTITY: token}).unproven, IdentityInvalid)


def test_a_token_of_somebody_is_that_somebody_until_it_expires(house: House) -> None:
    """F4: a token is for an account id, which is never given to another."""
    clock = Clock(1000.0)
    checked = verifier(house, clock)
    token = house.person("recruiter", exp=1100, sub="account-7")
    authority = checked.authority(token)
    assert isinstance(authority, Person) and (authority.account_id, authority.expires) == ("account-7", 1100.0)
    clock.now = 1100.0
    with pytest.raises(TokenExpired):
        checked.authority(token)


def test_what_is_remembered_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.identity.REMEMBERED_TOKENS", 3)
    checked = verifier(house, Clock(1000.0))
    for number in range(10):
        checked.authority(house.person(exp=2000 + number))
    assert len(checked._remembered) == 3


def test_a_credential_that_is_no_bearer_token_proves_nothing(house: House) -> None:
    caller = verifier(house, Clock(1000.0)).caller({"authorization": "Basic dXNlcjpwYXNz"})
    assert caller.authority is None
    assert isinstance(caller.unproven, TokenInvalid)


def test_keys_that_are_not_there_yet_make_tokens_invalid_and_nothing_worse(tmp_path: Path, house: House) -> None:
    checked = Verifier(services=KeySet(tmp_path / "none.json"), access=KeySet(tmp_path / "none.json"))
    with pytest.raises(TokenInvalid):
        checked.authority(house.person())


def test_a_half_written_set_of_keys_takes_nothing_away(house: House) -> None:
    checked = verifier(house, Clock(1000.0))
    checked.authority(house.person(exp=2000))
    old = house.person("admin", exp=2000)
    house.rotate_access_key()
    (house.directory / "jwks.json").write_text('{"keys": [{"kid"')
    with pytest.raises(TokenInvalid):
        checked.authority(house.person(exp=2000))
    assert checked.authority(old).expires == 2000


def test_with_a_lease_the_persons_token_is_dropped() -> None:
    caller = Caller(authority=LeaseAuthority("lease"), token="a-person's")
    assert list(caller.credentials()) == [("x-viva-lease", "lease")]


def test_nobody_brings_nothing() -> None:
    assert list(NOBODY.credentials()) == []
    for ask in (lambda: NOBODY.person, lambda: NOBODY.partner):
        with pytest.raises(Unauthenticated):
            ask()


def test_secrets_do_not_show_when_a_caller_is_printed(house: House) -> None:
    assert "secret" not in repr(Caller(authority=LeaseAuthority("secret"), token="secret"))


def test_acting_for_somebody_ends_with_the_block() -> None:
    with acting_for(Caller(service=SERVICE_LLM)):
        assert current_caller().service == SERVICE_LLM
    assert current_caller() is NOBODY
