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


class SiteIndex:
    """All links of an agency's own site, by what is said of them: the same words are weighed once."""

    def __init__(self, pages: Iterable[tuple[Capture, PageFacts]]) -> None:
        """Index the links of ``pages`` that lead somewhere."""
        self._leads = list(_leads(pages))
        self._by_words: defaultdict[str, list[int]] = defaultdict(list)
        for at, lead in enumerate(self._leads):
            for text, _ in lead.labels:
                self._by_words[text].append(at)
        self._by_words.pop("", None)

    def naming(self, words: Words) -> dict[str, list[Lead]]:
        """For each element of an item the links whose words name it, in the order of the pages."""
        named: defaultdict[str, set[int]] = defaultdict(set)
        for text, leads in self._by_words.items():
            for element in words.own.matches(text):
                named[element].update(leads)
        return {element: [self._leads[at] for at in sorted(leads)] for element, leads in named.items()}


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
    named = site.naming(words)
    return tuple(
        offer
        for element in lost
        for offer in _best(words, element, named.get(element.id, ()), known, year_be)
    )


def _best(
    words: Words, element: Element, leads: Iterable[Lead], known: frozenset[str], year_be: int
) -> list[Offer]:
    found: dict[str, Offer] = {}
    for lead in leads:
        worth = _worth(words, element, lead, year_be)
        url = lead.url if worth is not None else None
        if worth is None or url is None or url in known or urldefrag(url)[0] in known:
            continue
        score, label = worth
        if url not in found or found[url].score < score:
            page = lead.page.title or urlsplit(lead.capture.final_url).path
            found[url] = _offer(element, url, score, label, page)
    return sorted(found.values(), key=lambda offer: (-offer.score, offer.url))[:MOST]


_LEADING = frozenset({"a", "onclick", "frame", "embed"})


def _worth(words: Words, element: Element, lead: Lead, year_be: int) -> tuple[float, str] | None:
    """How well a link's words name the element, and which did; ``None`` when they do not."""
    best, label = 0.0, ""
    for text, worth in lead.labels:
        match = words.own.matches(text).get(element.id) if text else None
        if match is not None and match.score * worth > best:
            best, label = match.score * worth, text
    if best < ACCEPT:
        return None
    fits = _period_fits(element, lead.link.text, year_be)
    return round(min(0.95, best * (1.0 if fits is None else 1.05 if fits else 0.5)), 2), one_line(label, 100)


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
