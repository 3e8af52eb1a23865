"""The fourth world: a site a YAML file, its pages written out as their webmaster wrote them.

A page's text is a Jinja template, in which ``doc`` makes a paper, stores it and gives its address; ``table``
shows the table of a kind of paper on the page itself; ``months`` and ``workbook`` make procurement summaries.
What a paper says below its title is of its kind (``stock.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from jinja2 import Environment, StrictUndefined

from bench.worlds import papers
from bench.worlds.site import Site, World
from crawler.calendar import thai_month
from crawler.demo import paper as make
from crawler.demo.offices import ITEMS
from crawler.demo.paper import Grid, Paper
from crawler.demo.procurement import DUE, short_month, summary

HERE = Path(__file__).parent
STOCK: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "stock.yaml").read_text(encoding="utf-8"))
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
#: The older monthly form as most offices really draw it: headings of two storeys.
SPLIT_HEADER = (
    "ลำดับ\nที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง (บาท)", "ราคากลาง (บาท)", "วิธีซื้อหรือจ้าง",
    "ผู้เสนอราคา|รายชื่อและราคาที่เสนอ", "ผู้ได้รับการคัดเลือก|ชื่อและราคาที่ตกลงซื้อหรือจ้าง",
    "เหตุผลที่คัดเลือกโดยสรุป", "สัญญาหรือข้อตกลง|เลขที่และวันที่",
)  # fmt: skip

#: A picture of one point: what ornaments show.
_DOT = bytes.fromhex("47494638396101000100800000ffffff0000002c00000000010001000002024401003b")
#: What a page may ask of its office.
_WRITING = ("doc", "kept", "kept_month", "bound", "packed", "table", "monthly", "workbook", "picture")


@dataclass(slots=True)
class Office:
    """One office while its site grows."""

    data: Mapping[str, Any]
    site: Site = field(default_factory=Site)
    shelf: Site = field(default_factory=Site)

    @property
    def words(self) -> dict[str, str]:
        """What the texts of papers may name."""
        name = str(self.data["name"])
        return {"name": name, "office": f"สำนักงานเขต{name}"}

    def paper(self, title: str, kind: str, fy: int = 2568, *, thai: bool = False, **words: str) -> Paper:
        """Type a paper of ``kind`` for fiscal year ``fy`` (BE), below the lines of ``title``."""
        stock, office = STOCK[kind], self.words
        said = {**office, "fy": str(fy), "last": str(fy - 1), "yy": f"{fy % 100}", "yl": f"{(fy - 1) % 100}"}

        def fill(text: str) -> str:
            filled = text.format(**said | words)
            return filled.translate(THAI_DIGITS) if thai else filled

        grids = tuple(
            Grid(
                tuple(map(fill, g["header"])),
                tuple(tuple(map(fill, row)) for row in g["rows"]),
                fill(g.get("caption", "")),
            )
            for g in stock.get("grids", ())
        )
        return Paper(
            tuple(map(fill, title.split(" / "))),
            tuple(map(fill, stock.get("body", ()))),
            grids,
            tuple(map(fill, stock.get("sign", ()))),
        )

    def doc(self, path: str, title: str, kind: str, form: str = "pdf", **said: Any) -> str:
        """Store a paper in ``form`` at ``path``; return the address as a page writes it."""
        ending, save = papers.FORMS[form]
        paper = self.paper(title, kind, **said)
        self.site.put(path, partial(save, paper), ending)
        return quote(path, safe="/?=&")

    def kept(self, key: str, name: str, title: str, kind: str, form: str = "pdf", **said: Any) -> str:
        """Keep a paper called ``name`` on a file share; return the address of the share's viewer."""
        ending, save = papers.FORMS[form]
        self.shelf.put(
            f"/uc?export=download&id={key}", partial(save, self.paper(title, kind, **said)), ending
        )
        return self.viewer(key, name)

    def kept_month(self, key: str, name: str, number: int, form: str, columns: int = 16) -> str:
        """Keep the summary of one month on the file share, as ``kept`` does."""
        ending, save = papers.FORMS[form]
        grid = self.month(number, columns)
        self.shelf.put(
            f"/uc?export=download&id={key}", partial(save, Paper((grid.caption,), grids=(grid,))), ending
        )
        return self.viewer(key, name)

    def viewer(self, key: str, name: str) -> str:
        """Show a kept file in the share's viewer; return its address."""
        self.shelf.page(
            f"/file/d/{key}/view",
            f'<html><head><title>{name} - ไดรฟ์</title><meta property="og:title" content="{name}"></head><body>'
            f'<div role="toolbar"><a href="/uc?export=download&amp;id={key}" aria-label="ดาวน์โหลด">ดาวน์โหลด</a>'
            f'</div><div class="viewer">{name}</div></body></html>',
        )
        return f"http://drive.fourth.invalid/file/d/{key}/view"

    def bound(self, path: str, *chapters: Sequence[Any]) -> str:
        """Store one PDF of several papers, each given as ``doc`` takes it, behind a table of contents."""
        parts = [self.paper(title, kind, **(said[0] if said else {})) for title, kind, *said in chapters]
        contents = Paper(
            ("สารบัญ",),
            tuple(f"{n}. {' '.join(p.title)} ........ หน้า {n + 1}" for n, p in enumerate(parts, 1)),
        )
        self.site.put(path, lambda: papers.bound([contents, *parts]), "pdf")
        return quote(path)

    def packed(self, path: str, **members: Sequence[str]) -> str:
        """Store a ZIP of PDFs, each member given as title and kind."""
        inside = {f"{name}.pdf": self.paper(*said) for name, said in members.items()}
        self.site.put(path, lambda: make.archive({n: make.pdf(p) for n, p in inside.items()}), "zip")
        return quote(path)

    def table(self, kind: str, fy: int = 2568, tag: str = '<table border="1">', *, thai: bool = False) -> str:
        """Show the first table of a kind of paper as HTML, its caption above it."""
        grid = self.paper("", kind, fy, thai=thai).grids[0]
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in (grid.header, *grid.rows)
        )
        return f"<p>{grid.caption}</p>{tag}{rows}</table>"

    def month(self, number: int, columns: int = 16, *, nothing: bool = False, split: bool = False) -> Grid:
        """Fill the summary of the due month ``number`` (0 is October)."""
        grid = summary(self.words["office"], DUE[number], columns, nothing=nothing)
        if split:
            caption = f"แบบ สขร. 1\nสรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน {thai_month(DUE[number])}\n{self.words['office']}"
            return replace(grid, header=SPLIT_HEADER, caption=caption)
        return grid

    def monthly(self, path: str, number: int, form: str = "xlsx", columns: int = 16, **how: bool) -> str:
        """Store the summary of one month in ``form``; return its address."""
        ending, save = papers.FORMS[form]
        grid = self.month(number, columns, **how)
        paper = Paper((grid.caption.replace("\n", " "),), grids=(grid,))
        self.site.put(path, partial(save, paper), ending)
        return quote(path)

    def workbook(
        self, path: str, numbers: Sequence[int], nothing: Sequence[int] = (), *, split: bool = False
    ) -> str:
        """Store one workbook with a sheet for each of some months; return its address."""
        grids = {
            short_month(DUE[n]): self.month(n, 10 if split else 16, nothing=n in nothing, split=split)
            for n in numbers
        }
        if split:
            self.site.put(path, lambda: papers.form_xlsx(grids), "xlsx")
        else:
            sheets = {name: make.grid_rows(grid) for name, grid in grids.items()}
            self.site.put(path, lambda: make.xlsx(sheets, merged=True), "xlsx")
        return quote(path)

    def picture(self, path: str, title: str, kind: str) -> str:
        """Store the photograph of a paper; return its address."""
        return self.doc(path, title, kind, "jpeg")


