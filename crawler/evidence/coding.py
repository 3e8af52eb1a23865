"""Content encodings undone (gzip, deflate, br), with a limit, and with every cut or forged stream noticed.

Scrapy's own middleware answers a truncated gzip stream, or one with a wrong checksum, as if it were whole; a
page that lost its second half must not be judged by the first.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import brotli

ACCEPTED = "gzip, deflate"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body as a reader gets it.

    ``fault``: ``None``, ``truncated`` (the stream ends early or fails its checksum: ``body`` is what came
    out), ``too_large`` (``body`` is cut at the limit), ``unknown`` (an encoding nobody asked for: ``body`` is
    as sent).
    """

    body: bytes
    fault: str | None = None
    detail: str = ""


def decode_body(raw: bytes, encodings: str, limit: int) -> Decoded:
    """``raw`` with the encodings of a Content-Encoding header undone, last applied first."""
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > 3:
        return Decoded(raw, "unknown", f"{len(names)} content encodings")
    body, fault, detail = raw, None, ""
    for name in reversed(names):
        undo = _DECODERS.get(name)
        if undo is None:
            return Decoded(body, "unknown", f"content encoding {name[:40]}")
        step = undo(body, limit)
        body, fault, detail = step.body, step.fault or fault, step.detail or detail
        if step.fault == "too_large":
            break
    return Decoded(body, fault, detail)


def _gunzip(raw: bytes, limit: int) -> Decoded:
    if raw[:2] != b"\x1f\x8b":
        return Decoded(
            raw, None if raw else "truncated", "labelled gzip, sent plain" if raw else "empty gzip"
        )
    out = bytearray()
    rest = raw
    while rest:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        step = _inflate(stream, rest, limit - len(out))
        out += step.body
        if step.fault:
            return Decoded(bytes(out), step.fault, step.detail)
        rest = stream.unused_data
        if rest[:2] != b"\x1f\x8b":  # padding behind the last member
            break
    return Decoded(bytes(out))


def _undeflate(raw: bytes, limit: int) -> Decoded:
    first = _inflate(zlib.decompressobj(), raw, limit)
    if first.fault == "truncated" and not first.body:  # many servers send raw deflate under this name
        return _inflate(zlib.decompressobj(-zlib.MAX_WBITS), raw, limit)
    return first


def _inflate(stream: zlib._Decompress, raw: bytes, limit: int) -> Decoded:
    out = bytearray()
    pending = raw
    try:
        while pending and not stream.eof:
            out += stream.decompress(pending, max(1, min(_CHUNK * 16, limit + 1 - len(out))))
            if len(out) > limit:
                return Decoded(bytes(out[:limit]), "too_large", f"inflates to more than {limit} bytes")
            pending = stream.unconsumed_tail
        out += stream.flush() if not stream.eof else b""
    except zlib.error as wrong:
        return Decoded(bytes(out), "truncated", f"broken compression: {wrong}")
    if not stream.eof:
        return Decoded(bytes(out), "truncated", "the compressed stream ends early")
    return Decoded(bytes(out))


def _unbrotli(raw: bytes, limit: int) -> Decoded:
    stream = brotli.Decompressor()
    out = bytearray()
    try:
        chunk = stream.process(raw, output_buffer_limit=_CHUNK)
        while chunk:
            out += chunk
            if len(out) > limit:
                return Decoded(bytes(out[:limit]), "too_large", f"inflates to more than {limit} bytes")
            chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_CHUNK)
    except brotli.error as wrong:
        return Decoded(bytes(out), "truncated", f"broken compression: {wrong}")
    return (
        Decoded(bytes(out)) if stream.is_finished() else Decoded(bytes(out), "truncated", "brotli ends early")
    )


_DECODERS = {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _undeflate, "br": _unbrotli}
