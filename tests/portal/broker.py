"""A Redis of our own, on a socket in a temporary folder: the broker of an office that has one."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


class Redis:
    """A broker that is begun and ended; ``url`` is its address, there or not."""

    def __init__(self, folder: Path, program: str) -> None:
        self.socket = folder / "redis.sock"
        self.url = f"redis+socket://{self.socket}"
        tied = (
            [setpriv, "--pdeathsig", "KILL"] if (setpriv := shutil.which("setpriv")) else []
        )  # a killed test leaves none
        self._command = [
            *tied,
            program,
            "--port",
            "0",
            "--unixsocket",
            self.socket,
            "--save",
            "",
            "--dir",
            folder,
        ]

    @contextlib.contextmanager
    def running(self):
        """The broker is there until the block ends; then it is gone with all that it held."""
        child = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        try:
            for line in child.stdout:
                if "ready to accept connections" in line.lower():
                    break
            yield
        finally:
            child.kill()
            child.communicate()
            self.socket.unlink(missing_ok=True)


@contextlib.contextmanager
def broker():
    """A broker that does not run yet; the test is skipped where Redis or Celery is not installed."""
    pytest.importorskip("celery", reason="the extra oit[broker] is not installed")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is not installed")
    with tempfile.TemporaryDirectory(prefix="oit-redis-", dir="/tmp") as folder:
        yield Redis(Path(folder), program)
