"""How the pool and its children talk: frames of four bytes of length (big-endian) and a body."""

from __future__ import annotations

import struct
import sys
from typing import IO

#: Exit status of a child that found itself too large.
TOO_LARGE = 86
#: What ``ru_maxrss`` counts in, in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_LENGTH = struct.Struct(">I")


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or ``None`` at the end of the stream."""
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(length)
    return stream.read(size)


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Write ``body`` behind its length."""
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()
