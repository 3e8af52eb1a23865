"""Papers written down as a few lines of text, and the programs that print them.

A sheet is a text: its first line says the form and its options (``:writer year=2567``), lines after ``# `` are the
title block, ``@ELEMENT`` stands for the usual words of that element's paper (``bodies.yaml``), ``= `` names the table
that follows (in a workbook: its sheet), lines in bars are its rows, the first its header, ``> `` lines sign.  All
else is a paragraph.
"""

from __future__ import annotations

import csv
import html
import io
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bench.worlds.papers import FORMS
from crawler.calendar import MONTHS, MONTHS_SHORT
from crawler.demo import paper as make
from crawler.demo.paper import Grid, Paper
from crawler.demo.procurement import DUE

HERE = Path(__file__).parent
BODIES: dict[str, list[str]] = yaml.safe_load((HERE / "bodies.yaml").read_text(encoding="utf-8"))
Content = bytes | Callable[[], bytes]


@dataclass(slots=True)
class Press:
    """The office suite and the browser: orders are collected and printed together, when the first is fetched."""

    orders: dict[str, dict[int, Paper]] = field(default_factory=dict)
    printed: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def order(self, form: str, paper: Paper) -> Callable[[], bytes]:
        """Order ``paper`` as ``writer`` (LibreOffice's PDF), ``browser`` (Chromium's PDF), ``odt``, ``ods`` or ``xls``."""
        queue = self.orders.setdefault(form, {})
        number = len(queue)
        queue[number] = paper
        return lambda: self._fetch(form, number)

    def _fetch(self, form: str, number: int) -> bytes:
        if (form, number) not in self.printed:
            with tempfile.TemporaryDirectory(prefix="press-") as folder:
                made = (_browser if form == "browser" else _office)(form, self.orders[form], Path(folder))
            self.printed |= {(form, n): content for n, content in made.items()}
        return self.printed[form, number]


def _office(form: str, papers: Mapping[int, Paper], folder: Path) -> dict[int, bytes]:
    ending = {"writer": "pdf"}.get(form, form)
    source = "xlsx" if form in ("ods", "xls") else "docx"
    for n, paper in papers.items():
        content = workbook(paper) if source == "xlsx" else make.docx(paper)
        (folder / f"{n}.{source}").write_bytes(content)
    _run("soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", ending, "--outdir",
         str(folder / "out"), *(str(folder / f"{n}.{source}") for n in papers))  # fmt: skip
    return {n: (folder / "out" / f"{n}.{ending}").read_bytes() for n in papers}


def _browser(_form: str, papers: Mapping[int, Paper], folder: Path) -> dict[int, bytes]:
    for n, paper in papers.items():
        (folder / f"{n}.html").write_text(web_page(paper), encoding="utf-8")
        _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
             "--no-pdf-header-footer", f"--print-to-pdf={folder}/{n}.pdf", f"file://{folder}/{n}.html")  # fmt: skip
    return {n: (folder / f"{n}.pdf").read_bytes() for n in papers}


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if not found:
        raise FileNotFoundError(
            f"the third world's papers are printed with {program}, which is not installed"
        )
    subprocess.run([found, *arguments], check=True, capture_output=True)


def web_page(paper: Paper) -> str:
    """Write ``paper`` as a web page, as offices do who print from the browser."""
    head = "".join(f"<p align=center><b>{html.escape(line)}</b></p>" for line in paper.title)
    body = "".join(f"<p>{html.escape(line)}</p>" for line in (*paper.body,))
    tables = "".join(f"<p>{html.escape(g.caption)}</p>{web_table((g.header, *g.rows))}" for g in paper.grids)
    sign = "".join(f"<p align=right>{html.escape(line)}</p>" for line in paper.sign)
    style = "<style>body{font-family:Garuda,Loma,sans-serif}td,th{border:1px solid #000}</style>"
    return f"<html><head><meta charset=utf-8>{style}</head><body>{head}{body}{tables}{sign}</body></html>"


def web_table(rows: Sequence[Sequence[str]], attributes: str = 'border="1"') -> str:
    """Write rows as a web page's table, the first as its header."""
    lines = [
        "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"
        for tag, row in zip(("th", *["td"] * len(rows)), rows, strict=False)
    ]
    return f"<table {attributes}>{''.join(lines)}</table>"


def workbook(paper: Paper) -> bytes:
    """Save every table of ``paper`` as a sheet called as the table is; the title stands above the first."""
    sheets: dict[str, Sequence[Sequence[str]]] = {}
    for n, grid in enumerate(paper.grids, 1):
        above = [(line,) for line in paper.title] if n == 1 else []
        sheets[grid.caption or f"Sheet{n}"] = [*above, grid.header, *grid.rows]
    return make.xlsx(sheets, merged=bool(paper.title))


