"""One page of a PDF: its text run by run in the order in which it is drawn, its pictures, its links.

PDFium's own text order moves marks in some Word files (``ขอ้ มลู``), so its characters are taken back to the
page object that drew them.
"""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2_raw as raw

from crawler.read.glyphs import letters_by_glyph
from crawler.read.layout import Line, Run, lines_of, turned
from crawler.read.limits import PAGE_CHARS, PAGE_OBJECTS, PAGE_RUNS, LimitReachedError
from crawler.read.pdfium_links import RawLink, links_of
from crawler.read.pdfium_objects import (
    IDENTITY,
    POINTER,
    Matrix,
    address,
    bounds,
    embedded,
    font_of,
    function,
    matrix_of,
    render_mode,
    times,
)
from crawler.read.pdfium_unseen import OBJECTS, Drawn, Page, inkless
from crawler.read.thai_quality import measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAX_FORM_DEPTH = 12
#: Fewer lost pieces of text are nothing to worry about.
_FEW_LOST = 6
#: Places where PDFium itself wrote something: a hyphen at the end of a line, a character without Unicode.
_STAND_INS = {2: "-", 0xFFFE: "-", 0: "\ufffd", 0x0D: " ", 0x0A: " ", 0x09: " ", 0xA0: " "}
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_SPECIAL = _STAND_INS | _LIGATURES
_WHITE = frozenset([9, 10, 13])
_FONT_BYTES = 32 << 20
#: What stands beside the letter of its cluster, not above or below it.
_AFTER = "ำาๅะ"

_text_object = function("FPDFText_GetTextObject", POINTER, POINTER, ctypes.c_int)
_page_object = function("FPDFPage_GetObject", POINTER, POINTER, ctypes.c_int)
_form_object = function("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_object_type = function("FPDFPageObj_GetType", ctypes.c_int, POINTER)
_form_count = function("FPDFFormObj_CountObjects", ctypes.c_int, POINTER)
_font_data = function(
    "FPDFFont_GetFontData", ctypes.c_int, POINTER, POINTER, ctypes.c_size_t, ctypes.POINTER(ctypes.c_size_t)
)  # fmt: skip
_unicode = function("FPDFText_GetUnicode", ctypes.c_uint, POINTER, ctypes.c_int)
_angle = function("FPDFText_GetCharAngle", ctypes.c_float, POINTER, ctypes.c_int)
_origin = function(
    "FPDFText_GetCharOrigin", ctypes.c_int, POINTER, ctypes.c_int, ctypes.POINTER(ctypes.c_double), ctypes.POINTER(ctypes.c_double)
)  # fmt: skip
_loose_box = function(
    "FPDFText_GetLooseCharBox", ctypes.c_int, POINTER, ctypes.c_int, ctypes.POINTER(raw.FS_RECTF)
)
_mark_count = function("FPDFPageObj_CountMarks", ctypes.c_int, POINTER)
_mark = function("FPDFPageObj_GetMark", POINTER, POINTER, ctypes.c_ulong)
_mark_value_type = function("FPDFPageObjMark_GetParamValueType", ctypes.c_int, POINTER, ctypes.c_char_p)

_TEXT, _PATH = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM
_INVISIBLE_MODE = 3
#: A page under pictures so far is a scan; the text that a picture covers there is what an OCR read in it.
_SCANNED = 0.7


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as an engine saw it, not yet judged.

    ``shapes`` counts the lines and curves, ``lost`` is the share of the pieces of
    text of which nothing came out, their font not being embedded.
    ``image_area`` is the share of the page under pictures, ``invisible`` the share of characters drawn so that
    nobody sees them (the text layer of OCR).
    """

    lines: tuple[Line, ...]
    width: float
    height: float
    image_area: float = 0.0
    invisible: float = 0.0
    links: tuple[RawLink, ...] = ()
    shapes: int = 0
    lost: float = 0.0

    @property
    def text(self) -> str:
        """The lines as they were drawn."""
        return "\n".join(line.text for line in self.lines)


class _Span(NamedTuple):
    """Characters that one text object drew: its place in the drawing order, the first and the last of them."""

    order: int
    first: int
    last: int
    pointer: int


@dataclass(slots=True)
class _Walked:
    """The page's objects in drawing order; ``bare``: nothing but text is drawn."""

    order: dict[int, int]
    hidden: set[int]
    image_area: float = 0.0
    seen: int = 0
    shapes: int = 0
    bare: bool = True
    placed: dict[int, Matrix] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)

    def add(self, pointer: int, placed: Matrix, *, is_path: bool) -> None:
        """Note what may lie over text, on a page of which that will be asked."""
        if self.seen <= OBJECTS:
            self.drawn.append(Drawn(pointer, placed, len(self.order), is_path))


