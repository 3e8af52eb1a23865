"""CSV and TSV: the letters, the delimiter, and whether the file is tidy enough to be called open data."""

from __future__ import annotations

import csv
import io
import re

from crawler.model import Block
from crawler.read.charset import decode_thai
from crawler.read.grid import Grid
from crawler.read.limits import SHEET_ROWS
from crawler.read.reading import Reading
from crawler.read.sniff import HEAD, delimiter_of
from crawler.read.tables import find_tables

_FIELD_CHARS = 1 << 20


def read_csv(data: bytes) -> Reading:
    """A delimited text as one table, or several with title rows between them."""
    decoded = decode_thai(data)
    text = decoded.text.lstrip("\ufeff")
    directive = re.match(r"sep=(.)\r?\n", text)
    if directive is not None:
        text = text[directive.end() :]
    delimiter = directive[1] if directive else delimiter_of(text[:HEAD]) or ","
    csv.field_size_limit(_FIELD_CHARS)
    rows: list[list[str]] = []
    flaws = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= SHEET_ROWS:
                break
    except csv.Error as error:
        flaws.append(f"line {len(rows) + 1} is damaged ({error})")
    found = find_tables(Grid(rows, "csv"))
    if not decoded.used.startswith(("utf-8", "ascii")):
        flaws.append(f"encoded in {decoded.used}, not UTF-8")
    if found.title_rows:
        flaws.append(f"{found.title_rows} title rows above the header")
    if len(found.tables) > 1:
        flaws.append(f"{len(found.tables)} tables in one file")
    header = found.tables[0].header if found.tables else ()
    if len(set(header)) < len(header):
        flaws.append("columns share a name or have none")
    return Reading(
        title=next((block.text for block in found.blocks if block.kind == "title"), ""),
        blocks=found.blocks or tuple(Block(line, "csv") for line in text.splitlines()[:50]),
        tables=found.tables,
        encoding=decoded.used,
        structure=bool(found.tables),
        open_format=True,
        flaws=tuple(flaws),
    )
