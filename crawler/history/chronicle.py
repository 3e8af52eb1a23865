"""The verdicts of many nights, item by item, and the stories they tell.  Pure and small: one letter a night.

A :class:`Chronicle` is frozen into each run (``night.json``), so that judging the run again years later, with the
older runs long pruned, tells the same story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.shelf import Each

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = tuple[str, str]

#: Status → its letter in a line of nights; a blank is a night on which the item was not audited.
LETTERS = {"pass": "p", "fail": "f", "unverified": "u", "waived": "w"}
STATUSES = {letter: status for status, letter in LETTERS.items()}
_ABSENT = " "
#: Nights kept: a fiscal year and its closing month.
MOST_NIGHTS = 400


@dataclass(frozen=True, slots=True)
class Night:
    """What history needs of one audit.  ``scores`` are the lower bounds, by agency."""

    day: str
    run: str
    verdicts: Mapping[Key, str]
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One item over the nights, tonight included; days are ISO dates.

    ``since``: the first night of the present verdict.  Nights on which the item could not be seen, or was not
    audited, interrupt neither failing nor passing: they say nothing about the site.  An item that is unverified
    tonight has been since the first of the unbroken nights on which it was.  ``last_good``: the last night on
    which it passed (or was waived), ``None`` when never.  ``flaps``: how often it went from passing to failing
    or back.
    """

    since: str
    last_good: str | None
    flaps: int


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Nights, oldest first, one a day, with one line of letters for each item and the scores of each agency."""

    days: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    lines: Mapping[Key, str] = field(default_factory=dict)
    scores: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)

    def before(self, day: str) -> Chronicle:
        """The nights before ``day``."""
        return self._cut(slice(None, sum(one < day for one in self.days)))

    def last(self, nights: int) -> Chronicle:
        """The newest ``nights`` nights."""
        return self._cut(slice(max(0, len(self.days) - nights), None))

    def _cut(self, part: slice) -> Chronicle:
        lines = {key: line[part] for key, line in self.lines.items()}
        scores = {agency: row[part] for agency, row in self.scores.items()}
        return Chronicle(
            self.days[part],
            self.runs[part],
            {key: line for key, line in lines.items() if line.strip()},
            {agency: row for agency, row in scores.items() if any(one is not None for one in row)},
        )

    def add(self, night: Night) -> Chronicle:
        """With one more night, no older than the last; of two runs of one day the later word counts."""
        if self.days and night.day < self.days[-1]:
            raise ValueError(f"{night.day} is before {self.days[-1]}: nights come in their order")
        again = bool(self.days) and self.days[-1] == night.day
        head = len(self.days) - again
        lines, scores = {}, {}
        for key in {**self.lines, **dict.fromkeys(night.verdicts)}:
            line = self.lines.get(key, _ABSENT * len(self.days))
            said = LETTERS.get(night.verdicts.get(key, ""), line[head:] if again else _ABSENT)
            lines[key] = line[:head] + said
        for agency in {**self.scores, **dict.fromkeys(night.scores)}:
            row = self.scores.get(agency, (None,) * len(self.days))
            score = night.scores.get(agency, row[-1] if again else None)
            scores[agency] = (*row[:head], score)
        grown = Chronicle((*self.days[:head], night.day), (*self.runs[:head], night.run), lines, scores)
        return grown if len(grown.days) <= MOST_NIGHTS else grown.last(MOST_NIGHTS)

    def story(self, agency: str, item: str) -> Story | None:
        """The story of an item that the last night audited."""
        line = self.lines.get((agency, item), "")
        nights = [
            (day, STATUSES[sign]) for day, sign in zip(self.days, line, strict=False) if sign in STATUSES
        ]
        if not nights or line[-1] == _ABSENT:
            return None
        return tell(nights)

    def trend(self, agency: str) -> tuple[float | None, ...]:
        """The last three scores of an agency, oldest first; ``None`` where a night has none."""
        return tuple(self.scores.get(agency, ()))[-3:]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        lines: dict[str, dict[str, str]] = {}
        for (agency, item), line in self.lines.items():
            lines.setdefault(agency, {})[item] = line
        return {
            "days": list(self.days),
            "runs": list(self.runs),
            "lines": lines,
            "scores": {agency: list(row) for agency, row in self.scores.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Chronicle:
        """The way back; raises ValueError when lengths do not fit."""
        days = tuple(data["days"])
        lines = {
            (agency, item): line for agency, items in data["lines"].items() for item, line in items.items()
        }
        scores = {agency: tuple(row) for agency, row in data["scores"].items()}
        runs = tuple(data["runs"])
        if any(len(one) != len(days) for one in (runs, *lines.values(), *scores.values())):
            raise ValueError("a chronicle whose lines do not fit its nights")
        return cls(days, runs, lines, scores)

    def outlines(self) -> Sequence[dict[str, Any]]:
        """Each night in the shape of ``audit.json``, verdicts and scores only: what the reports draw from."""
        return Each(range(len(self.days)), self._outline)

    def _outline(self, at: int) -> dict[str, Any]:
        items: dict[str, list[dict[str, str]]] = {agency: [] for agency in self.scores}
        for (agency, item), line in self.lines.items():
            if agency in items and line[at] in STATUSES:
                items[agency].append({"id": item, "status": STATUSES[line[at]]})
        return {
            "audit": {"id": self.runs[at], "as_of": self.days[at]},
            "agencies": [
                {"id": agency, "score": {"low": row[at]}, "items": items[agency]}
                for agency, row in self.scores.items()
                if items[agency]
            ],
        }


def tell(nights: list[tuple[str, str]]) -> Story:
    """The story of (day, status) pairs, oldest first, tonight last; at least one."""
    day, status = nights[-1]
    since = day
    for earlier, was in reversed(nights):
        if was == status:
            since = earlier
        elif was != "unverified":
            break
    last_good = next((day for day, was in reversed(nights) if was in {"pass", "waived"}), None)
    seen = [was for _, was in nights if was in {"pass", "fail"}]
    return Story(since, last_good, sum(now != before for before, now in pairwise(seen)))


def night_of(audit: Mapping[str, Any]) -> Night:
    """The :class:`Night` of an ``audit.json``."""
    about = audit["audit"]
    verdicts: dict[Key, str] = {}
    scores: dict[str, float] = {}
    for agency in audit["agencies"]:
        verdicts.update(((agency["id"], item["id"]), item["status"]) for item in agency["items"])
        if (low := agency.get("score", {}).get("low")) is not None:
            scores[agency["id"]] = low
    return Night(about["as_of"], about["id"], verdicts, scores)


def with_stories(audit: Mapping[str, Any], past: Chronicle) -> dict[str, Any]:
    """The audit with ``since``, ``last_good`` and ``flaps`` on every item, and ``trend`` on every agency."""
    tonight = past.before(audit["audit"]["as_of"]).add(night_of(audit))

    def told(agency: Mapping[str, Any]) -> dict[str, Any]:
        items = [_with_story(item, tonight.story(agency["id"], item["id"])) for item in agency["items"]]
        return {**agency, "trend": list(tonight.trend(agency["id"])), "items": items}

    return {**audit, "agencies": Each(audit["agencies"], told)}


def _with_story(item: Mapping[str, Any], story: Story | None) -> dict[str, Any]:
    assert story is not None
    return {**item, "since": story.since, "last_good": story.last_good, "flaps": story.flaps}
