"""Which pages of an agency's own site may list its items: offered as candidates, never as passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from crawler.read.link_kinds import looks_like_document
from crawler.read.page import read_page, resolve

if TYPE_CHECKING:
    from crawler.read.page import PageLink

#: What an index of published items is called, and how sure that is.
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        4,
        re.compile(
            r"\b[oe]?ita\b|\boit\b|การเปิดเผยข้อมูลสาธารณะ|คุณธรรมและความโปร่งใส|open data integrity",
            re.IGNORECASE,
        ),
    ),
    (3, re.compile(r"แผนผัง(?:เว็บ)?ไซต์|site-?map", re.IGNORECASE)),
    (
        2,
        re.compile(r"ข้อมูลสาธารณะ|ศูนย์ข้อมูลข่าวสาร|ข้อมูลข่าวสาร|เอกสารเผยแพร่|ดาวน์โหลด|downloads?\b", re.IGNORECASE),
    ),
    (1, re.compile(r"หน้าหลัก|หน้าแรก|เข้าสู่(?:เว็บไซต์|หน้าหลัก)|enter site|\bindex\b|\bhome\b", re.IGNORECASE)),
)


def index_pages(body: bytes, url: str, content_type: str) -> tuple[str, ...]:
    """The addresses on the page ``body`` at ``url`` that look like an index, the surest first."""
    page = read_page(body, content_type)
    found: dict[str, tuple[int, int]] = {}
    for link in page.links:
        absolute = resolve(link.raw, url, page.base)
        if absolute is None:
            continue
        address = urldefrag(absolute)[0]
        sureness = _sureness(link, address)
        if sureness and address != urldefrag(url)[0] and not looks_like_document(address):
            found.setdefault(address, (-sureness, link.order))
    return tuple(sorted(found, key=lambda address: found[address]))


def _sureness(link: PageLink, address: str) -> int:
    words = f"{link.text} {unquote(address, errors='replace')}"
    return next((points for points, sign in _SIGNS if sign.search(words)), 0)
