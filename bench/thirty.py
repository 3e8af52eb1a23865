"""Thirty nights in a few minutes: faults come and go, the history has to tell each story, little may grow.

    python -m bench.thirty [--nights 30] [--agencies 6] [--items 8]

Agencies on loopback, a host each (the synthetic ones of ``bench.curve``).  Every night is a whole ``oit audit`` of the
day after, warm, with the history of the nights before.  Faults by plan: a page that is gone for four nights, one that
comes and goes, a host that breaks connections for two nights, a bot wall in the middle of one night, a page whose text
changes once.  The expected story is counted here from what the plan did, not by the tool.  Prints what was told wrongly,
disk by night and memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import threading

from bench.curve import CHECKLIST, host, site_of
from checklists.load import load_checklist
from crawler.cli.audit import run_audit
from crawler.model import Agency, Declaration

FIRST = date(2025, 1, 6)
WALL = 15
#: Items of the synthetic sites that pass on a good night.
GOOD = ("O5", "O6", "O7", "O9", "O10", "O13", "O14", "O18", "O19", "O21", "O2")


@dataclass(slots=True)
class Plan:
    """What goes wrong: per night and address, a word; ``requests`` counts those of the night to the walled host."""

    night: int = 1
    gone: dict[tuple[int, str], range | tuple[int, ...]] = field(default_factory=dict)
    broken: dict[int, tuple[int, ...]] = field(default_factory=dict)
    walled: int = 3
    wall_after: int = 5
    changed: tuple[int, str, int] = (0, "", 0)
    requests: int = 0
    #: Paths of pages that the wall stood before, and what the walled host was asked first the night after.
    hidden: set[str] = field(default_factory=set)
    after: list[str] = field(default_factory=list)

    def expected(self, agency: int, item: str) -> str:
        """The statuses of an item, a letter a night: p, f, u."""
        nights = range(1, self.night + 1)
        return "".join(
            "u"
            if n in self.broken.get(agency, ())
            else "f"
            if n in self.gone.get((agency, item), ())
            else "p"
            for n in nights
        )


class City:
    """The sites, in a thread of their own."""

    def __init__(self, plan: Plan, items: tuple[str, ...]) -> None:
        self._plan, self._items = plan, items
        self._answer = site_of(load_checklist(CHECKLIST))
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        ready.wait()

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)

        async def begin() -> None:
            server = await asyncio.start_server(self._connected, "0.0.0.0", 0)
            self.port = server.sockets[0].getsockname()[1]
            ready.set()

        self._loop.create_task(begin())
        self._loop.run_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = writer.get_extra_info("sockname")[0]
        agency = int(name.rpartition(".")[2]) - 1
        while line := await reader.readline():
            asked = ""
            while header := (await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    asked = header.decode().partition(":")[2].strip()
            answer = self._said(agency, line.split()[1].decode(), name, asked)
            if answer is None:
                break
            writer.write(answer)
            await writer.drain()
        writer.close()

    def _said(self, agency: int, path: str, name: str, asked: str) -> bytes | None:
        plan = self._plan
        if plan.night in plan.broken.get(agency, ()):
            return None
        if agency == plan.walled:
            plan.requests += 1
            if plan.night == WALL + 1 and path.startswith("/item/"):
                plan.after.append(path)
            if plan.night == WALL and plan.requests > plan.wall_after:
                plan.hidden.update([path] if path.startswith("/item/") else [])
                body = b"<title>Just a moment...</title>"
                return (
                    b"HTTP/1.1 403 No\r\nServer: cloudflare\r\nCF-Mitigated: challenge\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                    % len(body)
                    + body
                )
        status, kind, text = self._answer(name, path)
        for (whose, item), nights in plan.gone.items():
            if whose == agency and plan.night in nights and path == f"/item/{self._number(item)}":
                status, kind, text = 404, "text/html", "<title>404</title><h1>404 Not Found</h1>"
        who, item, since = plan.changed
        if agency == who and item and path == f"/item/{self._number(item)}" and plan.night >= since:
            text += "<p>ปรับปรุงข้อความแล้ว</p>"
        etag = f'"{abs(hash(text)):x}"'
        body = text.encode()
        if status == 200 and asked == etag:
            return f"HTTP/1.1 304 Same\r\nETag: {etag}\r\n\r\n".encode()
        head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    @staticmethod
    def _number(item: str) -> int:
        return int(item[1:]) - 1


def told(statuses: str) -> tuple[int | None, int | None, int]:
    """What a history has to say: first night of the present verdict, last good night, changes between p and f.

    A night without sight (u) interrupts nothing.
    """
    last = statuses[-1]
    since = len(statuses)
    for number in range(len(statuses), 0, -1):
        one = statuses[number - 1]
        if one == last:
            since = number
        elif one != "u" or last == "u":
            break
    good = max((n for n, one in enumerate(statuses, 1) if one == "p"), default=None)
    seen = [one for one in statuses if one in "pf"]
    return since, good, sum(a != b for a, b in pairwise(seen))


def disk(folder: Path) -> int:
    """Bytes of evidence, ledgers and facts on disk, a file with two names once; not of the reports made of them."""
    files = (one for one in folder.rglob("*") if one.is_file() and one.name != "audit.json")
    return sum({status.st_ino: status.st_size for status in map(Path.stat, files)}.values())


def main() -> None:
    """Run the nights and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--agencies", type=int, default=6)
    parser.add_argument("--items", type=int, default=8)
    said = parser.parse_args()
    items = GOOD[: said.items]
    plan = Plan(
        gone={(0, items[1]): range(5, 9), (1, items[2]): (3, 5, 7, 18)},
        broken={2: (12, 13)},
        changed=(0, items[0], 20),
    )
    city = City(plan, items)
    offices = [
        Agency(
            f"a{n}", str(n), f"สำนักงานเขตที่ {n}", f"District {n}", f"http://{host(n)}:{city.port}/",
            declarations=tuple(Declaration(f"a{n}", i, f"http://{host(n)}:{city.port}/item/{int(i[1:]) - 1}") for i in items),
        )
        for n in range(said.agencies)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="oit-thirty-") as name:
        nights(Path(name) / "runs", plan, offices, items, said.nights)


