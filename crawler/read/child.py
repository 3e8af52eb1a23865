"""One reader's child process, seen from outside: asked a question, watched while it works, ended.

It is started as a new program (:mod:`crawler.read.worker`), never forked: the caller may run Twisted's threads.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from typing import IO, TYPE_CHECKING

from crawler.read.frames import TOO_LARGE, open_status, peak_bytes, write_frame
from crawler.read.limits import MIB
from crawler.read.pulse import Pulse

if TYPE_CHECKING:
    from crawler.read.limits import ReaderLimits

#: While a child works, it is looked at this often.
_LOOK_SECONDS = 0.2
_OUT_OF_MEMORY = (b"memory allocation", b"MemoryError", b"bad_alloc")


class DeathError(Exception):
    """A child died, had to be killed or gave up; ``which`` names the limit."""

    def __init__(self, which: str, detail: str) -> None:
        super().__init__(detail)
        self.which = which


class Child:
    """One child process; used by one thread at a time."""

    def __init__(self, limits: ReaderLimits) -> None:
        self.limits = limits
        #: How many questions it answered, and how many of them were about documents.
        self.asked = self.documents = 0
        self.peak = 0
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONHASHSEED": "0",
            "MALLOC_ARENA_MAX": "1",  # each arena would reserve address space that the limit counts
        }
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "crawler.read.worker",
                json.dumps({"memory": limits.memory, "cpu": limits.cpu}),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )

    def ask(self, header: bytes, data: bytes) -> bytes:
        """The answer to one question.  Raises :class:`DeathError`."""
        assert self._process.stdin is not None
        pulse = Pulse(self._process.pid)
        try:
            write_frame(self._process.stdin, header)
            write_frame(self._process.stdin, data)
            answer = self._frame(pulse)
            self.peak = int(self._frame(pulse))
        except (BrokenPipeError, EOFError) as error:
            raise self._death() from error
        self.asked += 1
        return answer

    def _frame(self, pulse: Pulse) -> bytes:
        size = int.from_bytes(self._bytes(4, pulse), "big")
        return self._bytes(size, pulse)

    def _bytes(self, size: int, pulse: Pulse) -> bytes:
        """Exactly ``size`` bytes; raises ``EOFError`` when the child is gone, ``DeathError`` when it sleeps."""
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(fd, selectors.EVENT_READ)
            while len(parts) < size:
                if not selector.select(_LOOK_SECONDS):
                    if pulse.asleep() > self.limits.asleep:
                        raise DeathError(
                            "asleep", f"nothing done for more than {self.limits.asleep:g} seconds"
                        )
                    self._look()
                    continue
                chunk = os.read(fd, min(size - len(parts), 1 << 20))
                if not chunk:
                    raise EOFError
                parts += chunk
        return bytes(parts)

    def _look(self) -> None:
        """Note how large the child has become: afterwards nobody can tell."""
        status = open_status(self._process.pid)
        if status is not None:
            with status:
                self.peak = max(self.peak, peak_bytes(status))

    def _death(self) -> DeathError:
        """Why the child is gone."""
        code = self._process.wait()
        last_words = _drain(self._process.stderr)
        if code == -signal.SIGXCPU:
            return DeathError("cpu", f"more than {self.limits.cpu} seconds of processor time")
        if (
            code in {TOO_LARGE, -signal.SIGKILL}
            or any(word in last_words for word in _OUT_OF_MEMORY)
            or self.peak > self.limits.memory // 2  # libraries abort when memory is refused, without a word
        ):
            return DeathError("memory", f"more than {self.limits.memory // MIB} MiB of memory")
        if code < 0:
            return DeathError("crash", f"the reader died of {signal.Signals(-code).name}")
        return DeathError(
            "crash",
            f"the reader ended with status {code}: {last_words[-200:].decode(errors='replace').strip()}",
        )

    def end(self) -> None:
        """Kill the child if it lives, and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                _close(pipe)


def _drain(pipe: IO[bytes] | None) -> bytes:
    return pipe.read() if pipe is not None else b""


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # bytes that the dead child never took
        return
