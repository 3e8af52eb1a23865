"""The lock of a run folder: two audits never write the same evidence."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

LOCK_NAME = "run.lock"


class RunBusyError(RuntimeError):
    """Another audit is writing this folder right now."""


class RunLock:
    """A lock that the kernel lets go when its last holder ends, however it ends.

    The file is never deleted (deleting it would let a third run lock a second file of the same name).
    A child that inherits :attr:`descriptor` holds the lock too.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The open file, to be inherited by the child that gathers."""
        if self._descriptor is None:
            raise RuntimeError("the lock is not held")
        return self._descriptor

    def __enter__(self) -> Self:
        """Take the lock or raise RunBusyError at once."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            os.close(descriptor)
            raise RunBusyError(f"another audit is writing {self._path.parent}") from busy
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return self

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
