"""What a night costs as the number of agencies grows: time linear, memory flat.

    python -m bench.curve [--agencies 5,50,500] [--items 22]

Synthetic agencies on loopback, a host each: a page an item, four small documents below it, all bytes different.  Each
size is one whole ``oit audit`` (gather, read, judge, audit.json) in processes of its own, without delay.  Prints CPU
seconds of the process tree and the peak memory of its largest process, and both against the middle size.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from checklists.load import load_checklist

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.model import Checklist

CHECKLIST, AS_OF, YEAR = "bma-district-2568", "2025-04-30", 2568
DOCUMENTS = 4


@dataclass(frozen=True, slots=True)
class Cost:
    """One audit: agencies, wall and CPU seconds, peak memory of its largest process in MB."""

    agencies: int
    wall: float
    cpu: float
    memory: float


def host(number: int) -> str:
    """A loopback address for every agency."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


def site_of(checklist: Checklist) -> Callable[[str, str], tuple[int, str, str]]:
    """What a site answers: its name and a path in; status, type and text out."""
    rules = checklist.items

    def titles(number: str) -> list[str]:
        item = rules[int(number)]
        return [one.title.th for one in item.elements] or [item.title.th]

    def answer(name: str, path: str) -> tuple[int, str, str]:
        kind, _, rest = path.strip("/").partition("/")
        if kind == "item" and rest.isdigit() and int(rest) < len(rules):
            title, named = rules[int(rest)].title.th, titles(rest)
            links = "".join(
                f'<li><a href="/file/{rest}/{n}.csv">{named[n % len(named)]} ประจำปีงบประมาณ พ.ศ. {YEAR}</a></li>'
                for n in range(DOCUMENTS)
            )
            page = f"<title>{title}</title><h1>{title}</h1><p>{name}</p><ul>{links}</ul>"
            return 200, "text/html; charset=utf-8", page
        if kind == "file":
            number, _, n = rest.removesuffix(".csv").partition("/")
            named = titles(number)
            head = f"{named[int(n) % len(named)]} ประจำปีงบประมาณ พ.ศ. {YEAR}\nลำดับ,เรื่อง,จำนวน\n"
            rows = (f"{i},{name} {path},{i * 7}\n" for i in range(1, 21))
            return 200, "text/csv; charset=utf-8", head + "".join(rows)
        return 404, "text/plain", "no"

    return answer


async def serve() -> None:
    """Every host answers alike, with its own name in every body."""
    answer = site_of(load_checklist(CHECKLIST))

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = writer.get_extra_info("sockname")[0]
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            status, kind, text = answer(name, line.split()[1].decode())
            body = text.encode()
            writer.write(
                f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def targets(agencies: int, items: int, port: int) -> str:
    """A targets file of so many agencies."""
    lines = ["version: 1", "agencies:"]
    for number in range(agencies):
        site = f"http://{host(number)}:{port}"
        lines += [f"  - id: a{number}", f'    code: "{number}"', f"    name_th: สำนักงานเขตที่ {number}"]
        lines += [f"    name_en: District {number}", f"    site: {site}/", "    declared:"]
        lines += [f"      O{item + 1}: [{site}/item/{item}]" for item in range(items)]
    return "\n".join(lines) + "\n"


def audit(agencies: int, items: int, port: int) -> Cost:
    """One whole audit in processes of its own."""
    with tempfile.TemporaryDirectory(prefix="oit-curve-") as name:
        folder = Path(name)
        (folder / "targets.yaml").write_text(targets(agencies, items, port), "utf-8")
        command = [
            sys.executable, "-m", "crawler", "audit", "--targets", str(folder / "targets.yaml"), "--out", str(folder / "run"),
            "--checklist", CHECKLIST, "--as-of", AS_OF, "--allow-private-hosts", "--delay", "0", "--format", "json", "--quiet",
        ]  # fmt: skip
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1):
            raise RuntimeError(f"oit audit ended with {code}")
    return Cost(agencies, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Serve, audit each size, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agencies", default="5,50,500")
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.serve:
        asyncio.run(serve())
        return
    sizes = [int(one) for one in said.agencies.split(",")]
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            costs = []
            for size in sizes:
                costs.append(audit(size, said.items, port))
                one = costs[-1]
                print(
                    f"{one.agencies:>4} agencies: {one.wall:7.1f} s, {one.cpu:7.1f} CPU s,"
                    f" {one.cpu / one.agencies:6.3f} CPU s an agency, largest process {one.memory:4.0f} MB",
                    flush=True,
                )
        finally:
            server.kill()
    for fewer, more in pairwise(costs):
        extra = (more.cpu - fewer.cpu) / (more.agencies - fewer.agencies)
        print(
            f"{fewer.agencies} -> {more.agencies}: {extra:.3f} CPU s for each further agency, memory {more.memory / fewer.memory:.2f} x"
        )


if __name__ == "__main__":
    main()
