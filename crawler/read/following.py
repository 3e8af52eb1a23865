"""Which links of a page lead on to what counts for the item that declared it.

Both gathering and judging ask this module, so that the crawler fetches exactly what the judge will read: what the
page's *content* links to, embeds or shows, and what those pages' content links to.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from crawler.evidence.address import host_of, parts_of, readable_path
from crawler.read.announcements import Announcements
from crawler.read.link_kinds import FILE_NAME, is_qr, leads_to_document, looks_like_document
from crawler.read.page_facts import PageFacts, PageLink
from crawler.read.page_links import resolve
from crawler.read.scope import scope_of
from crawler.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.read.scope import Scope

#: Clicks below a declared URL that still count (contract, "at or below a declared URL").
MAX_DEPTH = 2
_WAY_BACK = re.compile(
    r"^\W*(?:กลับ(?:สู่|ไป)?(?:ยัง)?(?:หน้า(?:แรก|หลัก|เดิม|ก่อน(?:หน้า)?))?|ย้อนกลับ|หน้าแรก|หน้าหลัก|home|back|main page)\W*$",
    re.IGNORECASE,
)
_DECORATION = re.compile(
    r"(?:^|[/_-])(?:logo|icon|banner|bg|sprite|spacer|arrow|btn|button|flag|loading|avatar)[^/]*\.(?:png|gif|jpe?g|svg|webp|ico)$",
    re.IGNORECASE,
)
_ASSET = re.compile(r"\.(?:css|js|ico|woff2?|ttf|svg|mp4|mp3|avi)$", re.IGNORECASE)
_ACTION = re.compile(
    r"(?:log-?in|log-?out|sign-?in|sign-?out|delete|remove|print|share|sharer|login\.php|wp-admin|/admin)(?:[/?.]|$)",
    re.IGNORECASE,
)
#: Buttons and boxes of the platforms, and maps: they stand on pages of every kind and hold no document.
_WIDGET = re.compile(
    r"^(?:(?:www\.)?facebook\.com/plugins/(?:page|like|share_button|comments|likebox)"
    r"|(?:www\.)?(?:twitter|x)\.com/(?:share|intent)(?:/|$)|social-plugins\.line\.me/|line\.me/r/(?:msg|share)"
    r"|platform\.twitter\.com/|(?:www\.|maps\.)?google\.(?:com|co\.th)/maps|maps\.google\.(?:com|co\.th)/|maps\.app\.goo\.gl/)",
    re.IGNORECASE,
)
#: Strokes in the path of a typed address that is more than the address of a site.
_TYPED_DEPTH = 2
#: What the pages of file shares call the way to the file itself.
_DOWNLOAD = re.compile(r"ดาวน์โหลด|โหลดไฟล์|down-?load|[?&]dl=1|/attachments?/", re.IGNORECASE)


def worth_following(link: PageLink, url: str) -> bool:
    """Whether a content link may hold (a part of) the item: not decoration, not an action, not a script."""
    if _WAY_BACK.match(link.text) or _is_beside_the_point(url):
        return False
    if link.kind == "image" and (_small(link) or _ACTION.search(readable_path(url))):
        return False
    # Else it is the address of a site, as it stands under every letter.
    return link.kind != "typed" or leads_to_document(url) or parts_of(url).path.count("/") >= _TYPED_DEPTH


@remembered(4_096)
def _is_beside_the_point(url: str) -> bool:
    """Whether an address shows by itself that no document of an item stands there."""
    path = readable_path(url)
    if _ASSET.search(path) or decorates(path) or _WIDGET.match(host_of(url) + parts_of(url).path):
        return True
    # A file in a folder of that name is a file: /share/report.pdf
    return _ACTION.search(path) is not None and not looks_like_document(url)


def decorates(path: str) -> bool:
    """Whether a picture is called by what it is for on the page; it is not fetched."""
    return _DECORATION.search(path) is not None


def _small(link: PageLink) -> bool:
    if is_qr(link):
        return True
    called = re.search(r"\b(?:logo|icon)\b", f"{link.text} {link.raw}", re.IGNORECASE)
    return called is not None and not FILE_NAME.search(link.text)


def links_below(
    page: PageFacts, scope: Scope, url: str, *, item: str, announced: Announcements, hosts: frozenset[str] = frozenset(),
) -> tuple[tuple[str, PageLink], ...]:  # fmt: skip
    """The absolute addresses, without fragment, that lead one click below ``url``, most promising first.

    ``hosts`` are the agency's own; a page elsewhere is read, but of its links only documents, downloads, frames and
    embedded files are followed.
    """
    here = urldefrag(url)[0]
    foreign = bool(hosts) and host_of(url) not in hosts
    found: dict[str, tuple[int, PageLink]] = {}
    candidates = list(scope.links)
    if page.refresh:
        candidates.insert(0, PageLink(page.refresh, "", "refresh", 0))
    icons = _icons(page)
    for link in candidates:
        if link.raw in icons:
            continue
        absolute = resolve(link.raw, url, page.base)
        if absolute is None:
            continue
        address = urldefrag(absolute)[0]
        if address == here or not worth_following(link, address):
            continue
        document = leads_to_document(address) or link.kind in {"frame", "embed", "refresh"}
        if foreign and not document and not _DOWNLOAD.search(f"{link.text} {link.raw}"):
            continue
        names = announced.item(link.text)
        rank = (
            (0 if document else 1) + (0 if names in {None, item} else 4) + (2 if link.kind == "image" else 0)
        )
        found.setdefault(address, (rank, link))
    ranked = sorted(found.items(), key=lambda entry: (entry[1][0], entry[1][1].order))
    return tuple((address, link) for address, (_, link) in ranked)


def _icons(page: PageFacts) -> frozenset[str]:
    """The pictures that stand several times on a page."""
    shown = [link.raw for link in page.links if link.kind == "image"]
    if len(shown) < 2:
        return frozenset()
    return frozenset(raw for raw, times in Counter(shown).items() if times > 1)


def follow(
    body: bytes, url: str, content_type: str, *, fragment: str, item: str, depth: int,
    titles: Mapping[str, tuple[str, ...]], hosts: frozenset[str] = frozenset(),
) -> tuple[str, ...]:  # fmt: skip
    """The addresses to fetch next below the page ``body`` at ``url`` for ``item``; empty at the last click.

    A document that is but a list of links is a page, too.

    ``depth`` is the number of clicks from the declared page to this one.  ``titles`` maps every item of the
    checklist to its titles, so that other items' rows and sections can be told apart.
    """
    page = _page_in(body, content_type) if depth < MAX_DEPTH else None
    if page is None:
        return ()
    announced = Announcements.of(titles)
    scope = scope_of(page, item=item, fragment=fragment if depth == 0 else "", announced=announced)
    below = links_below(page, scope, url, item=item, announced=announced, hosts=hosts)
    return tuple(address for address, _ in below)


def _page_in(body: bytes, content_type: str) -> PageFacts | None:
    """The page that some bytes are; of a document only if it is a list of links."""
    from crawler.read.contents import contents_of, may_be_contents  # the judge asks this module too,
    from crawler.read.page import read_page  # and parses nothing

    if not may_be_contents(body):
        return read_page(body, content_type)
    from crawler.read.document import read_content  # every reader there is

    return contents_of(read_content(body))
