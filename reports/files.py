"""Files written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path


def slug(identifier: str) -> str:
    """An identifier as the name of a file; what the contract allows stays as it is."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", identifier).strip("-") or "x"


def write_atomic(path: Path, content: bytes | str) -> Path:
    """Put ``content`` under ``path``: a reader, or a crash at any moment, sees the old file or the new one.

    The folder is made when missing.  Raises ``OSError`` and leaves nothing behind when it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
