"""A PDF as facts: two engines, every page judged, only the spoilt pages read twice.

PDFium reads each wanted page first: what it sees is what a citizen gets by copying, so it decides the page's
class.  A garbled page is then read by pdfminer; where that succeeds the recovered text is used to recognise the
document, while the page stays garbled: no ordinary program can read it.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from crawler.calendar import ERA
from crawler.model import Block, Link
from crawler.read import pdfstream
from crawler.read.layout import Line, heading_lines, in_reading_order, title_lines
from crawler.read.limits import (
    DOCUMENT_CHARS,
    PDF_PAGES,
    LimitReachedError,
    UnreadableError,
)
from crawler.read.pdf_bombs import refuse_bombs
from crawler.read.pdfium import PdfiumDocument, opened
from crawler.read.pdfium_links import RawLink
from crawler.read.pdfium_page import RawPage
from crawler.read.reading import Reading
from crawler.read.thai_quality import FEW, READABLE, legible, measure, page_class, usable
from crawler.read.title import title_of
from crawler.thai.text import one_line, repair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: A document up to this many pages is read whole; of a longer one its beginning and its end.
WHOLE = 16
FIRST, LAST = 10, 4
#: Spoilt pages read a second time: a few to see whether it helps, then the others.
_TRIED, _RESCUED_PAGES = 2, 40
_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^>]{0,400}?/Type\s*/Catalog\b")
_DAMAGED = "damaged: only a tolerant reader opens it"
#: Pages whose text would only match by accident.
_JUNK = frozenset(["garbled", "image+junk"])
#: A page without text but with this many lines and curves shows text turned into outlines, or a drawing.
_OUTLINES = 40
#: The share of a page under the picture of a scan, and of its height the edge on which stamps are set.
_SCANNED, _EDGE = 0.7, 0.12
#: The share of a page under pictures that are more than the garuda at its head.
_PICTURE = 0.1
#: A page of which more pieces of text than this share came to nothing deserves a second look: PDFium skips
#: single letters of fonts that are not embedded (blanks of such fonts come to nothing too, but are fewer).
_LOST = 0.5
#: Old Thai fonts put Thai letters where the Western code page has accented ones.
_WESTERN_AS_THAI = {code: code - 0xA0 + 0x0E00 for code in range(0xA1, 0xFC)}
#: Shorter lines of a spoilt page look legible by accident.
_LEGIBLE = 30


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A judged page: its lines as they should be read, and its class."""

    index: int
    page_class: str
    lines: tuple[Line, ...]
    width: float
    rescued: bool = False
    shapes: int = 0
    lost: float = 0.0
    image_area: float = 0.0


def read_pdf(data: bytes, *, every_page: bool = False, first: int | None = None) -> Reading:
    """The reading of a PDF: its beginning and end, ``every_page``, or the ``first`` pages only.

    Raises ``UnreadableError`` and ``LimitReachedError``.
    """
    refuse_bombs(data)
    try:
        return _with_pdfium(data, every_page=every_page, first=first)
    except UnreadableError as error:
        if error.error != "corrupt":
            raise
        return _damaged(data, error, every_page=every_page)


def _damaged(data: bytes, error: UnreadableError, *, every_page: bool) -> Reading:
    """A file whose end is lost still names its catalog: with a new trailer PDFium finds the rest by itself."""
    catalog = _CATALOG.search(data)
    if catalog is not None:
        trailer = b"\ntrailer\n<< /Root %b %b R >>\nstartxref\n0\n%%%%EOF\n" % (catalog[1], catalog[2])
        with suppress(UnreadableError):
            reading = _with_pdfium(data + trailer, every_page=every_page)
            if set(reading.page_classes) != {"none"}:
                return replace(reading, notes=(*reading.notes, _DAMAGED))
    return _with_pdfminer(data, error, every_page=every_page)