def _separated(paper: Paper) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([*((line,) for line in paper.title), *_rows(paper)])
    return out.getvalue().encode("tis-620", "replace")


def _rows(paper: Paper) -> list[tuple[str, ...]]:
    return [row for grid in paper.grids for row in (grid.header, *grid.rows)]


def _records(paper: Paper) -> bytes:
    rows = [dict(zip(g.header, row, strict=True)) for g in paper.grids for row in g.rows]
    described = {"title": paper.title[0], "data": rows}
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


#: Forms beyond those of :mod:`bench.worlds.papers` that this program makes itself.
_OWN: dict[str, Callable[[Paper], bytes]] = {
    "xlsx": workbook,
    "csv_tis": _separated,
    "csv_utf8": lambda p: make.csv_file(_rows(p)),
    "json": _records,
    "html": lambda p: web_page(p).encode(),
}
_PRINTED = ("writer", "browser", "odt", "ods", "xls")


def save(form: str, paper: Paper, press: Press) -> Content:
    """Save ``paper`` in ``form``: what this program can make, when the world is saved; the rest from the press."""
    if form in _PRINTED:
        return press.order(form, paper)
    if form.startswith("zip_"):
        inner = form.removeprefix("zip_")
        member = save(inner, paper, press)
        ending = {"writer": "pdf"}.get(inner, inner)
        return lambda: make.archive({f"1.{ending}": member if isinstance(member, bytes) else member()})
    maker = _OWN.get(form) or FORMS[form][1]
    return lambda: maker(paper)


def parse(text: str, fill: Callable[..., str], variant: int) -> tuple[str, Paper]:
    """Read a sheet; return its form and its paper.  ``fill`` puts an office's words into braces."""
    first, _, rest = text.strip().partition("\n")
    form, *given = first.removeprefix(":").split()
    options: dict[str, Any] = dict(option.split("=", 1) for option in given)
    words = {"fy": int(options.get("year", 2568))}
    titles: list[str] = []
    body: list[str] = []
    sign: list[str] = []
    tables: list[tuple[str, list[tuple[str, ...]]]] = []
    within = False
    for line in _lines(rest, variant):
        written = fill(line, **words)
        row = written.startswith("|")
        if written.startswith("= "):
            tables.append((written[2:], []))
        elif row:
            if not within and (not tables or tables[-1][1]):
                tables.append(("", []))
            tables[-1][1].append(tuple(cell.strip() for cell in written.strip("|").split("|")))
        elif written:
            lines = {"# ": titles, "> ": sign}.get(written[:2], body)
            lines.append(written if lines is body else written[2:])
        within = row
    grids = tuple(Grid(rows[0], tuple(rows[1:]), name) for name, rows in tables if rows)
    return form, Paper(tuple(titles), tuple(body), grids, tuple(sign))


def _lines(text: str, variant: int) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        usual = BODIES.get(line.removeprefix("@").strip()) if line.startswith("@") else None
        lines += usual[variant % len(usual)].splitlines() if usual else [line.strip()]
    return lines


# --------------------------------------------------------------------------------------- the monthly series

