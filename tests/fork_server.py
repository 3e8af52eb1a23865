"""Programs of ours that tests start again and again, forked from a process that has imported what they need.

``python -m crawler.gather.child`` spends most of a small crawl on its imports, a reader all but its whole life: the
suite would import them some hundred times.  :class:`Popen` starts the modules of ``PRELOADED`` as copies of one
process that has imported and never run; whatever else is started is started as ever.  :class:`Fresh` is the ordinary
one: tests that start ``oit`` as an office does see new interpreters in every place, and all tests do where
``OIT_FRESH`` is set.

A copy is a child of whoever asked for it (its own parent ends, and Linux gives it to the nearest process above that
takes orphans in), with the arguments, environment, descriptors and session that were asked for; it may be waited for
and killed like any other, and has a server of its own for what it starts in turn.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import importlib
import inspect
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_READER = (
    "crawler.read.charset", "crawler.read.document", "crawler.read.facts", "crawler.read.first_page", "crawler.read.page",
    "crawler.read.page_record",
)  # fmt: skip
_CRAWL = (
    "crawler.gather.handler", "crawler.gather.policy", "crawler.gather.site", "crawler.read.following", "crawler.settings",
    "crawler.spiders.declared", "scrapy.core.downloader.handlers.http11", "scrapy.core.engine", "scrapy.core.scheduler",
    "scrapy.crawler", "scrapy.downloadermiddlewares.downloadtimeout", "scrapy.downloadermiddlewares.useragent",
    "scrapy.extensions.feedexport", "scrapy.extensions.memusage", "scrapy.spiderloader", "scrapy.squeues",
    "twisted.internet.asyncioreactor",
)  # fmt: skip
_OFFICE = (
    *_CRAWL, *_READER, "crawler.audit.judge", "crawler.cli.audit", "crawler.cli.check", "crawler.cli.rejudge",
    "crawler.cli.serve", "django.contrib.admin.apps", "django.contrib.auth.tokens", "django.contrib.messages.middleware",
    "django.contrib.sessions.middleware", "django.contrib.staticfiles.storage", "django.core.handlers.wsgi",
    "django.core.management.commands.migrate", "django.db.backends.postgresql.psycopg_any", "django.db.backends.sqlite3.base",
    "django.middleware.common", "django.middleware.security", "django.template.loader_tags", "django.views.debug",
    "django_tasks_db.apps", "django_tasks.backends", "waitress", "whitenoise.middleware",
)  # fmt: skip
#: What is imported for a module before it is asked for; the module itself is imported by the copy.
PRELOADED = {
    "crawler": _OFFICE,
    "crawler.gather.child": _CRAWL,
    "crawler.read.worker": _READER,
    "portal.start": _OFFICE,
    "tests.portal.lines": _OFFICE,
}
#: Of these, those that start others of ours, which are then copies too.
_PARENTS = frozenset({"crawler", "crawler.gather.child", "portal.start"})
_OURS = ("crawler", "portal", "tests")
NAME = "fork-server"

_TAKE_ORPHANS_IN, _NAME = 36, 15  # PR_SET_CHILD_SUBREAPER, PR_SET_NAME
_MOST_DESCRIPTORS = 64
_PIPES = {"p2cread": 0, "c2pwrite": 1, "errwrite": 2}
_ENDS = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
_asked_of = inspect.signature(subprocess.Popen._execute_child).bind
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

Fresh = subprocess.Popen


class Popen(Fresh):
    """``subprocess.Popen``, to be put in its place."""

    def _execute_child(self, *given: Any, **named: Any) -> None:
        asked = _asked_of(self, *given, **named).arguments
        words = list(map(os.fsdecode, asked["args"])) if isinstance(asked["args"], list) else []
        environment = dict(os.environ if asked["env"] is None else asked["env"])
        server = _server_for(words) if _ordinary(asked, environment) else None
        if server is None:
            super()._execute_child(*given, **named)
            return
        pipes = {number: asked[pipe] for pipe, number in _PIPES.items()}
        ours = {number: number if pipe == -1 else pipe for number, pipe in pipes.items()}
        order = {
            "words": words[words.index("-m") + 1 :],
            "environment": environment,
            "session": asked["start_new_session"],
            "folder": str(Path.cwd()),
        }
        try:
            self.pid = server.copy(order, ours | {number: number for number in asked["pass_fds"]})
        except OSError:  # it could not import: a new interpreter says what
            super()._execute_child(*given, **named)
            return
        self._child_created = True
        self._close_pipe_fds(*(asked[end] for end in _ENDS))


def _ordinary(asked: Mapping[str, Any], environment: Mapping[str, str]) -> bool:
    """Whether nothing is asked for that only an interpreter that starts can do, as to be disturbed from its start."""
    path = environment.get("PYTHONPATH", "").split(os.pathsep)
    disturbed = any(folder and Path(folder, "sitecustomize.py").exists() for folder in path)
    plain = asked["preexec_fn"] is None and asked["cwd"] is None and not asked["shell"]
    return _prctl is not None and plain and not disturbed


# ----------------------------------------------------------------------------------------- whoever asks for a copy


class _Server:
    """The near end of a process that is copied on demand; safe with threads."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._lock = threading.Lock()

    def copy(self, order: Mapping[str, Any], descriptors: Mapping[int, int]) -> int:
        """The number of the new process, which has ``descriptors`` (its number: ours).

        Raises OSError when the server is no more.
        """
        said = json.dumps({**order, "descriptors": list(descriptors)}).encode("ascii")
        with self._lock, _orphans_taken_in():
            try:
                socket.send_fds(self._wire, [len(said).to_bytes(4, "big")], list(descriptors.values()))
                self._wire.sendall(said)
                return int.from_bytes(_exactly(self._wire, 5)[:4], "big")
            except BaseException:  # broken off in the middle: the next answer would be another's
                self._wire.close()
                raise


