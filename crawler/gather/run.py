"""Gathering as the other rooms see it: agencies in, a run folder full of evidence out.

The crawl runs in a child process of its own: a reactor cannot be started twice in one process, a crash of the
crawl is not a crash of the audit, and the child ends when its parent does, however that ends.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.evidence import RunLock, open_evidence
from crawler.evidence.writer import begin_run
from crawler.gather.ended import GatherFailedError, Interrupted
from crawler.gather.options import GatherOptions
from crawler.model import Agency, Capture, Declaration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

_PATIENCE = 30.0
_STOPPED = 3
#: How a child ends that was asked to stop before it could listen, or twice.
_ENDED_BY_US = (-signal.SIGTERM, -signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    ``hosts`` are being asked right now; ``phase`` is declared, or second look; ``seconds_left`` is how long the busiest
    host will still take, by what is known to be left and by what the last night asked.
    """

    phase: str
    declared_done: int
    declared: int
    requests: int
    bytes: int
    hosts: tuple[str, ...] = ()
    seconds_left: float = 0.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """When gathering has to end (UTC), by the clock ``now``."""

    at: datetime
    now: Callable[[], datetime]

    def has_come(self) -> bool:
        """Whether it is time."""
        return self.now() >= self.at


def gather(
    agencies: Sequence[Agency],
    out: Path,
    options: GatherOptions,
    titles: Mapping[str, tuple[str, ...]],
    progress: Callable[[Progress], None] | None = None,
    *,
    lock: RunLock | None = None,
    deadline: Deadline | None = None,
) -> None:
    """Gather the evidence for ``agencies`` into the new run folder ``out``.

    ``titles`` has the titles of every item of the checklist.  ``lock`` is the folder's lock when the caller
    holds it already (an audit holds it to the end).  When the ``deadline`` comes, the run ends as gathered, and
    what was not reached has no capture.  Raises FileExistsError when ``out`` holds a run,
    RunBusyError when another process writes there, Interrupted on SIGINT or SIGTERM, GatherFailedError when
    the crawl broke.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _locked(out, lock) as held:
        begin_run(out, agencies, options.as_json(), titles)
        _crawl(out, held, progress, deadline)


def resume(
    out: Path,
    progress: Callable[[Progress], None] | None = None,
    *,
    lock: RunLock | None = None,
    deadline: Deadline | None = None,
) -> None:
    """Go on with a run that was interrupted or ran out of time: what is missing, with the options it began with."""
    with open_evidence(out) as store:
        if store.run["state"] in ("gathered", "judged") and not store.run["deadline"]:
            return
    with _locked(out, lock) as held:
        _crawl(out, held, progress, deadline)


def fetch_one(url: str, options: GatherOptions) -> tuple[Capture, bytes]:
    """One address, guarded like all: its capture and its body (empty when there is none)."""
    alone = replace(options, depth=0, site_pages=0, probes=False)
    agency = Agency("one", "", "", "", "", declarations=(Declaration("one", "", url),))
    with tempfile.TemporaryDirectory(prefix="oit-") as folder:
        gather([agency], Path(folder), alone, {})
        with open_evidence(Path(folder)) as store:
            capture = store.capture(url)
            assert capture is not None
            return capture, store.body(capture.sha256) if capture.sha256 else b""


@contextmanager
def _locked(out: Path, lock: RunLock | None) -> Iterator[RunLock]:
    if lock is not None:
        yield lock
        return
    with RunLock(out) as own:
        yield own


def _crawl(
    out: Path, lock: RunLock, progress: Callable[[Progress], None] | None, deadline: Deadline | None
) -> None:
    """Run the child to its end and pass on how it goes."""
    with _start(out, lock) as child, _signals_to(child) as asked:
        words = _collect(child)
        assert child.stdout is not None
        for line in child.stdout:  # at least one each half second
            if progress is not None and line.startswith("{"):
                progress(_progress(json.loads(line)))
            if deadline is not None and deadline.has_come():
                child.send_signal(signal.SIGUSR1)
                deadline = None
        code = child.wait()
    if code == _STOPPED or (asked and code in _ENDED_BY_US):
        raise Interrupted(f"stopped; what was finished is kept in {out}")
    if code != 0:
        said = "".join(words)
        raise GatherFailedError(f"the crawl ended with {code}: {_reason(said)}", said)


@contextmanager
def _start(out: Path, lock: RunLock) -> Iterator[subprocess.Popen[str]]:
    """The child, which never outlives the block: its standard input is the cord it hangs on."""
    child = subprocess.Popen(
        [sys.executable, "-m", "crawler.gather.child", str(out.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        pass_fds=(lock.descriptor,),
        start_new_session=True,
        # Else each of its threads takes memory of its own from the C library, and never gives it back.
        env={**os.environ, "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"},
    )
    try:
        yield child
    except BaseException:
        _end(child)
        raise
    finally:
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _signals_to(child: subprocess.Popen[str]) -> Iterator[list[int]]:
    """SIGINT and SIGTERM ask the child to stop; a second one ends it at once.  Yields those that came."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def pass_on(number: int, _frame: Any) -> None:
        asked.append(number)
        child.send_signal(signal.SIGTERM if len(asked) == 1 else signal.SIGKILL)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _collect(child: subprocess.Popen[str]) -> list[str]:
    """The child's last words on stderr, read beside it so that the pipe never fills."""
    words: list[str] = []

    def read() -> None:
        assert child.stderr is not None
        with suppress(ValueError):  # closed under our hands: the run is given up, nobody asks for the words
            for line in child.stderr:
                words.append(line)
                del words[:-200]

    threading.Thread(target=read, daemon=True).start()
    return words


_ERROR_LINE = re.compile(r"^(?:[\w.]+\.)?\w*(?:Error|Exception|Failure)\b.*", re.MULTILINE)


def _reason(words: str) -> str:
    """The first error that a traceback names, or its last line."""
    found = _ERROR_LINE.search(words)
    lines = words.split("\n")
    return found[0].strip() if found else next((line for line in reversed(lines) if line.strip()), "no words")


def _progress(event: dict[str, Any]) -> Progress:
    return Progress(**{**event, "hosts": tuple(event["hosts"])})