def read_page(
    document: Any,
    page: Any,
    index: int,
    letters: dict[bytes, dict[int, str]] | None,
    *,
    layered: bool = False,
) -> RawPage:
    """The loaded ``page`` at ``index``; with ``letters`` (of fonts met so far) odd fonts are read by their own tables.

    ``layered``: some of what is drawn may stand on layers that are off.
    """
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    loaded = address(page)
    walked = _Walked({}, set())
    objects = (_page_object(loaded, at) for at in range(raw.FPDFPage_CountObjects(page)))
    _walk(objects, IDENTITY, 0, walked)
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return RawPage((), width, height, walked.image_area / max(width * height, 1.0))
    try:
        count = raw.FPDFText_CountChars(text_page)
        if count > PAGE_CHARS:
            raise LimitReachedError(
                "characters", f"{count} characters on page {index + 1} (limit {PAGE_CHARS})"
            )
        said = address(text_page)
        codes = _codes(said, count)
        spans = _spans(said, count, walked)
        if letters is None:
            texts = [_plain(codes[span.first : span.last + 1]) for span in spans]
        else:
            texts = _texts_by_glyphs(spans, codes, letters)
        texts = _said_once(spans, texts)
        shown = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(shown))
        unseen = _unseen(page, shown, walked, spans, layered=layered)
        if walked.image_area >= _SCANNED * width * height:
            walked.hidden |= unseen
            unseen = set()
        placed = (
            _placed(said, span, text, shown)
            for span, text in zip(spans, texts, strict=True)
            if span.pointer not in unseen
        )
        runs = [run for run in placed if run is not None]
    finally:
        raw.FPDFText_ClosePage(text_page)
    return RawPage(
        lines_of(runs),
        width,
        height,
        image_area=min(walked.image_area / max(width * height, 1.0), 1.0),
        invisible=_invisible(spans, walked),
        links=links_of(document, page, runs),
        shapes=walked.shapes,
        lost=_lost(spans, walked),
    )


def _walk(objects: Iterator[int | None], placed: Matrix, depth: int, walked: _Walked) -> None:
    """Number the page's objects in drawing order, forms opened; add up the pictures' area."""
    for pointer in objects:
        if pointer is None:
            continue
        walked.seen += 1
        if walked.seen > PAGE_OBJECTS:
            raise LimitReachedError("objects", f"more than {PAGE_OBJECTS} objects on a page")
        kind = _object_type(pointer)
        walked.bare = walked.bare and kind in {_TEXT, _FORM}
        if kind == _TEXT:
            if len(walked.order) >= PAGE_RUNS:
                raise LimitReachedError("objects", f"more than {PAGE_RUNS} pieces of text on a page")
            walked.order[pointer] = len(walked.order)
            if placed is not IDENTITY:
                walked.placed[pointer] = placed
            if render_mode(pointer) == _INVISIBLE_MODE:
                walked.hidden.add(pointer)
        elif kind == _PATH:
            walked.shapes += 1
            walked.add(pointer, placed, is_path=True)
        elif kind == _IMAGE:
            walked.image_area += _area(pointer, placed)
            walked.add(pointer, placed, is_path=False)
        elif kind == _FORM and depth < _MAX_FORM_DEPTH:
            inner = (_form_object(pointer, at) for at in range(_form_count(pointer)))
            _walk(inner, times(matrix_of(pointer), placed), depth + 1, walked)


def _area(pointer: int, placed: Matrix) -> float:
    box = bounds(pointer)
    if box is None:
        return 0.0
    left, bottom, right, top = box
    scale = abs(placed[0] * placed[3] - placed[1] * placed[2])
    return abs((right - left) * (top - bottom)) * scale


def _spans(text_page: int, count: int, walked: _Walked) -> list[_Span]:
    """The page's characters by the object that drew them, in drawing order."""
    spans: list[_Span] = []
    at = 0
    while at < count:
        pointer = _text_object(text_page, at)
        first = last = at
        at += 1
        if pointer is None:
            continue
        while at < count:
            following = _text_object(text_page, at)
            if following == pointer:
                last = at
            elif following is not None:
                break
            at += 1
        # Blanks that PDFium put between two runs are ours to decide; inside one run they are real gaps.
        at = last + 1
        spans.append(_Span(walked.order.get(pointer, 1 << 30), first, last, pointer))
    return sorted(spans)


def _unseen(page: Any, area: Any, walked: _Walked, spans: Sequence[_Span], *, layered: bool) -> set[int]:
    """The text objects that nobody sees; of a page of nothing but text those of the colour of its paper."""
    blank = inkless(walked.order) if walked.bare else set()
    if walked.bare and not layered:
        return blank
    letters = {span.pointer: span.last + 1 - span.first for span in spans}
    shown = Page(
        page, raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page),
        (area.left, area.bottom, area.right, area.top), (*walked.order,), walked.hidden | blank, walked.placed,
        letters, walked.drawn, walked.seen, layered,
    )  # fmt: skip
    return blank | shown.unseen()


def _invisible(spans: list[_Span], walked: _Walked) -> float:
    """The share of characters that nobody sees."""
    hidden = sum(span.last + 1 - span.first for span in spans if span.pointer in walked.hidden)
    return hidden / max(sum(span.last + 1 - span.first for span in spans), 1)


def _lost(spans: list[_Span], walked: _Walked) -> float:
    """The share of text objects of which nothing came out, their font not being embedded."""
    read = {span.order for span in spans}
    lost = sum(order not in read and not embedded(pointer) for pointer, order in walked.order.items())
    return lost / len(walked.order) if lost >= _FEW_LOST else 0.0


