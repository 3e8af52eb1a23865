"""The web addresses behind the parts of a page, as PDFium knows them."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pypdfium2_raw as raw

from crawler.read.layout import Line, Run, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINKS_PER_PAGE = 300
#: Links times runs of text that are compared on one page: no list of papers has so many.
_LINKED_RUNS = 300_000
#: An address of the web, whole or as seen from where the file stands; no script and nobody's own disk.
_WEB = re.compile(r"(?:https?|ftp|mailto):|(?![a-z][a-z0-9+.-]*:|\\)\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawLink:
    """A web address behind a part of a page, the text there, and where on the page that is, in points."""

    url: str
    left: float
    bottom: float
    right: float
    top: float
    text: str = ""

    def holds(self, text: Line | Run, share: float = 0.0) -> bool:
        """Whether more than this share of an upright line, or run, stands there."""
        width = min(text.x1, self.right) - max(text.x0, self.left)
        return (
            text.turn == 0
            and width > share * (text.x1 - text.x0)
            and self.bottom - 0.1 * text.size <= text.y < self.top - 0.2 * text.size
        )


def links_of(document: Any, page: Any, runs: Sequence[Run]) -> tuple[RawLink, ...]:
    """The web addresses of the page's link annotations, and what stands under each."""
    found: list[RawLink] = []
    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    most = min(_LINKS_PER_PAGE, 1 + _LINKED_RUNS // (len(runs) + 1))
    while len(found) < most and raw.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
        url = _web_address(document, link)
        if url:
            area = raw.FS_RECTF()
            raw.FPDFLink_GetAnnotRect(link, ctypes.byref(area))
            found.append(RawLink(url, area.left, area.bottom, area.right, area.top))
    return tuple(replace(one, text=_text_under(one, runs)) for one in found)


def _text_under(link: RawLink, runs: Sequence[Run]) -> str:
    under = (run for run in runs if link.holds(run, share=0.5))
    return " ".join(line.text for line in lines_of(under))


def _web_address(document: Any, link: Any) -> str:
    action = raw.FPDFLink_GetAction(link)
    length = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
    if not 1 < length < 1 << 14:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAction_GetURIPath(document, action, buffer, length)
    url = buffer.value.decode("utf-8", "replace").strip()
    return url if _WEB.match(url) else ""
