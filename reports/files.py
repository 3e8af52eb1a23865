"""Files written whole or not at all, one or many of them together."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from crawler.durable import sync_folder

_PREFIX, _SUFFIX = ".draft-", ".tmp"


@lru_cache(maxsize=1 << 12)
def slug(identifier: str) -> str:
    """An identifier as the name of a file; what the contract allows stays as it is."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", identifier).strip("-") or "x"


@dataclass(frozen=True, slots=True)
class _Draft:
    """Files that wait in ``place`` until all of them stand in ``folder``, by their paths below it."""

    folder: Path
    place: Path
    waiting: dict[Path, None] = field(default_factory=dict)

    def write(self, name: Path, pieces: Iterable[bytes | str]) -> None:
        beside = self.place / "new" / name
        beside.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            for piece in pieces:
                stream.write(piece.encode() if isinstance(piece, str) else piece)
            stream.flush()
            os.fsync(stream.fileno())
        self.waiting[name] = None

    def publish(self) -> None:
        """Put every file under its name, or, when one of them cannot be, none."""
        below = {name.parent for name in self.waiting}
        for top in (self.folder, self.place / "old"):
            for folder in below:
                (top / folder).mkdir(parents=True, exist_ok=True)
        for name in self.waiting:
            self._keep(name)
        done: list[Path] = []
        try:
            for name in self.waiting:
                done.append(name)
                (self.place / "new" / name).replace(self.folder / name)
        except BaseException:
            for name in done:
                self._take_back(name)
            raise
        for folder in below:
            sync_folder(self.folder / folder)

    def _keep(self, name: Path) -> None:
        """Let the old file, if there is one, have a second name until the new one stands."""
        kept = self.place / "old" / name
        try:
            kept.hardlink_to(self.folder / name)
        except FileNotFoundError:
            return
        except OSError:  # a file system without links
            shutil.copyfile(self.folder / name, kept)

    def _take_back(self, name: Path) -> None:
        kept = self.place / "old" / name
        with suppress(OSError):
            if kept.exists():
                kept.replace(self.folder / name)
            else:
                (self.folder / name).unlink(missing_ok=True)


_current: ContextVar[_Draft | None] = ContextVar("draft", default=None)


@contextmanager
def published(folder: Path) -> Iterator[None]:
    """Let everything that the block writes below ``folder`` appear at its end, all of it, and nothing if it fails.

    A process killed inside leaves the old files, and a draft that the next one to write there removes.  (Killed
    within the few milliseconds in which the files get their names, it leaves some old and some new.)  The folder is
    made when missing.  Raises ``OSError`` and leaves nothing behind when it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=folder))
    try:
        with _held(place):
            draft = _Draft(folder, place)
            before = _current.set(draft)
            try:
                yield
            finally:
                _current.reset(before)
            draft.publish()
    finally:
        _remove(place)


def write_atomic(path: Path, content: bytes | str | Iterable[bytes | str]) -> Path:
    """Put ``content`` under ``path``: a reader, or a crash at any moment, sees the old file or the new one.

    Content that comes in pieces is never whole in memory.
    Within :func:`published` it appears together with the others.  Raises as that does.
    """
    draft = _current.get()
    if draft is not None and path.is_relative_to(draft.folder):
        draft.write(
            path.relative_to(draft.folder), [content] if isinstance(content, bytes | str) else content
        )
        return path
    with published(path.parent):
        return write_atomic(path, content)


def stands(path: Path) -> bool:
    """Whether there is, or is about to be, a file under ``path``."""
    draft = _current.get()
    if draft is not None and path.is_relative_to(draft.folder):
        return path.relative_to(draft.folder) in draft.waiting or path.exists()
    return path.exists()


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """Mark a draft as somebody's, until this process ends, however it ends.  Raises BlockingIOError when it is."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove the drafts of those who were killed."""
    for place in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError), _held(place):
            _remove(place)


def _remove(place: Path) -> None:
    """Remove a draft, though one of its files may not go at once; what stays is swept by the next to write."""
    for _ in range(2):
        if place.exists():
            shutil.rmtree(place, ignore_errors=True)
