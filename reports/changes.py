"""What changed between audits: tonight against last night, and every verdict over the nights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports import view

#: (status before, status now) → the kind of change; pairs that are not named are no news.
KINDS: Mapping[tuple[str, str], str] = {
    ("pass", "fail"): "broke",
    ("waived", "fail"): "broke",
    ("unverified", "fail"): "broke",
    ("fail", "pass"): "mended",
    ("unverified", "pass"): "seen_again",
    ("pass", "unverified"): "lost_sight",
    ("fail", "unverified"): "lost_sight",
    ("waived", "unverified"): "lost_sight",
    ("pass", "waived"): "waived",
    ("fail", "waived"): "waived",
    ("unverified", "waived"): "waived",
}
#: In the order in which a reader wants them.
ORDER = ("broke", "mended", "lost_sight", "seen_again", "waived")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One item of one agency that is not as it was."""

    agency: view.Agency
    item: view.Item
    before: str
    kind: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The verdicts of one item over the nights, oldest first, tonight last."""

    nights: tuple[tuple[date, str], ...]

    @property
    def since(self) -> date | None:
        """The first night of the present verdict's unbroken run; ``None`` with a single night."""
        if len(self.nights) < 2:
            return None
        first, status = self.nights[-1]
        for night, before in reversed(self.nights):
            if before != status:
                break
            first = night
        return first

    @property
    def last_pass(self) -> date | None:
        """The last night on which the item passed."""
        return next((night for night, status in reversed(self.nights) if status == "pass"), None)

    @property
    def flaps(self) -> int:
        """How often the verdict changed."""
        statuses = [status for _, status in self.nights]
        return sum(now != before for before, now in zip(statuses, statuses[1:], strict=False))


def changes(before: view.Report | None, now: view.Report) -> tuple[Change, ...]:
    """Every item whose verdict changed, in the order of :data:`ORDER`.

    Agencies and items that only one of the two knows are no change: a new checklist is not a breakdown.
    """
    if before is None:
        return ()
    statuses = {(agency.id, item.id): item.status for agency in before.agencies for item in agency.items}
    found = []
    for agency in now.agencies:
        for item in agency.items:
            was = statuses.get((agency.id, item.id), item.status)
            kind = KINDS.get((was, item.status))
            if kind:
                found.append(Change(agency, item, was, kind))
    return tuple(sorted(found, key=lambda change: ORDER.index(change.kind)))


def timelines(history: Iterable[view.Report], now: view.Report) -> dict[Key, Timeline]:
    """The timeline of every item of tonight, by agency and item; nights without a date are left out."""
    nights: dict[Key, dict[date, str]] = {}
    for report in sorted([*history, now], key=lambda report: report.as_of or date.min):
        if report.as_of is None:
            continue
        for agency in report.agencies:
            for item in agency.items:
                nights.setdefault((agency.id, item.id), {})[report.as_of] = item.status
    return {
        (agency.id, item.id): Timeline(tuple(nights.get((agency.id, item.id), {}).items()))
        for agency in now.agencies
        for item in agency.items
    }


def scores(
    history: Sequence[view.Report], now: view.Report, agency_id: str
) -> tuple[tuple[date, float], ...]:
    """The score of an agency, night by night: the lower bound where only bounds are known."""
    points: dict[date, float] = {}
    for report in sorted([*history, now], key=lambda report: report.as_of or date.min):
        for agency in report.agencies:
            if agency.id == agency_id and report.as_of is not None and agency.low is not None:
                points[report.as_of] = agency.low
    return tuple(points.items())
