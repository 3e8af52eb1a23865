"""How the pool and its children talk: frames of four bytes of length (big-endian) and a body."""

from __future__ import annotations

import re
import resource
import struct
import sys
from typing import IO

#: Exit status of a child that found itself too large.
TOO_LARGE = 86
#: How an answer begins that is no record of a page but says which limit stopped its reading.
STOPPED = b"!"
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_HIGH_WATER = re.compile(rb"VmHWM:\s+(\d+) kB")
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


def open_status(process: int | str = "self") -> IO[bytes] | None:
    """The system's account of a process, where there is one (Linux)."""
    try:
        return open(f"/proc/{process}/status", "rb", buffering=0)  # noqa: PTH123 - kept open on purpose
    except OSError:
        return None


def peak_bytes(status: IO[bytes] | None) -> int:
    """The largest resident size so far, by ``status``; without it, of this process (or what started it)."""
    if status is None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
    status.seek(0)
    found = _HIGH_WATER.search(status.read(4096))
    return int(found[1]) * 1024 if found is not None else 0
