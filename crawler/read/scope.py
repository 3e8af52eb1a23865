"""What of a page belongs to the item that declared it, and which of its links lead on.

Both gathering and judging ask this module, so that the crawler fetches exactly what the judge will read:
the page itself, what its *content* links to, embeds or shows, and what those pages' content links to.  Never the
navigation that stands on every page; with a declared ``#anchor`` that section only; on a page that holds many
items, this item's part only.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

from crawler.evidence.address import host_of, parts_of, readable_path
from crawler.read.announcements import Announcements
from crawler.read.html_tables import same_make
from crawler.read.item_code import numbers_a_paragraph
from crawler.read.link_kinds import (
    gives_figures,
    is_button,
    is_contact,
    is_qr,
    leads_aside,
    leads_nowhere,
    says_whom,
)
from crawler.read.page_facts import PageFacts, PageLink, Piece
from crawler.read.page_links import resolve
from crawler.read.shares import DOCUMENTS, recognise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Clicks below a declared URL that still count (contract, "at or below a declared URL").
MAX_DEPTH = 2
_DOCUMENT = re.compile(
    r"\.(?:pdf|xlsx?|xlsm|ods|csv|tsv|docx?|odt|rtf|pptx?|zip|rar|7z|json|xml|jpe?g|png|gif|webp)$",
    re.IGNORECASE,
)
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


#: Letters of a line that may head what follows it.
_LINE = 240
#: Ways to show something where it stands, to which the words around it are no label.
_SHOWN = frozenset({"image", "frame", "embed"})


#: Letters of a button's words.
_BUTTON = 20


def _offered(link: PageLink) -> tuple[str, ...]:
    """The cells of a row that says nothing but what the document behind its button is; there may be none behind it."""
    if not link.row or link.kind in _SHOWN or len(link.text) > _BUTTON:
        return ()
    if not (looks_like_document(link.raw) or (leads_nowhere(link) and is_button(link.text))):
        return ()
    return () if any(map(gives_figures, link.row)) else link.row


def _labels(link: PageLink) -> tuple[str, ...]:
    """The words that only lead to what a link opens: its own, the line that holds it, all cells of its row.

    Those of a map or of a school's own site lead away from what is said beside them.
    """
    if link.kind == "a" and leads_aside(link.text):
        return ()
    if is_contact(link):
        return () if says_whom(link) else (link.text,)
    return (link.text, "" if link.kind in _SHOWN else link.line, *_offered(link))


@dataclass(frozen=True)
class Scope:
    """The part of a page that counts for one item."""

    pieces: tuple[Piece, ...]
    links: tuple[PageLink, ...]
    tables: tuple[int, ...]
    section: str | None = None
    whole: bool = True

    @cached_property
    def linked(self) -> frozenset[str]:
        """The words of its links, and the lines that hold them; of a row that only offers a document all its cells."""
        return frozenset(words for link in self.links for words in _labels(link) if words)

    @cached_property
    def heads(self) -> tuple[Piece, ...]:
        """Its headings."""
        return tuple(piece for piece in self.pieces if piece.level)

    @cached_property
    def said(self) -> tuple[Piece, ...]:
        """The pieces that are said here themselves."""
        return tuple(piece for piece in self.pieces if self.says(piece))

    @cached_property
    def listed(self) -> tuple[Piece, ...]:
        """The pieces that are a link or stand beside one."""
        return tuple(piece for piece in self.pieces if not self.says(piece))

    def says(self, piece: Piece) -> bool:
        """Whether a piece is said here itself: neither a link nor a cell beside one."""
        return piece.text not in self.linked and self.linked.isdisjoint(piece.row)


def _owner(
    announced: Announcements, headings: Sequence[str], row: Sequence[str] = (), text: str = ""
) -> str | None:
    """The item that a piece or link belongs to by its row or its nearest heading; ``None`` when none is named."""
    for words in (*row[:3], text, *reversed(headings)):
        if words and (found := announced.item(words)):
            return found
    return None


def scope_of(page: PageFacts, *, item: str, fragment: str, announced: Announcements) -> Scope:
    """Cut ``page`` down to what counts for ``item``.

    A declared fragment decides alone.  Without one, a page that announces several items by heading or row is
    cut into their parts; what stands before the first part, and pages that announce none, belong to everybody.
    """
    pieces = [piece for piece in page.pieces if not piece.navigation]
    links = [link for link in page.links if not link.navigation]
    tables = [at for at, table in enumerate(page.tables) if not table.navigation]
    anchor = _anchor(page, fragment)
    if fragment and anchor:
        start, end, inside = _section(page, anchor)

        def within(order: int, ids: tuple[str, ...]) -> bool:
            return anchor in ids if inside else start <= order < end

        if not any(within(p.order, p.ids) for p in pieces) and not any(within(k.order, k.ids) for k in links):
            # Declared is declared, even where everything else is navigation.
            pieces, links, tables = list(page.pieces), list(page.links), list(range(len(page.tables)))
        part = Scope(
            tuple(p for p in pieces if within(p.order, p.ids)),
            tuple(k for k in links if within(k.order, k.ids)),
            tuple(
                at
                for at in tables
                if within(page.tables[at].order + (0 if inside else 1), page.tables[at].ids)
            ),
            section=fragment,
            whole=False,
        )
        return part if inside else _under_its_line(part, anchor)
    owners = {
        piece.order: _owner(
            announced, piece.headings, piece.row, piece.text if piece.level or piece.row else ""
        )
        for piece in pieces
    }
    seen = {found for found in owners.values() if found}
    if len(seen) < 2:
        own = _part_by_lines(pieces, links, page, item, announced)
        if own is not None:
            return own
    if len(seen) < 2 or item not in seen:
        # One item, or only others: the page is what it is; the words of each link decide.
        return Scope(tuple(pieces), tuple(links), tuple(tables))
    return Scope(
        tuple(p for p in pieces if owners[p.order] in {None, item}),
        tuple(
            k for k in links if _owner(announced, k.headings, k.row, k.line if k.row else "") in {None, item}
        ),
        tuple(at for at in tables if _owner(announced, page.tables[at].headings) in {None, item}),
        section=item,
        whole=False,
    )


def _under_its_line(part: Scope, anchor: str) -> Scope:
    """A part that begins with a plain line which has the anchor, with that line as its heading."""
    mark = part.pieces[0] if part.pieces else None
    if mark is None or mark.level or anchor not in mark.ids:
        return part
    return replace(
        part,
        pieces=(
            replace(mark, level=2),
            *(replace(p, headings=_below(mark, p.headings)) for p in part.pieces[1:]),
        ),
        links=tuple(replace(k, headings=_below(mark, k.headings)) for k in part.links),
    )


def _below(mark: Piece, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings of something that stands below a line which heads it: those above the line, the line, then its own."""
    above = len(mark.headings) if headings[: len(mark.headings)] == mark.headings else 0
    return (*headings[:above], mark.text, *headings[above:])


