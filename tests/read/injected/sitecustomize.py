"""On PYTHONPATH the pages of a process are counted, and those that say so in a text break its reader.

Each page that is parsed is a byte in the pipe that ``OIT_PAGES_PARSED`` names.
"""

import os
import sys

import crawler.read.page_walk as walking

_walked = walking.walked
_counter = os.environ.get("OIT_PAGES_PARSED")
#: Open before a reader gives up its right to open anything.
_counted = os.open(_counter, os.O_WRONLY) if _counter else None


def _loop():
    while True:
        pass


def _swell():
    return [bytearray(64 << 20) for _ in range(1 << 10)]


def _break():
    raise LookupError("nobody foresaw this")


def _nest():
    _nest()


_DAMAGE = {"LOOP": _loop, "SWELL": _swell, "ABORT": os.abort, "BREAK": _break, "NEST": _nest}


def _watched(body):
    if _counted is not None:
        os.write(_counted, b".")
    text = body.text_content()
    for word, damage in _DAMAGE.items():
        if word in text:
            damage()
    return _walked(body)


if not any("pytest" in word for word in sys.orig_argv):
    walking.walked = _watched
