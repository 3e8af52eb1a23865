"""A server on loopback that misbehaves in every way a stranger's server does.

Reusable: ``with BadServer({"/": page("<p>hello"), "/hang": hang}) as server: … server.url("/hang")``.

A route is an :class:`Answer`, after which the connection is kept, or a coroutine function that gets the open
connection and does as it pleases; the server closes behind it, and :func:`answer_with` says so to the client, whose next
request would break off otherwise.
``server.requests`` lists what was asked, in order, as (path, headers).  One thread, one event loop, no sleeping:
a hanging route waits until the client or the test goes away.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import brotli


@dataclass(frozen=True, slots=True)
class Answer:
    """A well-formed HTTP answer."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    length: int | None = None

    def head(self, *, closing: bool = False) -> bytes:
        """Status line and headers; ``closing``: the connection is not kept."""
        length = len(self.body) if self.length is None else self.length
        lines = [
            f"HTTP/1.1 {self.status} Said",
            *(f"{k}: {v}" for k, v in self.headers),
            f"Content-Length: {length}",
            *(["Connection: close"] if closing else []),
        ]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


@dataclass(slots=True)
class Connection:
    """What a misbehaving route has in its hands."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    path: str
    headers: dict[str, str]
    count: int
    kept: bool = False

    async def send(self, data: bytes) -> None:
        """Write and wait until it is on its way."""
        self.writer.write(data)
        await self.writer.drain()

    async def wait(self) -> None:
        """Keep silent until the client goes away."""
        while await self.reader.read(65536):
            pass

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Route = Answer | Callable[[Connection], Awaitable[None]]


def page(text: str, *, title: str = "หน้าเว็บ", status: int = 200, **headers: str) -> Answer:
    """An HTML page."""
    html = f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>{text}</body></html>"
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(html.encode(), status, (("Content-Type", "text/html; charset=utf-8"), *named))


def document(body: bytes = b"%PDF-1.4\n%%EOF\n", kind: str = "application/pdf") -> Answer:
    """A file."""
    return Answer(body, headers=(("Content-Type", kind),))


def redirect(location: str, status: int = 302, **headers: str) -> Answer:
    """A redirect; ``location`` is sent byte for byte (latin-1)."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(b"", status, (("Location", location), *named))


def raw(data: bytes, *, then_wait: bool = False) -> Route:
    """Exactly these bytes, then the connection is closed (or kept open in silence)."""

    async def route(connection: Connection) -> None:
        await connection.send(data)
        if then_wait:
            await connection.wait()
        connection.writer.close()

    return route


async def hang(connection: Connection) -> None:
    """Accept, read, and say nothing."""
    await connection.wait()


async def reset(connection: Connection) -> None:
    """A TCP reset instead of an answer."""
    connection.reset()


async def close(connection: Connection) -> None:
    """An orderly goodbye instead of an answer."""
    connection.writer.close()


def endless(first: bytes, block: bytes) -> Route:
    """``first``, then ``block`` for ever."""

    async def route(connection: Connection) -> None:
        await connection.send(first)
        while not connection.writer.is_closing():
            await connection.send(block)

    return route


def drip(data: bytes, pause: float = 0.2) -> Route:
    """A byte at a time: never silent, never done."""

    async def route(connection: Connection) -> None:
        for byte in data:
            await connection.send(bytes([byte]))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(connection.reader.read(1), pause)

    return route


def in_turn(*routes: Route) -> Route:
    """The first request gets the first route, the second the second …; the last one stays."""

    async def route(connection: Connection) -> None:
        await answer_with(routes[min(connection.count, len(routes)) - 1], connection)

    return route


def gzipped(body: bytes, *, cut: int = 0, wrong_sum: bool = False) -> Answer:
    """A gzip-encoded page, cut short or with a wrong checksum on demand."""
    packed = gzip.compress(body, mtime=0)
    if wrong_sum:
        packed = packed[:-8] + bytes(b ^ 0xFF for b in packed[-8:-4]) + packed[-4:]
    packed = packed[: len(packed) - cut]
    return Answer(packed, headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")))


def _deflated_nothing(size: int, checksum: Callable[..., int]) -> tuple[bytes, int]:
    """``size`` zeros deflated, and their checksum: one megabyte that stands for itself, again and again."""
    block = b"\0" * (1 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    total = checksum(b"")
    for _ in range(size >> 20):
        total = checksum(block, total)
    return packed * (size >> 20) + packer.flush(), total


def gzip_bomb(size: int) -> Answer:
    """A few hundred kilobytes that inflate to ``size`` bytes of nothing."""
    packed, total = _deflated_nothing(size, zlib.crc32)
    whole = gzip.compress(b"", mtime=0)[:10] + packed + struct.pack("<II", total, size)
    return Answer(whole, headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")))


def packed_bomb(coding: str, size: int) -> Answer:
    """The same in another coding: ``deflate`` or ``br``."""
    if coding == "br":
        block = b"\0" * (1 << 20)
        packer = brotli.Compressor(quality=3)
        packed = b"".join(packer.process(block) for _ in range(size >> 20)) + packer.finish()
    else:
        deflated, total = _deflated_nothing(size, zlib.adler32)
        packed = b"\x78\xda" + deflated + struct.pack(">I", total)
    return Answer(packed, headers=(("Content-Type", "text/html"), ("Content-Encoding", coding)))


async def answer_with(route: Route, connection: Connection) -> None:
    """Let a route answer."""
    if isinstance(route, Answer):
        head = route.head(closing=not connection.kept)
        await connection.send(head + (b"" if route.status in (204, 304) else route.body))
    else:
        await route(connection)


@dataclass
class BadServer:
    """A running server; use as a context manager.

    Unknown paths get ``otherwise`` (a plain 404), ``/robots.txt`` too unless it has a route.
    """

    routes: Mapping[str, Route] = field(default_factory=dict)
    otherwise: Route = field(default_factory=lambda: page("<h1>404 Not Found</h1>", status=404))
    address: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._counts: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [path for path, _ in self.requests]

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of a path; ``host`` is another name of the same server."""
        return f"{'https' if self.tls else 'http'}://{host or self.address}:{self.port}{path}"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(ready))
        finally:
            self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._open: set[asyncio.Task[Any]] = set()
        server = await asyncio.start_server(self._client, self.address, 0, ssl=self.tls, limit=1 << 20)
        self.port: int = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort() if self._stop.is_set() else writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.readexactly(1)
        if first == b"\x16":  # a TLS hello: answered as web servers do
            writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        headers = {
            k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)
        }
        self.requests.append((path, headers))
        self._counts[path] = self._counts.get(path, 0) + 1
        route = self.routes.get(path, self.otherwise)
        kept = isinstance(route, Answer)
        await answer_with(route, Connection(reader, writer, path, headers, self._counts[path], kept))
        return kept and not writer.is_closing()


def flat(routes: Iterable[tuple[str, Route]]) -> dict[str, Route]:
    """Routes from pairs, refusing two of one path."""
    found: dict[str, Route] = {}
    for path, route in routes:
        assert path not in found, path
        found[path] = route
    return found
