"""Text of a page that nobody sees: in the colour of what it stands on, under what was drawn after it, on a layer that is off.

What is on a page tells cheaply which text may be unseen: on most pages none is.  Where some may, the page is drawn with it and
without it, and who looks at the two pictures sees whether it makes a difference.
"""

from __future__ import annotations

import ctypes
import re
import zlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2_raw as raw

from crawler.read.pdfium_objects import (
    IDENTITY,
    POINTER,
    Box,
    Ink,
    Matrix,
    bounds_on_page,
    embedded,
    font_of,
    function,
    ink_of,
    render_mode,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_draw_mode = function(
    "FPDFPath_GetDrawMode", ctypes.c_int, POINTER, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)
)
_is_transparent = function("FPDFPageObj_HasTransparency", ctypes.c_int, POINTER)
_set_active = function("FPDFPageObj_SetIsActive", ctypes.c_int, POINTER, ctypes.c_int)
_set_fill_color = function(
    "FPDFPageObj_SetFillColor", ctypes.c_int, POINTER, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint
)  # fmt: skip

_FILLED_MODE, _WHITE_INK = 0, 0xF5
#: Points that a field is wide and high at least: a line of a table covers nothing.
_LEAST = 4.0
#: So many fields are looked at, the last ones of a page; so many objects of a page are drawn again.
_FIELDS, OBJECTS = 2_000, 20_000
#: Columns and rows in which a page is divided to see what lies over what.
_CELLS = 256
#: Bits of a colour that tell it from others; colours of fields that are kept apart.
_SHADES, _COLOURS = 4, 6
#: Pixels of the longer side of a picture of the page, and how many shades of 256 nobody tells apart.
_PIXELS, _ALIKE = 700, 16
_DARK = 230
#: Fewer letters that may be unseen are not worth a look: a name under a stamp, the number of a page on its band.
_LETTERS = 20

#: What a file says that has layers which are off, in the open or in a packed stream of objects.
_HIDES = re.compile(rb"/OFF\s{0,9}(?:\[\s{0,9}\d|\d{1,9}\s{1,9}\d)|/(?:BaseState|ViewState)\s{0,9}/OFF")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]{0,300}(?:>>[^>]{0,300})?>>\s{0,9}stream\r?\n")
_PACKED, _STREAMS = 1 << 20, 40

_Colour = tuple[int, int, int]
_PAPER: _Colour = (255 >> _SHADES,) * 3


class Drawn(NamedTuple):
    """A path or picture of a page: how it lies there, and how many texts were drawn before it."""

    pointer: int
    placed: Matrix
    after: int
    is_path: bool


@dataclass(frozen=True, slots=True)
class _Field:
    """What covers a part of the page; ``colour`` is ``None`` where it has several, or may let through what is behind it."""

    pointer: int
    box: Box
    after: int
    colour: _Colour | None
    covers: bool


def hides_layers(data: bytes) -> bool:
    """Whether a file may have layers that are off."""
    if _HIDES.search(data) is not None:
        return True
    return any(_HIDES.search(unpacked) is not None for unpacked in _objects_packed(data))


def _objects_packed(data: bytes) -> Iterator[bytes]:
    for stream in islice(_OBJECT_STREAM.finditer(data), _STREAMS):
        try:
            yield zlib.decompressobj().decompress(data[stream.end() : stream.end() + _PACKED], _PACKED)
        except zlib.error:
            continue


def inkless(texts: Iterable[int]) -> set[int]:
    """Those of the texts that are white, or of no ink at all: on a page with nothing behind them but its paper."""
    return {text for text in texts if _is_inkless(ink_of(text)) and render_mode(text) == _FILLED_MODE}


def _is_inkless(ink: Ink) -> bool:
    red, green, blue, opacity = ink
    return opacity == 0 or min(red, green, blue) >= _WHITE_INK


