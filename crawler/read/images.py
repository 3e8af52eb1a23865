"""Pictures: their kind and size.  A picture of a page is for people only; an OCR would begin here."""

from __future__ import annotations

import re
import struct

from crawler.read.limits import UnreadableError
from crawler.read.reading import Reading

#: Types that are pictures.
KINDS = frozenset(["png", "jpeg", "gif", "webp", "tiff", "bmp", "heic"])
_JPEG_FRAMES = frozenset([*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)])


def read_image(data: bytes, kind: str) -> Reading:
    """A picture as one page of class ``image``; its size in pixels is a note."""
    try:
        size = _SIZES[kind](data) if kind in _SIZES else None
    except (struct.error, IndexError) as error:
        raise UnreadableError("corrupt", f"the {kind} picture is cut off") from error
    notes = (f"picture of {size[0]} × {size[1]} pixels",) if size else ()
    return Reading(pages=1, page_classes=("image",), pixels=size or (), notes=notes)


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _bmp(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<ii", data[18:26])
    return width, abs(height)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += (
            2
            if marker == 0xFF or 0xD0 <= marker <= 0xD9
            else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        )
    raise IndexError("no frame")


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _tiff(data: bytes) -> tuple[int, int] | None:
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack(order + "I", data[4:8])
    (count,) = struct.unpack(order + "H", data[at : at + 2])
    sizes: dict[int, int] = {}
    for entry in range(min(count, 100)):
        tag, kind = struct.unpack(order + "HH", data[at + 2 + 12 * entry : at + 6 + 12 * entry])
        if tag in {256, 257}:
            start = at + 10 + 12 * entry
            (sizes[tag],) = struct.unpack(
                order + ("H" if kind == 3 else "I"), data[start : start + (2 if kind == 3 else 4)]
            )
    return (sizes[256], sizes[257]) if len(sizes) == 2 else None


def svg_text(data: bytes) -> str:
    """The text elements of an SVG drawing, one a line."""
    text = data.decode("utf-8", "replace")
    found = re.findall(r"<(?:text|title|tspan|desc)\b[^<>]*>([^<]+)<", text)
    return "\n".join(line.strip() for line in found if line.strip())


_SIZES = {"png": _png, "gif": _gif, "bmp": _bmp, "jpeg": _jpeg, "webp": _webp, "tiff": _tiff}