def wanted_pages(count: int, *, every_page: bool) -> list[int]:
    """The indexes of the pages to read: all of a short document, else the first and the last ones."""
    if every_page or count <= WHOLE:
        return list(range(min(count, PDF_PAGES)))
    return [*range(FIRST), *range(count - LAST, count)]


def _with_pdfium(data: bytes, *, every_page: bool, first: int | None = None) -> Reading:
    with opened(data) as document:
        wanted = wanted_pages(document.pages, every_page=every_page)[:first]
        if not wanted:
            raise UnreadableError("corrupt", "the file opens but has no pages")
        known = Reading(
            pages=document.pages,
            tagged=document.marked and document.has_structure(0),
            language=document.language or None,
            producer=one_line(document.metadata("Producer") or document.metadata("Creator"), 120) or None,
            created=metadata_date(document.metadata("CreationDate")),
            encrypted=document.encrypted,
        )
        raw_pages, notes = _read_pages(document, wanted)
        notes = (*notes, *_carried(document, data))
        pages = [_page(index, page) for index, page in raw_pages.items()]
        pages = _improved(pages, lambda some: {page.index: _by_glyphs(document, page) for page in some})
    pages = _improved(pages, lambda some: _by_pdfminer(data, some))
    pages = [_in_thai(page) for page in pages]
    links = tuple(
        _link(raw_link, page)
        for page in pages
        if (raw_page := raw_pages[page.index]) is not None
        for raw_link in raw_page.links
    )
    return _completed(replace(known, links=links, notes=notes), pages, data)


def _link(link: RawLink, page: PdfPage) -> Link:
    """A link with the words under it and the lines it stands in, as the document's blocks have them."""
    lines = [repair(line.text) for line in page.lines if line.text and link.holds(line)]
    text = " ".join(lines) if page.rescued else repair(one_line(link.text))
    return Link(link.url, text, f"pdf page {page.index + 1}", "\n".join(lines))


_ACTS = re.compile(rb"/S\s{0,9}/(JavaScript|Launch|SubmitForm|ImportData)\b")


def _carried(document: PdfiumDocument, data: bytes) -> tuple[str, ...]:
    """What the file brings along besides its pages, as far as it stands open; nothing of it is run or opened."""
    wanted = {act.decode() for act in _ACTS.findall(data)} | ({"JavaScript"} if document.scripts else set())
    acts = (f"asks for {', '.join(sorted(wanted))}, which was not done",) if wanted else ()
    files = document.attachments
    return (*acts, f"holds {files} attached files, which were not read") if files else acts


def _read_pages(
    document: PdfiumDocument, wanted: list[int]
) -> tuple[dict[int, RawPage | None], tuple[str, ...]]:
    """The wanted pages, and what is to be said of those left out; a page too rich does not cost the others."""
    found: dict[int, RawPage | None] = {}
    notes: list[str] = []
    limit: LimitReachedError | None = None
    chars = 0
    for index in wanted:
        try:
            found[index] = page = document.page(index)
        except LimitReachedError as error:
            limit = error
            notes.append(f"page {index + 1} was left out: {error}")
            continue
        chars += len(page.text) if page is not None else 0
        if chars > DOCUMENT_CHARS:
            notes.append(f"read up to page {index + 1}: more than {DOCUMENT_CHARS} characters")
            break
    if not found and limit is not None:
        raise limit
    return found, tuple(notes)


def _with_pdfminer(data: bytes, first: UnreadableError, *, every_page: bool) -> Reading:
    """A file that PDFium cannot open; raises ``first`` again when pdfminer cannot either."""
    wanted = [] if every_page else list(range(FIRST))
    try:
        count, raw_pages = pdfstream.read_pages(data, wanted)
    except UnreadableError as error:
        raise (error if error.error == "encrypted" else first) from error
    if not raw_pages:
        raise first
    pages = [_page(index, page) for index, page in sorted(raw_pages.items())]
    reading = _completed(Reading(pages=count), pages, data)
    return replace(reading, notes=(*reading.notes, _DAMAGED))