def _codes(text_page: int, count: int) -> list[int]:
    """The page's characters as PDFium numbers them: in bulk when each is one UTF-16 unit, as nearly always."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(ctypes.cast(text_page, raw.FPDF_TEXTPAGE), 0, count, buffer) == count + 1:
        return buffer[:count]
    return [_unicode(text_page, at) for at in range(count)]


def _plain(codes: list[int]) -> str:
    return "".join(map(_character, codes))


def _character(code: int) -> str:
    special = _SPECIAL.get(code)
    if special is not None:
        return special
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _texts_by_glyphs(spans: list[_Span], codes: list[int], known: dict[bytes, dict[int, str]]) -> list[str]:
    """The texts of ``spans``; where a font's text is odd, its codes are glyph numbers of the embedded font."""
    by_font: dict[int, list[int]] = {}
    fonts = [font_of(span.pointer) or 0 for span in spans]
    for span, font in zip(spans, fonts, strict=True):
        by_font.setdefault(font, []).extend(codes[span.first : span.last + 1])
    letters = {font: _better_letters(font, used, known) for font, used in by_font.items()}
    texts = []
    for span, font in zip(spans, fonts, strict=True):
        used = codes[span.first : span.last + 1]
        found = letters[font]
        texts.append(_plain(used) if found is None else "".join(found.get(code, "\ufffd") for code in used))
    return texts


def _better_letters(font: int, codes: list[int], known: dict[bytes, dict[int, str]]) -> dict[int, str] | None:
    """The letters of the font's glyphs, if they read better than what the PDF says."""
    data = _font_bytes(font)
    digest = hashlib.sha256(data).digest()
    if digest not in known:
        known[digest] = letters_by_glyph(data)
    letters = known[digest]
    by_glyph = "".join(letters.get(code, "\ufffd") for code in codes)
    controls = sum(code < 32 and code not in _WHITE for code in codes) / max(len(codes), 1)
    return letters if letters and measure(by_glyph).odd < measure(_plain(codes)).odd + controls else None


def _font_bytes(font: int) -> bytes:
    size = ctypes.c_size_t()
    if not font or not _font_data(font, None, 0, ctypes.byref(size)) or size.value > _FONT_BYTES:
        return b""
    buffer = (ctypes.c_uint8 * size.value)()
    _font_data(font, buffer, size.value, ctypes.byref(size))
    return bytes(buffer)


def _said_once(spans: list[_Span], texts: list[str]) -> list[str]:
    """The texts, each replacement text once: PDFium gives the words of a marked cluster (จำ) to all its glyphs."""
    repeated = [
        len(text) > 1 and text == before and _replacement(span.pointer) == _replacement(previous.pointer) != 0
        for previous, span, before, text in zip(spans, spans[1:], texts, texts[1:], strict=False)
    ]
    return texts[:1] + ["" if again else text for again, text in zip(repeated, texts[1:], strict=True)]


def _replacement(text: int) -> int:
    """The marked content with an ActualText that a text object belongs to, 0 if none."""
    count = _mark_count(text)
    mark = _mark(text, count - 1) if count > 0 else None
    return mark if mark and _mark_value_type(mark, b"ActualText") == raw.FPDF_OBJECT_STRING else 0


def _placed(text_page: int, span: _Span, text: str, shown: Any) -> Run | None:
    """The text where it stands; ``None`` for blanks, and for what lies outside the part of the page that is shown."""
    if not text.strip():
        return None
    first, last = span.first, span.last
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    _origin(text_page, first, ctypes.byref(x), ctypes.byref(y))
    _loose_box(text_page, last, ctypes.byref(box))
    beside = max(x.value, box.right) < shown.left or min(x.value, box.left) > shown.right
    if beside or max(y.value, box.top) < shown.bottom or min(y.value, box.bottom) > shown.top:
        return None
    turn = round(-_angle(text_page, first) * 57.29578 / 15) * 15 % 360  # PDFium counts clockwise
    x0, across = turned(x.value, y.value, turn)
    corners = [turned(cx, cy, turn) for cx in (box.left, box.right) for cy in (box.bottom, box.top)]
    x1 = max(corner[0] for corner in corners)
    if last > first and text[-1] in _AFTER and _same_place(text_page, first, last):
        # One glyph stands for a cluster (ดำ): the glyphs after it carry no text, but they take room.
        x1 += x1 - x0
    size = max(corner[1] for corner in corners) - min(corner[1] for corner in corners)
    return Run(text, x0, max(x1, x0), across, max(size * 0.8, 1.0), turn)


def _same_place(text_page: int, first: int, last: int) -> bool:
    """Whether two characters came from one glyph."""
    x, y, other_x, other_y = (ctypes.c_double() for _ in range(4))
    _origin(text_page, first, ctypes.byref(x), ctypes.byref(y))
    _origin(text_page, last, ctypes.byref(other_x), ctypes.byref(other_y))
    return (x.value, y.value) == (other_x.value, other_y.value)
