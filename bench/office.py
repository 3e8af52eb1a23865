"""Offices on loopback for the benches: a host each, a page an item, documents below it, every body with its host's name.

A bench says what its offices answer (:class:`Office`, or one of its own), has them served by a process beside it
(:func:`serving`) and runs what it measures in fresh processes (:func:`spent`, :func:`apart`), so that neither the server's
work nor an earlier measurement counts.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import queue
import re
import resource
import subprocess
import sys
import threading
from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from checklists import load_checklist
from crawler.model import Agency, Declaration

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

CHECKLIST, AS_OF, YEAR = "bma-district-2568", "2025-04-30", 2568
#: Fresh processes, not forks: nothing of the bench's own memory is in them.
_FRESH = multiprocessing.get_context("spawn")
_PLACE = re.compile(r"(?P<folder>.*)/(?P<kind>item|file)/(?P<numbers>\d+(?:/\d+)*)(?:\.[a-z]+)?")
Result = TypeVar("Result")


# ------------------------------------------------------------------------------------- what is said


@dataclass(frozen=True, slots=True)
class Said:
    """What a host answers.  ``headers`` are further lines; of a ``flow`` come ``size`` bytes, instead of the body."""

    status: int
    kind: str
    body: bytes = b""
    headers: str = ""
    flow: AsyncIterable[bytes] | None = None
    size: int = 0


#: What a shield answers to whom it takes for a robot.
CHALLENGE = Said(
    403, "text/html", b"<title>Just a moment...</title>", "Server: cloudflare\r\nCF-Mitigated: challenge\r\n"
)
#: From the name of a host and a path to its answer; ``None`` breaks the connection.
Answer = Callable[[str, str], Said | None]


class Office:
    """What every host answers: the checklist's items at ``/item/N``, their tables at ``/file/N/M.csv``, no home page.

    ``pages`` further pages stand below each item's page, ``documents`` tables on each of these (and on the item's own).
    """

    def __init__(self, documents: int = 4, pages: int = 0) -> None:
        self._items = load_checklist(CHECKLIST).items
        self._documents = documents
        self._pages = pages

    def __call__(self, name: str, path: str) -> Said:
        """The answer of the host ``name``; what stands before ``/item`` and ``/file`` is the folder of an agency."""
        asked = _PLACE.fullmatch(path)
        numbers = [int(one) for one in asked["numbers"].split("/")] if asked else []
        if asked is None or numbers[0] >= len(self._items):
            return Said(404, "text/html", b"<title>404</title>no")
        if asked["kind"] == "file":
            return Said(200, *self.document(name, path, *numbers))
        below, item = f"{asked['folder']}/file/{asked['numbers']}", numbers[0]
        links = [
            f'<li><a href="{below}/{n}.{self.ending(item, n)}">{self.named(item, n)}</a></li>'
            for n in range(self._documents)
        ]
        if len(numbers) == 1:
            links += [f'<li><a href="{path}/{n}">หน้า {n + 2}</a></li>' for n in range(self._pages)]
        page = self.page(f"{name}{asked['folder']}", self._items[item].title.th, "".join(links))
        return Said(200, "text/html; charset=utf-8", page.encode())

    def page(self, name: str, title: str, links: str) -> str:
        """The page of an item."""
        return f"<title>{title}</title><h1>{title}</h1><p>{name}</p><ul>{links}</ul>"

    def ending(self, item: int, n: int) -> str:  # noqa: ARG002 - all alike here
        """How the name of a document ends."""
        return "csv"

    def named(self, item: int, n: int) -> str:
        """What the link to a document says, and the document itself."""
        rules = self._items[item]
        titles = [one.title.th for one in rules.elements] or [rules.title.th]
        return f"{titles[n % len(titles)]} ประจำปีงบประมาณ พ.ศ. {YEAR}"

    def document(self, name: str, path: str, item: int, *numbers: int) -> tuple[str, bytes]:
        """Media type and bytes of a document."""
        rows = (f"{i},{name} {path},{i * 7}\n" for i in range(1, 21))
        table = f"{self.named(item, numbers[-1])}\nลำดับ,เรื่อง,จำนวน\n{''.join(rows)}"
        return "text/csv; charset=utf-8", table.encode()


# ------------------------------------------------------------------------------------- who serves it


async def conversation(answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection: every answer has an ETag, and 304 where it is still the same."""
    name = writer.get_extra_info("sockname")[0]
    with closing(writer), suppress(asyncio.CancelledError, ConnectionError):
        while line := await reader.readline():
            mark = ""
            while header := (await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    mark = header.decode().partition(":")[2].strip()
            said = answer(name, line.split()[1].decode())
            if said is None:
                return
            writer.write(_head(said, mark))
            if said.flow is not None:
                async for piece in said.flow:
                    writer.write(piece)
                    await writer.drain()
            await writer.drain()


def _head(said: Said, asked: str) -> bytes:
    """The answer up to where its flow begins."""
    mark = f'"{hashlib.md5(said.body, usedforsecurity=False).hexdigest()}"'
    lines = f"Content-Type: {said.kind}\r\n{said.headers}"
    if said.flow is None:
        lines += f"ETag: {mark}\r\n"
    if said.status == 200 and asked == mark:
        return f"HTTP/1.1 304 Same\r\n{lines}\r\n".encode()
    size = len(said.body) if said.flow is None else said.size
    return f"HTTP/1.1 {said.status} Said\r\n{lines}Content-Length: {size}\r\n\r\n".encode() + said.body


async def _serve(answer: Answer, tell: Callable[[int], object], end: asyncio.Event | None = None) -> None:
    server = await asyncio.start_server(partial(conversation, answer), "0.0.0.0", 0, backlog=1024)
    async with server:
        tell(server.sockets[0].getsockname()[1])
        await (end or asyncio.Event()).wait()


async def _serve_the_parent(answer: Answer, tell: Connection) -> None:
    """As long as the process lives that wants it, however that one ends."""
    end, parent = asyncio.Event(), multiprocessing.parent_process()
    assert parent is not None
    asyncio.get_running_loop().add_reader(parent.sentinel, end.set)
    await _serve(answer, tell.send, end)


def _served(answer: Answer, tell: Connection) -> None:
    asyncio.run(_serve_the_parent(answer, tell))


@contextmanager
def serving(answer: Answer) -> Iterator[int]:
    """The port at which a process of its own answers as long as the block lasts."""
    heard, told = _FRESH.Pipe(duplex=False)
    process = _FRESH.Process(target=_served, args=(answer, told), daemon=True)
    process.start()
    told.close()
    try:
        yield heard.recv()
    finally:
        process.kill()
        process.join()


@contextmanager
def beside(answer: Answer) -> Iterator[int]:
    """The port at which a thread of this process answers: for offices that the bench changes from night to night."""
    ports: queue.SimpleQueue[int] = queue.SimpleQueue()
    with asyncio.Runner() as runner:
        end = asyncio.Event()
        thread = threading.Thread(target=runner.run, args=(_serve(answer, ports.put, end),))
        thread.start()
        try:
            yield ports.get()
        finally:
            runner.get_loop().call_soon_threadsafe(end.set)
            thread.join()


# ------------------------------------------------------------------------------------- who is audited


def host(number: int) -> str:
    """A loopback address for every agency."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def agencies(count: int, items: int, port: int, *, one_host: bool = False) -> list[Agency]:
    """So many agencies that declared a page for each of the first ``items`` items; at wish all on one host, a folder each."""
    places = (f"{host(0)}:{port}/{n}" if one_host else f"{host(n)}:{port}" for n in range(count))
    return [_agency(number, items, f"http://{place}") for number, place in enumerate(places)]


def _agency(number: int, items: int, site: str) -> Agency:
    declared = tuple(
        Declaration(f"a{number}", f"O{item + 1}", f"{site}/item/{item}") for item in range(items)
    )
    return Agency(
        f"a{number}", str(number), f"สำนักงานเขตที่ {number}", f"District {number}", f"{site}/", declarations=declared
    )  # fmt: skip


def targets(listed: list[Agency]) -> str:
    """A targets file of these agencies."""
    lines = ["version: 1", "agencies:"]
    for one in listed:
        lines += [f"  - id: {one.id}", f'    code: "{one.code}"', f"    name_th: {one.name_th}"]
        lines += [f"    name_en: {one.name_en}", f"    site: {one.site}", "    declared:"]
        lines += [f"      {each.item}: [{each.url}]" for each in one.declarations]
    return "\n".join(lines) + "\n"


def audit_of(file: Path, out: Path) -> list[str]:
    """The command that audits a targets file into the run folder ``out``, without a pause."""
    return [
        sys.executable, "-m", "crawler", "audit", "--targets", str(file), "--out", str(out), "--checklist", CHECKLIST,
        "--as-of", AS_OF, "--allow-private-hosts", "--delay", "0", "--format", "json", "--quiet",
    ]  # fmt: skip


# ------------------------------------------------------------------------------------- what it costs


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a process tree, and the peak memory of its largest process in MB."""

    cpu: float
    memory: float


def spent(command: list[str]) -> Cost:
    """Run a command of ``oit``; whatever it found, it must have come to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command[:4])} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def apart(work: Callable[..., Result], *given: Any) -> tuple[Result, Cost]:
    """Call a function of a module in a fresh process: its result, and the CPU seconds of that process and its children.

    The memory is that of the largest child alone: the crawl, where the function gathers.
    """
    heard, told = _FRESH.Pipe(duplex=False)
    process = _FRESH.Process(target=_apart, args=(told, work, given))
    process.start()
    told.close()
    try:
        return heard.recv()  # type: ignore[no-any-return]
    finally:
        process.join()


def _apart(tell: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    result = work(*given)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    tell.send((result, Cost(cpu, children.ru_maxrss / 1024)))
