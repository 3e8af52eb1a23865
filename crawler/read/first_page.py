"""The first page of a PDF as a small grey picture, by which a person recognises the document.

Drawn by PDFium in a reader's child process, like all reading; written as PNG with the standard library alone.  Who makes
another picture of the same bytes raises :data:`crawler.read.facts.PICTURE_VERSION`.
"""

from __future__ import annotations

import ctypes
import struct
import zlib

import pypdfium2_raw as raw

from crawler.read.limits import UnreadableError
from crawler.read.pdfium import opened

#: Pixels of the picture: twice what a page shows, for screens of two pixels a point.
WIDTH, MOST_HEIGHT = 144, 288
#: Brightness from black to white is kept in so many bits: half a byte a pixel.
_BITS = 4
_WHITE = 0xFFFFFFFF


def first_page(data: bytes) -> bytes:
    """The first page of the PDF ``data`` as PNG, :data:`WIDTH` pixels wide; empty when it has no page to draw.

    Raises ``UnreadableError`` when the file cannot be opened.
    """
    with opened(data) as document:
        return document.drawn(0, _draw) if document.pages else b""


def picture(data: bytes) -> bytes:
    """:func:`first_page`, and nothing for what is no readable PDF."""
    try:
        return first_page(data)
    except UnreadableError:
        return b""


def _draw(page: object) -> bytes:
    """A loaded page as PNG."""
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    if width <= 0 or height <= 0:
        return b""
    rows = max(1, min(MOST_HEIGHT, round(WIDTH * height / width)))
    bitmap = raw.FPDFBitmap_CreateEx(WIDTH, rows, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return b""
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, WIDTH, rows, _WHITE)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, WIDTH, rows, 0, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        grey = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return _png([grey[at * stride : at * stride + WIDTH] for at in range(rows)])


def _png(rows: list[bytes]) -> bytes:
    """Rows of brightness, a byte a pixel, as PNG of sixteen greys."""
    packed = b"".join(b"\0" + _halves(row) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), _BITS, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _halves(row: bytes) -> bytes:
    """Two pixels a byte."""
    return bytes((left & 0xF0) | (right >> 4) for left, right in zip(row[::2], row[1::2], strict=True))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
