"""Writes messages as the JSON of the contract: its own field names, every field there, tickets left out."""

import json
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from services.gateway.rest.route import WITHHELD


def as_document(message: Message) -> dict[str, Any]:
    """A message as a JSON object. 64-bit numbers are strings and durations `"1.5s"`, as protobuf's JSON has them."""
    document = MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    return {name: value for name, value in document.items() if name not in WITHHELD}


def as_json(document: Any) -> bytes:
    """Compact UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
