"""What an invented office publishes: its papers in their forms, before any layout shows them.

The words are data (``documents.yaml``); an office departs from them where its own data says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from crawler.calendar import thai_month
from crawler.demo import paper as make
from crawler.demo.paper import Grid, Paper
from crawler.demo.procurement import DUE, short_month, summary

HERE = Path(__file__).parent
FISCAL_YEAR = 2568
SUBS = {
    "9.1": ("ข้อมูลพื้นฐาน", ("O1", "O2", "O3", "O4")),
    "9.2": ("การปฏิบัติราชการ", ("O5", "O6", "O7", "O8", "O9", "O10", "O11", "O12")),
    "9.3": ("การใช้จ่ายงบประมาณและการจัดซื้อจัดจ้าง", ("O13", "O14", "O15")),
    "9.4": ("การบริหารและพัฒนาทรัพยากรบุคคล", ("O16",)),
    "9.5": ("การส่งเสริมความโปร่งใส", ("O17",)),
    "10.1": ("การป้องกันการรับสินบน", ("O18", "O19", "O20", "O21")),
    "10.2": ("มาตรการภายในเพื่อส่งเสริมคุณธรรมและความโปร่งใส", ("O22",)),
}
ITEMS = {
    "O1": "ข้อมูลพื้นฐานของสำนักงานเขต",
    "O2": "นโยบายผู้ว่าราชการกรุงเทพมหานครและแผนที่เกี่ยวข้องกับการพัฒนากรุงเทพมหานคร",
    "O3": "โรงเรียนสังกัดกรุงเทพมหานคร ในพื้นที่เขต",
    "O4": "การประชาสัมพันธ์ข้อมูลผลการดำเนินงาน",
    "O5": "แผนปฏิบัติราชการประจำปี และรายงานผลการปฏิบัติการประจำปี",
    "O6": "คู่มือการปฏิบัติหน้าที่",
    "O7": "คู่มือการให้บริการประชาชน",
    "O8": "E-Service",
    "O9": "ข้อมูลสถิติการจัดเก็บภาษี",
    "O10": "ข้อมูลสถิติการจัดเก็บรายได้",
    "O11": "รายการการตรวจ (Checklist) ในการพิจารณาการออกใบอนุญาต",
    "O12": "ระบบติดตาม (Tracking System) สถานะการขอใบอนุญาต",
    "O13": "แผนการใช้จ่ายงบประมาณประจำปีและรายงานผลการใช้จ่ายงบประมาณประจำปี",
    "O14": "ข้อมูลงบประมาณ ข้อบัญญัติงบประมาณ ข้อมูลเงินอุดหนุนชุมชน",
    "O15": "ประกาศต่างๆ เกี่ยวกับการจัดซื้อจัดจ้าง และ สรุปผลการจัดซื้อจัดจ้างรายเดือน",
    "O16": "หลักเกณฑ์การบริหาร และพัฒนาทรัพยากรบุคคล",
    "O17": "ช่องทางการร้องเรียนการทุจริตและข้อมูลเชิงสถิติเรื่องร้องเรียนการทุจริตประจำปี",
    "O18": "ประกาศนโยบายต่อต้านการรับสินบน (Anti-Bribery Policy) และการรายงานผลสู่การปฏิบัติ",
    "O19": "การประเมินความเสี่ยงต่อการรับสินบนและการรายงานผลการดำเนินการเพื่อจัดการความเสี่ยง",
    "O20": "แนวทางการปฏิบัติในการใช้ดุลยพินิจของเจ้าหน้าที่",
    "O21": "การจัดการทรัพย์สินของราชการ ของบริจาคและการจัดเก็บของกลาง",
    "O22": "มาตรการในการยกระดับคุณธรรมและความโปร่งใสและการรายงานผลการดำเนินงาน",
}
PAPERS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))


def _elements(*, advisory: bool) -> dict[str, list[str]]:
    named = [e for e, paper in PAPERS.items() if paper.get("advisory", False) == advisory]
    listed = named if advisory else [*named, "O15.monthly"]
    return {item: [e for e in listed if e.split(".")[0] == item] for item in ITEMS}


#: Item → its required elements (those that decide it), and those that are only advised.
ELEMENTS = _elements(advisory=False)
ADVISED = _elements(advisory=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on an item's page: a paper shown in place, or a link with its text."""

    text: str = ""
    href: str = ""
    paper: Paper | None = None
    fields: tuple[str, ...] = ()
    picture: bool = False
    service: bool = False


@dataclass(slots=True)
class Office:
    """One invented office while its site is being made: the data, and what will be written.

    ``root`` leads from a page of the layout to the site's root; ``paths`` are the items' pages below it.
    """

    slug: str
    data: Mapping[str, Any]
    root: str
    files: dict[str, bytes] = field(default_factory=dict)
    routes: dict[str, dict[str, Any]] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The district's name without any title."""
        return str(self.data["name"])

    @property
    def office(self) -> str:
        """The office's full name."""
        return f"สำนักงานเขต{self.name}"

    def page(self, item: str) -> Mapping[str, Any]:
        """Return what is special about an item's declared page."""
        special: Mapping[str, Any] = self.data.get("pages", {}).get(item, {})
        return special

    def recipe(self, element: str) -> dict[str, Any]:
        """Return the paper of an element as this office makes it."""
        return {**PAPERS.get(element, {}), **self.data["changes"].get(element, {})}

    def publish(self, name: str, content: bytes) -> str:
        """Put a file on the site; return how a page of the layout links to it."""
        self.files[name] = content
        return self.root + quote(name)


