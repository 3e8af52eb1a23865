"""What a page says that pages which cannot exist do not say.

Whole-page similarity accuses short pages under a long template; what is left after taking the template away does not
(research: 0–0.3 % false accusations against 39–51 %).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.read.page import PageFacts

_GRAM = 5
_DIGITS = re.compile(r"\d+")
#: Parameters that say how a visitor came or how a page is shown, not which page it is.
_TRACKING = re.compile(r"^(?:fbclid|gclid|utm_\w+|ref|v|ver|lang|language|share|_\w*)$", re.IGNORECASE)


def _lines(page: PageFacts) -> list[str]:
    texts = [piece.text for piece in page.pieces] + [
        link.raw for link in page.links if link.kind in {"embed", "frame", "image"}
    ]
    return [_DIGITS.sub("#", fold(text)) for text in texts]


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


def residue(page: PageFacts, probes: Sequence[PageFacts]) -> int:
    """The number of five-letter stretches (a rough word) of ``page`` that no probe shows."""
    shown = {
        line[at : at + _GRAM]
        for probe in probes
        for line in _lines(probe)
        for at in range(max(1, len(line) - _GRAM + 1))
    }
    left = 0
    for line in _lines(page):
        fresh = [at for at in range(max(1, len(line) - _GRAM + 1)) if line[at : at + _GRAM] not in shown]
        left += len(fresh) // _GRAM + (1 if fresh and len(fresh) < _GRAM else 0)
    return left