_WORKS = (
    "จ้างเหมารถรับส่งนักเรียน", "ซื้อยางรถยนต์ 6 เส้น", "จ้างซ่อมเครื่องปรับอากาศ 3 เครื่อง", "ซื้อน้ำดื่มสำหรับประชาชน",
    "จ้างจัดนิทรรศการวันเด็ก", "ซื้อกระดาษถ่ายเอกสาร A4", "จ้างตัดแต่งต้นไม้ใหญ่", "ซื้อถุงขยะสีดำ", "จ้างล้างท่อระบายน้ำ",
    "ซื้อเครื่องพ่นหมอกควัน", "เช่าเครื่องถ่ายเอกสาร", "ซื้อวัสดุงานบ้านงานครัว", "จ้างซ่อมผิวจราจร", "ซื้อเสื้อสะท้อนแสง",
)  # fmt: skip
_SELLERS = ("หจก. ทวีทรัพย์ตัวอย่าง", "ร้านสมมุติเจริญ", "บจก. แบบอย่างวัสดุ", "นายทดลอง ใจดี", "บริษัท นามแฝง จำกัด (มหาชน)")
STYLES = {
    "skr": ("ลำดับ ที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง (บาท)", "ราคากลาง (บาท)", "วิธีซื้อหรือจ้าง",
            "รายชื่อผู้เสนอราคา และราคาที่เสนอ", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง", "เหตุผลที่คัดเลือกโดยสรุป",
            "เลขที่และวันที่ของสัญญาหรือข้อตกลง"),
    "nacc": ("ที่", "ปีงบประมาณ", "ชื่อหน่วยงาน", "เขต", "จังหวัด", "กระทรวง", "ประเภทหน่วยงาน", "ชื่อรายการของงานที่ซื้อหรือจ้าง",
             "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)", "แหล่งที่มาของงบประมาณ", "สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง",
             "ราคากลาง (บาท)", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)", "รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก", "เลขที่โครงการในระบบ e-GP"),
    "short": ("ลำดับ", "รายการ", "วงเงิน", "วิธีจัดหา", "ผู้ขาย/ผู้รับจ้าง", "ราคา", "เลขที่สัญญา"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """A published month as pages name it: ``href`` where it lies, ``table`` to show it in place."""

    first: date
    href: str
    table: str

    @property
    def name(self) -> str:
        """The month's full name."""
        return MONTHS[self.first.month - 1]

    @property
    def short(self) -> str:
        """Its usual abbreviation."""
        return MONTHS_SHORT[self.first.month - 1]

    @property
    def y(self) -> int:
        """Its year of the Buddhist era."""
        return self.first.year + 543

    @property
    def yy(self) -> int:
        """The last two digits of that."""
        return self.y % 100

    @property
    def mm(self) -> str:
        """Its number in two digits."""
        return f"{self.first.month:02}"


def month_grid(office: str, month: date, plan: Mapping[str, Any]) -> Grid:
    """Invent the summary of one month: the same office and month always give the same rows."""
    stamp, header = f"{month:%Y-%m}", STYLES[plan.get("style", "skr")]
    name = f"{MONTHS[month.month - 1]} {month.year + 543}"
    if stamp in plan.get("empty", ()):
        return Grid(header, ())
    if stamp in plan.get("none", ()):
        said = plan.get("nothing", "ไม่มีการจัดซื้อจัดจ้างในเดือนนี้")
        return Grid(header, (("-", said, *["-"] * (len(header) - 2)),), name)
    dice = random.Random(f"third {office} {stamp}")
    rows = [_row(header, office, month, n, dice) for n in range(1, dice.randint(3, 7))]
    return Grid(header, tuple(rows), name)


def _row(
    header: Sequence[str], office: str, month: date, number: int, dice: random.Random
) -> tuple[str, ...]:
    price, seller = dice.randrange(4, 480) * 1_000, dice.choice(_SELLERS)
    offer, year = f"{price - 500:,}", month.year + 543 + (month.month >= 10)
    contract = f"{dice.randrange(1, 90)}/{year} ลงวันที่ {dice.randrange(2, 27)} {MONTHS_SHORT[month.month - 1]} {(month.year + 543) % 100}"
    known = {
        "ปีงบประมาณ": str(year), "ชื่อหน่วยงาน": office, "เขต": office.removeprefix("สำนักงานเขต"), "จังหวัด": "กรุงเทพมหานคร",
        "กระทรวง": "มหาดไทย", "ประเภทหน่วยงาน": "อปท. รูปแบบพิเศษ", "แหล่งที่มาของงบประมาณ": "งบประมาณ กทม.",
        "สถานะการจัดซื้อจัดจ้าง": "สิ้นสุดสัญญา", "เหตุผลที่คัดเลือกโดยสรุป": "ราคาต่ำสุดและคุณสมบัติถูกต้อง",
        "เลขที่โครงการในระบบ e-GP": f"{year % 100}{dice.randrange(10**8, 10**9)}",
    }  # fmt: skip
    guesses = (
        ("รายชื่อผู้เสนอราคา", f"{seller} {offer}"), ("ผู้ได้รับการคัดเลือก", f"{seller} {offer}"), ("สัญญา", contract),
        ("ผู้", seller), ("วิธี", "เฉพาะเจาะจง"), ("ตกลง", offer), ("วงเงิน", f"{price:,}"), ("ราคา", f"{price:,}"),
        ("งานที่", dice.choice(_WORKS)), ("รายการ", dice.choice(_WORKS)), ("ที่", str(number)), ("ลำดับ", str(number)),
    )  # fmt: skip
    return tuple(
        known.get(title) or next(value for word, value in guesses if word in title) for title in header
    )


def months_due(plan: Mapping[str, Any]) -> list[date]:
    """Return the months that a series publishes, in the order that it wants."""
    back = int(plan.get("years_back", 0))
    shown = [m.replace(year=m.year - back) for m in DUE if f"{m:%Y-%m}" not in plan.get("skip", ())]
    return shown[::-1] if plan.get("newest_first") else shown
