"""Processes as an office runs them: a database of its own, workers, a web of small pages."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_SETUP = """
import sys
from portal.start import setup
setup()
{body}
"""


STATE = """
import json
from portal.models import Check
def say():
    rows = [[c.district_id, c.state, c.attempts, bool(c.answer)] for c in Check.objects.order_by("district_id")]
    print(json.dumps(rows), flush=True)
say()
"""
_WATCH = STATE.replace("\nsay()\n", "\nfor _ in sys.stdin:\n    say()\n")


def oit(*words: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "crawler", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done


def wait_for(office: Office, right, seconds: float = 600):
    """The checks (district, state, attempts, whether answered), as soon as ``right`` says so of them.

    One process looks into the database ten times a second: a new one for each look would take the machine from those
    that are waited for.
    """
    until = time.monotonic() + seconds
    with office.watching() as look:
        while not right(rows := look()) and time.monotonic() < until:
            time.sleep(0.1)
    return rows


_EMPTY = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
"""


class Office:
    """A data folder with its settings; every program is a process, as in the office."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("OIT_PORTAL", "DJANGO"))
        }
        self.env = clean | {
            "OIT_PORTAL_DATA": str(data), "OIT_PORTAL_AS_OF": "2025-04-30", "OIT_PORTAL_CHECKLIST": "bma-district-2568",
            "OIT_PORTAL_ALLOW_PRIVATE_HOSTS": "1", "OIT_PORTAL_DELAY": "0", "OIT_PORTAL_LEASE": "3",
            "OIT_PORTAL_DB": "", **{f"OIT_PORTAL_{name}": value for name, value in settings.items()},
        }  # fmt: skip

    def run(self, body: str) -> str:
        """Run a few lines with Django set up; what they print."""
        done = subprocess.run(
            [sys.executable, "-c", _SETUP.format(body=body)],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def watching(self):
        """Yields a function that says how the checks stand."""
        child = subprocess.Popen(
            [sys.executable, "-c", _SETUP.format(body=_WATCH)],
            env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

        def look() -> list[list[object]]:
            child.stdin.write("\n")
            child.stdin.flush()
            return json.loads(child.stdout.readline())

        with child:
            yield look
            child.stdin.close()

    def empty(self) -> None:
        """Take everything out of a PostgreSQL database that another test used; SQLite's is a new file."""
        if self.env["OIT_PORTAL_DB"]:
            self.run(_EMPTY)

    @contextlib.contextmanager
    def worker(self):
        """A worker that lives until the block ends, or it is killed."""
        child = subprocess.Popen(
            [sys.executable, "-m", "portal.start", "--cord"],
            env=self.env,
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield child
        finally:
            child.stdin.close()
            child.wait(60)

    @contextlib.contextmanager
    def serve(self, *options: str):
        """`oit serve` as an office starts it, until the block ends; yields the process."""
        child = subprocess.Popen(
            [sys.executable, "-m", "crawler", "serve", "--port", "0", *options],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield child
        finally:
            child.terminate()
            child.wait(120)


def children(pid: int) -> list[int]:
    """The processes that a process started and that still live."""
    text = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(line) for line in text.split()]


class Pages(BaseHTTPRequestHandler):
    """Every address is a small page; ``gate`` holds them back, ``asked`` counts."""

    gate = threading.Event()
    asked: list[str] = []  # noqa: RUF012 - one web at a time
    news = threading.Condition()

    @classmethod
    def wait_for(cls, count: int, seconds: float = 120) -> None:
        """Until so many requests have come."""
        with cls.news:
            cls.news.wait_for(lambda: len(cls.asked) >= count, seconds)

    def do_GET(self) -> None:
        with self.news:
            self.asked.append(self.path)
            self.news.notify_all()
        self.gate.wait(60)
        body = "<html lang=th><title>เว็บเขต</title><h1>โครงสร้างหน่วยงาน</h1><p>สำนักงานเขต</p></html>".encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def pages():
    """A web on loopback; yields its address."""
    Pages.gate.set()
    Pages.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        Pages.gate.set()
        server.shutdown()
        server.server_close()


def targets(path: Path, site: str, count: int) -> Path:
    """A targets file of so many districts on one web."""
    lines = ["version: 1", "agencies:"]
    for n in range(count):
        lines += [
            f"- {{id: d{n}, code: '{n}', name_th: เขต {n}, name_en: District {n}, site: '{site}/',",
            f"   declared: {{O1: ['{site}/d{n}']}}}}",
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
