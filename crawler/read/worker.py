"""A reader's child process: documents and pages in on standard input, facts out, nothing else.

Started by :mod:`crawler.read.pool` as ``python -m crawler.read.worker``.  After its imports it gives up files,
network (no file descriptor can be opened any more), memory and time; whatever a document does, only this process
pays.
"""

from __future__ import annotations

import codecs
import heapq  # noqa: F401 - Counter.most_common imports it when it is first asked
import json
import os
import resource
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from crawler.read.charset import codecs_by_name
from crawler.read.document import read_content
from crawler.read.facts import to_json
from crawler.read.first_page import picture
from crawler.read.frames import STOPPED, TOO_LARGE, open_status, peak_bytes, read_frame, write_frame
from crawler.read.limits import LimitReachedError, allow_seconds
from crawler.read.page import read_page
from crawler.read.page_record import packed

if TYPE_CHECKING:
    from typing import IO

#: Codecs that readers name at run time beside those of the web: Python loads them from files, and there will be none.
_CODECS = ("utf-8-sig", "idna")
_WATCH_SECONDS = 0.1


def main() -> None:
    """Answer each document or page with its facts until standard input ends."""
    limits = json.loads(sys.argv[1])
    inward, outward = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not break the frames
    os.set_blocking(2, False)
    for name in (*_CODECS, *codecs_by_name().values()):
        codecs.lookup(name)
    status = open_status()
    _confine(limits["memory"], status)
    while (header := read_frame(inward)) is not None:
        data = read_frame(inward)
        if data is None:
            return
        allow_seconds(limits["cpu"])
        asked = json.loads(header)
        write_frame(outward, _answer(data, asked))
        write_frame(outward, str(peak_bytes(status)).encode())


def _answer(data: bytes, asked: dict[str, Any]) -> bytes:
    """The facts of the document, its first page drawn, or the record of the page."""
    if asked.get("picture"):
        return picture(data)
    if "page" in asked:
        return _record(data, asked["page"])
    facts = read_content(data, ending=asked["ending"], every_page=asked["every_page"])
    return to_json(facts).encode("utf-8", "replace")


def _record(data: bytes, content_type: str) -> bytes:
    """The record of a page; where it cannot be read, which limit stopped that and how, behind the mark of it.

    A page has no fault that would keep a browser from showing it: what this reader did not foresee is its own.
    """
    try:
        return packed(read_page(data, content_type))
    except LimitReachedError as reached:
        which, detail = reached.which, reached.detail
    except MemoryError:
        which, detail = "memory", "the page needs more memory than a reader may take"
    except RecursionError:
        which, detail = "depth", "the page is nested deeper than a reader follows"
    except Exception as unforeseen:
        which, detail = "crash", f"{type(unforeseen).__name__}: {unforeseen}"[:300]
    return STOPPED + json.dumps([which, detail]).encode()


def _confine(memory: int, status: IO[bytes] | None) -> None:
    """Give up what a reader does not need.  Not every system enforces every limit; the watch covers memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    os.nice(5)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_NOFILE, 1 + max(fd for fd in range(64) if _is_open(fd)))
    threading.Thread(target=_watch, args=(memory, status), daemon=True).start()


def _limit(which: int, value: int) -> None:
    try:
        resource.setrlimit(which, (value, value))
    except (ValueError, OSError):
        return


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def _watch(memory: int, status: IO[bytes] | None) -> None:
    """End the process when it has become too large: macOS does not enforce the address space."""
    inherited = peak_bytes(status) if status is None else 0
    while True:
        if peak_bytes(status) > max(memory, inherited):
            os._exit(TOO_LARGE)
        threading.Event().wait(_WATCH_SECONDS)


if __name__ == "__main__":
    main()
