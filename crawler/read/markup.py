"""HTML tables, XML and JSON as documents: the data in them, not the page around it.

HTML comes here when it is what a document link answered (``.xls`` that is an HTML table, an error page named
``.pdf``); pages of a site are read by :mod:`crawler.read.page`.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections import Counter
from typing import Any

import lxml.html
from lxml import etree

from crawler.model import Block, Link, Table
from crawler.read.archive import parse_xml
from crawler.read.charset import decode_thai
from crawler.read.grid import Grid, Span, cell_text
from crawler.read.html_tables import grid_of
from crawler.read.limits import DOCUMENT_CHARS, LimitReachedError, UnreadableError
from crawler.read.page import PageFacts, read_page
from crawler.read.prose import Paragraph, prose_of
from crawler.read.reading import Reading
from crawler.read.sniff import HEAD
from crawler.read.table_body import SAMPLE_ROWS
from crawler.read.tables import find_tables
from crawler.read.title import TITLE_CHARS, TITLE_LINES, title_of
from crawler.read.word import read_flat_odf
from crawler.thai.text import one_line, repair

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
#: Roots of texts that Word saves as one XML file, in 2003 and later.
_WORD_PACKAGES = frozenset(
    [
        "http://schemas.microsoft.com/office/word/2003/wordml",
        "http://schemas.microsoft.com/office/2006/xmlPackage",
    ]
)
_FLAT_ODF = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}document"
_TABLES = 200


def read_html(data: bytes) -> Reading:
    """An HTML document: its headings, text, links and data tables."""
    page = read_page(data)
    tables, flaws = _html_tables(data)
    heading = next((piece.text for piece in page.content if piece.level), "")
    return Reading(
        title=one_line(heading or page.title, TITLE_CHARS) or title_of(_first_lines(page)),
        blocks=_html_blocks(page),
        tables=tables,
        links=tuple(Link(link.raw, one_line(link.text, 200)) for link in page.links if link.kind == "a")[
            :2000
        ],
        encoding=page.encoding,
        producer=_producer(data),
        structure=bool(tables) or any(piece.level for piece in page.content),
        flaws=flaws,
        notes=(f"declared as {page.declared_encoding}, written in {page.encoding}",)
        if page.encoding_lied
        else (),
        login=page.password_field,
    )


_GENERATOR = re.compile(
    rb"""<meta\s+name=["']?generator["']?\s+content=["']?([^"'<>]{1,120})""", re.IGNORECASE
)
_OFFICE_NAMESPACE = re.compile(rb"urn:schemas-microsoft-com:office:(word|excel|powerpoint)")


def _producer(data: bytes) -> str | None:
    """The program that wrote a web page, as the page says: an office program that saved a document as one, or another."""
    head = data[:HEAD]
    if named := _GENERATOR.search(head):
        return named[1].decode("ascii", "replace").strip()
    namespace = _OFFICE_NAMESPACE.search(head)
    return f"Microsoft {namespace[1].decode().title()}" if namespace else None


def _first_lines(page: PageFacts) -> list[str]:
    return [piece.text for piece in page.content if not piece.hidden][:TITLE_LINES]


def _html_blocks(page: PageFacts) -> tuple[Block, ...]:
    blocks = [Block(one_line(page.title), "page title", "title")] if page.title.strip() else []
    shown = (piece for piece in page.content if not piece.hidden)
    blocks.extend(Block(repair(piece.text), "page", "heading" if piece.level else "text") for piece in shown)
    return tuple(blocks)


def _html_tables(data: bytes) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    text = decode_thai(data).text.replace("\0", "")
    try:
        root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(encoding=None, huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return (), ()
    found: list[Table] = []
    merged = 0
    for number, table in enumerate(root.iter("table"), 1):
        if number > _TABLES:
            break
        if table.find(".//table") is not None or table.get("role") in {"presentation", "none"}:
            continue
        rows, spans = _html_grid(table)
        merged += len(spans)
        caption = table.findtext("caption") or ""
        found.extend(find_tables(Grid(rows, f"table {number}", spans), caption=one_line(caption)).tables)
    return tuple(found), ((f"{merged} merged cells",) if merged else ())


def _html_grid(table: Any) -> tuple[list[list[str]], tuple[Span, ...]]:
    """The table's cells, each once, and the areas that its spans cover."""
    grid = grid_of(table)
    rows = [[cell.text if cell.el is not None else "" for cell in line] for line in grid]
    spans: list[Span] = []
    for top, line in enumerate(grid):
        for left, cell in enumerate(line):
            if cell.el is None:
                continue
            down, across = (_span(cell.el.get(name)) for name in ("rowspan", "colspan"))
            if down > 1 or across > 1:
                spans.append((top, left, min(top + down, len(grid)) - 1, left + across - 1))
    return rows, tuple(spans)


def _span(value: str | None) -> int:
    return min(int(value), 100) if value is not None and value.isdigit() and int(value) else 1


def read_mhtml(data: bytes) -> Reading:
    """A web archive (Word's and Excel's "single file web page"): its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                return read_html(body)
    raise UnreadableError("corrupt", "the web archive holds no HTML part")


# --------------------------------------------------------------------------------------------- xml


def read_xml(data: bytes) -> Reading:
    """An XML file: a workbook or a text of Office 2003, or records of any kind."""
    root = parse_xml(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if root.tag == f"{_SPREADSHEET}Workbook":
        return _spreadsheet_ml(root)
    if etree.QName(root).namespace in _WORD_PACKAGES:
        return _word_ml(root)
    if root.tag == _FLAT_ODF:
        return read_flat_odf(root)
    repeated = _records(root)
    texts = [one_line(text) for text in root.itertext() if text.strip()]
    table = _table_of([{_local(field): _leaf(field) for field in record} for record in repeated])
    return Reading(
        title=one_line(next(iter(texts), ""), 200),
        blocks=(Block("\n".join(texts)[:DOCUMENT_CHARS], "xml"),) if texts else (),
        tables=table,
        records=len(repeated),
        structure=True,
        open_format=bool(repeated),
        linked_data="www.w3.org/1999/02/22-rdf-syntax-ns" in (root.tag or ""),
    )


def _records(root: Any) -> list[Any]:
    """The elements that repeat most under one parent: the data."""
    best: list[Any] = []
    for holder in [root, *list(root)[:50]]:
        names = Counter(child.tag for child in holder if isinstance(child.tag, str))
        name, count = max(names.items(), key=lambda entry: entry[1], default=("", 0))
        if count > len(best) and count > 1:
            best = [child for child in holder if child.tag == name]
    return best


def _local(el: Any) -> str:
    return etree.QName(el).localname if isinstance(el.tag, str) else ""


def _leaf(el: Any) -> str:
    return one_line("".join(el.itertext()), 300)


def _word_ml(root: Any) -> Reading:
    """A text that Word saved as one XML file: paragraphs, no records."""
    paragraphs = (el for el in root.iter() if isinstance(el.tag, str) and _is_word(el, "p"))
    prose = prose_of(
        Paragraph("".join(part.text or "" for part in el.iter() if _is_word(part, "t"))) for el in paragraphs
    )
    return Reading(title=prose.title, blocks=prose.blocks)


def _is_word(el: Any, name: str) -> bool:
    return isinstance(el.tag, str) and el.tag.endswith(f"}}{name}") and "word" in el.tag


def _spreadsheet_ml(root: Any) -> Reading:
    blocks: list[Block] = []
    tables: list[Table] = []
    for sheet in root.iter(f"{_SPREADSHEET}Worksheet"):
        name = sheet.get(f"{_SPREADSHEET}Name", "")
        rows: list[list[str]] = []
        for row in sheet.iter(f"{_SPREADSHEET}Row"):
            cells: list[str] = []
            for cell in row.iter(f"{_SPREADSHEET}Cell"):
                index = cell.get(f"{_SPREADSHEET}Index")
                if index is not None and index.isdigit() and len(cells) < int(index) <= 1000:
                    cells.extend([""] * (int(index) - 1 - len(cells)))
                cells.append("".join(cell.itertext()))
                across = cell.get(f"{_SPREADSHEET}MergeAcross", "0")
                cells.extend([""] * (min(int(across), 200) if across.isdigit() else 0))
            rows.append(cells)
        found = find_tables(Grid(rows, f"sheet {name}"))
        blocks.append(Block(one_line(name), f"sheet {name}", "caption"))
        blocks.extend(found.blocks)
        tables.extend(found.tables)
    title = next((block.text for block in blocks if block.kind == "title"), "")
    return Reading(title=title, blocks=tuple(blocks), tables=tuple(tables), structure=True)


# -------------------------------------------------------------------------------------------- json

#: What an API answers instead of data.
_ERROR_KEYS = frozenset(
    [
        "error",
        "errors",
        "message",
        "status",
        "code",
        "success",
        "detail",
        "exception",
        "timestamp",
        "title",
        "type",
        "instance",
    ]
)


#: Letters of a name of a whole file of JSON, and how many of its values may be one.
_NAME, _NAMES = 300, 5


def read_json(data: bytes) -> Reading:
    """JSON or GeoJSON: lists of objects are tables, an error message is no data."""
    try:
        values = json.loads(data)
    except RecursionError as error:
        raise LimitReachedError("depth", "JSON nested deeper than a reader follows") from error
    except ValueError as error:
        raise UnreadableError("corrupt", f"not well-formed JSON: {error}"[:200]) from error
    context = isinstance(values, dict) and "@context" in values
    if isinstance(values, dict) and isinstance(values.get("features"), list):
        records = [
            feature.get("properties") or {} for feature in values["features"] if isinstance(feature, dict)
        ]
    else:
        records = _objects(values)
    named = values.values() if isinstance(values, dict) and records else ()
    names = [repair(one) for one in named if isinstance(one, str) and 8 <= len(one) <= _NAME][:_NAMES]
    is_error = not records and isinstance(values, dict) and bool(values) and values.keys() <= _ERROR_KEYS
    # An empty list, whatever stands beside it, is an answer without data.
    if (
        not records
        and isinstance(values, dict)
        and any(values.values())
        and [] not in values.values()
        and not is_error
    ):
        records = [values]
    return Reading(
        title=title_of(names),
        blocks=(
            *(Block(name, "json", "title") for name in names),
            Block(repair(json.dumps(values, ensure_ascii=False))[:200_000], "json"),
        ),
        tables=_table_of(records, "json"),
        records=len(records),
        encoding="utf-8",
        structure=True,
        open_format=bool(records),
        linked_data=context,
        error_message=is_error,
    )


def _objects(values: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The longest list of objects (or of lists) within the first levels."""
    if isinstance(values, list):
        if values and all(isinstance(value, list) for value in values):
            header = [str(name) for name in values[0]]
            return [dict(zip(header, row, strict=False)) for row in values[1:]]
        return [value for value in values if isinstance(value, dict)]
    if isinstance(values, dict) and depth < 4:
        return max((_objects(value, depth + 1) for value in values.values()), key=len, default=[])
    return []


def _table_of(records: list[dict[str, Any]], where: str = "xml") -> tuple[Table, ...]:
    if not records:
        return ()
    header = tuple(dict.fromkeys(str(name) for record in records[:1000] for name in record))[:200]
    rows = [tuple(cell_text(_plain(record.get(name))) for name in header) for record in records]
    blank = sum(not cell for row in rows for cell in row)
    return (Table(where, header, len(rows), len(rows) * len(header), blank, tuple(rows[:SAMPLE_ROWS])),)


def _plain(value: Any) -> Any:
    return (
        value if isinstance(value, (str, int, float, type(None))) else json.dumps(value, ensure_ascii=False)
    )