#: Items that plain lines must announce before these lines are taken for headings.
_ANNOUNCED = 3


def _part_by_lines(
    pieces: Sequence[Piece], links: Sequence[PageLink], page: PageFacts, item: str, announced: Announcements
) -> Scope | None:
    """The part of ``item`` on a page of many whose headings are plain lines: ``O5 แผนปฏิบัติราชการ…``, then its links.

    From the line that announces it to the next that announces an item, and what stands above the first of them.
    ``None`` where nothing stands between: such lines are a table of contents.
    """
    linked = {words for link in links for words in (link.text, link.line)}
    marks = [
        piece
        for piece in pieces
        if not piece.row and len(piece.text) <= _LINE and piece.text not in linked and announced.item(piece.text)
    ]  # fmt: skip
    if not any(numbers_a_paragraph(mark.text) for mark in marks if announced.item(mark.text) == item):
        # Those of a law that stands here.
        marks = [mark for mark in marks if not numbers_a_paragraph(mark.text)]
    if len({announced.item(mark.text) for mark in marks}) < _ANNOUNCED:
        return None
    ends = [*(mark.order for mark in marks[1:]), 1 << 60]
    parts = [(mark, end) for mark, end in zip(marks, ends, strict=True) if announced.item(mark.text) == item]

    def head_of(order: int) -> Piece | None:
        return next((mark for mark, end in parts if mark.order < order < end), None)

    own_pieces = [replace(p, headings=_below(head, p.headings)) for p in pieces if (head := head_of(p.order))]
    own_links = [replace(k, headings=_below(head, k.headings)) for k in links if (head := head_of(k.order))]
    if not own_pieces and not own_links:
        return None
    heads = [replace(mark, level=2) for mark, _ in parts]
    above = marks[0].order
    return Scope(
        (
            *(p for p in pieces if p.order < above),
            *sorted((*heads, *own_pieces), key=lambda piece: piece.order),
        ),
        (*(k for k in links if k.order < above), *own_links),
        tuple(at for at, t in enumerate(page.tables) if not t.navigation and head_of(t.order + 1)),
        section=item,
        whole=False,
    )


