"""PDFium's functions about the objects of a page, and where an object in a form stands on it."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2_raw as raw

POINTER = ctypes.c_void_p
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Ink = tuple[int, int, int, int]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def address(handle: Any) -> int:
    """The plain address of a handle."""
    value = ctypes.cast(handle, POINTER).value
    assert value is not None
    return value


def function(name: str, result: Any, *arguments: Any) -> Any:
    """A PDFium function with plain addresses for handles: half the cost of typed pointers, a thousand times a page."""
    return ctypes.CFUNCTYPE(result, *arguments)(address(getattr(raw, name)))


_fill_color = function("FPDFPageObj_GetFillColor", ctypes.c_int, POINTER, *([POINTER] * 4))
_bounds = function("FPDFPageObj_GetBounds", ctypes.c_int, POINTER, *([POINTER] * 4))
_matrix = function("FPDFPageObj_GetMatrix", ctypes.c_int, POINTER, ctypes.POINTER(raw.FS_MATRIX))
_font = function("FPDFTextObj_GetFont", POINTER, POINTER)
#: Filled, outlined, invisible …: a number of the PDF's own, of a text object.
render_mode = function("FPDFTextObj_GetTextRenderMode", ctypes.c_int, POINTER)
_is_embedded = function("FPDFFont_GetIsEmbedded", ctypes.c_int, POINTER)
#: Where PDFium puts its answers: made once, for a page has thousands of objects.  It is asked by one thread at a time.
_edges, _ink = (ctypes.c_float * 4)(), (ctypes.c_uint * 4)()
_EDGES = tuple(ctypes.addressof(_edges) + at * ctypes.sizeof(ctypes.c_float) for at in range(4))
_INK = tuple(ctypes.addressof(_ink) + at * ctypes.sizeof(ctypes.c_uint) for at in range(4))
_BLACK: Ink = (0, 0, 0, 255)


def font_of(text: int) -> int | None:
    """The font of a text object."""
    found: int | None = _font(text)
    return found


def embedded(text: int) -> bool:
    """Whether the file brings the font of a text object along."""
    return bool(_is_embedded(_font(text)) == 1)


def matrix_of(pointer: int) -> Matrix:
    """How an object lies in what holds it."""
    matrix = raw.FS_MATRIX()
    if not _matrix(pointer, ctypes.byref(matrix)):
        return IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """One matrix after the other."""
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of,
    )  # fmt: skip


def bounds(pointer: int) -> Box | None:
    """Left, bottom, right and top of an object in what holds it."""
    if not _bounds(pointer, *_EDGES):
        return None
    left, bottom, right, top = _edges
    return left, bottom, right, top


def ink_of(pointer: int) -> Ink:
    """Red, green, blue and opacity of what an object is filled with; black where it does not say."""
    if not _fill_color(pointer, *_INK):
        return _BLACK
    red, green, blue, opacity = _ink
    return red, green, blue, opacity


def bounds_on_page(pointer: int, placed: Matrix) -> Box | None:
    """The same on the page, of an object in a form that is ``placed`` there."""
    box = bounds(pointer)
    if box is None or placed == IDENTITY:
        return box
    a, b, c, d, e, f = placed
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)
