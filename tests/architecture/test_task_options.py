"""Durable work is described once, completely, and nothing in it can leak a person's words into the ledger."""

from collections import Counter

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from tools.methods import Method

INTEGERS = {
    FieldDescriptor.TYPE_INT32,
    FieldDescriptor.TYPE_INT64,
    FieldDescriptor.TYPE_UINT32,
    FieldDescriptor.TYPE_UINT64,
}
# `context` is filled in by session when the task is handed out, `ticket` comes from outside instead of ids: neither is stored.
NEVER_STORED = {"context", "ticket"}


def test_there_is_durable_work(tasks: list[Method]) -> None:
    assert {task.service for task in tasks} >= {"gateway", "llm", "resume"}


def test_every_attempt_fits_into_the_whole(tasks: list[Method]) -> None:
    assert [task.full_name for task in tasks if not 0 < task.task.attempt_deadline.seconds <= task.task.overall_deadline.seconds] == []


def test_every_task_is_tried_and_says_what_happens_when_it_fails(tasks: list[Method]) -> None:
    def is_complete(task: Method) -> bool:
        return bool(task.task.lane and task.task.compute and task.task.fallback and 1 <= task.task.attempts <= 10)

    assert [task.full_name for task in tasks if not is_complete(task)] == []


def test_a_request_class_names_its_method(methods: list[Method]) -> None:
    requests = Counter(method.descriptor.input_type.full_name for method in methods)
    assert [name for name, count in requests.items() if count > 1] == []


def test_the_ledger_stores_ids_and_closed_enums_only(tasks: list[Method]) -> None:
    words = [f"{task.full_name}: {field.name}" for task in tasks for field in task.descriptor.input_type.fields if not may_be_stored(field)]
    assert words == []


def test_a_task_is_answered_in_one_message_with_a_result(tasks: list[Method]) -> None:
    assert [task.full_name for task in tasks if result_type(task) is None] == []


def test_complete_has_exactly_one_arm_for_each_task(methods: list[Method], tasks: list[Method]) -> None:
    """F20: a result that nobody takes, or one that is taken twice."""
    complete = method_named(methods, "viva.session.v1.TaskService.Complete")
    assert arms(complete.descriptor.input_type, "result") == Counter(result.full_name for task in tasks if (result := result_type(task)))


def test_a_leased_task_has_exactly_one_arm_for_each_task(methods: list[Method], tasks: list[Method]) -> None:
    assert arms(leased_task(methods), "request") == Counter(task.descriptor.input_type.full_name for task in tasks)


def test_both_arms_of_a_task_have_one_name(methods: list[Method]) -> None:
    completed = method_named(methods, "viva.session.v1.TaskService.Complete").descriptor.input_type
    requests = {field.name for field in leased_task(methods).oneofs_by_name["request"].fields}
    assert requests == {field.name for field in completed.oneofs_by_name["result"].fields}


def may_be_stored(field: FieldDescriptor) -> bool:
    if field.name in NEVER_STORED or field.type in INTEGERS or field.type == FieldDescriptor.TYPE_ENUM:
        return True
    return field.type == FieldDescriptor.TYPE_STRING and field.name.endswith("_id")


def result_type(task: Method) -> Descriptor | None:
    field = task.descriptor.output_type.fields_by_name.get("result")
    return field.message_type if field else None


def leased_task(methods: list[Method]) -> Descriptor:
    leased = method_named(methods, "viva.session.v1.TaskService.Lease").descriptor.output_type.fields_by_name["task"].message_type
    assert leased is not None
    return leased


def arms(message: Descriptor, oneof: str) -> Counter[str]:
    return Counter(field.message_type.full_name for field in message.oneofs_by_name[oneof].fields if field.message_type)


def method_named(methods: list[Method], full_name: str) -> Method:
    return next(method for method in methods if method.full_name == full_name)