@dataclass(frozen=True, slots=True)
class Page:
    """What of a loaded page tells which text may be unseen.

    ``width`` and ``height`` are those of its picture, ``area`` is what of the page is shown.  ``texts`` are its text objects in the order of drawing, ``hidden`` those that are drawn so that nobody sees them,
    ``placed`` how those lie on it that stand in forms, ``letters`` how many each has.
    """

    handle: Any
    width: float
    height: float
    area: Box
    texts: Sequence[int]
    hidden: Collection[int]
    placed: Mapping[int, Matrix]
    letters: Mapping[int, int]
    drawn: Sequence[Drawn]
    objects: int
    layered: bool

    def unseen(self) -> set[int]:
        """The texts that make no difference to what is seen, and would if nothing else were there."""
        left, bottom, right, top = self.area
        if self.objects > OBJECTS or min(self.width, self.height, right - left, top - bottom) <= 0:
            return set()
        fields = [] if not self.drawn else [*_fields(self.drawn[-_FIELDS:])]
        suspects = self._suspects(fields)
        enough = sum(self.letters.get(text, 0) for text in suspects) >= _LETTERS
        return self._looked_at(suspects, fields) if enough else set()

    def _box(self, text: int) -> Box | None:
        return bounds_on_page(text, self.placed.get(text, IDENTITY))

    def _suspects(self, fields: Sequence[_Field]) -> dict[int, Box]:
        """The texts that may be unseen, each with where it stands."""
        if self.layered:
            wanted: Iterable[int] = self.texts
        elif fields:
            wanted = {*self._like_what_is_below(fields), *self._covered(fields)}
        else:
            return {}
        boxes = ((text, self._box(text)) for text in wanted if text not in self.hidden)
        return {text: box for text, box in boxes if box is not None}

    def _covered(self, fields: Sequence[_Field]) -> Iterator[int]:
        """The texts in whose middle something lies that was drawn later."""
        left = [field for field in fields if field.covers]
        over = _Cells(self.area)
        for at in range((left[-1].after if left else 0) - 1, -1, -1):
            while left and left[-1].after > at:
                over.set(left.pop().box)
            box = self._box(self.texts[at])
            if box is not None and over.holds(box):
                yield self.texts[at]

    def _like_what_is_below(self, fields: Sequence[_Field]) -> Iterator[int]:
        """The texts that have the colour of what was last drawn in their middle."""
        grounds = {_PAPER: _Cells(self.area, full=True)}
        coming = iter(fields)
        field = next(coming, None)
        for at, text in enumerate(self.texts):
            while field is not None and field.after <= at:
                if field.colour is not None and len(grounds) < _COLOURS:
                    grounds.setdefault(field.colour, _Cells(self.area))
                for colour, cells in grounds.items():
                    cells.set(field.box, on=colour == field.colour)
                field = next(coming, None)
            ground = grounds.get(_colour(text)[0])
            box = self._box(text) if ground is not None else None
            if ground is not None and box is not None and ground.holds(box):
                yield text

    def _looked_at(self, suspects: Mapping[int, Box], fields: Sequence[_Field]) -> set[int]:
        """Those of the suspects whose place looks the same without them, and does not where they stand alone in black."""
        looks = _Looks(self.handle, self.width, self.height)
        shown = looks.drawn()
        _switch(suspects, on=False)
        bare = looks.drawn()
        _switch(suspects, on=True)
        same = {text for text, box in suspects.items() if looks.alike(shown, bare, box)}
        if not same:
            return same
        others = {field.pointer for field in fields}
        _switch(others, on=False)
        inks = [(text, *ink_of(text)) for text in same]
        for text in same:
            _set_fill_color(text, 0, 0, 0, 255)
        alone = looks.drawn()
        for ink in inks:
            _set_fill_color(*ink)
        _switch(others, on=True)
        # What stands on a layer that is off stands nowhere, alone or not: then its font must be one that can be drawn.
        fonts = {font_of(text) for text in suspects.keys() - same} if self.layered else set()
        return {
            text
            for text in same
            if looks.shows_any(alone, suspects[text])
            or (self.layered and (embedded(text) or font_of(text) in fonts))
        }


def _switch(objects: Iterable[int], *, on: bool) -> None:
    for one in objects:
        _set_active(one, on)


