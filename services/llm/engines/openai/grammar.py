"""Joins the parts of a form into one grammar, for servers that take GBNF (llama-server): exactly our form, without space around values."""

import re

from services.llm.domain.generation import Form

# What stands in quotation marks or brackets is text; a word outside of them is a rule's name.
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|[A-Za-z][\w-]*')


def grammar_of(form: Form) -> str:
    """The grammar of all parts in turn; empty where a hole takes any text."""
    prefixes: dict[str, str] = {}
    sequence: list[str] = []
    for part in form.parts:
        if isinstance(part, str):
            sequence.append(_literal(part))
        elif not part.grammar:
            return ""
        else:
            sequence.append(prefixes.setdefault(part.grammar, f"hole{len(prefixes)}-") + "root")
    rules = (_renamed(grammar, prefix) for grammar, prefix in prefixes.items())
    return "\n".join((f"root ::= {' '.join(sequence)}", *rules))


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'


def _renamed(grammar: str, prefix: str) -> str:
    """The same rules under names that no other hole's have."""
    return _TOKEN.sub(lambda found: found[0] if found[0][0] in '"[' else prefix + found[0], grammar)