def fourth() -> World:
    """Build the world."""
    world = World("fourth", "127.0.30")
    described = [
        yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted((HERE / "offices").glob("*.yaml"))
    ]
    for data in described:
        _add(world, data)
    shared = yaml.safe_load((HERE / "shared.yaml").read_text(encoding="utf-8"))
    for slug, routes in shared.items():
        site = Site()
        for path, answer in routes.items():
            site.routes[path] = dict(answer)
        world.share(slug, site)
    return world


def _add(world: World, data: Mapping[str, Any]) -> None:
    office = Office(data)
    environment = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True)
    environment.globals.update(
        office.words,
        **{name: getattr(office, name) for name in _WRITING},
        items=ITEMS,
        at={item: _paths(entry)[0] if _paths(entry) else "#" for item, entry in data["items"].items()},
        month_names=[thai_month(m) for m in DUE],
        short_months=[short_month(m) for m in DUE],
    )
    layout = environment.from_string(data["layout"])
    encoding = data.get("encoding", "utf-8")
    kind = data.get("content_type", f"text/html; charset={encoding}")

    def publish(path: str, page: Mapping[str, Any], item: str) -> None:
        content = environment.from_string(page["html"]).render(item=item, path=path)
        bare = page.get("bare", False)
        text = (
            content
            if bare
            else layout.render(content=content, title=page.get("title", ""), item=item, path=path)
        )
        office.site.page(path, text, encoding, kind)

    for path, page in data.get("pages", {}).items():
        publish(path, page, "")
    for item, entry in data["items"].items():
        if "html" in entry:
            publish(entry["at"] if isinstance(entry["at"], str) else entry["at"][0], entry, item)
    for path in data.get("ornaments", ()):
        office.site.put(path, _DOT, "gif")
    for path, answer in data.get("answers", {}).items():
        office.site.routes[path] = office.site.routes.get(path, {}) | answer
    if office.shelf.routes:
        office.shelf.routes |= data.get("shelf_answers", {})
        world.share("drive", office.shelf)
    world.add_office(
        office.site,
        data["agency"],
        {item: _paths(entry) for item, entry in data["items"].items()},
        {item: entry["waived"] for item, entry in data["items"].items() if "waived" in entry},
        {item: _truth(entry) for item, entry in data["items"].items()},
    )


def _paths(entry: Mapping[str, Any]) -> list[str]:
    at = entry.get("at", [])
    return [at] if isinstance(at, str) else list(at)


def _truth(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("status", "codes", "warn", "fail", "unverified", "why", "accept", "allow", "optional")
    return (
        {"status": "waived"} | {"why": entry["waived"]}
        if "waived" in entry
        else {k: entry[k] for k in kept if k in entry}
    )
