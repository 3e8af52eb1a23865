"""Word 97-2003 (``.doc``) by its piece table: the text where Word itself looks for it.

Source: [MS-DOC] 2.4.1 (retrieving text) and 2.9.177 (Pcd).  Pieces of one byte a letter are CP874 in Thai files.
"""

from __future__ import annotations

import io
import re
import struct

import olefile

from crawler.read.limits import DOCUMENT_CHARS, UnreadableError
from crawler.read.prose import Paragraph, TableCells, prose_of
from crawler.read.reading import Reading

_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_CLX_AT = 0x01A2
_COMPRESSED = 0x40000000
_FIELD = re.compile("\x13[^\x13\x14\x15]{0,2000}(?:\x14([^\x13\x14\x15]*))?\x15")
#: A first cell longer than this has swallowed the paragraphs before its table.
_CELL_CHARS = 40
_HIGH = re.compile(rb"[\x80-\xff]")


def read_doc(data: bytes) -> Reading:
    """A binary Word document: paragraphs and the rows of its tables."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            main = ole.openstream("WordDocument").read()
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise UnreadableError("encrypted", "the document wants a password")
            table = ole.openstream("1Table" if flags & _WHICH_TABLE else "0Table").read()
    except (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError) as error:
        raise UnreadableError("corrupt", f"not a Word 97-2003 document: {error}"[:200]) from error
    try:
        text = _text(main, table)
    except struct.error as error:
        raise UnreadableError("corrupt", "the piece table is damaged") from error
    prose = prose_of(_parts(text))
    return Reading(title=prose.title, blocks=prose.blocks, tables=prose.tables, structure=bool(prose.tables))


def _text(main: bytes, table: bytes) -> str:
    start, length = struct.unpack_from("<II", main, _CLX_AT)
    clx = table[start : start + length]
    at = 0
    while at < len(clx) and clx[at] == 1:  # property modifiers stand before the pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise UnreadableError("corrupt", "the document has no piece table")
    size = struct.unpack_from("<I", clx, at + 1)[0]
    pieces = clx[at + 5 : at + 5 + size]
    count = (len(pieces) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", pieces, 0)
    parts: list[str] = []
    chars = 0
    for number in range(count):
        length = ends[number + 1] - ends[number]
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        if length <= 0 or length > DOCUMENT_CHARS:
            continue
        if place & _COMPRESSED:
            offset = (place & ~_COMPRESSED) // 2
            parts.append(_one_byte(main[offset : offset + length]))
        else:
            parts.append(main[place : place + 2 * length].decode("utf-16-le", "replace"))
        chars += length
        if chars > DOCUMENT_CHARS:
            break
    return "".join(parts)


def _one_byte(piece: bytes) -> str:
    """Thai letters where the high bytes are Thai, else the Western table that Word assumes."""
    thai = piece.decode("cp874", "replace")
    high = _HIGH.findall(piece)
    letters = sum("ก" <= letter <= "๛" for letter in thai)
    return thai if high and letters >= 0.7 * len(high) else piece.decode("cp1252", "replace")


def _parts(text: str) -> list[Paragraph | TableCells]:
    """Paragraphs end with CR, cells with BEL; a row ends with a cell mark of its own."""
    plain = text
    while "\x13" in plain:
        shorter = _FIELD.sub(lambda match: match[1] or "", plain)
        if shorter == plain:
            break
        plain = shorter
    plain = plain.translate(
        {0x0B: "\n", 0x0C: "\r", 0x1E: "-", 0x1F: None, 0xA0: " ", 0x01: None, 0x08: None}
    )
    parts: list[Paragraph | TableCells] = []
    rows: list[tuple[str, ...]] = []
    for line in re.split(r"\r(?![^\r\x07]*\x07)", plain):
        if "\x07" not in line:
            if rows:
                parts.append(TableCells(tuple(rows)))
                rows = []
            parts.append(Paragraph(line.strip("\x13\x14\x15\r")))
            continue
        *cells, after = line.split("\x07")
        if not rows and len(cells[0]) > _CELL_CHARS:
            # Nothing parts the paragraphs before a table from its first cell.
            *before, cells[0] = cells[0].split("\r")
            parts.extend(Paragraph(text) for text in before)
        rows.extend(_rows(cells))
        if after.strip():
            parts.extend([TableCells(tuple(rows)), Paragraph(after)])
            rows = []
    return [*parts, TableCells(tuple(rows))] if rows else parts


def _rows(cells: list[str]) -> list[tuple[str, ...]]:
    """Cut the cells of a table into rows: each row ends with an empty cell mark."""
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    for cell in cells:
        text = " ".join(cell.split())
        if not text and row and not cell:
            rows.append(tuple(row))
            row = []
        else:
            row.append(text)
    return [*rows, tuple(row)] if row else rows
