"""What changed between audits: tonight against last night, and every verdict over the nights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from crawler.audit.diff import KINDS
from reports import view

#: The kinds of change in the order in which a reader wants them.
ORDER = tuple(dict.fromkeys(KINDS.values()))
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Night:
    """What history needs of one audit: its date, every verdict, every score."""

    as_of: date | None
    verdicts: Mapping[Key, str]
    scores: Mapping[str, float]


def outline(audit: view.Json) -> Night:
    """The :class:`Night` of an ``audit.json`` dict, read without the texts."""
    verdicts: dict[Key, str] = {}
    scores: dict[str, float] = {}
    for agency in view.maps(audit.get("agencies")):
        identifier, score = str(agency.get("id")), view.mapping(agency.get("score"))
        low = view.number(score.get("low", score.get("oit")))
        if low is not None:
            scores[identifier] = low
        for item in view.maps(agency.get("items")):
            if item.get("status") in view.STATUSES:
                verdicts[identifier, str(item.get("id"))] = item["status"]
    return Night(view.day(view.mapping(audit.get("audit")).get("as_of")), verdicts, scores)


def night(report: view.Report) -> Night:
    """The :class:`Night` of a report that is read already."""
    return Night(
        report.as_of,
        {(agency.id, item.id): item.status for agency in report.agencies for item in agency.items},
        {agency.id: agency.low for agency in report.agencies if agency.low is not None},
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One item of one agency that is not as it was."""

    agency: view.Agency
    item: view.Item
    before: str
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """Nights of one verdict, from ``start`` up to but not including ``end``."""

    status: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The verdicts of one item over the nights, oldest first, tonight last."""

    nights: tuple[tuple[date, str], ...]

    @property
    def since(self) -> date | None:
        """The first night of the present verdict; ``None`` with a single night.

        Nights on which the item could not be seen interrupt neither failing nor passing.
        """
        if len(self.nights) < 2:
            return None
        first, status = self.nights[-1]
        for night, before in reversed(self.nights):
            if before == status:
                first = night
            elif before != "unverified":
                break
        return first

    @property
    def last_pass(self) -> date | None:
        """The last night on which the item passed."""
        return next((night for night, status in reversed(self.nights) if status == "pass"), None)

    def runs(self, most: int) -> tuple[Run, ...]:
        """The last ``most`` nights as runs of one verdict; positions count nights from the first one shown."""
        statuses = [status for _, status in self.nights[-most:]]
        starts = [at for at, status in enumerate(statuses) if at == 0 or statuses[at - 1] != status]
        return tuple(Run(statuses[a], a, b) for a, b in pairwise([*starts, len(statuses)]))

    @property
    def flaps(self) -> int:
        """How often the item went from passing to failing or back."""
        statuses = [status for _, status in self.nights if status in {"pass", "fail"}]
        return sum(now != before for before, now in pairwise(statuses))


def changes(before: Night | None, now: view.Report) -> tuple[Change, ...]:
    """Every item whose verdict changed, in the order of :data:`ORDER`.

    Agencies and items that only one of the two knows are no change: a new checklist is not a breakdown.
    """
    if before is None:
        return ()
    found = []
    for agency in now.agencies:
        for item in agency.items:
            was = before.verdicts.get((agency.id, item.id), item.status)
            kind = KINDS.get((was, item.status))
            if kind:
                found.append(Change(agency, item, was, kind))
    return tuple(sorted(found, key=lambda change: ORDER.index(change.kind)))


@dataclass(frozen=True, slots=True)
class History:
    """Some nights, oldest first, one a day, tonight last."""

    nights: tuple[Night, ...]

    @classmethod
    def of(cls, audits: Iterable[view.Json], tonight: view.Report) -> History:
        """From ``audit.json`` dicts in any order; of two audits of one day the later one counts."""
        by_day = {one.as_of: one for one in (*map(outline, audits), night(tonight)) if one.as_of}
        return cls(tuple(by_day[day] for day in sorted(by_day)))

    def timeline(self, agency: str, item: str) -> Timeline:
        """The verdicts of one item."""
        key = (agency, item)
        return Timeline(
            tuple(
                (night.as_of, night.verdicts[key])
                for night in self.nights
                if night.as_of and key in night.verdicts
            )
        )

    def scores(self, agency: str) -> tuple[tuple[date, float], ...]:
        """The score of an agency, night by night: the lower bound where only bounds are known."""
        return tuple(
            (night.as_of, night.scores[agency])
            for night in self.nights
            if night.as_of and agency in night.scores
        )
