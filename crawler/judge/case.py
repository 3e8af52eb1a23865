"""What a rule is given to judge: one address, one page, one holding, one element, one item, one agency."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from checklists.model import Checklist, Element, Item
    from crawler.judge.holdings import Holding, Reading
    from crawler.judge.verdict import ElementVerdict
    from crawler.model import Agency, Capture, Declaration, DocumentFacts, Evidence, Finding
    from crawler.periods.demand import Demand
    from crawler.periods.evidence import Dated
    from crawler.periods.recency import Decision
    from crawler.periods.series import Series


@dataclass(frozen=True, slots=True)
class Night:
    """What is the same for every judgement of one run: rules, day, evidence, and the names of all agencies."""

    checklist: Checklist
    as_of: date
    reading: Reading
    districts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaptureCase:
    """One address of an item and what it answered.

    ``holding.capture`` is ``None`` when it was never asked.
    """

    night: Night
    agency: Agency
    item: Item
    holding: Holding

    @property
    def capture(self) -> Capture | None:
        """What the address answered."""
        return self.holding.capture

    @property
    def declared(self) -> bool:
        """Whether this is a declared URL itself, not a link below one."""
        return self.holding.depth == 0


@dataclass(frozen=True, slots=True)
class PageCase:
    """One page or document that was read for an item, and what hangs below it by one click."""

    night: Night
    agency: Agency
    item: Item
    holding: Holding
    below: tuple[Holding, ...]
    hosts: frozenset[str]


class Signal(NamedTuple):
    """One reason to take a holding for an element: where the words stood, the words, how sure they make us.

    ``shared``: the same words name other elements of the item too.
    """

    source: str
    words: str
    score: float
    title: str = ""
    shared: bool = False


class Later:
    """Dates that are read when somebody asks for them, and then once."""

    __slots__ = ("_read", "_said")

    def __init__(self, read: Callable[..., tuple[Dated, ...]], *about: object) -> None:
        """``read`` will be called with ``about``."""
        self._read: Callable[[], tuple[Dated, ...]] = partial(read, *about)
        self._said: tuple[Dated, ...] | None = None

    def __call__(self) -> tuple[Dated, ...]:
        """The dates."""
        if self._said is None:
            self._said = self._read()
        return self._said


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document, a section of a page, a service or a statement that may be an element.

    ``kind``: document, section, page, service, statement.  ``quote``/``where`` show what spoke for it.
    ``opposed`` names the element that the document's own title announces instead, if it does.  ``substance``
    measures what a page or section says itself, in characters (a row of data counts as sixty).  ``dates`` reads its
    dates when they are asked for: of most candidates nobody does.
    """

    element: str
    kind: str
    holding: Holding
    confidence: float
    signals: tuple[Signal, ...]
    dates: Callable[[], tuple[Dated, ...]] = field(default=tuple, repr=False, compare=False)
    text: str = ""
    tables: tuple[int, ...] = ()
    nil: bool = False
    opposed: str | None = None
    substance: int = 0

    @property
    def url(self) -> str:
        """The address of the document, or of the page that holds the section."""
        return self.holding.url

    @property
    def dated(self) -> tuple[Dated, ...]:
        """Every date that may say which period it covers."""
        return self.dates()


@dataclass(frozen=True, slots=True)
class HoldingCase:
    """A candidate taken for an element, to be asked whether it is what is demanded."""

    night: Night
    agency: Agency
    item: Item
    element: Element
    candidate: Candidate
    demand: Demand
    decision: Decision

    @property
    def holding(self) -> Holding:
        """The page or document."""
        return self.candidate.holding

    @property
    def document(self) -> DocumentFacts:
        """The document: for rules that are only asked of one."""
        facts = self.candidate.holding.document
        assert facts is not None
        return facts


@dataclass(frozen=True, slots=True)
class ElementCase:
    """One element, the candidates found for it (best first), and what could not be seen."""

    night: Night
    agency: Agency
    item: Item
    element: Element
    candidates: tuple[Candidate, ...]
    doubtful: tuple[Candidate, ...] = ()
    unseen: tuple[Finding, ...] = ()
    unread: tuple[Holding, ...] = ()
    series: Series | None = None
    pages: tuple[Holding, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictCase:
    """One element of an item after everything that was found for it was judged."""

    night: Night
    item: Item
    verdict: ElementVerdict


@dataclass(frozen=True, slots=True)
class ItemCase:
    """One item of one agency and everything at or below its declared URLs."""

    night: Night
    agency: Agency
    item: Item
    declarations: tuple[Declaration, ...]
    holdings: tuple[Holding, ...]
    found: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyCase:
    """All items of one agency: the documents that each item rests on, by item id."""

    night: Night
    agency: Agency
    served: Mapping[str, tuple[Evidence, ...]]
