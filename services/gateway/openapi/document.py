"""Writes the description: one operation per row of the table, then the live socket, then what they refer to."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor

from mesh.contract import method_of
from services.gateway.live.socket import LIVE_PATH
from services.gateway.openapi.comments import first_sentence
from services.gateway.openapi.live import live_operation
from services.gateway.openapi.rules import Schema
from services.gateway.openapi.schemas import Schemas
from services.gateway.rest.route import AnyRoute, DocumentRoute, Grant, Route, TokenRoute, UploadRoute, descriptor_of, field_at
from services.gateway.rest.routes import ROUTES
from services.gateway.rest.tokens import GRANT_TYPE, SCOPE
from services.gateway.rest.upload import FILE_PART, RENAMED

VERSION = "3.1.0"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

INFO = {
    "title": "Viva",
    "version": "1",
    "summary": "Interviews, asked and reported: the REST and WebSocket face of the typed RPCs.",
    "description": (
        "Every route is an RPC of the contract, and is described in the contract's own words. JSON has the contract's field "
        "names; 64-bit numbers are strings, durations are written `90s`. Errors are always `Error`: `error_code` is the reason "
        "that the description names, the message is in the language of `Accept-Language` (ko, en)."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
ERROR: Schema = {
    "description": "What was refused.",
    "type": "object",
    "properties": {
        "error_code": {"type": "string", "description": "A stable name for programs (`QUESTION_CLOSED`).", "pattern": "^[A-Z][A-Z0-9_]*$"},
        "error_message": {"type": "string", "description": "A sentence for people, naming the fields that were wrong."},
        "retry_available": {"type": "boolean", "description": "The same request may succeed a moment later."},
    },
    "required": ["error_code", "error_message", "retry_available"],
    "additionalProperties": False,
}
TOKEN: Schema = {
    "description": "Tokens as RFC 6749 §5.1 writes them.",
    "type": "object",
    "properties": {
        "access_token": {"type": "string", "description": "For `Authorization: Bearer …`."},
        "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer", "description": "Seconds that the access token is good."},
        "refresh_token": {"type": "string", "description": "Good for one refresh. Absent for partners."},
        "refresh_expires_in": {"type": "integer", "description": "Seconds that the refresh token is good, if it is not used."},
        "scope": {"type": "string", "description": "What a partner's token allows."},
    },
    "required": ["access_token", "token_type", "expires_in"],
}
SECURITY_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
}
SIGNED_IN: list[dict[str, list[str]]] = [{"bearer": []}]


def document(comments: Mapping[str, str]) -> dict[str, Any]:
    """The whole description, out of the contract's comments by full name."""
    schemas = Schemas(comments)
    schemas.components |= {"Error": {"title": "Error", **ERROR}, "Token": {"title": "Token", **TOKEN}}
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.verb.lower()] = operation(route, schemas)
    paths[LIVE_PATH] = {"get": {**live_operation(schemas), "responses": {"101": {"description": "Live."}}, "security": SIGNED_IN}}
    components = {"schemas": dict(sorted(schemas.components.items())), "securitySchemes": SECURITY_SCHEMES}
    return {"openapi": VERSION, "info": INFO, "paths": dict(sorted(paths.items())), "components": components}