def _improved(pages: list[PdfPage], again: Callable[[list[PdfPage]], dict[int, PdfPage]]) -> list[PdfPage]:
    """``pages`` with the doubtful ones read ``again``.

    One producer wrote them all: where the first pages do not get better, the others are left alone.
    """
    doubtful = [
        page for page in pages if not page.rescued and (page.page_class == "garbled" or page.lost > _LOST)
    ]
    better: dict[int, PdfPage] = {}
    for some in (doubtful[:_TRIED], doubtful[_TRIED:_RESCUED_PAGES]):
        looked = again(some) if some else {}
        better |= looked
        if all(looked.get(page.index, page) is page for page in some):
            break
    return [better.get(page.index, page) for page in pages]


def _by_glyphs(document: PdfiumDocument, page: PdfPage) -> PdfPage:
    """A garbled page by the tables of its fonts."""
    found = document.page(page.index, by_glyphs=True) if page.page_class == "garbled" else None
    return _if_usable(page, found.lines if found is not None else ())


def _by_pdfminer(data: bytes, some: list[PdfPage]) -> dict[int, PdfPage]:
    """Pages by the thorough engine; a page of which PDFium lost most gets a new class, too."""
    try:
        _, found = pdfstream.read_pages(data, [page.index for page in some])
    except (UnreadableError, LimitReachedError, RecursionError):
        return {}
    looked: dict[int, PdfPage] = {}
    for page in some:
        again = found.get(page.index)
        if again is None:
            continue
        if page.page_class == "garbled":
            looked[page.index] = _if_usable(page, again.lines)
            continue
        judged = _page(page.index, again)
        looked[page.index] = (
            judged if judged.page_class in READABLE and _chars(judged) > _chars(page) else page
        )
    return looked


def _in_thai(page: PdfPage) -> PdfPage:
    """A garbled page with its Western letters read as the Thai ones of the same bytes: ``ÊÓ¹Ñ¡§Ò¹`` → ``สำนักงาน``."""
    if page.page_class != "garbled" or page.rescued:
        return page
    return _if_usable(
        page, [replace(line, text=line.text.translate(_WESTERN_AS_THAI)) for line in page.lines]
    )


def _if_usable(page: PdfPage, lines: Sequence[Line]) -> PdfPage:
    if not usable("\n".join(line.text for line in lines)):
        return page
    return replace(page, lines=tuple(lines), rescued=True)


def _chars(page: PdfPage) -> int:
    return sum(len(line.text) for line in page.lines)


def _page(index: int, page: RawPage | None) -> PdfPage:
    if page is None:
        return PdfPage(index, "none", (), 1.0)
    judged = page_class(measure(page.text, image_area=page.image_area, invisible=page.invisible))
    if judged == "text" and _is_stamped_scan(page):
        judged = "image"
    return PdfPage(
        index, judged, page.lines, page.width, shapes=page.shapes, lost=page.lost, image_area=page.image_area
    )


def _is_stamped_scan(page: RawPage) -> bool:
    """Whether the only text of a scan was set on its edge afterwards.

    A stamp of arrival, or the line of an electronic signature, does not make the picture readable.
    """
    edge = _EDGE * page.height
    body = (line.text for line in page.lines if line.turn or edge < line.y < page.height - edge)
    return page.image_area >= _SCANNED and sum(map(len, body)) < FEW


def _completed(known: Reading, pages: list[PdfPage], data: bytes) -> Reading:
    """``known`` with what its ``pages`` say."""
    blocks = [block for page in pages for block in _blocks(page)]
    pictures = {page.index + 1 for page in pages if page.page_class == "image"}
    return replace(
        known,
        title=_title([block for block in blocks if block.page not in pictures]),
        page_classes=tuple(page.page_class for page in pages),
        blocks=tuple(blocks),
        structure=known.tagged,
        shapes=any(page.page_class == "none" and page.shapes >= _OUTLINES for page in pages),
        pictures=sum(page.image_area >= _PICTURE or page.shapes >= _OUTLINES for page in pages),
        notes=(*known.notes, *_notes(data, pages, tagged=known.tagged)),
    )


