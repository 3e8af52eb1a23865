"""Where the element stands instead: addresses on the agency's own site that a declaration could name.

Why: most lost items are not missing, they are declared wrongly: last year's page, a page that moved, the wrong one of
two.  *You declared last year's page; this year's is here* turns a loss into five minutes of work.  An offer is a hint
with its reason, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from crawler.judge.candidates import ACCEPT, SIGNALS
from crawler.judge.demands import demand_of
from crawler.periods.evidence import read_evidence
from crawler.read.page import resolve
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checklists.model import Element
    from crawler.judge.candidates import Words
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
            url = (
                resolve(link.raw, capture.final_url, page.base)
                if link.kind in {"a", "onclick", "frame", "embed"}
                else None
            )
            if url is None or url in known or urldefrag(url)[0] in known:
                continue
            offer = _offer(words, element, link, url, capture, page, year_be)
            if offer is not None and (url not in found or found[url].score < offer.score):
                found[url] = offer
    ranked = sorted(found.values(), key=lambda offer: (-offer.score, offer.url))
    return tuple(ranked[:MOST])


def _offer(
    words: Words, element: Element, link: PageLink, url: str, capture: Capture, page: PageFacts, year_be: int,
) -> Offer | None:  # fmt: skip
    labels = [link.text, *link.row[:3], *link.headings[-1:]] if not link.navigation else [link.text]
    weights = [SIGNALS["link"], *[SIGNALS["row"]] * len(link.row[:3]), SIGNALS["heading"]]
    best, label = 0.0, ""
    for weight, text in zip(weights, labels, strict=False):
        match = words.own.matches(text).get(element.id) if text else None
        if match is not None and match.score * weight > best:
            best, label = match.score * weight, text
    if best < ACCEPT:
        return None
    fits = _period_fits(element, labels, year_be)
    score = round(min(0.95, best * (1.0 if fits is None else 1.05 if fits else 0.5)), 2)
    title = one_line(page.title or urlsplit(capture.final_url).path, 80)
    return Offer(
        url,
        element.id,
        f"พบลิงก์ “{one_line(label, 100)}” ในหน้า “{title}”",
        f"link “{one_line(label, 100)}” on the page “{title}”",
        score,
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
