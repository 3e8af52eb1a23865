"""Streams of a PDF that swell without end when they are unpacked."""

from __future__ import annotations

import re
import zlib

from crawler.read.limits import INFLATED_STREAM, MIB, LimitReachedError

_STREAM = re.compile(rb"stream\r?\n")
_PROBE = 4096
_SUSPECT = 100


def refuse_bombs(data: bytes) -> None:
    """Raise ``LimitReachedError`` for a stream that inflates beyond the cap, before any engine sees it.

    Only the first bytes of each stream are tried; whatever swells more than ``_SUSPECT`` times is followed to
    the cap.  Pictures are left alone: no reader of ours unpacks them, and a white scan swells honestly.
    """
    for match in _STREAM.finditer(data):
        dictionary = data[max(0, match.start() - 400) : match.start()]
        dictionary = dictionary[dictionary.rfind(b" obj") + 1 :]
        if b"Flate" not in dictionary or re.search(rb"/Subtype\s*/Image", dictionary):
            continue
        layers = dictionary.count(b"/FlateDecode") + len(re.findall(rb"/Fl\b", dictionary))
        _probe(data, match.end(), max(layers, 1))


def _probe(data: bytes, start: int, layers: int) -> None:
    head = data[start : start + _PROBE]
    try:
        swollen = zlib.decompressobj().decompress(head, _PROBE * _SUSPECT + 1)
    except zlib.error:
        return
    if layers == 1 and len(swollen) <= _PROBE * _SUSPECT:
        return
    inflaters = [zlib.decompressobj() for _ in range(layers)]
    total = 0
    try:
        for at in range(start, len(data), 1 << 16):
            total += _through(inflaters, data[at : at + (1 << 16)], INFLATED_STREAM - total)
            if inflaters[0].eof:
                return
    except zlib.error:
        return


def _through(inflaters: list[zlib._Decompress], chunk: bytes, cap: int) -> int:
    """Bytes that ``chunk`` becomes after all inflaters; raises as soon as any layer passes the cap."""
    total = 0
    for depth, inflater in enumerate(inflaters):
        chunk = inflater.decompress(chunk, max(cap, 1))
        if inflater.unconsumed_tail:
            raise LimitReachedError("inflate", f"a stream inflates beyond {INFLATED_STREAM // MIB} MiB")
        total = len(chunk) if depth == len(inflaters) - 1 else total
    return total
