"""The night on loopback: makespan, politeness as the server sees it, a dead host, memory.

    python bench/night.py [--delay 0.1] [--bound 30] [--only one,fifty,dead]

Prints ratios: the time of gathering (start of the crawl included) over the least time that politeness allows, which is
(requests to the busiest host - 1) x delay.  The server runs in a process of its own and notes when each request came;
where there are two processors it has one and the crawl the other, so that neither waits for the other.  On a machine
that does other work too, look at the parts: from the first to the last request that the busiest host saw (what the
schedule costs), before and after (what starting and closing cost), and CPU seconds; each line ends with what the
machine did beside.  ``--bound 300`` takes ten minutes: one host is measured for half as long, the dead host for a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.evidence import open_evidence
from crawler.gather.options import GatherOptions
from crawler.gather.run import gather
from crawler.model import Agency, Declaration

DEAD = "127.0.0.99"
#: From this bound on, in seconds, what starting costs hardly counts.
LONG = 100.0
FILLER = "<p>สำนักงานเขตเผยแพร่ข้อมูลตามเกณฑ์การประเมินคุณธรรมและความโปร่งใส</p>" * 20


# ------------------------------------------------------------------------------------ the server


async def serve(port: int, log: Path) -> None:
    """Pages; one host that accepts and never answers.  Notes the time and the host of each request."""
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # a watch that other work does not stop
    alone_on(-1)
    with log.open("w", buffering=1) as notes:

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while head := await _head(reader):
                notes.write(f"{time.perf_counter()} {head['host'].partition(':')[0]} {head['']}\n")
                if head["host"].startswith(DEAD):
                    with contextlib.suppress(ConnectionError):
                        await reader.read()
                    break
                writer.write(_answer(head[""]))
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(connected, "0.0.0.0", port)
        print("ready", flush=True)
        async with server:
            await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    try:
        raw = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return {}
    first, *lines = raw.strip().split("\r\n")
    named = (line.partition(":") for line in lines)
    return {"": first.split()[1], **{name.lower(): value.strip() for name, _, value in named}}


def _answer(path: str) -> bytes:
    if path == "/robots.txt":
        return b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    body = f"<!doctype html><meta charset=utf-8><title>{path}</title><h1>{path}</h1>{FILLER}".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


# ------------------------------------------------------------------------------------ the nights


@dataclass(frozen=True, slots=True)
class Result:
    """One run: wall and CPU seconds, when each host was asked (in seconds of the run).

    ``others`` is how many processors other programs (and the server) kept busy meanwhile.
    """

    wall: float
    cpu: float
    others: float
    asked: dict[str, list[float]]

    @property
    def requests(self) -> Counter[str]:
        """Requests by host."""
        return Counter({host: len(moments) for host, moments in self.asked.items()})

    @property
    def gaps(self) -> list[float]:
        """Between two requests to one host, all hosts together."""
        return [later - earlier for moments in self.asked.values() for earlier, later in pairwise(moments)]

    def told(self, delay: float, goal: float) -> str:
        """The makespan against the bound of the busiest host, and where the time went."""
        host, count = self.requests.most_common(1)[0]
        first, last = self.asked[host][0], self.asked[host][-1]
        least = (count - 1) * delay
        return (
            f"{self.wall:.1f} s / {least:.1f} s = {self.wall / least:.3f} (goal <= {goal:.2f}); first to last request of"
            f" the busiest host {(last - first) / least:.3f}, before {first:.1f} s, after {self.wall - last:.1f} s,"
            f" CPU {self.cpu:.1f} s; {polite(self, delay)}; beside it {self.others:.1f} processors were busy"
        )


def agencies(urls: dict[str, list[str]]) -> list[Agency]:
    """One agency for each name, with one item that declares its addresses."""
    return [
        Agency(name, "1", name, name, "", declarations=tuple(Declaration(name, "O1", url) for url in many))
        for name, many in urls.items()
    ]


def night(folder: Path, log: Path, many: list[Agency], options: GatherOptions) -> Result:
    """Gather into ``folder``; what it cost and what the server saw."""
    seen = len(log.read_text().splitlines())
    cpu, busy = _cpu(), _busy()
    start = time.perf_counter()
    gather(many, folder, options, {"O1": ("ข้อมูล",)})
    wall, cpu, busy = time.perf_counter() - start, _cpu() - cpu, _busy() - busy
    by_host: defaultdict[str, list[float]] = defaultdict(list)
    for line in log.read_text().splitlines()[seen:]:
        moment, host, _ = line.split(" ", 2)
        by_host[host].append(float(moment) - start)
    with open_evidence(folder) as store:
        late = [one.url for one in store.captures("declared") if one.error and DEAD not in one.url]
    if late:
        raise RuntimeError(f"{len(late)} addresses were not reached, such as {late[0]}")
    return Result(
        wall,
        cpu,
        max(0.0, busy - cpu) / wall,
        {host: sorted(moments) for host, moments in by_host.items()},
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _busy() -> float:
    """Seconds that all processors together have worked so far (Linux; elsewhere 0)."""
    try:
        first = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, irq, softirq, steal = map(int, first[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def alone_on(which: int) -> None:
    """Keep this process, and those it starts, on one of two processors or more."""
    with contextlib.suppress(AttributeError, OSError):
        ours = sorted(os.sched_getaffinity(0))
        if len(ours) > 1:
            os.sched_setaffinity(0, {ours[which]})


def polite(result: Result, delay: float) -> str:
    """Politeness in the server's eyes."""
    short = sum(gap < 0.98 * delay for gap in result.gaps) / len(result.gaps)
    broken = sum(gap < 0.5 * delay for gap in result.gaps)
    return f"gaps < 0.98 delay: {short:.2%} (goal <= 1 %), < half: {broken} (goal 0)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.1)
    parser.add_argument("--bound", type=float, default=30.0, help="seconds of the busiest host")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--only", default="one,fifty,dead", help="which nights, comma-separated")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.serve:
        asyncio.run(serve(said.port, said.serve))
        return
    with tempfile.TemporaryDirectory(prefix="oit-night-") as name:
        folder = Path(name)
        log = folder / "log"
        command = [sys.executable, __file__, "--port", str(said.port), "--serve", str(log)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout is not None
                server.stdout.readline()
                alone_on(0)
                nights(folder, log, said.delay, said.bound, said.port, said.only.split(","))
            finally:
                server.terminate()


def nights(folder: Path, log: Path, delay: float, bound: float, port: int, only: list[str]) -> None:
    """The measurements, printed as they come."""
    options = GatherOptions(
        delay=delay,
        timeout=2.0,
        allow_private_hosts=True,
        site_pages=0,
        probes=False,
        depth=0,
        connections=64,
    )
    if "one" in only:
        each = max(1, round((2 * bound if bound < LONG else bound / 2) / delay / 50))
        shared = {
            f"a{n}": [f"http://127.0.0.1:{port}/a{n}/{page}" for page in range(each)] for n in range(50)
        }
        one = night(folder / "one", log, agencies(shared), options)
        print("one host, 50 agencies:", one.told(delay, 1.05), flush=True)
    fifty: Result | None = None
    if "fifty" in only:
        fifty = night(folder / "fifty", log, agencies(apart(bound, delay, port)), options)
        print("50 hosts:", fifty.told(delay, 1.10 if bound < LONG else 1.03), flush=True)
    if "dead" in only:
        short = min(bound, 60.0)
        living = apart(short, delay, port)
        if fifty is None or short < bound:
            fifty = night(folder / "living", log, agencies(living), options)
        dead = {"dead": [f"http://{DEAD}:{port}/{page}" for page in range(max(1, round(short / delay / 15)))]}
        dying = night(folder / "dead", log, agencies(living | dead), options)
        print("50 hosts and a dead one:", dying.told(delay, 1.10), end="")
        print(f"; requests to the dead host: {dying.requests[DEAD]}", end="")
        print(f"; it adds {dying.wall / fifty.wall - 1:+.1%} (goal <= 10 %)", flush=True)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"memory: crawling process {children:.0f} MB, the process that waits for it {own:.0f} MB (goal <= 200 MB)"
    )


def apart(bound: float, delay: float, port: int) -> dict[str, list[str]]:
    """Fifty hosts: one has enough to do for ``bound`` seconds, each of the others a fifteenth of it."""
    many = round(bound / delay)
    return {
        f"h{n}": [
            f"http://127.0.0.{n}:{port}/{page}" for page in range(many if n == 1 else max(1, many // 15))
        ]
        for n in range(1, 51)
    }


if __name__ == "__main__":
    main()
