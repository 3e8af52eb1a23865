"""Every call that can fail, failing once: of the operating system, of SQLite, in this process or in one of an audit.

The calls are counted in an undisturbed run; then the n-th fails, for every n.  A write that fails leaves half of its
bytes; a commit that fails for want of room has been taken back by SQLite, one that fails for a lock has not.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import random
import sqlite3
from pathlib import Path
from typing import Self

#: What each call may say when it fails.
SYSTEM = {
    (os, "open"): (errno.EMFILE, errno.EACCES, errno.EIO),
    (os, "mkdir"): (errno.ENOSPC, errno.EROFS, errno.EIO),
    (os, "rename"): (errno.EIO, errno.EROFS, errno.ENOSPC),
    (os, "replace"): (errno.EIO, errno.EROFS, errno.ENOSPC),
    (os, "link"): (errno.EMLINK, errno.EPERM, errno.ENOSPC),
    (os, "unlink"): (errno.EIO, errno.EROFS),
    (os, "symlink"): (errno.EPERM, errno.ENOSPC),
    (os, "fsync"): (errno.EIO, errno.ENOSPC),
    (os, "ftruncate"): (errno.EIO,),
    (os, "pwrite"): (errno.ENOSPC, errno.EIO, errno.EDQUOT),
    (fcntl, "flock"): (errno.ENOLCK,),
}
BY_DESCRIPTOR = {"fsync", "ftruncate", "pwrite", "flock"}
FILE = {
    "open": (errno.EMFILE, errno.ENOSPC, errno.EROFS),
    "write": (errno.ENOSPC, errno.EIO),
    "close": (errno.EIO,),
}
SQL = {
    "SQLITE_FULL": "database or disk is full",
    "SQLITE_IOERR": "disk I/O error",
    "SQLITE_BUSY": "database is locked",
    "SQLITE_CORRUPT": "database disk image is malformed",
    "SQLITE_READONLY": "attempt to write a readonly database",
    "SQLITE_CANTOPEN": "unable to open database file",
}


class Torture:
    """Counts the fallible calls on files below ``root`` and fails the one numbered ``at`` (from 1; 0: none)."""

    def __init__(self, root: Path | str, at: int = 0, *, seed: int = 2568) -> None:
        self.root = Path(root).resolve()
        self.at = at
        self.calls: list[str] = []
        self.luck = random.Random(seed * 1_000_003 + at)
        self._real: dict[tuple[object, str], object] = {}

    def __enter__(self) -> Self:
        for module, name in [*SYSTEM, (io, "open"), (sqlite3, "connect")]:
            self._real[module, name] = getattr(module, name)
        for module, name in SYSTEM:
            setattr(module, name, self._system(module, name))
        io.open = self._open
        sqlite3.connect = self._connect
        return self

    def __exit__(self, *_: object) -> None:
        for (module, name), real in self._real.items():
            setattr(module, name, real)

    @property
    def struck(self) -> str | None:
        """The call that failed."""
        return self.calls[self.at - 1] if 0 < self.at <= len(self.calls) else None

    def strikes(self, name: str) -> bool:
        """Count a call; whether it is the one that fails."""
        self.calls.append(name)
        return len(self.calls) == self.at

    def fail(self, codes: tuple[int, ...], subject: object = None) -> None:
        code = self.luck.choice(codes)
        raise OSError(code, os.strerror(code), None if subject is None else str(subject))

    def ours(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and Path(path).absolute().is_relative_to(self.root)

    def _system(self, module: object, name: str) -> object:
        real = self._real[module, name]

        def call(subject, *args, **kwargs):
            if (name in BY_DESCRIPTOR or self.ours(subject)) and self.strikes(name):
                if name == "pwrite":
                    data, offset = args
                    real(subject, data[: len(data) // 2], offset)
                self.fail(SYSTEM[module, name], None if name in BY_DESCRIPTOR else subject)
            return real(subject, *args, **kwargs)

        return call

    def _open(self, path, mode="r", *args, **kwargs):
        real = self._real[io, "open"]
        if not self.ours(path) or not set(mode) & set("wxa+"):
            return real(path, mode, *args, **kwargs)
        if self.strikes("file open"):
            self.fail(FILE["open"], path)
        return _File(self, real(path, mode, *args, **kwargs))

    def _connect(self, *args, **kwargs):
        if self.strikes("sqlite connect"):
            raise sqlite3.OperationalError(SQL["SQLITE_CANTOPEN"])
        kwargs["factory"] = _connections(self)
        return self._real[sqlite3, "connect"](*args, **kwargs)


class _File:
    """An open file whose writing and closing can fail."""

    def __init__(self, torture: Torture, file) -> None:
        self._torture, self._file = torture, file

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def write(self, data):
        if self._torture.strikes("file write"):
            self._file.write(data[: len(data) // 2])
            self._torture.fail(FILE["write"])
        return self._file.write(data)

    def flush(self):
        if self._torture.strikes("file flush"):
            self._torture.fail(FILE["write"])
        self._file.flush()

    def close(self):
        strikes = not self._file.closed and self._torture.strikes("file close")
        self._file.close()
        if strikes:
            self._torture.fail(FILE["close"])


def _connections(torture: Torture) -> type[sqlite3.Connection]:
    class Connection(sqlite3.Connection):
        def execute(self, sql, *args):
            self._perhaps(sql)
            return super().execute(sql, *args)

        def executemany(self, sql, *args):
            self._perhaps(sql)
            return super().executemany(sql, *args)

        def executescript(self, sql):
            self._perhaps(sql)
            return super().executescript(sql)

        def _perhaps(self, sql):
            word = sql.split()[0]
            if not torture.strikes(f"sqlite {word}"):
                return
            name = torture.luck.choice(_answers(word))
            if name in ("SQLITE_FULL", "SQLITE_IOERR") and self.in_transaction:
                super().execute("ROLLBACK")
            error = sqlite3.OperationalError(SQL[name])
            error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, name), name
            raise error

    return Connection


def _answers(word: str) -> tuple[str, ...]:
    if word in ("SELECT", "PRAGMA", "ROLLBACK"):
        return ("SQLITE_IOERR", "SQLITE_CORRUPT")
    return (
        ("SQLITE_BUSY",)
        if word == "BEGIN"
        else ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_READONLY")
    )