def _blocks(page: PdfPage) -> list[Block]:
    """The page's blocks: its title block, its headings, and all its text in the order of drawing.

    Junk is kept out: it would only match by accident.
    """
    if page.page_class in _JUNK and not page.rescued:
        return _legible(page)
    where, number = f"pdf page {page.index + 1}", page.index + 1
    lines = [line for line in page.lines if line.text]
    ordered = in_reading_order(lines)
    if page.page_class == "image":
        top, kind = [], "text"
    elif page.index == 0:
        top, kind = ordered[: title_lines(ordered)], "title"
    else:
        top, kind = heading_lines(ordered, page.width), "heading"
    chosen = {id(line) for line in top}
    blocks = [_block(top, where, kind, number)] if top else []
    rest = [line for line in lines if id(line) not in chosen]
    return [*blocks, _block(rest, where, "text", number)] if rest else blocks


def _legible(page: PdfPage) -> list[Block]:
    """The few lines of a spoilt page that another font wrote well: a stamp, a gazette's head with its date."""
    lines = [line for line in page.lines if len(line.text) > _LEGIBLE and legible(line.text)]
    return [_block(lines, f"pdf page {page.index + 1}", "text", page.index + 1)] if lines else []


def _block(lines: list[Line], where: str, kind: str, number: int) -> Block:
    return Block("\n".join(repair(line.text) for line in lines), where, kind, number)


def _title(blocks: list[Block]) -> str:
    """The document's own title: the first lines of its title block that say something."""
    block = next((block for block in blocks if block.kind == "title"), None)
    if block is None:
        block = next(iter(blocks), None)
    return title_of(block.text.splitlines()) if block is not None else ""


def _notes(data: bytes, pages: list[PdfPage], *, tagged: bool) -> tuple[str, ...]:
    notes = []
    if tagged:
        notes.append("tagged PDF")
    if part := _claimed_part(data):
        notes.append(f"claims PDF/A-{part}")
    rescued = sum(page.rescued for page in pages)
    if rescued:
        notes.append(
            f"text of {rescued} garbled pages recovered from the fonts; other programs cannot read it"
        )
    return tuple(notes)


_CLAIM = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*(\d)")
_METADATA = re.compile(
    rb"/Type\s*/Metadata\b[^>]{0,300}>>\s*stream\r?\n|/Subtype\s*/XML\b[^>]{0,300}>>\s*stream\r?\n"
)
_METADATA_BYTES, _FEW_STREAMS = 1 << 20, 4


def _claimed_part(data: bytes) -> str:
    """The part of PDF/A that the file says it keeps to, in metadata that stands open or is packed."""
    claim = _CLAIM.search(data)
    for packed in islice(_METADATA.finditer(data) if claim is None else (), _FEW_STREAMS):
        with suppress(zlib.error):
            unpacked = zlib.decompressobj().decompress(
                data[packed.end() : packed.end() + _METADATA_BYTES], _METADATA_BYTES
            )
            claim = claim or _CLAIM.search(unpacked)
    return claim[1].decode() if claim is not None else ""


def metadata_date(value: str) -> date | None:
    """A PDF date (``D:25540311…``) as a date; a Buddhist year is understood, nonsense is ``None``."""
    match = re.match(r"(?:D:)?\s*(\d{4})(\d{2})?(\d{2})?", value)
    if match is None:
        return None
    year = int(match[1])
    year -= ERA if 2400 <= year <= 2699 else 0
    try:
        return date(year, int(match[2] or 1), int(match[3] or 1)) if 1985 <= year <= 2100 else None
    except ValueError:
        return None
