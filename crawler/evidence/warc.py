"""WARC files (ISO 28500, version 1.1): what was asked and what was answered, byte for byte, hop by hop.

Any web-archive tool reads them.  One record is one gzip member, so that a record is read back by its offset
and a file that was cut short by a crash is whole again when it is cut at the end of a member.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.durable import sync_folder
from crawler.evidence.body import NOTHING, pieces
from crawler.evidence.coding import TooLargeError, decode_into

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.evidence.body import Body

Headers = tuple[tuple[str, str], ...]

#: No layer of packing is undone beyond this many bytes.
_MOST = 1 << 30
_FORBIDDEN = str.maketrans(dict.fromkeys([*range(0x20), 0x7F], " "))


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as they went over the wire.

    ``body`` is as transferred: still content-encoded, but not chunked.  ``truncated`` is WARC's word for why
    the body is not whole (``length``, ``time``, ``disconnect``, ``unspecified``), or ``None``.
    """

    url: str
    asked_at: str
    request_headers: Headers
    status: int
    reason: str
    headers: Headers
    body: Body
    ip: str | None = None
    truncated: str | None = None
    protocol: str = "HTTP/1.1"

    def header(self, name: str) -> str:
        """The first header of that (lower-case) name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class WarcFile:
    """A WARC file being written: append only, whole records only, durable up to the last :meth:`sync`.

    A record that could not be written to its end does not count: the next one takes its place, and what is
    left of it behind the last is cut off.
    """

    def __init__(self, path: Path, *, software: str) -> None:
        self.path = path
        self._length = 0
        self._file = path.open("xb", buffering=0)
        try:
            self._append(lambda writer: writer.write_record(_info(writer, path.name, software)))
            self.sync()
            sync_folder(path.parent)
        except BaseException:
            self.discard()
            raise

    @property
    def length(self) -> int:
        """The length of what was written whole, in bytes."""
        return self._length

    def discard(self) -> None:
        """Close and remove a file that nobody will ever mention."""
        with suppress(OSError):
            self._file.close()
            self.path.unlink()

    def write(self, exchange: Exchange) -> int:
        """Append a response record and its request; returns the offset of the response record."""
        return self._append(lambda writer: _exchanged(writer, "response", exchange, exchange.body, {}))

    def revisit(self, exchange: Exchange, *, since: str, sha256: str) -> int:
        """Append a revisit record and its request: the body is that of ``since``, at the same address.

        The server says so (304), or the bytes do.  Returns the offset of the revisit record.
        """
        kind = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
        facts = {
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{kind}",
            "WARC-Refers-To-Target-URI": exchange.url,
            "WARC-Refers-To-Date": since,
            "WARC-Payload-Digest": f"sha256:{sha256}",
        }
        return self._append(lambda writer: _exchanged(writer, "revisit", exchange, NOTHING, facts))

    def _append(self, write: Callable[[WARCWriter], object]) -> int:
        """Write whole records behind the last, each a gzip member; returns their offset."""
        offset, end = self._length, _End(self._file.fileno(), self._length)
        write(WARCWriter(end, gzip=True, warc_version="1.1"))
        self._length = end.position
        return offset

    def sync(self) -> int:
        """Make everything written so far durable; returns the length of the file, in bytes."""
        os.fsync(self._file.fileno())
        return self._length

    def close(self) -> None:
        """Make durable and close; closing twice does no harm."""
        if self._file.closed:
            return
        with self._file:
            os.ftruncate(self._file.fileno(), self._length)
            self.sync()


class _End:
    """Where a file is written on, as the file object that warcio wants; nothing is held back."""

    def __init__(self, descriptor: int, position: int) -> None:
        self._descriptor = descriptor
        self.position = position

    def write(self, data: bytes) -> None:
        """Write all of ``data``."""
        rest = memoryview(data)
        while rest:
            count = os.pwrite(self._descriptor, rest, self.position)
            self.position, rest = self.position + count, rest[count:]

    def flush(self) -> None:
        """Nothing is held back."""


def _info(writer: WARCWriter, name: str, software: str) -> Any:
    return writer.create_warcinfo_record(
        name, {"software": software, "format": "WARC File Format 1.1", "robots": "obey"}
    )


def _exchanged(writer: WARCWriter, kind: str, exchange: Exchange, body: Body, facts: dict[str, str]) -> None:
    """An answer as a record of ``kind``, and the request that it answered."""
    if kind == "response" and exchange.ip:
        facts["WARC-IP-Address"] = exchange.ip
    if kind == "response" and exchange.truncated:
        facts["WARC-Truncated"] = exchange.truncated
    status = f"{exchange.protocol} {exchange.status} {_line(exchange.reason)}".rstrip()
    answered = _record(writer, kind, exchange, _head(status, exchange.headers), body, facts)
    to = {"WARC-Concurrent-To": answered.rec_headers.get_header("WARC-Record-ID")}
    _record(
        writer, "request", exchange, _head(f"GET {_target(exchange.url)} HTTP/1.1", exchange.request_headers), NOTHING, to
    )  # fmt: skip


def _record(
    writer: WARCWriter, kind: str, exchange: Exchange, head: bytes, body: Body, facts: dict[str, str]
) -> Any:
    """One record of an HTTP message, byte for byte."""
    record = writer.create_warc_record(
        exchange.url,
        kind,
        payload=body.open(),
        length=body.size,
        http_headers=_Verbatim(head),
        warc_headers_dict={**facts, "WARC-Date": exchange.asked_at},
    )
    writer.write_record(record)
    return record


class _Verbatim(StatusAndHeaders):  # type: ignore[misc]
    """The head of an HTTP message as it is: warcio would re-encode what is no ASCII."""

    def __init__(self, head: bytes) -> None:
        super().__init__(head.partition(b"\r\n")[0].decode("latin-1"), [])
        self._head = head

    def to_ascii_bytes(self, header_filter: object = None) -> bytes:  # noqa: ARG002 - warcio's signature
        """The bytes that warcio writes."""
        return self._head


def _line(text: str) -> str:
    return text.translate(_FORBIDDEN)


def _head(first: str, headers: Headers) -> bytes:
    """The head of an HTTP message; characters are bytes (latin-1), control characters blanks."""
    lines = [first, *(f"{_line(name)}: {_line(value)}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def _target(url: str) -> str:
    return "/" + url.split("://", 1)[1].partition("/")[2]


def read_body(path: Path, offset: int, size: int) -> bytes:
    """The decoded body, of ``size`` bytes, of the response record at ``offset``.

    It passes in the pieces in which it was decoded before: how much of a broken stream comes out depends on them.
    Raises OSError or ValueError when the file is missing or damaged there.
    """
    raw, encodings = _transferred(path, offset)
    return _decoded(raw, encodings, size)


def read_head(path: Path, offset: int, length: int) -> bytes:
    """The first ``length`` bytes of the decoded body; of a body that travelled plain no more is read.  Raises alike."""
    raw, encodings = _transferred(path, offset, length)
    return _decoded(raw, encodings, length)


def _transferred(path: Path, offset: int, enough: int | None = None) -> tuple[bytes, str]:
    """The body of the response record at ``offset`` as it travelled (``enough`` of a plain one), and its encodings."""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            record = next(iter(ArchiveIterator(file, no_record_parse=False)))
            encodings = record.http_headers.get_header("content-encoding") or ""
            if encodings or enough is None:
                return record.raw_stream.read(), encodings
            parts: list[bytes] = []
            while enough > 0 and (part := record.raw_stream.read(enough)):
                parts.append(part)
                enough -= len(part)
            return b"".join(parts), encodings
        except OSError:
            raise
        except Exception as broken:  # whatever warcio and zlib say of bytes that are no record
            raise ValueError(f"{path.name}: no record at {offset}") from broken


def _decoded(raw: bytes, encodings: str, size: int) -> bytes:
    out: list[bytes] = []
    decode_into(_up_to(size, out), pieces(raw), encodings, _MOST)
    return b"".join(out)[:size]


def _up_to(size: int, out: list[bytes]) -> Callable[[bytes], None]:
    """Append to ``out`` until it holds ``size`` bytes."""
    left = size

    def write(piece: bytes) -> None:
        nonlocal left
        out.append(piece)
        left -= len(piece)
        if left < 0:
            raise TooLargeError

    return write
