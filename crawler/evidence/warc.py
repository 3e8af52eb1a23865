"""WARC files (ISO 28500, version 1.1): what was asked and what was answered, byte for byte, hop by hop.

Any web-archive tool reads them.  One record is one gzip member, so that a record is read back by its offset
and a file that was cut short by a crash is whole again when it is cut at the end of a member.
"""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from crawler.durable import sync_folder
from crawler.evidence.body import pieces
from crawler.evidence.coding import TooLargeError, decode_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import IO

    from crawler.evidence.body import Body

Headers = tuple[tuple[str, str], ...]

#: No layer of packing is undone beyond this many bytes.
_MOST = 1 << 30
_FORBIDDEN = str.maketrans(dict.fromkeys([*range(0x20), 0x7F], " "))
#: The window bits that make zlib write gzip.
_GZIP = 16 + zlib.MAX_WBITS
_END = b"\r\n\r\n"
#: So many bytes are read at once.
_CHUNK = 1 << 14


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
            self._append(_info(path.name, software))
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

    def write(self, exchange: Exchange, sha256: str) -> int:
        """Append a response record and its request; returns the offset of the response record.

        ``sha256`` is the hash of the body as it was transferred.
        """
        facts = {
            "WARC-IP-Address": exchange.ip,
            "WARC-Truncated": exchange.truncated,
            "WARC-Payload-Digest": f"sha256:{sha256}",
        }
        return self._append(_exchanged("response", exchange, facts, exchange.body))

    def revisit(self, exchange: Exchange, of: Mapping[str, str]) -> int:
        """Append a revisit record and its request: the body is that of an earlier response record.

        The server says so (304), or the bytes do.  ``of`` are the fields of that record (:func:`read_fields`).  Returns
        the offset of the revisit record.
        """
        kind = "server-not-modified" if exchange.status == 304 else "identical-payload-digest"
        facts = {
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{kind}",
            "WARC-Refers-To-Target-URI": of.get("warc-target-uri"),
            "WARC-Refers-To-Date": of.get("warc-date"),
            "WARC-Payload-Digest": of.get("warc-payload-digest"),
        }
        return self._append(_exchanged("revisit", exchange, facts))

    def _append(self, packed: Iterable[bytes]) -> int:
        """Write whole records behind the last, each a gzip member; returns their offset."""
        offset = end = self._length
        for piece in packed:
            end = _put(self._file.fileno(), piece, end)
        self._length = end
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


def _put(descriptor: int, data: bytes, position: int) -> int:
    """Write all of ``data`` at ``position`` of a file; returns the position behind it."""
    rest = memoryview(data)
    while rest:
        count = os.pwrite(descriptor, rest, position)
        position, rest = position + count, rest[count:]
    return position


# ------------------------------------------------------------------------------------- records, written


def _info(name: str, software: str) -> Iterator[bytes]:
    """What a file begins with: who wrote it."""
    said = f"software: {software}\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n".encode()
    fields = {
        "WARC-Record-ID": f"<{uuid4().urn}>",
        "WARC-Date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Filename": name,
        "Content-Type": "application/warc-fields",
    }
    return _record("warcinfo", fields, said)


def _exchanged(
    kind: str, exchange: Exchange, facts: Mapping[str, str | None], body: Body | None = None
) -> Iterator[bytes]:
    """An answer as a record of ``kind``, and the request that it answered; what is not known of it is left out."""
    answer = uuid4()
    request = UUID(
        int=answer.int ^ 1
    )  # so much like the other that next to nothing of it is left when it is packed
    told = {"WARC-Date": exchange.asked_at, "WARC-Target-URI": exchange.url}
    known = {name: value for name, value in facts.items() if value}
    status = f"{exchange.protocol} {exchange.status} {_line(exchange.reason)}".rstrip()
    asked = f"GET {_target(exchange.url)} HTTP/1.1"
    yield from _record(
        kind,
        {
            "WARC-Record-ID": f"<{answer.urn}>",
            **told,
            **known,
            "Content-Type": "application/http; msgtype=response",
        },
        _head(status, exchange.headers),
        body,
    )
    yield from _record(
        "request",
        {
            "WARC-Record-ID": f"<{request.urn}>", **told, "WARC-Concurrent-To": f"<{answer.urn}>",
            "Content-Type": "application/http; msgtype=request",
        },
        _head(asked, exchange.request_headers),
    )  # fmt: skip


def _record(kind: str, fields: Mapping[str, str], block: bytes, body: Body | None = None) -> Iterator[bytes]:
    """A record of ``block`` and then ``body``, packed, as it comes."""
    length = len(block) + (body.size if body else 0)
    named = {"WARC-Type": kind, **fields, "Content-Length": str(length)}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    packer = zlib.compressobj(wbits=_GZIP)
    yield packer.compress(f"WARC/1.1\r\n{head}\r\n".encode() + block)
    for piece in body.chunks() if body else ():
        yield packer.compress(piece)
    yield packer.compress(_END) + packer.flush()


def _line(text: str) -> str:
    return text.translate(_FORBIDDEN)


def _head(first: str, headers: Headers) -> bytes:
    """The head of an HTTP message; characters are bytes (latin-1), control characters blanks."""
    lines = [first, *(f"{_line(name)}: {_line(value)}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1", "replace") + _END


def _target(url: str) -> str:
    return "/" + url.split("://", 1)[1].partition("/")[2]


# ------------------------------------------------------------------------------------- records, read


def read_fields(path: Path, offset: int) -> dict[str, str]:
    """The fields of the record at ``offset``, by lower-case name.  Raises as :func:`read_body`."""
    with _opened(path, offset) as record:
        return _fields(record)


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
    with _opened(path, offset) as record:
        length = int(_fields(record)["content-length"])
        begins = record.tell()
        encodings = _fields(record).get("content-encoding", "")
        left = min(length - (record.tell() - begins), _MOST)
        return record.read(left if encodings or enough is None else min(left, enough)), encodings


class _Member(RawIOBase):
    """One gzip member of a file, unpacked, from where the file stands; what follows it may be half written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj(wbits=_GZIP)
        self._position = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes have been read."""
        return self._position

    def readinto(self, into: Any) -> int:
        """Some of the bytes that follow; raises EOFError and zlib.error where they are not to be had."""
        while not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._file.read(_CHUNK)
            if not packed:
                raise EOFError
            piece = self._unpacker.decompress(packed, len(into))
            if piece:
                into[: len(piece)] = piece
                self._position += len(piece)
                return len(piece)
        return 0


@contextmanager
def _opened(path: Path, offset: int) -> Iterator[IO[bytes]]:
    """The record at ``offset``, unpacked."""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            with BufferedReader(_Member(file), _CHUNK) as record:
                yield record
        except (EOFError, LookupError, ValueError, zlib.error) as broken:
            raise ValueError(f"{path.name}: no record at {offset}") from broken


def _fields(record: IO[bytes]) -> dict[str, str]:
    """The named fields behind the first line, by lower-case name, the first of each; read up to the empty line."""
    record.readline()
    fields: dict[str, str] = {}
    while line := record.readline().rstrip(b"\r\n"):
        name, _, value = line.decode("latin-1").partition(":")
        fields.setdefault(name.lower(), value.strip())
    return fields


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
