"""What renderers speak of: a report, its bodies, items, elements, findings and documents, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.view.findings import Finding, deciding, told_once

STATUSES = ("fail", "unverified", "pass", "waived")
#: What stands in every reader's way, though its code speaks of fetching.
_CERTAIN = {"fetch.redirect_loop", "access.login_required"}


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain from the declared URL to the verdict."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month (YYYY-MM) of a series; ``state``: found, late, missing, nil, pending or unknown."""

    month: str
    state: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that must be found for an item."""

    id: str
    title: str
    required: bool
    status: str
    document: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    missing: tuple[str, ...]
    confidence: float | None
    #: Gives :attr:`steps`: most chains are never shown, so none is read before.
    tell: Callable[[], Iterator[Step]] = field(repr=False, compare=False)
    series: tuple[Month, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The chain without what is shown anyway: the declared address, its page, the bare verdict."""
        return tuple(self.tell())


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read for an item."""

    url: str
    http_status: int | None
    type: str
    size: int | None
    sha256: str
    title: str
    pages: int | None
    grade: str
    error: str
    #: The different periods that it says it covers, in their order: ISO dates, inclusive.
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that seems to hold what the declared ones do not."""

    url: str
    element: str
    reason: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the targets file says something: its name, the line from 1, the URL declared there (or none)."""

    source: str
    line: int
    url: str = ""

    @property
    def name(self) -> str:
        """The file without its folder, for the eye."""
        return self.source.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist at one agency."""

    id: str
    title: str
    status: str
    points: float | None
    sub_indicator: str
    divisions: tuple[str, ...]
    why: str
    declared: tuple[str, ...]
    declared_at: tuple[Place, ...]
    waived: str
    elements: tuple[Element, ...]
    findings: tuple[Finding, ...]
    documents: tuple[Document, ...]
    candidates: tuple[Candidate, ...]

    def rests_on(self, url: str) -> bool:
        """Whether an element rests on the document at ``url``."""
        return any(element.document == url for element in self.elements)

    def place_of(self, url: str) -> Place | None:
        """Where ``url`` is declared, else where the item's first URL is, else where its body's entry begins."""
        return next(
            (place for place in self.declared_at if place.url == url), next(iter(self.declared_at), None)
        )

    @property
    def by_url(self) -> Mapping[str, Document]:
        """The documents by the address under which they were found."""
        return {document.url: document for document in reversed(self.documents)}

    @property
    def others(self) -> tuple[Document, ...]:
        """The documents that were read and are neither declared themselves nor taken for an element."""
        named = {*self.declared, *(element.document for element in self.elements)}
        return tuple(document for document in self.by_url.values() if document.url not in named)[::-1]

    @property
    def told(self) -> tuple[Finding, ...]:
        """The findings as a page tells them: what is the same of several elements or addresses is said once."""
        return told_once(self.findings, lambda one: (one.code, one.message, one.fix, one.waived))

    @property
    def told_apart(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """As :attr:`told`: the grave ones, and the others."""
        told = self.told
        return tuple(one for one in told if one.grave), tuple(one for one in told if not one.grave)

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that stand in the way of a pass; errors first."""
        return deciding(self.findings)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """As :attr:`deciding`, of each address once: a row a thing to mend."""
        return told_once(self.deciding, lambda one: (one.code, one.message, one.fix, one.url))

    @property
    def open(self) -> bool:
        """Whether somebody has something to do."""
        return self.status in {"fail", "unverified"}


@dataclass(frozen=True, slots=True)
class Task:
    """Items of one body that stand at the same status for the same first reason."""

    items: tuple[Item, ...]

    @property
    def status(self) -> str:
        """The status of all of them."""
        return self.items[0].status

    @property
    def reason(self) -> Finding | None:
        """What is to be said of all of them."""
        return next(iter(self.items[0].reasons), None)


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One link of one page, followed."""

    page: str
    url: str
    ok: bool | None
    http_status: int | None
    code: str

    @property
    def unseen(self) -> bool:
        """Whether it could only not be followed: nothing is known of it."""
        return (
            self.ok is not True and self.code.startswith(("fetch.", "access.")) and self.code not in _CERTAIN
        )

    @property
    def broken(self) -> bool:
        """Whether it leads nowhere, for certain."""
        return self.ok is False and not self.unseen


@dataclass(frozen=True, slots=True)
class SubScore:
    """A sub-indicator, at least and at most; ``first`` is the id of its first item, or empty."""

    id: str
    low: float
    high: float
    first: str


@dataclass(frozen=True, slots=True)
class Agency:
    """One public body and its verdicts."""

    id: str
    code: str
    name: str
    name_th: str
    name_en: str
    group: str
    site: str
    oit: float | None
    low: float | None
    high: float | None
    estimated: bool
    sub_indicators: tuple[tuple[str, float], ...]
    level: str
    budget: str
    judged: bool
    items: tuple[Item, ...]
    links: tuple[LinkCheck, ...]

    @property
    def interval(self) -> bool:
        """Whether the score is only known between two bounds."""
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def failing(self) -> tuple[Item, ...]:
        """The items to mend: failed before unverified, most points first."""
        open_items = [item for item in self.items if item.open]
        return tuple(
            sorted(
                open_items, key=lambda item: (item.status != "fail", -(item.points or 0), item_key(item.id))
            )
        )

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The items to mend, those together of which the same is to be said."""
        alike: dict[tuple[str, ...], list[Item]] = {}
        for item in self.failing:
            reason = next(iter(item.reasons), None)
            key = (item.status, reason.message, reason.fix) if reason else (item.status, item.id)
            alike.setdefault(key, []).append(item)
        return tuple(Task(tuple(items)) for items in alike.values())

    @property
    def sub_scores(self) -> tuple[SubScore, ...]:
        """The sub-indicators with what each would be if everything unverified passed."""
        return tuple(self._sub_score(sub, low) for sub, low in self.sub_indicators)

    def _sub_score(self, sub: str, low: float) -> SubScore:
        items = [item for item in self.items if item.sub_indicator == sub]
        unseen = sum(item.status == "unverified" for item in items)
        high = min(low + 100 * unseen / max(len(items), 1), 100.0) if unseen else low
        return SubScore(sub, low, round(high, 2), items[0].id if items else "")

    def count(self, status: str) -> int:
        """How many items stand at ``status``."""
        return sum(item.status == status for item in self.items)

    def by_division(self) -> tuple[tuple[str, tuple[Item, ...], tuple[Item, ...]], ...]:
        """Every division with its items, the open ones and the others; an item of several stands under each."""
        divisions: dict[str, tuple[list[Item], list[Item]]] = {}
        for item in self.items:
            for division in item.divisions or ("",):
                divisions.setdefault(division, ([], []))[not item.open].append(item)
        return tuple((name, tuple(open_), tuple(closed)) for name, (open_, closed) in divisions.items())


@dataclass(frozen=True, slots=True)
class Report:
    """A whole audit."""

    id: str
    version: str
    as_of: date | None
    finished_at: str
    complete: bool
    withheld: str
    checklist: str
    checklist_sha256: str
    fiscal_year: int | None
    deadline: date | None
    confirmed: bool
    notes: tuple[str, ...]
    agencies: tuple[Agency, ...]
    lang: str = "th"
    items: tuple[Item, ...] = field(default=(), compare=False)

    @property
    def days_left(self) -> int | None:
        """Days from the audit's date to the closing day of declarations; negative when it has passed."""
        return None if self.as_of is None or self.deadline is None else (self.deadline - self.as_of).days

    def count(self, status: str) -> int:
        """How many items of all agencies stand at ``status``."""
        return sum(agency.count(status) for agency in self.agencies)

    def divisions(self) -> tuple[str, ...]:
        """Every division named, in order of first appearance."""
        names = (name for agency in self.agencies for item in agency.items for name in item.divisions)
        return tuple(dict.fromkeys(names))

    def groups(self) -> tuple[str, ...]:
        """Every group of agencies, in order of first appearance."""
        return tuple(dict.fromkeys(agency.group for agency in self.agencies if agency.group))


def item_key(item_id: str) -> tuple[str, int, str]:
    """Natural order: O2 before O10."""
    letters, digits, rest = re.match(r"(\D*)(\d*)(.*)", item_id, re.DOTALL).groups()  # type: ignore[union-attr]
    return letters, int(digits or 0), rest
