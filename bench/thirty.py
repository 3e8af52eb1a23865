"""Thirty nights in a few minutes: faults come and go, the history has to tell each story, little may grow.

    python -m bench.thirty [--nights 30] [--agencies 6] [--items 8]

The small offices of ``bench.office``, a host each.  Every night is a whole ``oit audit`` of the day after, warm, with the
history of the nights before.  Faults by plan: a page that is gone for four nights, one that comes and goes, a host that
breaks connections for two nights, a bot wall in the middle of one night (more of it: ``bench.wall``), a page whose text
changes once.  The expected story is counted here from what the plan did, not by the tool.  Prints what was told wrongly,
disk by night and memory.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.office import CHALLENGE, CHECKLIST, Office, Said, agencies, beside
from crawler.cli.audit import run_audit
from crawler.model import Agency

FIRST = date(2025, 1, 6)
WALL = 15
#: Items of the synthetic sites that pass on a good night.  O8 does not: it asks for a service that opens, and of a table
#: behind such a name the auditor is not sure (unverified, every night alike).
GOOD = ("O5", "O6", "O7", "O9", "O10", "O13", "O14", "O18", "O19", "O21", "O2")
GONE = Said(404, "text/html", b"<title>404</title><h1>404 Not Found</h1>")


def path_of(item: str) -> str:
    """Where an item's page stands."""
    return f"/item/{int(item[1:]) - 1}"


@dataclass(slots=True)
class City:
    """The sites, and what goes wrong in which nights: by agency and item, or by agency."""

    gone: dict[tuple[int, str], range | tuple[int, ...]]
    broken: dict[int, tuple[int, ...]]
    changed: tuple[int, str, int]
    walled: int = 3
    wall_after: int = 5
    night: int = 1
    #: Requests of this night to the host that gets a wall.
    requests: int = 0
    _good: Office = field(default_factory=Office)

    def __call__(self, name: str, path: str) -> Said | None:
        """What the host of that name answers tonight."""
        agency = int(name.rpartition(".")[2]) - 1
        self.requests += agency == self.walled
        if self.night in self.broken.get(agency, ()):
            return None
        if agency == self.walled and self.night == WALL and self.requests > self.wall_after:
            return CHALLENGE
        if any(
            whose == agency and path == path_of(item) and self.night in nights
            for (whose, item), nights in self.gone.items()
        ):
            return GONE
        said, (whose, item, since) = self._good(name, path), self.changed
        if (agency, path) == (whose, path_of(item)) and self.night >= since:
            said = replace(said, body=said.body + "<p>ปรับปรุงข้อความแล้ว</p>".encode())
        return said

    def expected(self, agency: int, item: str) -> str:
        """The status of an item tonight: p, f, u; a wall is not foreseen."""
        if self.night in self.broken.get(agency, ()):
            return "u"
        return "f" if self.night in self.gone.get((agency, item), ()) else "p"


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
    city = City(
        gone={(0, items[1]): range(5, 9), (1, items[2]): (3, 5, 7, 18)},
        broken={2: (12, 13)},
        changed=(0, items[0], 20),
    )
    with beside(city) as port, tempfile.TemporaryDirectory(prefix="oit-thirty-") as name:
        offices = [_only(one, items) for one in agencies(said.agencies, 22, port)]
        nights(Path(name) / "runs", city, offices, items, said.nights)


def _only(agency: Agency, items: tuple[str, ...]) -> Agency:
    """The agency with what it declared for these items."""
    return replace(agency, declarations=tuple(one for item in items for one in agency.declared(item)))


def nights(folder: Path, city: City, offices: list[Agency], items: tuple[str, ...], number: int) -> None:
    """All nights, one after the other."""
    wrong, sizes, memory, walls = [], [0], [], ""
    asked: list[int] = []
    seen: dict[tuple[str, str], str] = {}
    for night in range(1, number + 1):
        city.night, city.requests = night, 0
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
                expected = city.expected(n, item["id"])
                walled = night == WALL and n == city.walled
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
        asked.append(audit["summary"]["requests"])
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
    print(
        f"memory of the judging process, night {number} : night 5 = {memory[-1] / memory[min(4, number - 1)]:.2f}"
        " (peak; goal: no growth)"
    )
    grown = sizes[-1] - sizes[1]
    print(
        f"disk: first night {sizes[1] / 1000:.0f} kB, {grown / max(1, number - 1) / 1000:.0f} kB a night after it,"
        f" {grown / max(1, sum(asked[1:])):.0f} bytes for each address that was asked again"
    )


if __name__ == "__main__":
    main()
