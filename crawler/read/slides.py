"""Presentations: pptx, odp and ppt; a slide is a page, its title placeholder a heading."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, Any

import olefile

from crawler.model import Block
from crawler.read.archive import Archive
from crawler.read.grid import Grid
from crawler.read.limits import DOCUMENT_CHARS, UnreadableError
from crawler.read.prose import Paragraph, prose_of
from crawler.read.reading import Reading
from crawler.read.tables import find_tables
from crawler.read.title import title_of
from crawler.read.word import odf_text
from crawler.thai.text import repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = frozenset(["0", "false"])
_TITLES = frozenset(["title", "ctrTitle"])
_SLIDES = 500


def read_pptx(data: bytes) -> Reading:
    """An Office Open XML presentation."""
    archive = Archive(data)
    names = sorted(
        (name for name in archive.names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)),
        key=lambda name: int(re.sub(r"\D", "", name)),
    )
    blocks: list[Block] = []
    tables: list[Table] = []
    for number, name in enumerate(names[:_SLIDES], 1):
        root = archive.xml(name)
        if root.get("show") in _HIDDEN:
            continue
        blocks.extend(_slide(_pptx_texts(root), number))
        for frame in root.iter(f"{_A}tbl"):
            rows = [[_drawn(cell) for cell in row.iter(f"{_A}tc")] for row in frame.iter(f"{_A}tr")]
            tables.extend(find_tables(Grid(rows, f"slide {number}")).tables)
    pictures = sum(name.startswith("ppt/media/") for name in archive.names)
    return _reading(blocks, len(names), tables, pictures)


def _pptx_texts(root: Any) -> list[tuple[bool, str]]:
    """The slide's shapes as text; ``True`` for its title."""
    texts = []
    for shape in root.iter(f"{_P}sp", f"{_P}graphicFrame"):
        kind = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        is_title = kind is not None and kind.get("type") in _TITLES
        texts.append((is_title, "\n".join(filter(None, map(_drawn, shape.iter(f"{_A}p"))))))
    return texts


def _drawn(el: Any) -> str:
    return "".join(
        (part.text or "") if part.tag == f"{_A}t" else "\n" for part in el.iter(f"{_A}t", f"{_A}br")
    )


def read_odp(data: bytes) -> Reading:
    """An OpenDocument presentation."""
    archive = Archive(data)
    archive.refuse_locked()
    root = archive.xml("content.xml")
    blocks: list[Block] = []
    pages = list(root.iter(f"{_DRAW}page"))[:_SLIDES]
    for number, page in enumerate(pages, 1):
        texts = [
            (False, "\n".join(odf_text(p) for p in frame.iter(f"{_ODF_TEXT}p")))
            for frame in page.iter(f"{_DRAW}frame")
        ]
        blocks.extend(_slide(texts, number))
    return _reading(blocks, len(pages), [], sum(name.startswith("Pictures/") for name in archive.names))


def _slide(texts: Sequence[tuple[bool, str]], number: int) -> list[Block]:
    where = f"slide {number}"
    heads = "\n".join(repair(text).strip() for is_title, text in texts if is_title and text.strip())
    rest = "\n".join(repair(text).strip() for is_title, text in texts if not is_title and text.strip())
    if number == 1:
        whole = "\n".join(filter(None, (heads, rest)))
        return [Block(whole, where, "title", 1)] if whole else []
    return [Block(text, where, kind, number) for text, kind in ((heads, "heading"), (rest, "text")) if text]


def _reading(blocks: list[Block], slides: int, tables: Sequence[Table], pictures: int) -> Reading:
    first = next((block.text for block in blocks if block.kind in {"title", "heading"}), "")
    return Reading(
        title=title_of(first.splitlines()),
        pages=slides,
        blocks=tuple(blocks),
        tables=tuple(tables),
        structure=any(block.kind == "heading" for block in blocks),
        pictures=pictures,
    )


# --------------------------------------------------------------------------------------------- ppt

#: Record types of [MS-PPT]: the two forms of text atoms; records that hold others have version 15.
_UTF16_TEXT, _BYTE_TEXT = 0x0FA0, 0x0FA8
_CONTAINER = 0xF
#: What the stream of the current user holds after its record's head and size when the presentation is encrypted.
_LOCKED = struct.pack("<I", 0xF3D1C4DF)
_TEMPLATE_TEXT = re.compile(r"Click to edit|คลิกเพื่อแก้ไข|\*$")


def read_ppt(data: bytes) -> Reading:
    """A binary presentation: the text atoms of its main stream, in order."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            user = ole.openstream("Current User").read(16) if ole.exists("Current User") else b""
            stream = ole.openstream("PowerPoint Document").read()
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableError("corrupt", f"not a readable presentation: {error}"[:200]) from error
    if user[12:16] == _LOCKED:
        raise UnreadableError("encrypted", "the document wants a password")
    texts: list[str] = []
    at = chars = 0
    while at + 8 <= len(stream) and chars < DOCUMENT_CHARS:
        version, kind, length = struct.unpack_from("<HHI", stream, at)
        at += 8
        if version & 0xF == _CONTAINER:
            continue
        body = stream[at : at + length]
        at += length
        if kind == _UTF16_TEXT:
            texts.append(body.decode("utf-16-le", "replace"))
        elif kind == _BYTE_TEXT:
            texts.append(body.decode("latin-1"))
        chars += length
    distinct = [text.replace("\r", "\n").replace("\x0b", "\n").strip() for text in dict.fromkeys(texts)]
    prose = prose_of(Paragraph(text) for text in distinct if not _TEMPLATE_TEXT.match(text))
    return Reading(title=prose.title, blocks=prose.blocks)
