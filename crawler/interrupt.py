"""Ctrl-C where Python's own way with it does harm: before there is anything to stop, and while a file is packed.

Python raises it wherever the program happens to be.  In the middle of an import that is a traceback, or nothing at all (a
callback of the import system swallows it); in the middle of a zip file, whose writer then complains when it is thrown away.
"""

from __future__ import annotations

import os
import signal
import sys

#: As in ``typing``, which is not loaded for it: until this module is, nobody takes care of Ctrl-C.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

    _Handler = Callable[[int, FrameType | None], Any] | int | None

#: The contract's code for what was not completed; as :data:`crawler.cli.exits.INCOMPLETE`, whose package is not loaded yet.
INCOMPLETE = 3
STOPPED = "\noit: หยุดตามคำสั่ง (Ctrl-C) ก่อนเริ่มทำ\n     stopped (Ctrl-C) before it began\n"


class AtOnce:
    """Inside, Ctrl-C ends the process at once, with a word: nothing has begun that would have to be ended in order."""

    def __enter__(self) -> None:
        self._before = _taken_over(_leave)

    def __exit__(self, *_: object) -> None:
        _given_back(self._before)


class Held:
    """Inside, Ctrl-C waits, for something short that must not break off; whoever pressed it is obeyed right after."""

    def __enter__(self) -> None:
        self._pressed = False
        self._before = _taken_over(self._note)

    def __exit__(self, *_: object) -> None:
        _given_back(self._before)
        if self._pressed:
            signal.raise_signal(signal.SIGINT)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed = True


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End with the code of what was not completed, saying so; what is still open is not tidied up."""
    os.write(2, STOPPED.encode(getattr(sys.stderr, "encoding", None) or "utf-8", "backslashreplace"))
    os._exit(INCOMPLETE)


def _taken_over(handler: _Handler) -> _Handler:
    """What was to happen on Ctrl-C until now; ``None`` where it is left as it is: another thread, a job in the background."""
    before = signal.getsignal(signal.SIGINT)
    if before in {None, signal.SIG_IGN}:
        return None
    try:
        signal.signal(signal.SIGINT, handler)
    except ValueError:  # not the main thread, which alone is interrupted
        return None
    return before


def _given_back(before: _Handler) -> None:
    if before is not None:
        signal.signal(signal.SIGINT, before)
