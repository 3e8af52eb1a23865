"""A document that is little more than a list of links to others: a table of contents, read like the page it might be.

Why: the lines of such a paper name every document of an item, and prove none of them.  What they lead to does.  Both
gathering and judging ask this module, so that the crawler fetches exactly what the judge will read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from itertools import chain
from typing import TYPE_CHECKING

from crawler.evidence.address import is_front_page
from crawler.read.link_kinds import gives_figures, leads_aside
from crawler.read.page_facts import PageFacts, PageLink, Piece
from crawler.read.page_links import resolve
from crawler.read.sniff import ZIP_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.model import DocumentFacts, Link

#: Kinds of documents whose links have a line to stand in.
_KINDS = frozenset({"pdf", "docx", "odt", "xlsx", "ods"})
#: A table of contents is short and light; what is more is a document of its own, whatever it links to.
MAX_PAGES, MAX_BYTES = 4, 2 << 20
#: Letters that may stand beside the lines with links: the paper's own headings and a word how to use it.
_BESIDE = 200
_HEADINGS = 3
#: Words that are the address itself: a source that is quoted, a school's own site, a way to write.
_WRITTEN_OUT = re.compile(r"^\W*(?:https?:|www\.|\S+\.(?:go|ac|or|co|in)\.th\b|\S+@\S+)", re.IGNORECASE)
_ANYWHERE = "http://anywhere.example/"
_BETWEEN_CELLS = re.compile(r"\t| \| ")
_LETTER = re.compile(r"[^\W_]")


def contents_of(facts: DocumentFacts) -> PageFacts | None:
    """The document as a page of links; ``None`` where it says something itself."""
    links = [link for link in facts.links if _leads(link)]
    light = (facts.pages or 0) <= MAX_PAGES and facts.size <= MAX_BYTES
    if not (links and light and facts.type in _KINDS and facts.grade in {"text", "structured"}):
        return None
    linked = {line for link in links for line in link.line.split("\n")}
    lines = [line for block in facts.blocks for line in block.text.split("\n") if line.strip()]
    offered = _letters(line for line in lines if line in linked)
    if not offered or _letters(line for line in lines if line not in linked) > max(_BESIDE, offered):
        return None
    pieces = tuple(_pieces(lines, linked))
    return PageFacts(
        title=facts.title, base=None, pieces=pieces, links=tuple(_links(links, pieces)), tables=(), ids=(), anchors=(),
        encoding="utf-8", declared_encoding=None, encoding_lied=False, password_field=False, refresh=None,
    )  # fmt: skip


def _leads(link: Link) -> bool:
    """Whether a link leads to a paper, and not to a whole site, to what is written out in it or said beside it."""
    address = resolve(link.url, _ANYWHERE, None)
    if address is None or not link.line or _WRITTEN_OUT.match(link.text) or leads_aside(link.text):
        return False
    if any(gives_figures(cell) for cell in _cells(link.line) if cell != link.text):
        return False  # a row of data, with a paper that belongs to it
    return not is_front_page(address)


def _letters(lines: Iterable[str]) -> int:
    return sum(len(_LETTER.findall(line)) for line in lines)


def _pieces(lines: Iterable[str], linked: set[str]) -> Iterator[Piece]:
    """The lines, those without a link as headings of what follows; those with one, and rows of a table, as rows."""
    above: tuple[str, ...] = ()
    for order, line in enumerate(lines):
        if line in linked or len(_cells(line)) > 1:
            yield Piece(line, order, headings=above, row=_cells(line))
        else:
            yield Piece(line, order, level=7, headings=above)
            above = (*above, line)[-_HEADINGS:]


def _links(links: Iterable[Link], pieces: Iterable[Piece]) -> Iterator[PageLink]:
    """The links, each at the first of its lines; one that is cut at the end of a line is one."""
    place = {piece.text: piece for piece in reversed(tuple(pieces))}
    joined: dict[str, list[Link]] = {}
    for link in links:
        joined.setdefault(link.url, []).append(link)
    for url, parts in joined.items():
        line = " ".join(dict.fromkeys(line for part in parts for line in part.line.split("\n")))
        text = " ".join(part.text for part in parts if part.text)
        at = next((place[one] for part in parts for one in part.line.split("\n") if one in place), None)
        if at is not None:
            yield PageLink(
                url, text or line, "a", at.order, headings=at.headings, row=_cells(line), line=line
            )


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _BETWEEN_CELLS.split(line))


# ------------------------------------------------------------------------------ before it is read

_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_UNPACKED, _STREAMS = 1 << 20, 40


def may_be_contents(data: bytes) -> bool:
    """Whether bytes may be such a document: a light PDF or office file that names an address, in the open or packed."""
    if len(data) > MAX_BYTES:
        return False
    if data.startswith(b"PK"):
        return any(_LINKED.search(part) for part in _office_parts(data))
    return b"%PDF-" in data[:1024] and any(b"/URI" in some for some in chain((data,), _unpacked(data)))


def _unpacked(data: bytes) -> Iterator[bytes]:
    for number, packed in enumerate(_PACKED.finditer(data)):
        if number == _STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(memoryview(data)[packed.end() :], _UNPACKED)
        except zlib.error:
            continue


#: Where office files keep their addresses, and how.
_OFFICE_PART = re.compile(r"(?:word|xl/worksheets)/_rels/[^/]+\.rels|xl/worksheets/[^/]+\.xml|content\.xml")
_LINKED = re.compile(rb"/hyperlink\"|<text:a\b|HYPERLINK\(")


def _office_parts(data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            named = [info for info in archive.infolist() if _OFFICE_PART.fullmatch(info.filename)]
            for info in named[:_STREAMS]:
                with archive.open(info) as part:
                    yield part.read(_UNPACKED)
    except ZIP_ERRORS:
        return
