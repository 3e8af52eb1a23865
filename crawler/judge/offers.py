"""Where the element stands instead: addresses on the agency's own site that a declaration could name.

Why: most lost items are not missing, they are declared wrongly: last year's page, a page that moved, the wrong one of
two.  *You declared last year's page; this year's is here* turns a loss into five minutes of work.  An offer is a hint
with its reason, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from crawler.judge.demands import demand_of
from crawler.judge.places import ACCEPT, PLACES
from crawler.periods.evidence import read_evidence
from crawler.read.page import resolve
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def offers(
    words: Words, element: Element, pages: Iterable[tuple[Capture, PageFacts]], known: frozenset[str], year_be: int,
) -> tuple[Offer, ...]:  # fmt: skip
    """The best addresses for ``element`` among all links of ``pages``, those in ``known`` (looked at already) left out."""
    found: dict[str, Offer] = {}
    for capture, page in pages:
        for link in page.links:
            worth = _worth(words, element, link, year_be) if link.kind in _LEADING else None
            url = resolve(link.raw, capture.final_url, page.base) if worth is not None else None
            if worth is None or url is None or url in known or urldefrag(url)[0] in known:
                continue
            score, label = worth
            if url not in found or found[url].score < score:
                found[url] = _offer(
                    element, url, score, label, page.title or urlsplit(capture.final_url).path
                )
    ranked = sorted(found.values(), key=lambda offer: (-offer.score, offer.url))
    return tuple(ranked[:MOST])


_LEADING = frozenset({"a", "onclick", "frame", "embed"})


def _worth(words: Words, element: Element, link: PageLink, year_be: int) -> tuple[float, str] | None:
    """How well a link's words name the element, and which did; ``None`` when they do not."""
    labels = [link.text, *link.row[:3], *link.headings[-1:]] if not link.navigation else [link.text]
    weights = [PLACES["link"].worth, *[PLACES["row"].worth] * len(link.row[:3]), PLACES["heading"].worth]
    best, label = 0.0, ""
    for weight, text in zip(weights, labels, strict=False):
        match = words.own.matches(text).get(element.id) if text else None
        if match is not None and match.score * weight > best:
            best, label = match.score * weight, text
    if best < ACCEPT:
        return None
    fits = _period_fits(element, labels, year_be)
    return round(min(0.95, best * (1.0 if fits is None else 1.05 if fits else 0.5)), 2), one_line(label, 100)


def _offer(element: Element, url: str, score: float, label: str, page: str) -> Offer:
    title = one_line(page, 80)
    return Offer(
        url, element.id, f"พบลิงก์ “{label}” ในหน้า “{title}”", f"link “{label}” on the page “{title}”", score
    )


def _period_fits(element: Element, labels: Sequence[str], year_be: int) -> bool | None:
    """Whether the label's own year is the one wanted; ``None`` when it names none or none is wanted."""
    demand = demand_of(element, year_be)
    periods = [
        one.period for text in labels[:1] for one in read_evidence(text, "link") if one.period is not None
    ]
    if not demand.wants or not periods:
        return None
    return any(demand.met_by(period) is not None for period in periods)
