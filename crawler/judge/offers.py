"""Where the element stands instead: addresses on the agency's own site that a declaration could name.

Why: most lost items are not missing, they are declared wrongly: last year's page, a page that moved, the wrong one of
two.  *You declared last year's page; this year's is here* turns a loss into five minutes of work.  An offer is a hint
with its reason, never a pass.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urlsplit

from crawler.evidence.address import host_of
from crawler.judge.demands import demand_of
from crawler.judge.places import ACCEPT, PLACES
from crawler.periods.evidence import read_evidence
from crawler.read.page_links import resolve
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checklists.model import Element
    from crawler.judge.match import Wordings
    from crawler.judge.words import Words
    from crawler.model import Capture
    from crawler.read.page import PageFacts, PageLink

MOST = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that may hold the element, why, and how sure that is (0–1)."""

    url: str
    element: str
    reason_th: str
    reason_en: str
    score: float


class Lead(NamedTuple):
    """A link on the agency's own site, and the page on which it stands."""

    capture: Capture
    page: PageFacts
    link: PageLink

    @property
    def url(self) -> str | None:
        """Where it leads."""
        return resolve(self.link.raw, self.capture.final_url, self.page.base)

    @property
    def labels(self) -> tuple[tuple[str, float], ...]:
        """What is said of it there, each with the worth of its place."""
        link = self.link
        said = [(link.text, PLACES["link"].worth)]
        if not link.navigation:
            said += [(cell, PLACES["row"].worth) for cell in link.row[:3]]
            said += [(heading, PLACES["heading"].worth) for heading in link.headings[-1:]]
        return tuple(said)


class Named(NamedTuple):
    """How well (0–1) a link's words name an element, and which of them do so best."""

    score: float
    label: str
    lead: Lead


class SiteIndex:
    """All links of an agency's own site, by what is said of them: the same words are weighed once."""

    def __init__(self, pages: Iterable[tuple[Capture, PageFacts]], wordings: Wordings) -> None:
        """Index the links of ``pages`` that lead somewhere, and the elements of a checklist that their words may name."""
        self._leads = list(_leads(pages))
        self._by_words: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, lead in enumerate(self._leads):
            for text, worth in lead.labels:
                self._by_words[text].append((at, worth))
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        for text in self._by_words:
            for element in wordings.elements(text):
                self._words[element].append(text)

    def naming(self, words: Words, element: Element) -> list[Named]:
        """The links whose words name an element of an item, in the order of the pages."""
        best: dict[int, tuple[float, str]] = {}
        for text in self._words[element.id]:
            match = words.own.matches(text).get(element.id)
            if match is None:
                continue
            for at, worth in self._by_words[text]:
                if at not in best or best[at][0] < match.score * worth:
                    best[at] = match.score * worth, text
        return [Named(*best[at], self._leads[at]) for at in sorted(best)]


def _leads(pages: Iterable[tuple[Capture, PageFacts]]) -> Iterator[Lead]:
    """The links of the pages; one of a menu that stands on all of them is taken from the first."""
    seen: set[tuple[str | None, str, str, str]] = set()
    for capture, page in pages:
        host = host_of(capture.final_url)
        for link in page.links:
            if link.kind not in _LEADING:
                continue
            if link.navigation and link.raw.startswith(("http", "/")):
                again = (page.base, host, link.raw, link.text)
                if again in seen:
                    continue
                seen.add(again)
            yield Lead(capture, page, link)


def offers(
    words: Words, lost: Sequence[Element], site: SiteIndex, known: frozenset[str], year_be: int
) -> tuple[Offer, ...]:
    """The best addresses for the ``lost`` elements on the site, those in ``known`` (looked at already) left out."""
    return tuple(
        offer for element in lost for offer in _best(element, site.naming(words, element), known, year_be)
    )


def _best(element: Element, leads: Iterable[Named], known: frozenset[str], year_be: int) -> list[Offer]:
    found: dict[str, Offer] = {}
    for named, label, lead in leads:
        url = lead.url if named >= ACCEPT else None
        if url is None or url in known or urldefrag(url)[0] in known:
            continue
        fits = _period_fits(element, lead.link.text, year_be)
        score = round(min(0.95, named * (1.0 if fits is None else 1.05 if fits else 0.5)), 2)
        if url not in found or found[url].score < score:
            page = lead.page.title or urlsplit(lead.capture.final_url).path
            found[url] = _offer(element, url, score, one_line(label, 100), page)
    return sorted(found.values(), key=lambda offer: (-offer.score, offer.url))[:MOST]


_LEADING = frozenset({"a", "onclick", "frame", "embed"})


def _offer(element: Element, url: str, score: float, label: str, page: str) -> Offer:
    title = one_line(page, 80)
    return Offer(
        url, element.id, f"พบลิงก์ “{label}” ในหน้า “{title}”", f"link “{label}” on the page “{title}”", score
    )


def _period_fits(element: Element, text: str, year_be: int) -> bool | None:
    """Whether the label's own year is the one wanted; ``None`` when it names none or none is wanted."""
    demand = demand_of(element, year_be)
    if not demand.wants:
        return None
    periods = [one.period for one in read_evidence(text, "link") if one.period is not None]
    return any(demand.met_by(period) is not None for period in periods) if periods else None
