"""Puts a refusal into words a person reads, in their language, out of data; never repeats what the person sent (F9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mesh.refusal import Refusal, Status, Violation

KOREAN = "ko"
ENGLISH = "en"
LANGUAGES = (KOREAN, ENGLISH)

TRANSIENT = frozenset({Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.ABORTED, Status.DEADLINE_EXCEEDED})
"""What may go better a moment later with nothing changed, unless the catalog says otherwise for a reason."""

UNKNOWN_RULE = "unknown"
LONGEST_LIST = 8
"""Wrong fields that are named in one message; a request that has more is read from the beginning anyway."""

Catalog = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Failure:
    """What a caller is told when something is refused."""

    code: str
    message: str
    retry_available: bool

    def as_document(self) -> dict[str, object]:
        """The error body: exactly these three, on every route and on the WebSocket."""
        return {"error_code": self.code, "error_message": self.message, "retry_available": self.retry_available}


@dataclass(frozen=True)
class Wording:
    """The sentences for every reason, and the words for every broken rule."""

    refusals: Catalog
    rules: Catalog

    def failure(self, refusal: Refusal, language: str, violations: Sequence[Violation] = ()) -> Failure:
        """Says what was refused and, where fields are at fault, which and why."""
        entry = self.refusals.get(refusal.reason, {})
        sentence = str(entry.get(language) or refusal.message())
        faults = "; ".join(self._faults(refusal, violations, language))
        retry = bool(entry.get("retry", refusal.status in TRANSIENT))
        return Failure(refusal.reason, f"{sentence.removesuffix('.')}: {faults}." if faults else sentence, retry)

    def _faults(self, refusal: Refusal, violations: Sequence[Violation], language: str) -> list[str]:
        if violations:
            return [f"`{found.field}` {self._rule(found.rule, language)}" for found in violations[:LONGEST_LIST]]
        field, expected = refusal.facts.get("field"), refusal.facts.get("expected")
        if not field:
            return []
        return [f"`{field}` {self._rule(f'type.{expected}', language)}" if expected else f"`{field}`"]

    def _rule(self, rule: str, language: str) -> str:
        return str(self.rules.get(rule, self.rules[UNKNOWN_RULE])[language])


def preferred_language(accept_language: str | None) -> str:
    """Korean or English, whichever an Accept-Language header ranks higher; English when it names neither."""
    ranked = [_range(part) for part in (accept_language or "").split(",")]
    known = [(quality, language) for language, quality in ranked if language in LANGUAGES and quality > 0]
    return max(known, key=lambda pair: pair[0])[1] if known else ENGLISH


def _range(part: str) -> tuple[str, float]:
    """One language range (`ko-KR;q=0.8`) as its language and its weight; 0 for a weight that is none."""
    tag, _, parameter = part.strip().partition(";")
    language = tag.strip().lower().partition("-")[0]
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return language, 1.0
    try:
        quality = float(value)
    except ValueError:
        quality = 0.0
    return language, quality if 0.0 <= quality <= 1.0 else 0.0
