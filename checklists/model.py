"""A checklist: what must stand on an agency's website in one fiscal year.

These are the values inside; the file they come from is described in :mod:`checklists.form` and read by
:mod:`checklists.load`.  Everything is frozen and hashable except the mappings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from crawler.model import Grade, Severity

Tier = Literal["strong", "fair", "alone", "weak"]
Relation = Literal["covers", "touches", "inside", "includes"]
Part = Literal["year", "first-half"]
Holding = Literal["document", "content", "service", "news"]
Confirmation = Literal["confirmed", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Thai and in English."""

    th: str
    en: str

    def __str__(self) -> str:
        return self.th


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another way to title an element, and how much it proves: 1.0 would be the exact title.

    ``strong`` names the element wherever it stands.  ``fair`` names it at or below a URL declared for its
    item, and so does ``alone`` where a heading or link says nothing else.  ``weak`` only supports another sign: by itself
    it proves nothing.
    """

    text: str
    weight: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class Heads:
    """The words that a title of the element begins with, and those that turn it into something else.

    A Thai title is governed by its first word: รายงานผลการใช้จ่ายงบประมาณ is a report although it holds all of
    (แผน)การใช้จ่ายงบประมาณ.  Titles joined by และ have a head each.  ``accept`` (when not empty): the title, or
    the joined part that names the element, should have one of these before or in the match.  ``reject``: a
    match is void when one of these stands before it in the same part, and none of ``accept`` in between.
    ``objects``: a match is void when one of these stands right behind it: การบริจาค is governed, โลหิต says of what.
    """

    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """One period that satisfies an element, relative to the fiscal year that is assessed.

    ``year`` is 0 for the fiscal year (FY), -1 for the one before.  ``relation`` is what the document's period
    does to it: ``covers`` the whole of the part; ``touches`` it by a day or more; lies ``inside`` it;
    ``includes`` it as one year of a longer plan.
    """

    relation: Relation
    year: int = 0
    part: Part = "year"


@dataclass(frozen=True, slots=True)
class Series:
    """A month-by-month duty.  ``first`` and ``last`` are months of the fiscal year (1 = October).

    A month is due ``grace_days`` after its last day.
    """

    step: Literal["month"]
    year: int
    first: int
    last: int
    grace_days: int


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """How recent an element must be.

    ``none``: no period is demanded.  ``now``: it must work when it is looked at.  ``any``: any one of
    ``demands`` is enough.  ``series``: every due month of ``series``.
    """

    kind: Literal["none", "now", "any", "series"]
    demands: tuple[Demand, ...] = ()
    series: Series | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that the content of the real thing holds: at least ``at_least`` of ``groups`` have one present.

    A heading alone (``ติดต่อเรา`` over an empty page) shows none of them.  A picture that calls itself one of ``parts``
    shows that part and no other: a map is not the address.  Where ``proof`` groups are shown, what a label
    calls the element is the element, whatever it calls itself (0: no number proves it).
    """

    at_least: int
    groups: tuple[tuple[str, ...], ...]
    parts: tuple[str, ...] = ()
    proof: int = 0


@dataclass(frozen=True, slots=True)
class Contrary:
    """Words in the content that say it is something else (private schools), unless one of ``unless`` stands there too."""

    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a demanded table, and the headings under which officers put it."""

    name: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One accepted layout of a demanded table; at least ``at_least`` of its columns make it this layout."""

    id: str
    title: Bilingual
    columns: tuple[Column, ...]
    at_least: int


