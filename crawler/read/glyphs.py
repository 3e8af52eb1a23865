"""What the glyphs of an embedded TrueType font mean, by the font's own tables.

Municipal budgets printed by Microsoft Reporting Services name glyphs by number and give no Unicode map, so every
program copies garbage.  The embedded font still knows which letter each glyph was drawn for (``cmap``), and from
which glyph its shifted tone marks were made (``GSUB`` single substitutions).

Source: OpenType specification 1.9, chapters cmap (formats 0, 4, 6, 12) and GSUB (lookup types 1 and 7).
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_GLYPHS = 65_536
_MAX_LOOKUPS = 400
#: A damaged table may claim thousands of millions.
_MAX_PAIRS = 4 * _MAX_GLYPHS
_SINGLE, _EXTENSION = 1, 7


def letters_by_glyph(font: bytes) -> dict[int, str]:
    """Letter by glyph number; empty for fonts without tables of their own (subset by printer drivers) or damaged."""
    try:
        tables = _tables(font)
        codes = islice(_codes(tables.get(b"cmap", b"")), _MAX_PAIRS)
        letters = {glyph: chr(code) for code, glyph in codes if 31 < code < 0x110000}
        variants = list(islice(_variants(tables.get(b"GSUB", b"")), _MAX_PAIRS)) if letters else []
    except (struct.error, IndexError, ValueError):
        return {}
    # A variant of a variant (lowered, then shifted) is found in the second round.
    for _ in range(2):
        for base, variant in variants:
            if base in letters:
                letters.setdefault(variant, letters[base])
    return letters


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", data, at)[0])


def _tables(font: bytes) -> dict[bytes, bytes]:
    start = _u32(font, 12) if font[:4] == b"ttcf" else 0
    found = {}
    for number in range(min(_u16(font, start + 4), 64)):
        entry = start + 12 + 16 * number
        offset, length = _u32(font, entry + 8), _u32(font, entry + 12)
        found[font[entry : entry + 4]] = font[offset : offset + length]
    return found


def _codes(cmap: bytes) -> Iterator[tuple[int, int]]:
    """(Unicode, glyph) of every Unicode subtable."""
    if not cmap:
        return
    for number in range(min(_u16(cmap, 2), 32)):
        platform, encoding = _u16(cmap, 4 + 8 * number), _u16(cmap, 6 + 8 * number)
        if platform != 0 and (platform, encoding) not in {(3, 1), (3, 10)}:
            continue
        at = _u32(cmap, 8 + 8 * number)
        reader = _FORMATS.get(_u16(cmap, at))
        if reader is not None:
            yield from reader(cmap, at)


def _format_0(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    for code, glyph in enumerate(cmap[at + 6 : at + 262]):
        if glyph:
            yield code, glyph


def _format_4(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = _u16(cmap, at + 6) // 2
    ends, starts = at + 14, at + 16 + 2 * count
    deltas, ranges = starts + 2 * count, starts + 4 * count
    for segment in range(count):
        first, last = _u16(cmap, starts + 2 * segment), _u16(cmap, ends + 2 * segment)
        delta, offset = _u16(cmap, deltas + 2 * segment), _u16(cmap, ranges + 2 * segment)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = ranges + 2 * segment + offset + 2 * (code - first)
                if place + 2 > len(cmap):
                    break
                glyph = _u16(cmap, place)
                if glyph == 0:
                    continue
            yield code, (glyph + delta) & 0xFFFF


def _format_6(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    first, count = _u16(cmap, at + 6), _u16(cmap, at + 8)
    for number in range(count):
        yield first + number, _u16(cmap, at + 10 + 2 * number)


def _format_12(cmap: bytes, at: int) -> Iterator[tuple[int, int]]:
    for group in range(min(_u32(cmap, at + 12), _MAX_GLYPHS)):
        first, last, glyph = struct.unpack_from(">III", cmap, at + 16 + 12 * group)
        for step in range(min(last - first + 1, _MAX_GLYPHS)):
            yield first + step, glyph + step


_FORMATS = {0: _format_0, 4: _format_4, 6: _format_6, 12: _format_12}


def _variants(gsub: bytes) -> Iterator[tuple[int, int]]:
    """(glyph, the glyph drawn instead of it in some place) of every single substitution."""
    if not gsub:
        return
    lookups = _u16(gsub, 8)
    for number in range(min(_u16(gsub, lookups), _MAX_LOOKUPS)):
        lookup = lookups + _u16(gsub, lookups + 2 + 2 * number)
        kind = _u16(gsub, lookup)
        for part in range(min(_u16(gsub, lookup + 4), _MAX_LOOKUPS)):
            at = lookup + _u16(gsub, lookup + 6 + 2 * part)
            if kind == _EXTENSION and _u16(gsub, at + 2) == _SINGLE:
                yield from _single(gsub, at + _u32(gsub, at + 4))
            elif kind == _SINGLE:
                yield from _single(gsub, at)


def _single(gsub: bytes, at: int) -> Iterator[tuple[int, int]]:
    covered = _coverage(gsub, at + _u16(gsub, at + 2))
    if _u16(gsub, at) == 1:
        delta = _u16(gsub, at + 4)
        yield from ((glyph, (glyph + delta) & 0xFFFF) for glyph in covered)
    else:
        yield from ((glyph, _u16(gsub, at + 6 + 2 * place)) for place, glyph in enumerate(covered))


def _coverage(gsub: bytes, at: int) -> list[int]:
    count = _u16(gsub, at + 2)
    if _u16(gsub, at) == 1:
        return [_u16(gsub, at + 4 + 2 * number) for number in range(count)]
    glyphs: list[int] = []
    for number in range(count):
        first, last = _u16(gsub, at + 4 + 6 * number), _u16(gsub, at + 6 + 6 * number)
        glyphs.extend(range(first, last + 1))
        if len(glyphs) > _MAX_GLYPHS:
            break
    return glyphs
