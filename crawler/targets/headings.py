"""The row of headings, and what its columns are: how a spreadsheet of declared addresses is laid out.

Three layouts are in use: a row an address (agency, item, url); a row an agency with a column an item; and the
same turned, a row an item with a column an agency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from crawler.targets.item_id import read_item_id
from crawler.targets.names import Directory
from crawler.thai.text import fold

#: Rows at the head of a sheet among which the headings are looked for; titles stand above them.
HEADING_WITHIN = 30

Layout = Literal["long", "wide", "turned"]

_WORDS: Mapping[str, tuple[str, ...]] = {
    "agency": (
        "agency", "agencies", "agency id", "agency name", "office", "district", "district office", "id", "code", "name",
        "หน่วยงาน", "ชื่อหน่วยงาน", "รหัสหน่วยงาน", "รหัส", "เขต", "ชื่อเขต", "รหัสเขต", "สำนักงานเขต", "ชื่อสำนักงานเขต", "สนข",
    ),
    "item": (
        "item", "items", "item id", "oit", "ข้อ", "ข้อที่", "เลขข้อ", "รหัสข้อ", "ข้อ oit", "รายการ", "รายการที่", "หัวข้อ",
        "รายการข้อมูล", "รายการ oit", "ข้อ ita", "เลขที่ข้อ", "ตัวชี้วัด oit",
    ),
    "url": ("url", "urls", "link", "links", "ลิงก์", "ลิงค์", "ลิ้งก์", "ลิ้งค์", "ยูอาร์แอล"),
    "weak url": ("ที่อยู่", "ที่อยู่เว็บไซต์", "ที่อยู่เว็บ", "เว็บไซต์", "address", "addresses", "website", "web"),
}  # fmt: skip
_ROLE = {fold(word): role for role, words in _WORDS.items() for word in words}
#: Longer headings are known by their beginning (``URL ที่ประกาศใน ITAP``); not by ข้อ, which begins ข้อมูล.
_BEGINNINGS = {
    fold(word): role
    for word, role in (
        ("url", "url"), ("link", "url"), ("ลิงก์", "url"), ("ลิงค์", "url"), ("ลิ้งก์", "url"), ("ลิ้งค์", "url"),
        ("ที่อยู่", "weak url"), ("เว็บไซต์", "weak url"), ("หน่วยงาน", "agency"), ("สำนักงานเขต", "agency"), ("ข้อที่", "item"), ("ข้อ oit", "item"), ("รหัสข้อ", "item"),
    )
}  # fmt: skip
_PLAIN_NUMBER = re.compile(r"\s*[0-9๐-๙]+(\.0+)?\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """Which columns hold what.

    ``agency``, ``item`` and ``url`` are columns in the order of the sheet; ``items`` names the item of a column
    (layout ``wide``), ``agencies`` its agency (``turned``).
    """

    layout: Layout
    agency: tuple[int, ...] = ()
    item: tuple[int, ...] = ()
    url: tuple[int, ...] = ()
    items: Mapping[int, str] = field(default_factory=dict)
    agencies: Mapping[int, str] = field(default_factory=dict)


def heading_of(cells: Sequence[str], directory: Directory | None = None) -> Heading | None:
    """What the columns below ``cells`` hold, or ``None`` when this is no row of headings."""
    if any("://" in cell for cell in cells):
        return None
    roles = {column: role for column, cell in enumerate(cells) if (role := _role(cell))}
    agency, item, url = (
        tuple(c for c, r in roles.items() if r == role) for role in ("agency", "item", "url")
    )
    url = url or tuple(column for column, role in roles.items() if role == "weak url")
    if item and url:
        return Heading("long", agency, item, url)
    if url:
        return None
    items = _items(cells)
    if items and not item:
        first = min(items)
        return Heading("wide", agency or ((first - 1,) if first else ()), items=items)
    if item and directory is not None:
        named = {column: directory.find(cell) for column, cell in enumerate(cells) if cell.strip()}
        agencies = {column: next(iter(ids)) for column, ids in named.items() if len(ids) == 1}
        if len(set(agencies.values())) >= 2:
            return Heading("turned", item=item, agencies=agencies)
    return None


def stacked(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """One row of headings of two, as merged cells leave them: the lower one where it says what a column is."""
    width = max(len(above), len(below))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (above, below))
    return [
        b if _role(b) or read_item_id(b) or not a.strip() else a for a, b in zip(upper, lower, strict=True)
    ]


def roles_in(cells: Sequence[str]) -> dict[str, int]:
    """What the cells of a row say that columns hold (``agency``, ``item``, ``url``), and the first such column."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if "://" not in cell and (role := _role(cell)):
            found.setdefault(role.removeprefix("weak "), column)
    return found


def _role(cell: str) -> str | None:
    if read_item_id(cell):
        return None
    key = fold(cell).rstrip("0123456789")  # URL 2
    return _ROLE.get(key) or next(
        (role for begin, role in _BEGINNINGS.items() if key.startswith(begin)), None
    )


def _items(cells: Sequence[str]) -> dict[int, str]:
    """The columns headed by an item.  Bare numbers count only as a run of five or more: one may be anything."""
    found = {column: item for column, cell in enumerate(cells) if (item := read_item_id(cell))}
    bare = [int(item[1:]) for column, item in found.items() if _PLAIN_NUMBER.fullmatch(cells[column])]
    if bare and (len(bare) < 5 or bare != list(range(bare[0], bare[0] + len(bare)))):
        return {}
    return found if len(set(found.values())) >= 2 else {}
