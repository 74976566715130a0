"""Builds the forms of replies: JSON whose skeleton is fixed and whose values each have a grammar and a schema.

The grammars are written by hand. Every value ends by itself (a string with its quotation mark, a list with its bracket, a
level after one digit), so that the skeleton can go on without asking the model. In a string only quotation marks and
backslashes are escaped, and neither control characters occur nor braces: small models write `{source}` for what they do not know.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.llm.domain.generation import Form, Hole, Schema

_CHARACTER = r'character ::= [^"\\{}\x00-\x1F\x7F] | "\\" ["\\]'


@dataclass(frozen=True)
class Value:
    """A piece of JSON in the making."""

    parts: tuple[str | Hole, ...]
    schema: Schema


def form(value: Value) -> Form:
    """The form of a whole reply."""
    return Form(_joined(value.parts), value.schema)


def record(fields: Mapping[str, Value]) -> Value:
    """An object with exactly these fields, in this order."""
    parts: list[str | Hole] = []
    for index, (name, value) in enumerate(fields.items()):
        parts += [("{" if index == 0 else ",") + json.dumps(name) + ":", *value.parts]
    properties = {name: value.schema for name, value in fields.items()}
    schema = {"type": "object", "properties": properties, "required": list(fields), "additionalProperties": False}
    return Value((*parts, "}") if parts else ("{}",), schema)


def text(longest: int) -> Value:
    """A string of one to `longest` characters."""
    grammar = f'root ::= "\\"" character{{1,{longest}}} "\\""\n{_CHARACTER}'
    return Value((Hole(grammar),), {"type": "string", "minLength": 1, "maxLength": longest})


def level(levels: int) -> Value:
    """A level, from 1 to `levels`; at most nine of them."""
    if not 1 <= levels <= 9:
        raise ValueError(f"{levels} levels do not fit one digit")
    return Value((Hole(f"root ::= [1-{levels}]"),), {"type": "integer", "minimum": 1, "maximum": levels})


def one_of(words: Sequence[str]) -> Value:
    """One of some words of ours."""
    choices = " | ".join(f'"\\"{word}\\""' for word in words)
    return Value((Hole(f"root ::= {choices}"),), {"type": "string", "enum": list(words)})


def numbers(highest: int, most: int, *, lowest: int = 1) -> Value:
    """A list of at most `most` numbers from `lowest` to `highest`, possibly empty."""
    if highest < lowest:
        return Value(("[]",), {"type": "array", "maxItems": 0, "items": {"type": "integer"}})
    grammar = f"root ::= {_numbers(most)}\n{_number(lowest, highest)}"
    return Value((Hole(grammar),), _numbers_schema(lowest, highest, most))


def remarks(most: int, longest: int, highest: int, most_cited: int) -> Value:
    """A list of at most `most` remarks: a text, and the numbers of the sentences that it rests on."""
    cited = _numbers(most_cited) if highest else '"[]"'
    rules = [
        f'root ::= "[" (remark ("," remark){{0,{most - 1}}})? "]"',
        f'remark ::= "{{\\"text\\":\\"" character{{1,{longest}}} "\\",\\"evidence\\":" cited "}}"',
        f"cited ::= {cited}",
        _CHARACTER,
        *([_number(1, highest)] if highest else []),
    ]
    one = record({"text": text(longest), "evidence": numbers(highest, most_cited)})
    return Value((Hole("\n".join(rules)),), {"type": "array", "maxItems": most, "items": one.schema})


def _numbers(most: int) -> str:
    return f'"[" (number ("," number){{0,{most - 1}}})? "]"'


def _number(lowest: int, highest: int) -> str:
    """Every number by itself: what is not a sentence cannot be cited."""
    return "number ::= " + " | ".join(f'"{number}"' for number in range(lowest, highest + 1))


def _numbers_schema(lowest: int, highest: int, most: int) -> Schema:
    return {"type": "array", "maxItems": most, "items": {"type": "integer", "minimum": lowest, "maximum": highest}}


def _joined(parts: Sequence[str | Hole]) -> tuple[str | Hole, ...]:
    """The same with neighbouring fixed words made one."""
    joined: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
