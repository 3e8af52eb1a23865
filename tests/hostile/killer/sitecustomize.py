"""On PYTHONPATH this kills a process of an audit with SIGKILL at its n-th call of a function of ours.

``OIT_KILL_AT``: ``main:1234`` or ``child:1234`` (0: never; how many there were is written to ``OIT_KILL_LOG``).  How
many there are depends on the clock: a process that ends before its n-th is killed at its very end.  Where it was
killed is written to ``OIT_KILL_LOG``.
"""

import atexit
import os
import signal
import sys
from pathlib import Path

_which, _, _at = os.environ["OIT_KILL_AT"].partition(":")
_log = Path(os.environ["OIT_KILL_LOG"])
_child = any("crawler.gather.child" in word for word in sys.orig_argv)
_worker = any("worker" in word for word in sys.orig_argv if word.startswith("crawler."))
_root = Path(__file__).parents[3]
_ours = tuple(f"{_root / name}{os.sep}" for name in ("crawler", "reports"))
_count = 0


def _die(where):
    _log.write_text(where)
    os.kill(os.getpid(), signal.SIGKILL)


def _end():
    if _LIMIT:
        _die("the end")
    elif _at == "0":
        _log.with_suffix(".child" if _child else ".main").write_text(str(_count))


def _look(frame, event, argument):
    global _count
    if event == "call" and frame.f_code.co_filename.startswith(_ours):
        _count += 1
        if _count == _LIMIT:
            _die(f"{Path(frame.f_code.co_filename).relative_to(_root)} {frame.f_code.co_name}")
    elif event == "c_call" and argument is os._exit:
        _end()


_LIMIT = int(_at) if _which == ("child" if _child else "main") else 0
if not _worker and (_LIMIT or _at == "0"):
    atexit.register(_end)
    sys.setprofile(_look)