@dataclass(frozen=True)
class Element:
    """One thing that must (or should) be found for an item.

    ``id`` is ``O15.monthly``.  ``titles`` are exact: the whole of a heading or link.  ``mr`` is the least
    machine-readability grade; below it the element fails if ``mr_required``, else it is warned about.
    ``none_statements``: said explicitly in its place, the element passes.  ``holdings``: what it may be — a
    document, content of a page, a service that answers, or dated news.  ``hosts``: where such a service or
    channel usually lives; a hint, never proof.  ``confidence`` (0–1): how surely the handbook asks this.  ``subject``:
    what can be read and holds none of these words is about something else (the risk of floods).
    """

    id: str
    item: str
    required: bool
    title: Bilingual
    titles: tuple[str, ...]
    synonyms: tuple[Synonym, ...]
    heads: Heads
    period: PeriodRule
    holdings: tuple[Holding, ...]
    fix: Bilingual
    source: Bilingual
    confidence: float
    mr: Grade | None = None
    mr_required: bool = False
    none_statements: tuple[str, ...] = ()
    signs: Signs | None = None
    hosts: tuple[str, ...] = ()
    layouts: tuple[Layout, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    note: str = ""
    contrary: tuple[Contrary, ...] = ()
    subject: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that it is called: its titles, then its synonyms."""
        return (self.title.th, *self.titles, *(synonym.text for synonym in self.synonyms))

    @property
    def name(self) -> str:
        """The part after the item: ``monthly``."""
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the assessment, such as O15: passed (100) or lost (0) as a whole.

    ``titles`` are further wordings of its title on ITA index pages.  ``city_wide``: the same documents in all
    districts are normal.  ``off_site``: a target outside the agency's hosts is legitimate.
    """

    id: str
    title: Bilingual
    titles: tuple[str, ...]
    sub_indicator: str
    divisions: tuple[str, ...]
    elements: tuple[Element, ...]
    city_wide: bool = False
    off_site: bool = False
    note: str = ""

    @property
    def number(self) -> int:
        """15 for ``O15``."""
        return int(self.id[1:])

    @property
    def required(self) -> tuple[Element, ...]:
        """The elements that decide the item."""
        return tuple(element for element in self.elements if element.required)


@dataclass(frozen=True, slots=True)
class SubIndicator:
    """A group of items with its weight inside the indicator (0–1); ``estimated`` if the weight is a guess."""

    id: str
    title: Bilingual
    titles: tuple[str, ...]
    weight: float
    estimated: bool


@dataclass(frozen=True, slots=True)
class Indicator:
    """Indicator 9 or 10 with its weight inside OIT (0–1)."""

    id: str
    title: Bilingual
    weight: float
    estimated: bool
    sub_indicators: tuple[SubIndicator, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the ITA result: ``total`` points at least, and (if given) each tool at least ``each``."""

    id: str
    title: Bilingual
    total: float
    each: float | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """How item results become a score; ``tools`` are the weights of IIT, EIT and OIT in the total."""

    tools: Mapping[str, float]
    indicators: tuple[Indicator, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """An entry of the year's calendar, both days included."""

    id: str
    title: Bilingual
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Checklist:
    """The rules of one agency type and fiscal year (BE).  ``sha256`` is that of the resolved content.

    ``sources`` are the files it was resolved from, itself first.
    """

    id: str
    agency_type: str
    fiscal_year: int
    title: Bilingual
    confirmation: Confirmation
    items: tuple[Item, ...]
    scoring: Scoring
    calendar: tuple[Milestone, ...]
    severities: Mapping[str, Severity]
    sha256: str
    sources: tuple[str, ...]
    note: str = ""

    def item(self, item_id: str) -> Item:
        """The item ``O15``.  Raises KeyError if the checklist has none such."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def element(self, element_id: str) -> Element:
        """The element ``O15.monthly``.  Raises KeyError if the checklist has none such."""
        for element in self.item(element_id.partition(".")[0]).elements:
            if element.id == element_id:
                return element
        raise KeyError(element_id)

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements of all items, in order."""
        return tuple(element for item in self.items for element in item.elements)

    def severity(self, code: str, default: Severity, element: Element | None = None) -> Severity:
        """The severity of ``code``: the element's own, else the checklist's, else ``default``."""
        if element is not None and code in element.severities:
            return element.severities[code]
        return self.severities.get(code, default)
