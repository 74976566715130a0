"""Takes one file out of a multipart body while it streams in, so that no more than one chunk of it is ever held."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from services.gateway.rest.binding import shown
from services.gateway.rest.refusals import FieldTwice, MultipartBroken, UnknownField

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD_BYTES = 1024
"""The longest plain field; a file's name or an id is far shorter."""


@dataclass
class Part:
    """One part of the body as far as it has come."""

    headers: dict[str, str] = field(default_factory=dict)
    header_name: bytes = b""
    header_value: bytes = b""

    def end_header(self) -> None:
        """Files a header that is complete."""
        self.headers[self.header_name.decode("latin-1").lower()] = self.header_value.decode("latin-1")
        self.header_name = self.header_value = b""

    def disposition(self) -> tuple[str, str | None]:
        """The part's name and, for a file, the file's; browsers write both in UTF-8."""
        kind, options = parse_options_header(self.headers.get("content-disposition", ""))
        if kind != b"form-data" or b"name" not in options:
            raise MultipartBroken
        name = options.get(b"filename")
        return options[b"name"].decode("utf-8", "replace"), None if name is None else name.decode("utf-8", "replace")


class MultipartFile:
    """The fields and the one file of a multipart body. Fields have to come first: they say what the file is."""

    def __init__(self, content_type: str, file_part: str, fields: frozenset[str]) -> None:
        """Expects a part called `file_part` and any of `fields` before it."""
        _, options = parse_options_header(content_type)
        if not options.get(b"boundary"):
            raise MultipartBroken
        self._file_part = file_part
        self._expected = fields
        self._parser = MultipartParser(options[b"boundary"], self._callbacks())
        self._part = Part()
        self._name = ""
        self._chunks: list[bytes] = []
        self._values: dict[str, bytearray] = {}
        self._file_ended = False
        self.file_name: str | None = None

    @property
    def fields(self) -> Mapping[str, str]:
        """The plain fields that have come."""
        return {name: value.decode("utf-8", "replace") for name, value in self._values.items()}

    async def chunks(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yields the file's bytes; an empty chunk first, once its name and all fields are known."""
        announced = False
        async for received in body:
            self._feed(received)
            if self.file_name is not None and not announced:
                announced = True
                yield b""
            for chunk in self._chunks:
                yield chunk
            self._chunks.clear()
        if not self._file_ended:
            raise MultipartBroken

    def _feed(self, received: bytes) -> None:
        try:
            self._parser.write(received)
        except FormParserError:
            raise MultipartBroken from None

    def _begin_part(self) -> None:
        if self.file_name is not None:
            raise MultipartBroken
        self._part = Part()

    def _headers_finished(self) -> None:
        self._name, file_name = self._part.disposition()
        if self._name == self._file_part and file_name is not None:
            self.file_name = file_name
        elif self._name not in self._expected:
            raise UnknownField(field=shown(self._name))
        elif self._name in self._values:
            raise FieldTwice(field=self._name)
        else:
            self._values[self._name] = bytearray()

    def _data(self, received: bytes, start: int, end: int) -> None:
        if self.file_name is not None:
            self._chunks.append(received[start:end])
            return
        value = self._values[self._name]
        value += received[start:end]
        if len(value) > FIELD_BYTES:
            raise MultipartBroken

    def _end_part(self) -> None:
        self._file_ended = self.file_name is not None

    def _header_field(self, received: bytes, start: int, end: int) -> None:
        self._part.header_name += received[start:end]

    def _header_value(self, received: bytes, start: int, end: int) -> None:
        self._part.header_value += received[start:end]

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": lambda: self._part.end_header(),
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
        }
