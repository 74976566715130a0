"""What people read when something is refused: in both languages, for every reason, without what they sent."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from buf.validate import validate_pb2
from google.protobuf.descriptor import Descriptor
from viva.gateway.v1.delivery_service_pb2 import MailKind

from mesh.refusal import Exhausted, InvalidArgument, InvalidRequest, NotFound, Refusal, Status, Violation
from services.gateway.catalog import read, wording
from services.gateway.domain.mail import Letter, placeholders, written
from services.gateway.domain.wording import LANGUAGES, TRANSIENT, preferred_language
from services.gateway.main import contract_methods, is_routed
from services.gateway.rest import refusals
from services.gateway.rest.errors import HTTP_STATUS, OWN_STATUS, status_of
from services.gateway.rest.route import descriptor_of

ROOT = Path(__file__).resolve().parents[2]
REFUSALS = read("refusals")
RULES = read("rules")
MAILS = read("mails")


def reasons_in_the_contract() -> set[str]:
    """Every reason that a comment of the contract names."""
    texts = [path.read_text("utf-8") for path in (ROOT / "proto" / "viva").rglob("*.proto")]
    return {reason for text in texts for reason in re.findall(r"//.*?`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|MOVED|CORRUPT)`", text)}


def reasons_in_the_code() -> set[str]:
    """Every reason that mesh or the gateway refuses with."""
    texts = [path.read_text("utf-8") for directory in ("mesh", "services/gateway") for path in (ROOT / directory).rglob("*.py")]
    return {reason for text in texts for reason in re.findall(r'^    reason = "([A-Z_]+)"', text, re.MULTILINE)}


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    reasons = reasons_in_the_contract() | reasons_in_the_code()
    assert {"QUESTION_CLOSED", "TOKEN_EXPIRED", "MOVED", "UNKNOWN_FIELD"} <= reasons
    assert {reason for reason in reasons if not all(REFUSALS.get(reason, {}).get(language) for language in LANGUAGES)} == set()


def rules_in(message: Descriptor, seen: set[str]) -> Iterator[str]:
    """Every rule that a request may break, by the id that a violation has."""
    if message.full_name in seen or not message.full_name.startswith("viva."):
        return
    seen.add(message.full_name)
    for field in message.fields:
        yield from rules_beside(field.GetOptions().Extensions[validate_pb2.field])
        if field.message_type:
            yield from rules_in(field.message_type, seen)


def rules_beside(rules: Any) -> Iterator[str]:
    kind = rules.WhichOneof("type")
    for rule, value in getattr(rules, kind).ListFields() if kind else ():
        if rule.name == "items":
            yield from rules_beside(value)
        else:
            yield f"{kind}.{rule.name}"


def test_every_rule_that_a_request_may_break_has_words_in_both_languages() -> None:
    seen: set[str] = set()
    rules = {rule for method in contract_methods() if is_routed(method) for rule in rules_in(descriptor_of(method.request), seen)}
    assert {"string.uuid", "string.max_len", "enum.defined_only", "repeated.max_items"} <= rules
    assert {rule for rule in rules if not all(RULES.get(rule, {}).get(language) for language in LANGUAGES)} == set()


def test_korean_sentences_are_korean_and_english_ones_are_not() -> None:
    hangul = re.compile("[가-힣]")
    entries = [*REFUSALS.values(), *RULES.values()]
    assert [entry for entry in entries if not hangul.search(entry["ko"]) or hangul.search(entry["en"])] == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("ko", "ko"),
        ("KO-kr", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        ("en-US,ko;q=0.9", "en"),
        ("ko;q=0.1, en;q=0.9", "en"),
        ("fr, de;q=0.9, ko;q=0.2", "ko"),
        ("ko;q=0", "en"),
        ("ko;q=nonsense", "en"),
        ("ko;q=nan, en;q=0.1", "en"),
        (";;;,,,", "en"),
    ],
)
def test_the_language_is_the_one_the_caller_ranks_higher(header: str | None, language: str) -> None:
    assert preferred_language(header) == language


def test_a_broken_rule_is_told_without_what_a_peer_said_about_it() -> None:
    """F9: messages of validators repeat values."""
    violations = [Violation("password", "string.min_len", "hunter2 is too short"), Violation("x", "cel.unheard_of", "hunter2")]
    failure = wording().failure(InvalidRequest(violations), "en", violations)
    assert failure.message == "The request breaks a rule: `password` is empty or too short; `x` is not valid."


def test_a_request_that_is_wrong_everywhere_gets_a_short_answer() -> None:
    violations = [Violation(f"field_{number}", "required", "") for number in range(1000)]
    assert len(wording().failure(InvalidRequest(violations), "ko", violations).message) < 400


def test_a_reason_that_nobody_has_written_down_is_told_in_its_own_words() -> None:
    class Unheard(NotFound):
        """Nobody knows this."""

        reason = "UNHEARD_OF"

    failure = wording().failure(Unheard(), "ko")
    assert (failure.code, failure.message, failure.retry_available) == ("UNHEARD_OF", "Nobody knows this.", False)


class AnswerTooLong(Exhausted):
    """The answer is too long."""

    reason = "ANSWER_TOO_LONG"


@pytest.mark.parametrize(("refusal", "retry"), [(Exhausted(), True), (InvalidArgument(), False), (AnswerTooLong(), False)])
def test_a_retry_is_offered_where_one_could_help(refusal: Refusal, retry: bool) -> None:
    assert wording().failure(refusal, "en").retry_available is retry


def test_every_status_has_an_http_status_and_no_bad_request_is_a_500() -> None:
    assert set(HTTP_STATUS) == set(Status)
    ours = [
        cls for _, cls in inspect.getmembers(refusals, inspect.isclass) if issubclass(cls, Refusal) and cls.__module__ == refusals.__name__
    ]
    assert [cls for cls in ours if status_of(cls()) == 500] == [refusals.PeerFailed]
    assert set(OWN_STATUS) <= set(ours)
    assert set(HTTP_STATUS.values()) & {500} == set()
    assert {status for status in Status if HTTP_STATUS[status] in {429, 503, 504}} <= TRANSIENT | {Status.CANCELLED}


# ---- mails ----

FULL: dict[str, Any] = {
    "full_name": "김민아",
    "company_name": "비바",
    "posting_title": "백엔드",
    "note": "반갑습니다.",
    "link": "https://viva.example/x",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [name.removeprefix("MAIL_KIND_") for name in MailKind.keys() if MailKind.Value(name)])  # noqa: SIM118
def test_every_kind_of_mail_says_nothing_that_it_does_not_know(kind: str, language: str) -> None:
    """F41: `{company_name}` was spoken aloud."""
    some: list[dict[str, Any]] = [{}, {"link": FULL["link"]}, FULL]
    for facts in some:
        mail = written(Letter("m", kind, language, "mina@example.com", **facts), MAILS)
        assert mail.subject and "\n" not in mail.subject
        assert not placeholders(mail.subject + mail.text)
        assert "{" not in mail.text and "None" not in mail.text
        assert ("https://viva.example/x" in mail.text) == ("link" in facts)


def test_a_name_cannot_add_a_header_to_a_mail() -> None:
    letter = Letter("m", "INVITATION", "en", "a@example.com", company_name="Evil\r\nBcc: x@example.com", posting_title="t")
    assert written(letter, MAILS).subject == "Evil Bcc: x@example.com invites you to an interview: t"


def test_mails_and_refusals_keep_secrets_out_of_their_repr() -> None:
    letter = Letter("m", "PASSWORD_RESET", "en", "mina@example.com", full_name="Mina", link="https://viva.example/secret")
    assert not [text for text in ("mina@example.com", "Mina", "secret") if text in repr(letter) + repr(written(letter, MAILS))]
