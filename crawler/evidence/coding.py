"""Content encodings undone (gzip, deflate, br), with a limit, and with every cut or forged stream noticed.

Scrapy's own middleware answers a truncated gzip stream, or one with a wrong checksum, as if it were whole; a
page that lost its second half must not be judged by the first.  Everything passes in pieces: neither a large
document nor a bomb is ever whole in memory.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ACCEPTED = "gzip, deflate"
_MOST_LAYERS = 3
_PIECE = 1 << 16
_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with how a body was packed, and in words.

    ``fault``: ``None``, ``truncated`` (the stream ends early or fails its checksum: what came out stands),
    ``too_large`` (cut at the limit), ``unknown`` (an encoding nobody asked for: the body is as sent).
    """

    fault: str | None = None
    detail: str = ""


NO_FLAW = Flaw()


class TooLargeError(Exception):
    """More came out than is wanted."""


class BrokenStreamError(Exception):
    """The packed stream ends early, or is none."""


class _Stream(Protocol):
    """One layer of packing, undone piece by piece; raises BrokenStreamError."""

    detail: str

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def end(self) -> Iterator[bytes]: ...


def decode_body(raw: bytes, encodings: str, limit: int) -> tuple[bytes, Flaw]:
    """``raw`` with the encodings of a Content-Encoding header undone, last applied first, and what was wrong."""
    out: list[bytes] = []
    flaw = decode_into(out.append, [raw], encodings, limit)
    return b"".join(out), flaw


def decode_into(write: Callable[[bytes], object], raw: Iterable[bytes], encodings: str, limit: int) -> Flaw:
    """As :func:`decode_body`, for bytes that come and go in pieces.

    No layer gives more than ``limit`` bytes.
    """
    layers, odd = _layers(encodings)
    source: Iterable[bytes] = raw
    streams = [layer() for layer in layers]
    for stream in streams:
        source = _within(limit, _undone(stream, source))
    try:
        for piece in source:
            write(piece)
    except TooLargeError:
        return Flaw("too_large", f"inflates to more than {limit} bytes")
    except BrokenStreamError as broken:
        return Flaw("truncated", str(broken))
    return odd or Flaw(detail=next((stream.detail for stream in streams if stream.detail), ""))


def _layers(encodings: str) -> tuple[list[Callable[[], _Stream]], Flaw | None]:
    """How to undo the encodings, the last applied first, as far as they are known."""
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > _MOST_LAYERS:
        return [], Flaw("unknown", f"{len(names)} content encodings")
    layers: list[Callable[[], _Stream]] = []
    for name in reversed(names):
        if name not in _STREAMS:
            return layers, Flaw("unknown", f"content encoding {name[:40]}")
        layers.append(_STREAMS[name])
    return layers, None


def _undone(stream: _Stream, source: Iterable[bytes]) -> Iterator[bytes]:
    for data in source:
        yield from stream.feed(data)
    yield from stream.end()


def _within(limit: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces as long as they are no more than ``limit`` bytes together; cut there."""
    left = limit
    for piece in pieces:
        if len(piece) > left:
            yield piece[:left]
            raise TooLargeError
        left -= len(piece)
        yield piece


class _Gzip:
    """Members one behind the other; padding behind the last; plain bytes under a wrong label."""

    def __init__(self) -> None:
        self.detail = ""
        self._start = b""
        self._member: zlib._Decompress | None = None
        self._plain = self._over = False
        self._first = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._plain:
            yield data
            return
        while data and not self._over:
            if self._member is None:
                self._start += data
                if len(self._start) < len(_MAGIC):
                    return
                data, self._start = self._start, b""
                if not data.startswith(_MAGIC):
                    yield from self._not_packed(data)
                    return
                self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield from _inflated(self._member, data)
            data = self._member.unused_data
            if self._member.eof:
                self._member, self._first = None, False

    def _not_packed(self, data: bytes) -> Iterator[bytes]:
        """Bytes that begin no member: the whole body is plain, or what follows the last member is padding."""
        if self._first:
            self.detail, self._plain = "labelled gzip, sent plain", True
            yield data
        else:
            self._over = True

    def end(self) -> Iterator[bytes]:
        if self._member is not None:
            yield from _ended(self._member)
        elif self._first and not self._plain:
            if not self._start:
                raise BrokenStreamError("empty gzip")
            yield from self._not_packed(self._start)


class _Deflate:
    """With the header that the standard demands, or without, as many servers send it."""

    detail = ""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._kept = b""  # until something comes out, the other reading is possible
        self._sure = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not self._sure:
            self._kept += data
        try:
            for piece in _inflated(self._stream, data):
                self._sure, self._kept = True, b""
                yield piece
        except BrokenStreamError:
            if self._sure:
                raise
            yield from self._raw()

    def _raw(self) -> Iterator[bytes]:
        data, self._kept, self._sure = self._kept, b"", True
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        yield from _inflated(self._stream, data)

    def end(self) -> Iterator[bytes]:
        try:
            yield from _ended(self._stream)
        except BrokenStreamError:
            if self._sure:
                raise
            yield from self._raw()
            yield from _ended(self._stream)


class _Brotli:
    detail = ""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            raise BrokenStreamError("bytes follow the end of the brotli stream")
        try:
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            while piece:
                yield piece
                piece = (
                    b""
                    if self._stream.is_finished()
                    else self._stream.process(b"", output_buffer_limit=_PIECE)
                )
        except brotli.error as wrong:
            raise BrokenStreamError(f"broken compression: {wrong}") from wrong

    def end(self) -> Iterator[bytes]:
        if not self._stream.is_finished():
            raise BrokenStreamError("brotli ends early")
        yield from ()


def _inflated(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    pending = data
    try:
        while pending and not stream.eof:
            piece = stream.decompress(pending, _PIECE)
            pending = stream.unconsumed_tail
            if piece:
                yield piece
    except zlib.error as wrong:
        raise BrokenStreamError(f"broken compression: {wrong}") from wrong


def _ended(stream: zlib._Decompress) -> Iterator[bytes]:
    if not stream.eof and (rest := stream.flush()):
        yield rest
    if not stream.eof:
        raise BrokenStreamError("the compressed stream ends early")


_STREAMS: dict[str, Callable[[], _Stream]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
