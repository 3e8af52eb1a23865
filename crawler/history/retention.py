"""Which runs may go.  Pure: days in, names out; nothing is deleted here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Dated:
    """A run as retention sees it.  ``trusted``: complete and not withheld."""

    name: str
    day: date
    started: str = ""
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Retention:
    """What to keep: the newest run of each of the newest ``daily`` days and ``monthly`` months that have one.

    ``always`` holds (month, day) pairs whose runs are kept for ever: 30 April closes the year's evidence.
    """

    daily: int = 30
    monthly: int = 24
    always: frozenset[tuple[int, int]] = frozenset({(4, 30)})

    def kept(self, runs: Iterable[Dated]) -> frozenset[str]:
        """The names of the runs that stay; the newest run, and the newest trusted one, always do.

        A trusted run stands for its day before one that is not, and only trusted ones stand for a month: a sick
        night never displaces a sound one.
        """
        ranked = sorted(runs, key=lambda run: (run.trusted, run.day, run.started, run.name), reverse=True)
        newest = sorted(ranked, key=lambda run: run.day, reverse=True)
        days: dict[date, str] = {}
        months: dict[tuple[int, int], str] = {}
        stay: set[str] = set()
        for run in newest:
            if len(days) < self.daily:
                days.setdefault(run.day, run.name)
            month = (run.day.year, run.day.month)
            if run.trusted and (month in months or len(months) < self.monthly):
                months.setdefault(month, run.name)
            if (run.day.month, run.day.day) in self.always:
                stay.add(run.name)
        stay.update(days.values(), months.values())
        stay.update(run.name for run in newest[:1])
        stay.update(run.name for run in [one for one in newest if one.trusted][:1])
        return frozenset(stay)