# --------------------------------------------------------------------------------------- papers


def words_of(office: Office, recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that a recipe may name in braces."""
    year = int(recipe.get("year", FISCAL_YEAR))
    return {
        "office": recipe.get("office", office.office), "name": office.name, "slug": office.slug,
        "en": office.data["en"],
        "fy": year, "last": year - 1, "yy": year % 100, "yy1": year % 100 - 1,
        "signed": recipe.get("signed", ""),
    }  # fmt: skip


def write_paper(office: Office, recipe: Mapping[str, Any]) -> Paper:
    """Fill the words of an office into a recipe."""
    words = words_of(office, recipe)

    def fill(lines: Any) -> tuple[str, ...]:
        return tuple(str(line).format_map(words) for line in lines or ())

    grid = recipe.get("grid")
    grids = (
        (
            Grid(
                fill(grid["header"]),
                tuple(map(fill, grid["rows"])),
                grid.get("caption", "").format_map(words),
            ),
        )
        if grid
        else ()
    )
    sign = recipe.get("sign", ["(นายสมมุติ รักเมือง)", "ผู้อำนวยการเขต{name}"])
    return Paper(fill(recipe["title"]), fill(recipe.get("body")), grids, fill(sign))


#: Every form a paper may take: file ending and how its bytes are made.
FORMS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": ("pdf", make.pdf),
    "scan": ("pdf", make.scan),
    "garbled": ("pdf", make.garbled_pdf),
    "torn": ("pdf", make.torn_pdf),
    "locked": ("pdf", lambda p: make.pdf(p, password="secret")),  # noqa: S106 (a locked file is the point)
    "picture": ("png", make.photograph),
    "docx": ("docx", make.docx),
    "blank": ("docx", lambda p: make.docx(make.blank(p))),
    "xlsx": ("xlsx", lambda p: make.xlsx({"ข้อมูล": make.grid_rows(p.grids[0])}, merged=True)),
    "xls": ("xls", lambda p: make.html_xls(p.grids[0])),
    "csv": ("csv", lambda p: make.csv_file(make.grid_rows(p.grids[0]), "tis-620")),
    "zip": (
        "zip",
        lambda p: make.archive({"manual.pdf": make.pdf(p), "readme.txt": "\n".join(p.title).encode()}),
    ),
}


def entries(office: Office, item: str) -> list[Entry]:
    """Make the papers of an item and return what its page shows."""
    found: list[Entry] = []
    for element in (*ELEMENTS[item], *ADVISED[item]):
        recipe = office.recipe(element)
        if recipe.get("drop"):
            continue
        found += _monthly(office, recipe) if element == "O15.monthly" else [_entry(office, element, recipe)]
        if "also" in recipe:
            found.append(_entry(office, element, {**recipe, "file": f"{element}-en.pdf", **recipe["also"]}))
    return found


def _entry(office: Office, element: str, recipe: Mapping[str, Any]) -> Entry:
    form = recipe["form"]
    text = recipe.get("label", "").format_map(words_of(office, recipe))
    if form == "service":
        return Entry(text, recipe["to"].format_map(words_of(office, recipe)), service=True)
    written = write_paper(office, recipe)
    if form == "page":
        return Entry(paper=written, fields=tuple(recipe.get("form_fields", ())))
    text = text or written.title[0]
    if "href" in recipe:
        return Entry(text, recipe["href"])
    ending, render = FORMS[form]
    usual = f"{element.replace('.', '-')}-{recipe.get('year', FISCAL_YEAR)}.{ending}"
    name = f"files/2568/{recipe.get('file', usual)}"
    if "answer" in recipe:
        office.routes["/" + quote(name)] = dict(recipe["answer"])
        return Entry(text, office.root + quote(name))
    return Entry(text, office.publish(name, render(written)), picture=form == "picture")


def _monthly(office: Office, recipe: Mapping[str, Any]) -> list[Entry]:
    """Publish one file a month, and the same beside it in another form where the recipe says so."""
    found: list[Entry] = []
    packed: dict[str, bytes] = {}
    for month in DUE:
        stamp = f"{month:%Y-%m}"
        if stamp in recipe.get("skip", ()):
            continue
        grid = summary(office.office, month, recipe["columns"], nothing=stamp in recipe.get("none", ()))
        text = f"สรุปผลการจัดซื้อจัดจ้าง ประจำเดือน{thai_month(month)}"
        name = f"files/2568/O15/skr1-{month.year + 543}-{month:%m}"
        paper = Paper((text, office.office), (), (grid,))
        if recipe["form"] == "xlsx":
            content = make.xlsx({short_month(month): make.grid_rows(grid)}, merged=True)
            found.append(Entry(f"{text} (Excel)", office.publish(f"{name}.xlsx", content)))
        else:
            ending, render = FORMS[recipe["form"]]
            packed[f"skr1-{month:%Y-%m}.{ending}"] = render(paper)
            found.append(Entry(text, office.publish(f"{name}.{ending}", render(paper))))
        if recipe.get("beside") == "pdf":
            found.append(Entry(f"{text} (PDF)", office.publish(f"{name}.pdf", make.pdf(paper))))
    if recipe.get("beside") == "zip":
        text = "สรุปผลการจัดซื้อจัดจ้าง ตุลาคม 2567 - มีนาคม 2568 (ZIP รวมทุกเดือน)"
        found.append(Entry(text, office.publish("files/2568/O15/skr1-all.zip", make.archive(packed))))
    return found
