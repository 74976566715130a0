"""Every RPC says who may call it, in a way that can be enforced."""

from collections import defaultdict

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from tools.methods import Method

# Needs no token. Adding a method here is a decision about the whole installation's safety, not a detail.
PUBLIC = {
    "viva.session.v1.AccountService.Register",
    "viva.session.v1.AccountService.RequestPasswordReset",
    "viva.session.v1.AccountService.ResetPassword",
    "viva.session.v1.AuthService.GetJwks",
    "viva.session.v1.AuthService.IssueClientToken",
    "viva.session.v1.AuthService.LogIn",
    "viva.session.v1.AuthService.RefreshToken",
}

# Request fields that name what belongs to somebody. Where a person or a partner may call, `owns` must speak of them.
PRIVATE_IDS = {"interview_id", "resume_id"}


def test_every_method_can_be_called_by_somebody_or_is_work_for_the_ledger(methods: list[Method]) -> None:
    assert [method.full_name for method in methods if method.access is None and method.task is None] == []


def test_only_signing_up_and_signing_in_need_no_token(methods: list[Method]) -> None:
    assert {method.full_name for method in methods if method.access and method.access.is_public} == PUBLIC


def test_a_public_method_demands_nothing_else(methods: list[Method]) -> None:
    public = [method for method in methods if method.access and method.access.is_public]
    assert [method.full_name for method in public if len(method.access.ListFields()) > 1] == []


def test_an_access_option_admits_somebody(methods: list[Method]) -> None:
    def admits(method: Method) -> bool:
        access = method.access
        return bool(access.is_public or access.roles or access.scopes or access.services)

    assert [method.full_name for method in methods if method.access and not admits(method)] == []


def test_unspecified_is_never_an_authority(methods: list[Method]) -> None:
    def authorities(method: Method) -> list[int]:
        return [*method.access.roles, *method.access.scopes, *method.access.services]

    assert [method.full_name for method in methods if method.access and 0 in authorities(method)] == []


def test_a_lease_is_accepted_from_services_only(methods: list[Method]) -> None:
    leasable = [method for method in methods if method.access and method.access.lease]
    assert leasable
    assert [method.full_name for method in leasable if not method.access.services] == []


def test_a_lease_reaches_nothing_but_its_own_resource(methods: list[Method]) -> None:
    unbound = [
        f"{method.full_name}: {field.name}"
        for method in methods
        if method.access and method.access.lease
        for field in method.descriptor.input_type.fields
        if field.name.endswith("_id") and field.name != "request_id" and field.name not in {rule.field for rule in method.access.owns}
    ]
    assert unbound == []


def test_every_owned_field_is_an_id_in_the_request(methods: list[Method]) -> None:
    wrong = [
        f"{method.full_name}: {rule.field}"
        for method in methods
        if method.access
        for rule in method.access.owns
        if not names_an_id(method.descriptor.input_type, rule.field)
    ]
    assert wrong == []


def test_nobody_outside_reaches_an_interview_or_a_resume_without_a_relation_to_it(methods: list[Method]) -> None:
    """F6: questions, transcripts and reports of anybody's interview could be read by its id."""
    open_doors = [
        f"{method.full_name}: {field}"
        for method in methods
        if method.is_routed and set(method.access.roles) != admins_only(method)
        for field in private_ids(method.descriptor.input_type)
        if field not in {rule.field for rule in method.access.owns}
    ]
    assert open_doors == []


def test_whoever_may_call_can_have_the_relation_that_is_demanded(methods: list[Method]) -> None:
    """A candidate is OWNER or walks in by OPEN, a partner is CLIENT: a field without such a rule would bar all of them.

    A field that may stay empty bars nobody.
    """
    barred = [
        f"{method.full_name}: {field} bars every {who}"
        for method in methods
        if method.is_routed
        for field, relations in relations_by_field(method).items()
        for who in callers(method)
        if not relations & WAYS_IN[who]
    ]
    assert barred == []


WAYS_IN = {
    "candidate": {"RELATION_OWNER", "RELATION_OPEN"},
    "partner": {"RELATION_CLIENT", "RELATION_MEMBER", "RELATION_OPEN"},
}


def callers(method: Method) -> list[str]:
    roles = {enum_name(method.access, "roles", number) for number in method.access.roles}
    return (["candidate"] if "ROLE_CANDIDATE" in roles else []) + (["partner"] if method.access.scopes else [])


def relations_by_field(method: Method) -> dict[str, set[str]]:
    relations: dict[str, set[str]] = defaultdict(set)
    for rule in method.access.owns:
        relations[rule.field].add(enum_name(rule, "relation", rule.relation))
    may_be_empty = {rule.field for rule in method.access.owns if rule.optional}
    return {field: relation for field, relation in relations.items() if field not in may_be_empty}


def admins_only(method: Method) -> set[int]:
    """The set of roles that holds only the admin, for whom no relation is demanded; empty where partners may call too."""
    field = method.access.DESCRIPTOR.fields_by_name["roles"]
    return set() if method.access.scopes else {field.enum_type.values_by_name["ROLE_ADMIN"].number}


def private_ids(request: Descriptor) -> list[str]:
    return [field.name for field in request.fields if field.name in PRIVATE_IDS]


def names_an_id(request: Descriptor, path: str) -> bool:
    *outer, last = path.split(".")
    message = request
    for name in outer:
        field = message.fields_by_name.get(name)
        if field is None or field.message_type is None:
            return False
        message = field.message_type
    field = message.fields_by_name.get(last)
    return field is not None and field.type == FieldDescriptor.TYPE_STRING and field.name.endswith("_id")


def enum_name(message: object, field: str, number: int) -> str:
    return str(message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number[number].name)  # type: ignore[attr-defined]
