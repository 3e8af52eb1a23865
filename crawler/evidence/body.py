"""A body on its way to the evidence: a small one in memory, a large one in a file without a name.

Eight reports of 100 MB may be under way at once; whole in memory they would fill the computer.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

IN_MEMORY = 1 << 20
_CHUNK = 1 << 18


class Body:
    """Bytes that are written once and then read as often as one likes, by one reader at a time.

    Up to a megabyte stands in memory, more in a nameless file of ``folder`` (the run's own: ``/tmp`` may be memory
    too), which is gone when the body is, however the process ends.
    """

    __slots__ = ("_file", "_trouble", "size")

    def __init__(self, folder: Path | None = None) -> None:
        place = None if folder is None else str(folder)
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=place)  # noqa: SIM115 - ours for life
        self._trouble: OSError | None = None
        #: Bytes written so far.
        self.size = 0

    @classmethod
    def of(cls, content: bytes) -> Self:
        """A body that is known already."""
        body = cls()
        body.write(content)
        return body

    def write(self, data: bytes) -> int:
        """Append; a full disk is told to whoever reads, because the network that writes could do nothing about it."""
        try:
            if self._trouble is None:
                self._file.write(data)
                self.size += len(data)
        except OSError as full:
            self._trouble = full
        return len(data)

    def open(self) -> IO[bytes]:
        """The bytes from the first on; raises OSError when they could not all be kept."""
        if self._trouble is not None:
            raise self._trouble
        self._file.seek(0)
        return self._file

    def head(self, length: int) -> bytes:
        """The first bytes, at most ``length`` of them."""
        return self.open().read(length)

    def chunks(self) -> Iterator[bytes]:
        """All bytes, piece by piece."""
        file = self.open()
        while chunk := file.read(_CHUNK):
            yield chunk

    def sha256(self) -> str:
        """The hash of all bytes, hexadecimal."""
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()

    def __del__(self) -> None:
        self._file.close()

    def clear(self) -> None:
        """Forget everything written; what is too large is not kept."""
        self._file.seek(0)
        self._file.truncate(0)
        self.size = 0


def pieces(content: bytes) -> Iterator[bytes]:
    """``content`` as :meth:`Body.chunks` gives it."""
    return (content[at : at + _CHUNK] for at in range(0, len(content), _CHUNK))


#: What a request has, and an answer that is only looked at.
NOTHING = Body()
