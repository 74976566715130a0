"""Whoever locks does it in one order everywhere: what a task is about, then the task. An effect that only made a coroutine of its lock
would let the task's lock, which is asked for next, be sent first."""

import inspect
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from viva.gateway.v1.delivery_service_pb2 import SendMailRequest
from viva.resume.v1 import resume_service_pb2 as resume

from services.session.database import UnitOfWork
from services.session.main import effects
from services.session.tasks.domain import Task
from services.session.tasks.making import rules_of
from services.session.webhooks.sealing import Seal
from tests.contract.ledgers import Clock

EFFECTS = effects(Seal([b"k" * 32]))
LOCKING = [request for request in EFFECTS if request is not SendMailRequest]


class Unsent(UnitOfWork):
    """Takes questions and never sends them."""

    def __init__(self) -> None:
        self._asked: list[tuple[bytes, dict[str, Any], Any]] = []

    @property
    def asked(self) -> list[str]:
        """The statements, in the order of asking."""
        return [sql.decode() for sql, *_ in self._asked]


def task_of(request: type[Message]) -> Task:
    subject, made = str(uuid4()), request()
    if isinstance(made, resume.EmbedRequest):
        made = resume.EmbedRequest(kind=resume.EMBED_KIND_QUESTION, row_id=subject)
    return Task.new(str(uuid4()), "m", made.SerializeToString(), rules_of(request), at=Clock().now, resource_id=subject)


@pytest.mark.parametrize("request_type", LOCKING, ids=lambda one: one.__name__)
def test_an_effect_asks_for_its_lock_when_it_is_called(request_type: type[Message]) -> None:
    work = Unsent()
    EFFECTS[request_type].lock(work, task_of(request_type))
    assert [" FOR UPDATE" in statement for statement in work.asked] == [True]


def test_a_mail_is_changed_by_nobody_else_and_needs_no_lock() -> None:
    assert inspect.getsource(EFFECTS[SendMailRequest].lock).count("work.") == 0
