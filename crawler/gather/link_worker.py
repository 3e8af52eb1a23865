"""The process that reads links: ``python -m crawler.gather.link_worker``.

Pages are strangers' work: one with 200,000 links takes five seconds to read, and in the crawling process
those would be five seconds in which healthy servers run into their time-outs.  This process reads one page
after the other, within limits of memory and time, and has no reason to open a connection or a file.

On standard input: a line of JSON with the titles of the checklist's items, then for each page a line of JSON
(``size``, and the arguments of the task) and ``size`` bytes.  On standard output: a JSON list of addresses a
page.  It ends with its input.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
from typing import IO, Any

from crawler.gather.site import index_pages
from crawler.read.following import follow
from crawler.read.limits import allow_seconds

MEMORY = 1 << 30
#: Of processor time: how long that takes by the clock is the machine's affair.
SECONDS_A_PAGE = 20


def read_links(task: dict[str, Any], body: bytes, titles: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The addresses that one page leads on to."""
    if task["task"] == "index":
        return index_pages(body, task["url"], task["content_type"])
    return follow(
        body,
        task["url"],
        task["content_type"],
        fragment=task["fragment"],
        item=task["item"],
        depth=task["depth"],
        titles=titles,
        hosts=frozenset(task["hosts"]),
    )


def main() -> None:
    """Serve until the input ends, or until whoever asks is gone in the middle of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)  # without a last try to write what nobody reads


def _serve(pages: IO[bytes], answers: IO[bytes]) -> None:
    if not (first := pages.readline()).endswith(b"\n"):
        return
    titles = {item: tuple(names) for item, names in json.loads(first).items()}
    while (line := pages.readline()).endswith(b"\n"):
        task = json.loads(line)
        body = pages.read(task["size"])
        if len(body) < task["size"]:
            return
        allow_seconds(SECONDS_A_PAGE)
        try:
            answer: dict[str, Any] = {"links": read_links(task, body, titles)}
        except Exception as error:
            answer = {"links": [], "error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