def _anchor(page: PageFacts, fragment: str) -> str | None:
    if not fragment:
        return None
    for wanted in (fragment, unquote(fragment)):
        if wanted in page.ids:
            return wanted
    lowered = unquote(fragment).lower()
    return next((name for name in page.ids if name.lower() == lowered), None)


def _section(page: PageFacts, anchor: str) -> tuple[int, int, bool]:
    """Where the section of ``anchor`` begins and ends; ``inside`` when the anchor is a container of it."""
    holds = [p for p in page.pieces if anchor in p.ids]
    shown = [k for k in page.links if anchor in k.ids]
    marked = any(not p.level for p in holds) or any(k.kind != "a" for k in shown) or len(shown) > 1
    if marked and not _is_a_line_among_others(page, anchor, holds, shown):
        return 0, 0, True
    start = next(order for name, order in page.anchors if name == anchor) + 1
    first = next((p for p in page.pieces if p.order >= start), None)
    ends = [order + 1 for name, order in page.anchors if order >= start and same_make(name, anchor)]
    if first is not None and not ends:
        ends = [p.order for p in page.pieces if p.order > first.order and _ends(p, first)]
    return start, min(ends, default=1 << 60), False


def _is_a_line_among_others(
    page: PageFacts, anchor: str, holds: Sequence[Piece], shown: Sequence[PageLink]
) -> bool:
    """Whether an anchor marks one short line, as others of its make do: what follows it is the section (``<p id="o5">``)."""
    if len(holds) != 1 or shown or len(holds[0].text) > _LINE or holds[0].row:
        return False
    return any(same_make(name, anchor) for name, _ in page.anchors)


def _ends(piece: Piece, first: Piece) -> bool:
    """Whether a heading stands as high as the one that ``first`` is, or stands under."""
    if not piece.level:
        return False
    return piece.level <= first.level if first.level else len(piece.headings) < len(first.headings)


# ------------------------------------------------------------------------------------ following


def looks_like_document(url: str) -> bool:
    """Whether the path of ``url`` ends like a file's."""
    return bool(_DOCUMENT.search(parts_of(url).path))


def leads_to_document(url: str) -> bool:
    """Whether a file stands behind ``url``, by the end of its path or because it is a share of one."""
    return looks_like_document(url) or ((share := recognise(url)) is not None and share.kind in DOCUMENTS)


def worth_following(link: PageLink, url: str) -> bool:
    """Whether a content link may hold (a part of) the item: not decoration, not an action, not a script."""
    if _WAY_BACK.match(link.text) or _is_beside_the_point(url):
        return False
    if link.kind == "image" and (_small(link) or _ACTION.search(readable_path(url))):
        return False
    # Else it is the address of a site, as it stands under every letter.
    return link.kind != "typed" or leads_to_document(url) or parts_of(url).path.count("/") >= _TYPED_DEPTH


@lru_cache(maxsize=4_096)
def _is_beside_the_point(url: str) -> bool:
    """Whether an address shows by itself that no document of an item stands there."""
    path = readable_path(url)
    if _ASSET.search(path) or _DECORATION.search(path) or _WIDGET.match(host_of(url) + parts_of(url).path):
        return True
    # A file in a folder of that name is a file: /share/report.pdf
    return _ACTION.search(path) is not None and not looks_like_document(url)


def _small(link: PageLink) -> bool:
    if is_qr(link):
        return True
    called = re.search(r"\b(?:logo|icon)\b", f"{link.text} {link.raw}", re.IGNORECASE)
    return called is not None and not _DOCUMENT.search(link.text)


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
