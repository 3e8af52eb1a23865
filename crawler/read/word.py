"""Word processor files: docx and odt, from their XML; merged cells once, text boxes once, deleted text never."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crawler.read.archive import Archive
from crawler.read.cell_links import odf_address, relations
from crawler.read.grid import Behind
from crawler.read.limits import UnreadableError
from crawler.read.prose import Paragraph, Prose, TableCells, prose_of
from crawler.read.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.read.grid import Span

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_OFF = frozenset(["0", "false", "off"])
_HEADING = re.compile(r"(?:heading|หัวเรื่อง|หัวข้อ)\s*([1-9])|^(title|ชื่อเรื่อง)$", re.IGNORECASE)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = frozenset([f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK])
_GRID_COLUMNS = 100
#: What stands in a paragraph besides text: its properties, marks of places and of spelling.
_BESIDE_RUNS = frozenset(f"{_W}{name}" for name in ("pPr", "bookmarkStart", "bookmarkEnd", "proofErr"))
#: Letters of words in bold that may head the rest of their paragraph, at least and at most.
_SHORTEST, _HEADLINE = 8, 110
#: The share of the letters of a text from which on bold sets off none of them.
_MOSTLY = 0.5
_ENDS_HEADING = (":", ".", "-", "–", "—", ")")
#: What a sentence goes on with.
_GOES_ON = re.compile(
    r"\s*(?:ให้|จะ|ต้อง|ควร|ได้|ตาม|และ|หรือ|กับ|ที่|ซึ่ง|เป็น|คือ|ของ|โดย|เพื่อ|ใน|แก่|ต่อ|มี|ไม่|ยัง|อยู่|ประจำ|ฉบับ|พ\.ศ\.)"
)


def read_docx(data: bytes) -> Reading:
    """An Office Open XML text document."""
    archive = Archive(data)
    main = next((name for name in archive.names if re.fullmatch(r"word/document\d*\.xml", name)), None)
    if main is None:
        raise UnreadableError("corrupt", "the part word/document.xml is missing")
    body = archive.xml(main).find(f"{_W}body")
    source = _Source(
        _heading_styles(archive),
        relations(archive, main),
        bold_heads=body is not None and _has_bold_heads(body),
    )
    parts = [] if body is None else list(_blocks(body, source))
    for name in archive.names:
        if place := re.fullmatch(r"word/(header|footer)\d+\.xml", name):
            text = " ".join(_paragraph_text(p) for p in archive.xml(name).iter(f"{_W}p"))
            parts.append(Paragraph(text, where=place[1]))
    prose = prose_of(parts)
    pictures = sum(name.startswith("word/media/") for name in archive.names)
    return _reading(prose, pictures=pictures, notes=archive.carried())


@dataclass(frozen=True, slots=True)
class _Source:
    """What stands outside the text of a docx: heading levels by style id, addresses by the ids of relations.

    ``bold_heads``: lines in bold stand out, as headings of those who use no styles do.
    """

    levels: Mapping[str, int]
    targets: Mapping[str, str]
    bold_heads: bool = False


def _reading(prose: Prose, *, pictures: int = 0, notes: tuple[str, ...] = ()) -> Reading:
    return Reading(
        title=prose.title,
        blocks=prose.blocks,
        tables=prose.tables,
        links=prose.links,
        structure=bool(prose.headings or prose.tables),
        pictures=pictures,
        notes=notes,
    )


def _heading_styles(archive: Archive) -> dict[str, int]:
    """Heading level by style id, found by name, by outline level, or inherited."""
    if "word/styles.xml" not in archive:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in archive.xml("word/styles.xml").iter(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        name = style.find(f"{_W}name")
        match = _HEADING.search(name.get(f"{_W}val", "") if name is not None else "")
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        parent = style.find(f"{_W}basedOn")
        if match is not None:
            levels[key] = int(match[1] or 1)
        elif outline is not None and outline.get(f"{_W}val", "9") < "9":
            levels[key] = int(outline.get(f"{_W}val")) + 1
        elif parent is not None:
            based[key] = parent.get(f"{_W}val", "")
    for key, parent_key in based.items():
        if parent_key in levels and "toc" not in key.lower():
            levels.setdefault(key, levels[parent_key])
    return levels


def _blocks(holder: Any, source: _Source) -> Iterator[Paragraph | TableCells]:
    """Paragraphs and tables in order; content controls and other wrappers are looked through."""
    for el in holder:
        if el.tag == f"{_W}p":
            yield from _paragraphs(el, source)
        elif el.tag == f"{_W}tbl":
            yield _docx_table(el, source)
        elif el.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}smartTag"}:
            yield from _blocks(el, source)


def _addresses(holder: Any, source: _Source) -> Iterator[tuple[str, str]]:
    """The addresses in a paragraph or cell, each with the words that lead there."""
    for link in holder.iter(f"{_W}hyperlink"):
        if url := source.targets.get(link.get(f"{_R}id", "")):
            yield url, _paragraph_text(link)


def _level(paragraph: Any, levels: Mapping[str, int]) -> int:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and outline.get(f"{_W}val", "9") < "9":
        return int(outline.get(f"{_W}val")) + 1
    return levels.get(style.get(f"{_W}val", ""), 0) if style is not None else 0


def _paragraph_text(paragraph: Any) -> str:
    return "".join(_runs(paragraph))


def _paragraphs(paragraph: Any, source: _Source) -> Iterator[Paragraph]:
    """A paragraph; words in bold that it begins with are a heading, and stand in one of their own.

    Where the words behind them go on with the same sentence they are but emphasised.
    """
    text, links = _paragraph_text(paragraph), tuple(_addresses(paragraph, source))
    whole = Paragraph(text, _level(paragraph, source.levels), links=links)
    lead = "" if whole.level or not source.bold_heads else "".join(_bold_ones(paragraph))
    rest = text.removeprefix(lead)
    if rest == text or not _SHORTEST <= len(lead.strip()) <= _HEADLINE:
        yield whole
    elif not rest.strip():
        yield replace(whole, bold=True)
    elif len(text) > _HEADLINE and _is_apart(lead, rest):
        yield Paragraph(lead, bold=True)
        yield replace(whole, text=rest)
    else:
        yield whole


def _is_apart(lead: str, rest: str) -> bool:
    """Whether words that begin a paragraph head the others, and are not the beginning of their sentence."""
    parted = lead[-1:].isspace() or rest[:1].isspace() or lead.endswith(_ENDS_HEADING)
    return parted and _GOES_ON.match(rest) is None


def _has_bold_heads(body: Any) -> bool:
    """Whether bold sets off some of the text, and not most of it."""
    bold = every = 0
    for run in body.iter(f"{_W}r"):
        letters = sum(len(one.text or "") for one in run.iter(f"{_W}t"))
        every += letters
        bold += letters * _is_bold(run)
    return 0 < bold < every * _MOSTLY


def _bold_ones(paragraph: Any) -> Iterator[str]:
    """The texts of the runs in bold with which a paragraph begins."""
    for run in paragraph:
        if run.tag == f"{_W}r" and not _hidden(run):
            said = "".join(_runs(run))
            if said.strip() and not _is_bold(run):
                return
            yield said
        elif run.tag not in _BESIDE_RUNS:
            return


def _is_bold(run: Any) -> bool:
    return _is_on(run, "b") or _is_on(run, "bCs")  # the latter of Thai, which Word calls a complex script


def _is_on(run: Any, mark: str) -> bool:
    """Whether a run of text has a property."""
    found = run.find(f"{_W}rPr/{_W}{mark}")
    return found is not None and found.get(f"{_W}val", "1") not in _OFF


def _runs(el: Any) -> Iterator[str]:
    for child in el:
        if child.tag in _SKIPPED or (child.tag == f"{_W}r" and _hidden(child)):
            continue
        if child.tag in {f"{_W}t", _DRAWN_TEXT}:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == f"{_W}sym":
            yield "•"
        elif child.tag == _WORD_ART:
            yield "\n" + child.get("string", "")
        elif child.tag == f"{_W}p":  # a text box inside a paragraph
            yield "\n" + _paragraph_text(child)
        elif isinstance(child.tag, str):
            yield from _runs(child)


def _hidden(run: Any) -> bool:
    """Whether nobody sees a run of text: the instructions of a template, the title of last year."""
    return _is_on(run, "vanish")


def _docx_table(table: Any, source: _Source) -> TableCells:
    """The table as a grid: cells merged across or down stand once, the rest of them is covered."""
    rows: list[list[str]] = []
    merged: list[Span] = []
    behind: list[Behind] = []
    open_down: dict[int, tuple[int, int]] = {}  # column → row and last column where a cell merged down began
    for number, row in enumerate(table.iter(f"{_W}tr")):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue
        cells: list[str] = []
        for cell in _cells_of(row):
            column = len(cells)
            if column >= _GRID_COLUMNS:
                break
            across = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = max(1, min(int(across.get(f"{_W}val", "1")), _GRID_COLUMNS)) if across is not None else 1
            down = cell.find(f"{_W}tcPr/{_W}vMerge")
            continued = down is not None and down.get(f"{_W}val", "continue") == "continue"
            if continued and column in open_down:
                top, right = open_down[column]
                merged = [span for span in merged if (span[0], span[1]) != (top, column)]
                merged.append((top, column, number, right))
            else:
                open_down.pop(column, None)
                if down is not None:
                    open_down[column] = (number, column + width - 1)
                if width > 1:
                    merged.append((number, column, number, column + width - 1))
            text = "" if continued else "\n".join(filter(None, map(_paragraph_text, cell.iter(f"{_W}p"))))
            behind += (Behind(number, column, url, words) for url, words in _addresses(cell, source))
            cells.extend([text, *[""] * (width - 1)])
        rows.append(cells)
    return TableCells(tuple(map(tuple, rows)), tuple(merged), tuple(behind))


def _cells_of(row: Any) -> Iterator[Any]:
    for el in row:
        if el.tag == f"{_W}tc":
            yield el
        elif el.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            yield from _cells_of(el)


# --------------------------------------------------------------------------------------------- odt

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODF_SKIPPED = frozenset([f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation"])


def read_odt(data: bytes) -> Reading:
    """An OpenDocument text."""
    archive = Archive(data)
    archive.refuse_locked()
    root = archive.xml("content.xml")
    pictures = sum(name.startswith("Pictures/") for name in archive.names)
    return _reading(_odf_prose(root), pictures=pictures)


def read_flat_odf(root: Any) -> Reading:
    """An OpenDocument text or spreadsheet that was saved as one XML file, parsed."""
    return _reading(_odf_prose(root))


def _odf_prose(root: Any) -> Prose:
    body = root.find(f"{_OFFICE}body")
    return prose_of([] if body is None else _odt_blocks(body))


def _odt_blocks(holder: Any) -> Iterator[Paragraph | TableCells]:
    for el in holder:
        if el.tag == f"{_TEXT}h":
            level = int(el.get(f"{_TEXT}outline-level", "1"))
            yield Paragraph(odf_text(el), level, links=tuple(_odf_addresses(el)))
        elif el.tag == f"{_TEXT}p":
            yield Paragraph(odf_text(el), links=tuple(_odf_addresses(el)))
        elif el.tag == f"{_TABLE}table":
            yield _odt_table(el)
        elif isinstance(el.tag, str) and el.tag not in _ODF_SKIPPED:
            yield from _odt_blocks(el)


def _odf_addresses(holder: Any) -> Iterator[tuple[str, str]]:
    return ((odf_address(a), odf_text(a)) for a in holder.iter(f"{_TEXT}a"))


def odf_text(el: Any) -> str:
    """The text of an OpenDocument paragraph, with its tabs, blanks and line breaks."""
    parts = [el.text or ""]
    for child in el:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 100))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag in {f"{_TEXT}line-break", f"{_TEXT}p"}:
            parts.append("\n" + odf_text(child))
        elif isinstance(child.tag, str) and child.tag not in _ODF_SKIPPED:
            parts.append(odf_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _odt_table(table: Any) -> TableCells:
    rows: list[tuple[str, ...]] = []
    merged: list[Span] = []
    behind: list[Behind] = []
    for row in table.iter(f"{_TABLE}table-row"):
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
                continue
            text = "\n".join(odf_text(p) for p in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
            across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if across > 1 or down > 1:
                merged.append((len(rows), len(cells), len(rows) + down - 1, len(cells) + across - 1))
            behind += (Behind(len(rows), len(cells), *found) for found in _odf_addresses(cell))
            repeated = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _GRID_COLUMNS)
            cells.extend([text] * repeated)
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        rows.extend([tuple(cells[:_GRID_COLUMNS])] * (min(times, 1000) if any(cells) else min(times, 3)))
    return TableCells(tuple(rows), tuple(merged), tuple(behind))
