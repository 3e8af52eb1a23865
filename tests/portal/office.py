"""Processes as an office runs them: a database of its own, workers, a web of small pages."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg

from tests import fork_server

_CHECKS = "SELECT district_id, state, attempts, answer IS NOT NULL FROM portal_check ORDER BY district_id"


def oit(*words: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "crawler", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done


def wait_for(office: Office, right, seconds: float = 600):
    """The checks (district, state, attempts, whether answered), as soon as ``right`` says so of them."""
    until = time.monotonic() + seconds
    with office.looking() as look:
        while not right(rows := look(_CHECKS)) and time.monotonic() < until:
            time.sleep(0.1)
    return rows


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
            [sys.executable, "-m", "tests.portal.lines", body],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def looking(self):
        """Yields ``look(sql)``: what the database says, asked from here: a process more would take the machine from others."""
        url, file = self.env["OIT_PORTAL_DB"], self.data / "portal.sqlite3"
        db = (
            psycopg.connect(url, autocommit=True, options="-c timezone=UTC")
            if url
            else sqlite3.connect(file, 20, isolation_level=None)
        )

        def look(sql: str) -> list[tuple[object, ...]]:
            found = db.execute(sql)
            return [tuple(row) for row in found.fetchall()] if found.description else []

        with contextlib.closing(db):
            yield look

    def look(self, sql: str = _CHECKS) -> list[tuple[object, ...]]:
        """What the database says of one statement; of none: district, state, attempts, whether answered of all checks."""
        with self.looking() as look:
            return look(sql)

    def keep(self, count: int) -> None:
        """Of a copied office only so many checks, asked just now: what the queue loses is missed soon."""
        lease = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=12)
        with self.looking() as look:
            if count < 10:
                look(f"DELETE FROM portal_check WHERE district_id >= 'd{count}'")
            look(f"UPDATE portal_check SET lease = '{lease}'")

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
    """The processes that a process started and that still live; not what it is copied from here."""
    text = subprocess.run(["pgrep", "-l", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    found = [line.split() for line in text.splitlines()]
    return [int(number) for number, name in found if name != fork_server.NAME]


class Pages(BaseHTTPRequestHandler):
    """Every address is a small page; ``gate`` holds them back, ``asked`` counts."""

    gate = threading.Event()
    asked: list[str] = []  # noqa: RUF012 - one web at a time
    news = threading.Condition()

    @classmethod
    def begin(cls) -> None:
        """Open the gate, forget what was asked."""
        cls.gate.set()
        cls.asked.clear()

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
    Pages.begin()
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
