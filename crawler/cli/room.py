"""Whether there is room for a night before anything is asked."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes that must be free at the start: less than any night needs, enough to say so in order.
LEAST_FREE = 64 << 20


def check_room(folder: Path) -> None:
    """Raise OSError (ENOSPC) when the disk of ``folder`` is all but full."""
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise OSError(
            errno.ENOSPC, f"{os.strerror(errno.ENOSPC)} ({free >> 20} of {LEAST_FREE >> 20} MiB)", str(folder)
        )
