"""What a page says that pages which cannot exist do not say.

Whole-page similarity accuses short pages under a long template; what is left after taking the template away does not
(research: 0–0.3 % false accusations against 39–51 %).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.remembered import remembered
from crawler.thai.text import fold

if TYPE_CHECKING:
    from crawler.read.page import PageFacts

_GRAM = 5
_DIGITS = re.compile(r"\d+")
#: Parameters that say how a visitor came or how a page is shown, not which page it is.
_TRACKING = re.compile(r"^(?:fbclid|gclid|utm_\w+|ref|v|ver|lang|language|share|_\w*)$", re.IGNORECASE)


def _texts(page: PageFacts) -> tuple[str, ...]:
    shown = (link.raw for link in page.links if link.kind in {"embed", "frame", "image"})
    return (*(piece.text for piece in page.pieces), *shown)


@remembered(20_000)
def _grams(text: str) -> tuple[str, ...]:
    line = _DIGITS.sub("#", fold(text))
    return tuple(line[at : at + _GRAM] for at in range(max(1, len(line) - _GRAM + 1)))


@remembered(20_000)
def elsewhere(probe: str, url: str) -> bool:
    """Whether a probe asks for another page than ``url``.

    Many portals know a page by its number; what stands behind the number is decoration, and an address that differs
    only there is the same page, not one that cannot exist.
    """
    asked, here = urlsplit(probe), urlsplit(url)
    if asked.path == here.path and not any(
        _TRACKING.match(name) is None for name, _ in parse_qsl(here.query)
    ):
        return False  # nothing but a tracking mark differs: the same page
    numbers = re.findall(r"\d{2,}", unquote(urlsplit(url).path))
    return not numbers or numbers != re.findall(r"\d{2,}", unquote(urlsplit(probe).path))


@remembered(256)  # as many pages as one agency has
def residue(page: PageFacts, probes: tuple[PageFacts, ...]) -> int:
    """The number of five-letter stretches (a rough word) of ``page`` that no probe shows."""
    shown = _shown(probes)
    left = 0
    for text in _texts(page):
        grams = _grams(text)
        fresh = len(grams) - sum(map(shown.__contains__, grams))
        left += fresh // _GRAM + (1 if 0 < fresh < _GRAM else 0)
    return left


@remembered(256)
def _shown(probes: tuple[PageFacts, ...]) -> frozenset[str]:
    return frozenset(gram for page in probes for text in _texts(page) for gram in _grams(text))