#: Servers by the modules that they imported; in a copy, its own under no name.
_SERVERS: dict[tuple[str, ...], _Server] = {}


def _server_for(words: Sequence[str]) -> _Server | None:
    """The server that has imported what ``python … -m module`` needs, if there is one."""
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else ""
    if words[:1] != [sys.executable] or module.partition(".")[0] not in _OURS:
        return None
    if () in _SERVERS or module not in PRELOADED:
        return _SERVERS.get(())
    return _SERVERS.get(PRELOADED[module]) or _started(module)


def _started(module: str) -> _Server:
    wire, theirs = socket.socketpair()
    with theirs:
        process = Fresh(
            [sys.executable, "-P", "-W", "ignore", __file__, module, str(theirs.fileno())],
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
        )  # fmt: skip
    atexit.register(process.wait)
    atexit.register(wire.close)
    return _SERVERS.setdefault(PRELOADED[module], _Server(wire))


@contextlib.contextmanager
def _orphans_taken_in() -> Iterator[None]:
    """Meanwhile this process becomes the parent of what its children leave behind."""
    _prctl(_TAKE_ORPHANS_IN, 1, 0, 0, 0)
    try:
        yield
    finally:
        _prctl(_TAKE_ORPHANS_IN, 0, 0, 0, 0)


def _exactly(wire: socket.socket, size: int) -> bytes:
    said = b""
    while len(said) < size and (more := wire.recv(size - len(said))):
        said += more
    if len(said) < size:
        raise ConnectionError
    return said


# ------------------------------------------------------------------------------------- the process that is copied


def _serve(wire: socket.socket) -> dict[str, Any] | None:
    """Copy this process as often as is asked.  Returns in each copy, with its order; ``None`` here, at the end."""
    _prctl(_NAME, NAME.encode(), 0, 0, 0)
    while True:
        head, descriptors, _, _ = socket.recv_fds(wire, 4, _MOST_DESCRIPTORS)
        if not head:
            return None
        order = json.loads(_exactly(wire, int.from_bytes(head, "big")))
        between = os.fork()
        if not between:
            if not (copy := os.fork()):
                wire.close()
                _take(descriptors, order["descriptors"])
                _prctl(_NAME, b"python", 0, 0, 0)
                return order
            wire.sendall(copy.to_bytes(4, "big"))
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(between, 0)
        wire.sendall(b".")


def _take(given: Sequence[int], wanted: Sequence[int]) -> None:
    """Make the descriptors that were given those that were wanted, and close all others."""
    above = 1 + max((*given, *wanted))
    moved = [os.dup2(descriptor, above + at) for at, descriptor in enumerate(given)]
    for descriptor, number in zip(moved, wanted, strict=True):
        os.dup2(descriptor, number)
    for number in set(range(max(wanted))).difference(wanted):
        with contextlib.suppress(OSError):
            os.close(number)
    os.closerange(max(wanted) + 1, os.sysconf("SC_OPEN_MAX"))


def _with_a_server_of_its_own() -> dict[str, Any] | None:
    """A second process as fresh as this one, to be copied for what this one starts; as :func:`_serve`, ``None`` here."""
    near, far = socket.socketpair()
    if not os.fork():
        near.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        _take([nothing, nothing, nothing, far.detach()], [0, 1, 2, 3])
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        order = _serve(socket.socket(fileno=3))
        if order is None:
            os._exit(0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return order
    far.close()
    _SERVERS[()] = _Server(near)
    subprocess.Popen = Popen
    return None


def _main(module: str, wire: int) -> None:
    for name in PRELOADED[module]:
        with contextlib.suppress(ModuleNotFoundError):  # an extra that is not installed
            importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor belongs to one process"
    gc.collect()
    gc.freeze()
    order = _serve(socket.socket(fileno=wire))
    if order is not None:
        _run(order)


def _run(order: Mapping[str, Any]) -> None:
    """Be the program that was asked for."""
    module, *_ = words = order["words"]
    if module in _PARENTS and (asked := _with_a_server_of_its_own()) is not None:
        _run(asked)
        return
    if order["session"]:
        os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = words
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