def nights(folder: Path, plan: Plan, offices: list[Agency], items: tuple[str, ...], number: int) -> None:
    """All nights, one after the other."""
    wrong, sizes, memory, walls = [], [0], [], ""
    seen: dict[tuple[str, str], str] = {}
    for night in range(1, number + 1):
        plan.night, plan.requests = night, 0
        day = FIRST + timedelta(days=night - 1)
        clock: Callable[[], datetime] = lambda day=day: datetime.combine(day, time(18), UTC)  # type: ignore[misc]  # noqa: E731
        outcome = run_audit(
            agencies=offices, checklist=CHECKLIST, as_of=day, out=folder / f"{day:%Y%m%d}", formats=("json",), delay=0,
            allow_private_hosts=True, quiet=True, timeout=5, history=folder, cache=folder, full=False, now=clock,
        )  # fmt: skip
        audit = outcome.audit
        for n, agency in enumerate(audit["agencies"]):
            for item in agency["items"]:
                if item["id"] not in items:
                    continue
                key = (agency["id"], item["id"])
                expected = plan.expected(n, item["id"])[-1]
                walled = night == WALL and n == plan.walled
                if walled:
                    walls += item["status"][0]
                    expected = item["status"][0] if item["status"] != "fail" else "never failed by a wall"
                seen[key] = seen.get(key, "") + (item["status"][0] if walled else expected)
                if item["status"][0] != expected[0]:
                    wrong.append(f"night {night} {key}: {item['status']}, expected {expected}")
                since, good, flaps = told(seen[key])
                want = tuple(
                    (FIRST + timedelta(days=one - 1)).isoformat() if one else None for one in (since, good)
                )
                if (item["since"], item["last_good"], item["flaps"]) != (*want, flaps):
                    wrong.append(
                        f"night {night} {key} {seen[key]}: told {item['since'], item['last_good'], item['flaps']}, expected {want, flaps}"
                    )
        gc.collect()
        sizes.append(disk(folder))
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(
            f"night {night:>2}: {audit['summary']['requests']} requests, {audit['summary']['bytes']:>7} bytes,"
            f" evidence +{(sizes[-1] - sizes[-2]) / 1000:.0f} kB, peak memory {memory[-1]:.0f} MB"
            f"{', withheld: ' + str(audit['audit']['withheld']) if audit['audit']['withheld'] else ''}",
            flush=True,
        )
    print(*wrong, sep="\n")
    stories = len(seen) * number
    print(
        f"{stories - len(wrong)} of {stories} item nights told right; wall night: {walls.count('f')} items failed, {walls.count('u')} unverified"
    )
    first = set(plan.after[: len(plan.hidden)])
    print(f"the night after began with what the wall had stood before: {first >= plan.hidden}")
    print(
        f"memory of the judging process, night {number} : night 5 = {memory[-1] / memory[min(4, number - 1)]:.2f} (peak)"
    )


if __name__ == "__main__":
    main()
