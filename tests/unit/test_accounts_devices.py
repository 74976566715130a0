"""A device's refresh tokens: whatever is done with them in whatever order, at most one is good, and a used one ends them all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from mesh.refusal import Refusal
from services.session.accounts.domain.family import FAMILY_LIFETIME, Family, RefreshExpired, RefreshReused, RefreshToken, RefreshUnknown
from tests.contract.account_stores import MORNING


class Device(RuleBasedStateMachine):
    """A client, and a thief who copied some of its tokens."""

    tokens: Bundle[int] = Bundle("tokens")

    @initialize(target=tokens)
    def signs_in(self) -> int:
        self.now = MORNING
        self.family = Family.new(str(uuid4()), str(uuid4()), at=self.now)
        self.issued = [self.family.token(bytes([0]), at=self.now)]
        self.reused = False
        return 0

    @rule(target=tokens, number=tokens)
    def refreshes(self, number: int) -> int:
        token = self.issued[number]
        was_good = token.use_time is None and not self.reused and self.now < token.expire_time
        try:
            self.issued[number] = self.family.used(token, at=self.now)
        except RefreshReused:
            assert token.use_time is not None
            self.reused = True
            self.family = Family(**{**vars(self.family), "revoke_time": self.family.revoke_time or self.now})
            return number
        except (RefreshUnknown, RefreshExpired):
            assert not was_good
            return number
        assert was_good
        self.issued.append(self.family.token(bytes([len(self.issued) % 256]), at=self.now))
        return len(self.issued) - 1

    @rule(hours=some.integers(1, 24 * 20))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(number=consumes(tokens))
    def forgets_one(self, number: int) -> None:
        """A token that nobody has any more changes nothing."""

    @invariant()
    def at_most_one_is_good(self) -> None:
        good = [token for token in getattr(self, "issued", []) if is_good(self.family, token, self.now)]
        assert len(good) <= (0 if getattr(self, "reused", False) else 1)

    @invariant()
    def none_outlives_the_device(self) -> None:
        assert all(token.expire_time <= MORNING + FAMILY_LIFETIME for token in getattr(self, "issued", []))


def is_good(family: Family, token: RefreshToken, now: object) -> bool:
    try:
        family.used(token, at=now)  # type: ignore[arg-type]
    except Refusal:
        return False
    return True


Device.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestDevice = Device.TestCase


def test_a_device_signs_in_anew_after_three_months_however_often_it_refreshed() -> None:
    family = Family.new(str(uuid4()), str(uuid4()), at=MORNING)
    late = MORNING + FAMILY_LIFETIME - timedelta(hours=1)
    token = family.token(b"late", at=late)
    assert token.expire_time == family.expire_time
    with pytest.raises(RefreshExpired):
        family.used(token, at=family.expire_time)
