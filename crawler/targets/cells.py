"""The addresses in one cell of a spreadsheet: several by line breaks, with bullets, months, links behind words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.evidence.address import evidence_key
from crawler.thai.text import fold

#: What officers write where there is no address.
_NONE = frozenset(
    map(fold, ("ไม่มี", "ไม่มีข้อมูล", "ยังไม่มี", "ไม่เกี่ยวข้อง", "ไม่ได้ประกาศ", "n/a", "na", "none", "null", "nil"))
) | {""}
_EDGES = " \t\r\n\u00a0\u200b\u200c\u200d\ufeff"
_LINES = re.compile(r"[\r\n\x0b\u2028\u2029]+")
#: Looked for at the first blank of a row of them only: a cell may be nothing but blanks.
_BETWEEN = re.compile(
    r"(?<![\s,;|])[\s,;|]++(?>(?:(?:และ|หรือ|กับ|and|or|[&+/–—-])[\s,;|]*+)?)(?=https?://)", re.IGNORECASE
)
#: What word processors and people put around an address.
_AROUND = {"“": "”", "‘": "’", "”": "”", '"': '"', "'": "'", "<": ">", "(": ")", "[": "]", "«": "»"}
_SIGNS = "".join({*_AROUND, *_AROUND.values()}) + "-–—•*:.0123456789"
_BULLET = re.compile(r"^(?:[-–—•*]|\(?\d{1,2}[.)])\s+(?=\S)")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_OF_ADDRESSES = frozenset("/=?(")
_LIKE_ADDRESS = re.compile(r"(?:https?:|www\.|//)|^[\w-]+(?:\.[\w-]+)+(?:[/:?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellText:
    """The addresses of a cell as they were written, and what there is to say about them (Thai, English)."""

    urls: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...] = ()


def addresses(text: str, link: str | None = None) -> CellText:
    """The addresses in a cell whose visible text is ``text`` and behind which there may be a ``link``.

    Nothing that is written there is dropped without a remark, however little it looks like an address.
    """
    if link and not _LIKE_ADDRESS.search(text.strip(_EDGES)):
        shown = text.strip(_EDGES)[:40]
        return CellText(
            (link,),
            ((f"ใช้ลิงก์ที่อยู่หลังข้อความ “{shown}”", f"took the link behind the words “{shown}”"),) if shown else (),
        )
    urls: list[str] = []
    remarks: list[tuple[str, str]] = []
    for piece in _pieces(text):
        line = _BULLET.sub("", piece.strip(_EDGES))
        if fold(line) in _NONE and "://" not in line:
            if line:
                remarks.append(
                    (f"“{line[:40]}” ไม่ใช่ URL: ถือว่าไม่ได้แจ้ง", f"“{line[:40]}” is no address: not declared")
                )
            continue
        start = _SCHEME.search(line)
        if start is not None and start.start() > 0 and not _inside_address(line[: start.start()]):
            opened = line[: start.start()].rstrip(_EDGES)[-1:]
            before = line[: start.start()].strip(_EDGES + _SIGNS)
            if before:
                remarks.append(
                    (
                        f"ตัดข้อความหน้า URL ออก: “{before[:40]}”",
                        f"left out the words before it: “{before[:40]}”",
                    )
                )
            line = line[start.start() :].removesuffix(_AROUND.get(opened, ""))
        urls.append(line)
        if not _LIKE_ADDRESS.search(line):
            remarks.append((f"“{line[:40]}” ไม่เหมือน URL: เก็บไว้ตามที่เขียน กรุณาตรวจสอบ",
                            f"“{line[:40]}” does not look like an address: kept as written, please check"))  # fmt: skip
    if link and urls and all(evidence_key(link) != evidence_key(url) for url in urls):
        remarks.append((f"ลิงก์ที่อยู่หลังเซลล์นำไปที่อื่น ({link[:80]}) ใช้ตามข้อความที่เห็น",
                        f"the link behind the cell leads elsewhere ({link[:80]}); the visible text was taken"))  # fmt: skip
    return CellText(tuple(urls), tuple(remarks))


def _pieces(text: str) -> Iterator[str]:
    """What stands between line breaks, and between the addresses of one line."""
    for line in _LINES.split(text):
        first, *rest = _BETWEEN.split(line)
        if rest and not _LIKE_ADDRESS.search(first.strip(_EDGES)):  # "1. ", "เดือนตุลาคม: "
            first = f"{first} {rest.pop(0)}"
        yield from (first, *rest)


def _inside_address(before: str) -> bool:
    """Whether what stands before ``http://`` is itself an address (``//proxy?u=https://…``, ``javascript:…``)."""
    at_once = re.split(r"\s", before)[-1]
    if at_once in _AROUND:
        return False
    return not _OF_ADDRESSES.isdisjoint(at_once) and not re.match(r"[^:/]*[\u0e00-\u0e7f]", before)


def unused(cells: list[str], used: set[int]) -> Iterator[int]:
    """The columns outside ``used`` whose cells hold an address."""
    for column, cell in enumerate(cells):
        if column not in used and _SCHEME.search(cell):
            yield column
