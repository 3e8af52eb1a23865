"""Whether a process that was given work still does any.

A machine that has much else to do lets a process wait, and nobody can say for how long.  What has used no processor time since,
and is not waiting for any either, is asleep over its work.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: A process that runs or would (``R``), or waits for a disk to bring its memory back (``D``).
_BUSY = frozenset({"R", "D"})
#: Ticks of processor time, its own and the system's for it: places behind the name of the program in ``/proc/…/stat``.
_STATE, _USED = 0, slice(11, 13)


class Pulse:
    """The life signs of the first thread of ``process``, from now on.

    Where the system keeps no account of processes that can be read (Linux alone does), only the ``clock`` counts.
    """

    def __init__(self, process: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._account = Path(f"/proc/{process}/task/{process}/stat")
        self._clock = clock
        self._since = clock()
        self._used = self._look()[1]

    def asleep(self) -> float:
        """Seconds since it was last seen to work or to wait for its turn; call it often."""
        state, used = self._look()
        now = self._clock()
        if state in _BUSY or used != self._used:
            self._since, self._used = now, used
        return now - self._since

    def _look(self) -> tuple[str, tuple[str, ...]]:
        try:
            fields = self._account.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return "", ()
        return fields[_STATE], tuple(fields[_USED])