def _fields(drawn: Iterable[Drawn]) -> Iterator[_Field]:
    """What of the paths and pictures covers a part of the page."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for one in drawn:
        box = bounds_on_page(one.pointer, one.placed)
        if box is None or box[2] - box[0] < _LEAST or box[3] - box[1] < _LEAST:
            continue
        colour = None
        if one.is_path:
            _draw_mode(one.pointer, ctypes.byref(fill), ctypes.byref(stroke))
            if not fill.value:
                continue
            colour, opacity = _colour(one.pointer)
            if not opacity:
                continue
        lets_through = bool(_is_transparent(one.pointer))
        yield _Field(one.pointer, box, one.after, None if lets_through else colour, covers=not lets_through)


def _colour(pointer: int) -> tuple[_Colour, int]:
    """The colour of an object, as exactly as an eye tells it, and its opacity; no ink is that of the paper."""
    red, green, blue, opacity = ink_of(pointer)
    return ((red >> _SHADES, green >> _SHADES, blue >> _SHADES) if opacity else _PAPER), opacity


class _Cells:
    """The cells of a page that something lies on, a bit each."""

    def __init__(self, area: Box, *, full: bool = False) -> None:
        self._left, self._low = area[:2]
        self._across, self._up = _CELLS / (area[2] - area[0]), _CELLS / (area[3] - area[1])
        self._rows = [(1 << _CELLS) - 1 if full else 0] * _CELLS

    def set(self, box: Box, *, on: bool = True) -> None:
        """Mark the cells whose middle lies in a box, or wipe them."""
        left, right = (_cell((x - self._left) * self._across) for x in (box[0], box[2]))
        low, high = (_cell((y - self._low) * self._up) for y in (box[1], box[3]))
        mask = (1 << max(right - left, 0)) - 1 << left
        for row in range(low, high):
            self._rows[row] = self._rows[row] | mask if on else self._rows[row] & ~mask

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box is marked."""
        column = int(((box[0] + box[2]) / 2 - self._left) * self._across)
        row = int(((box[1] + box[3]) / 2 - self._low) * self._up)
        return 0 <= column < _CELLS and 0 <= row < _CELLS and bool(self._rows[row] >> column & 1)


def _cell(place: float) -> int:
    """The first cell whose middle lies beyond a place."""
    return round(max(0.0, min(float(_CELLS), place)))


class _Looks:
    """A page as grey pictures of one size."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        scale = min(1.0, _PIXELS / max(width, height))
        self._page = page
        self._width, self._height = max(1, int(width * scale)), max(1, int(height * scale))

    def drawn(self) -> bytes:
        """What the page looks like now, a byte a pixel; nothing when it cannot be drawn."""
        width, height = self._width, self._height
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            return b""
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            raw.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, width, height, 0, raw.FPDF_GRAYSCALE)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            grey = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return b"".join(grey[row * stride : row * stride + width] for row in range(height))

    def alike(self, one: bytes, other: bytes, box: Box) -> bool:
        """Whether nobody tells the place in two pictures apart."""
        rows = zip(self._rows(one, box), self._rows(other, box), strict=True)
        return all(
            mine == its or all(abs(a - b) <= _ALIKE for a, b in zip(mine, its, strict=True))
            for mine, its in rows
        )

    def shows_any(self, picture: bytes, box: Box) -> bool:
        """Whether anything is drawn in the place."""
        return any(min(row, default=255) < _DARK for row in self._rows(picture, box))

    def _rows(self, picture: bytes, box: Box) -> Iterator[bytes]:
        if not picture:
            return
        x, y = ctypes.c_int(), ctypes.c_int()
        across, down = [], []
        for right, up in ((box[0], box[1]), (box[2], box[3])):
            raw.FPDF_PageToDevice(
                self._page, 0, 0, self._width, self._height, 0, right, up, ctypes.byref(x), ctypes.byref(y)
            )
            across.append(min(max(x.value, 0), self._width - 1))
            down.append(min(max(y.value, 0), self._height - 1))
        for row in range(min(down), max(down) + 1):
            yield picture[row * self._width + min(across) : row * self._width + max(across) + 1]
