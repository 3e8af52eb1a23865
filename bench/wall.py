"""A night in which a bot wall comes up at the five hundredth request: what it says, and what the next night does first.

    python -m bench.wall [--agencies 50] [--items 22] [--documents 1] [--after 500]

All offices of ``bench.office`` on one host, as districts share a portal.  Three whole audits: a good night, one in which
the host answers with a challenge from a request on, and the one after.  Prints how many items failed because of the wall
(goal: none), what the run said that it could not see, and whether the next night began with that.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.office import CHALLENGE, CHECKLIST, Office, Said, agencies, beside
from crawler.cli.audit import run_audit

FIRST = date(2025, 4, 28)
GOOD, WALL, AFTER = 1, 2, 3


class Portal:
    """The one host.  ``walled_after``: requests that it answers in the night of the wall."""

    def __init__(self, walled_after: int, documents: int = 1) -> None:
        self._walled_after = walled_after
        self._office = Office(documents)
        self.night = GOOD
        #: Paths in the order in which they were asked tonight, and those that the wall let through.
        self.asked: list[str] = []
        self.let_through: list[str] = []

    def __call__(self, name: str, path: str) -> Said:
        """A page of any agency (each has a folder), or the wall."""
        self.asked.append(path)
        if self.night == WALL and len(self.asked) > self._walled_after:
            return CHALLENGE
        if self.night == WALL:
            self.let_through.append(path)
        return self._office(name, path)


@dataclass(frozen=True, slots=True)
class Story:
    """What three nights told.

    ``accused``: items that fail in the night of the wall and did not fail the night before; ``unseen``: items that it says
    it could not verify; ``by_wall``: those of them of which it says that a shield stood before them; ``hidden``: declared
    paths that nobody saw behind the wall; ``begun_with``: as many as that, the first ones that were asked the night after;
    ``withheld``: why that night is not to be believed, or ``None``.
    """

    accused: tuple[tuple[str, str], ...]
    unseen: int
    by_wall: int
    hidden: frozenset[str]
    begun_with: frozenset[str]
    withheld: str | None

    @property
    def right(self) -> bool:
        """Whether nobody is accused, the wall is named, and what was hidden comes first the night after."""
        return not self.accused and self.by_wall == self.unseen > 0 and self.begun_with == self.hidden


def verdicts(audit: dict[str, Any]) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """The status of every item, and the codes of its findings."""
    return {
        (one["id"], item["id"]): (item["status"], {finding["code"] for finding in item["findings"]})
        for one in audit["agencies"]
        for item in one["items"]
    }


def story(folder: Path, portal: Portal, port: int, count: int, items: int) -> Story:
    """Spend the three nights in ``folder``."""
    offices = agencies(count, items, port, one_host=True)
    declared = {urlsplit(one.url).path for office in offices for one in office.declarations}
    audits: dict[int, dict[str, Any]] = {}
    order: dict[int, list[str]] = {}
    for night in (GOOD, WALL, AFTER):
        portal.night, portal.asked = night, []
        day = FIRST + timedelta(days=night)
        audits[night] = run_audit(
            agencies=offices, checklist=CHECKLIST, as_of=day, out=folder / f"{day:%Y%m%d}", formats=("json",), delay=0,
            allow_private_hosts=True, quiet=True, timeout=5, history=folder, cache=folder, full=False,
            now=lambda day=day: datetime.combine(day, time(18), UTC),
        ).audit  # fmt: skip
        order[night] = [path for path in dict.fromkeys(portal.asked) if path in declared]
    before, walled = verdicts(audits[GOOD]), verdicts(audits[WALL])
    unseen = [codes for status, codes in walled.values() if status == "unverified"]
    hidden = frozenset(declared.difference(portal.let_through))
    return Story(
        accused=tuple(
            key for key, (status, _) in walled.items() if status == "fail" and before[key][0] != "fail"
        ),
        unseen=len(unseen),
        by_wall=sum("access.challenge" in codes for codes in unseen),
        hidden=hidden,
        begun_with=frozenset(order[AFTER][: len(hidden)]),
        withheld=audits[WALL]["audit"]["withheld"],
    )


def main() -> None:
    """Spend the nights and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agencies", type=int, default=50)
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--documents", type=int, default=1)
    parser.add_argument("--after", type=int, default=500)
    said = parser.parse_args()
    portal = Portal(said.after, said.documents)
    with beside(portal) as port, tempfile.TemporaryDirectory(prefix="oit-wall-") as name:
        told = story(Path(name) / "runs", portal, port, said.agencies, said.items)
    print(f"{len(told.accused)} items failed because of the wall (goal: none) {told.accused[:5] or ''}")
    print(
        f"{told.unseen} items unverified, {told.by_wall} of them because of a shield; withheld: {told.withheld}"
    )
    print(
        f"{len(told.hidden)} declared addresses stood behind the wall; the night after began with them: {told.begun_with == told.hidden}"
    )
    sys.exit(0 if told.right else 1)


if __name__ == "__main__":
    main()
