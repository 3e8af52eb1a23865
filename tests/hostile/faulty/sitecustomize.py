"""On PYTHONPATH one call of a process of an audit fails: ``OIT_FAIL_AT`` is ``main:12`` or ``child:12`` (0: none).

Only calls on files below ``OIT_FAIL_ROOT`` count.  How many there were, and which failed, is written to ``OIT_FAIL_LOG``.
"""

import atexit
import os
import sys
from pathlib import Path

from tests.hostile.torture import Torture

_which, _, _at = os.environ["OIT_FAIL_AT"].partition(":")
_child = any("crawler.gather.child" in word for word in sys.orig_argv)
_worker = any("worker" in word for word in sys.orig_argv if word.startswith("crawler."))
_log = Path(os.environ["OIT_FAIL_LOG"]).with_suffix(".child" if _child else ".main")
_exit = os._exit


def _tell():
    _log.write_text(f"{len(_torture.calls)} {_torture.struck}")


def _tell_and_exit(code):
    _tell()
    _exit(code)


if not _worker:
    _torture = Torture(
        os.environ["OIT_FAIL_ROOT"], int(_at) if _which == ("child" if _child else "main") else 0
    )
    _torture.__enter__()
    atexit.register(_tell)
    os._exit = _tell_and_exit
