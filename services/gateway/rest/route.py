"""Says in data how a REST route is an RPC, so that the server and its description are made from the same rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from mesh.contract import Method, method_of

PLACEHOLDER = re.compile(r"{([a-z_]+)}")

# A ticket is for whoever drives the making of a question, which behind REST is nobody and behind the WebSocket is us.
WITHHELD = frozenset({"claim", "ticket"})


@dataclass(frozen=True)
class Alternative:
    """Another RPC, which is meant when a boolean of the body is false."""

    flag: str
    request: type[Message]


@dataclass(frozen=True)
class Route:
    """One REST route. Path fields come from the path, the rest from the query of a GET and the body of all others."""

    verb: str
    path: str
    request: type[Message]
    reply: str = ""
    """The response's field that is the whole body; empty when the response itself is."""
    status: int = 200
    otherwise: Alternative | None = None

    def __post_init__(self) -> None:
        """Refuses a row that names what the contract does not have."""
        for request in self.requests:
            missing = set(self.path_fields) - set(descriptor_of(request).fields_by_name)
            if missing:
                raise LookupError(f"{self.path}: {descriptor_of(request).full_name} has no field {', '.join(sorted(missing))}")
        if self.reply and self.reply not in descriptor_of(self.method.response).fields_by_name:
            raise LookupError(f"{self.path}: {descriptor_of(self.method.response).full_name} has no field {self.reply}")

    @property
    def method(self) -> Method:
        """The RPC behind the route."""
        return method_of(self.request)

    @property
    def answer(self) -> Descriptor:
        """The message that is the body of the answer."""
        response = descriptor_of(self.method.response)
        return (field_at(response, self.reply).message_type or response) if self.reply else response

    @property
    def requests(self) -> tuple[type[Message], ...]:
        """Every request that a call of this route may become."""
        return (self.request, self.otherwise.request) if self.otherwise else (self.request,)

    @property
    def path_fields(self) -> tuple[str, ...]:
        """The request's fields that stand in the path."""
        return tuple(PLACEHOLDER.findall(self.path))

    @property
    def is_public(self) -> bool:
        """Whether nobody has to sign in for it."""
        return is_public(self.method)

    @property
    def reads_query(self) -> bool:
        """Whether its other fields come from the query instead of the body."""
        return self.verb == "GET"

    def open_fields(self, request: type[Message]) -> Iterator[str]:
        """Names the request's fields that query or body may set."""
        return (name for name in descriptor_of(request).fields_by_name if name not in self.path_fields and name not in WITHHELD)


@dataclass(frozen=True)
class Grant:
    """One way to get tokens, as OAuth 2.0 names it: which RPC, and which of its fields each parameter sets."""

    name: str
    request: type[Message]
    parameters: tuple[tuple[str, str], ...]
    """Pairs of a parameter and a path of fields (`("username", "password.username")`)."""

    def __post_init__(self) -> None:
        """Refuses a parameter that sets what the contract does not have."""
        for _, path in self.parameters:
            field_at(descriptor_of(self.request), path)


@dataclass(frozen=True)
class TokenRoute:
    """A route that gives out tokens; the first grant is meant when `grant_type` is left out."""

    path: str
    grants: tuple[Grant, ...]
    verb: str = "POST"


@dataclass(frozen=True)
class UploadRoute:
    """A route whose body is a file, streamed piece by piece."""

    path: str
    request: type[Message]
    limit_bytes: int
    verb: str = "POST"
    status: int = 201

    @property
    def method(self) -> Method:
        """The RPC behind the route."""
        return method_of(self.request)


@dataclass(frozen=True)
class DocumentRoute:
    """A route that the gateway answers by itself."""

    path: str
    summary: str
    verb: str = "GET"


AnyRoute = Route | TokenRoute | UploadRoute | DocumentRoute


def descriptor_of(message: type[Message]) -> Descriptor:
    """The descriptor of a generated class."""
    descriptor: Descriptor = message.DESCRIPTOR  # type: ignore[assignment]  # upb's descriptor is one in all but name
    return descriptor


def field_at(message: Descriptor, path: str) -> FieldDescriptor:
    """The field at the end of a dotted path; LookupError when there is no such path."""
    outer, _, last = path.rpartition(".")
    holder = field_at(message, outer).message_type if outer else message
    if holder is None or last not in holder.fields_by_name:
        raise LookupError(f"{message.full_name} has no field {path}")
    return holder.fields_by_name[last]


def is_public(method: Method) -> bool:
    """Whether the contract lets anybody call it."""
    return method.access is not None and method.access.is_public