def operation(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    """One row."""
    match route:
        case Route():
            return rpc_operation(route, schemas)
        case TokenRoute():
            return token_operation(route, schemas)
        case UploadRoute():
            return upload_operation(route, schemas)
        case DocumentRoute():
            name = route.path.strip("/").replace(".json", "")
            return {"operationId": name, "summary": route.summary, "tags": ["Gateway"], "responses": {"200": {"description": "It does."}}}


def rpc_operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    """A row that is an RPC."""
    found = {**_about(route.method.full_name, schemas), "security": [] if route.is_public else SIGNED_IN}
    request = descriptor_of(route.request)
    if parameters := _parameters(route, request, schemas):
        found["parameters"] = parameters
    if not route.reads_query and (body := _body(route, schemas)):
        found["requestBody"] = body
    response = descriptor_of(route.method.response)
    answer = route.answer
    told = schemas.comment(answer.full_name)
    found["responses"] = _responses(str(route.status), told, schemas.reference(answer)) if response.fields else _responses("204", told)
    return found


def token_operation(route: TokenRoute, schemas: Schemas) -> dict[str, Any]:
    """A row that gives out tokens."""
    choices = [_grant(grant, schemas, is_default=grant is route.grants[0]) for grant in route.grants]
    schema = {"oneOf": choices} if len(choices) > 1 else choices[0]
    names = ", ".join(f"`{grant.name}`" for grant in route.grants)
    return {
        "operationId": "token" if len(choices) > 1 else "refreshToken",
        "summary": f"Gives tokens for {names}.",
        "description": "\n\n".join(schemas.comment(method_of(grant.request).full_name) for grant in route.grants),
        "tags": ["AuthService"],
        "security": [],
        "requestBody": {"required": True, "content": {FORM: {"schema": schema}, JSON: {"schema": schema}}},
        "responses": _responses("200", "Tokens.", {"$ref": "#/components/schemas/Token"}),
    }


def upload_operation(route: UploadRoute, schemas: Schemas) -> dict[str, Any]:
    """A row that takes a file."""
    described = {name: schemas.field(field_at(descriptor_of(route.request), path)) for path, name in sorted(RENAMED.items())}
    response = descriptor_of(route.method.response)
    form = {"type": "object", "properties": {**described, FILE_PART: {"type": "string", "format": "binary"}}, "required": [FILE_PART]}
    return {
        **_about(route.method.full_name, schemas),
        "security": SIGNED_IN,
        "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in described.items()],
        "requestBody": {
            "required": True,
            "description": f"At most {route.limit_bytes} bytes. In a form the fields come before the file.",
            "content": {
                "multipart/form-data": {"schema": form},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        },
        "responses": _responses(str(route.status), schemas.comment(response.full_name), schemas.reference(response)),
    }


def _about(method: str, schemas: Schemas) -> dict[str, Any]:
    comment = schemas.comment(method)
    service, _, name = method.rpartition(".")
    about = {"operationId": name[0].lower() + name[1:], "summary": first_sentence(comment), "description": comment}
    return {**about, "tags": [service.rpartition(".")[2]]}


def _parameters(route: Route, request: Descriptor, schemas: Schemas) -> list[dict[str, Any]]:
    fields = request.fields_by_name
    found = [{"name": name, "in": "path", "required": True, "schema": schemas.field(fields[name])} for name in route.path_fields]
    if route.reads_query:
        found += [{"name": name, "in": "query", "schema": schemas.field(fields[name])} for name in route.open_fields(route.request)]
    return found


def _body(route: Route, schemas: Schemas) -> dict[str, Any] | None:
    bodies = [schemas.body(descriptor_of(request), set(route.open_fields(request))) for request in route.requests]
    if route.otherwise:
        for body, value in zip(bodies, (True, False), strict=True):
            body["properties"] = {**body["properties"], route.otherwise.flag: {"const": value}}
        bodies[1]["required"] = [*bodies[1].get("required", []), route.otherwise.flag]
    if not any(body["properties"] for body in bodies):
        return None
    schema = {"oneOf": bodies} if len(bodies) > 1 else bodies[0]
    return {"required": any("required" in body for body in bodies), "content": {JSON: {"schema": schema}}}


def _grant(grant: Grant, schemas: Schemas, *, is_default: bool) -> Schema:
    request = descriptor_of(grant.request)
    properties: dict[str, Schema] = {GRANT_TYPE: {"const": grant.name}}
    for name, path in grant.parameters:
        field = field_at(request, path)
        as_text = {"type": "string", "description": schemas.comment(field.full_name)}
        properties[name] = as_text if name == SCOPE else schemas.field(field)
    required = [] if is_default else [GRANT_TYPE]
    optional = {SCOPE, "one_time_code"}
    required += [name for name, _ in grant.parameters if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _responses(status: str, told: str, schema: Schema | None = None) -> dict[str, Any]:
    good: dict[str, Any] = {"description": told}
    if schema is not None:
        good["content"] = {JSON: {"schema": schema}}
    refused = {"description": "Refused.", "content": {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {status: good, "default": refused}
