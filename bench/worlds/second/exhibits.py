"""What one office shows for one item: the plan's words turned into papers, files and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bench.worlds.papers import FORMS
from bench.worlds.second.house import House
from bench.worlds.second.months import WORDS, month_grid, months_of, quarter, workbook
from bench.worlds.site import Site
from crawler.demo import paper as make
from crawler.demo.offices import ELEMENTS
from crawler.demo.paper import Grid, Paper, grid_rows

HERE = Path(__file__).parent
FISCAL_YEAR = 2568
NAMES: dict[str, list[str]] = yaml.safe_load((HERE / "wording.yaml").read_text(encoding="utf-8"))
#: Papers that are statistics and come in the house's number forms.
STATISTICS = ("O9.statistics", "O10.statistics", "O14.budget", "O14.subsidy", "O17.statistics")
NEWS = (
    ("ผู้อำนวยการเขตลงพื้นที่ตรวจสอบจุดเสี่ยงน้ำท่วม", date(2025, 4, 22)),
    ("รายงานผลการจัดระเบียบทางเท้า 12 จุด แล้วเสร็จตามแผน", date(2025, 3, 14)),
    ("เปิดศูนย์บริการตรวจสุขภาพฟรี มีผู้รับบริการ 640 คน", date(2025, 2, 3)),
    ("มอบเครื่องกันหนาวและถุงยังชีพให้ผู้สูงอายุในชุมชน", date(2024, 12, 12)),
)
SERVICES = {"O8.service": "http://oss.world2.invalid/", "O12.tracking": "http://oss.world2.invalid/track"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing to show: a paper in the page, or a file with what is said about it.

    ``group`` joins rows that share a heading (the months of a series); ``how`` is ``link``, ``embed``,
    ``onclick``, ``empty`` (``href=""``) or ``self`` (a link to the page it stands on).
    """

    element: str
    label: str
    href: str = ""
    paper: Paper | None = None
    year: int | None = None
    group: str = ""
    how: str = "link"
    fields: tuple[str, ...] = ()
    picture: bool = False
    service: bool = False


@dataclass(slots=True)
class OfficeSite(Site):
    """One office's site while it grows, and the address of each element's file.

    ``elsewhere`` holds the files that the office keeps on another host, by their path there.
    """

    house: House = field(kw_only=True)
    placed: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, bytes] = field(default_factory=dict)
    numbered: int = 0

    def address(self, item: str, label: str, ending: str) -> str:
        """Choose the address of a new file as the house does: each is given once."""
        self.numbered += 1
        name = "".join(ch if ch not in '/\\:*?"<>|–' else "-" for ch in label)[:60].strip()
        return self.house.address(item, name, self.numbered, ending)


def exhibits(site: OfficeSite, item: str, plan: Mapping[str, Any]) -> list[Exhibit]:
    """Make and place the papers of an item; ``plan`` holds the departures for its elements."""
    if "together" in plan:
        return _together(site, item, plan["together"])
    shown: list[Exhibit] = []
    for element in ELEMENTS[item]:
        recipe: dict[str, Any] = {
            **WORDS.get(element, {}),
            **_usual(site.house, element),
            **plan.get(element, {}),
        }
        if recipe.get("drop"):
            continue
        if element == "O15.monthly":
            shown += _series(site, recipe)
        else:
            shown.append(_exhibit(site, item, element, recipe))
        shown += [_exhibit(site, item, element, {**recipe, **more}) for more in recipe.get("also", ())]
    return shown


def _usual(house: House, element: str) -> dict[str, Any]:
    """Return the form in which the house saves an element's paper."""
    number = list(WORDS).index(element) if element in WORDS else 0
    if element in STATISTICS:
        return {"form": house.numbers[number % len(house.numbers)]}
    if WORDS.get(element, {}).get("form") in ("pdf", "docx"):
        return {"form": house.papers[number % len(house.papers)]}
    return {}


def phrase(house: House, element: str, year: int, spelling: int, **more: str) -> str:
    """Name an element's paper in one of the four spellings, in the house's way of writing years."""
    words = {"Y": house.year(year), "H": house.half(year), "n": house.name, "m": "", **more}
    return NAMES[element][spelling % 4].format_map(words)


def _exhibit(site: OfficeSite, item: str, element: str, recipe: Mapping[str, Any]) -> Exhibit:
    house, year = site.house, int(recipe.get("year", FISCAL_YEAR))
    label = recipe.get("label") or recipe.get("name") or phrase(house, element, year, house.spelling)
    how, dated = recipe.get("how", "link"), recipe.get("tab", year if "{Y}" in NAMES[element][0] else None)
    if element in SERVICES:
        return Exhibit(element, label, recipe.get("to", SERVICES[element]), service=True, how=how)
    written = _write(house, element, recipe, year)
    if recipe["form"] == "page":
        return Exhibit(element, label, paper=written, year=dated, fields=tuple(recipe.get("form_fields", ())))
    if how in ("empty", "self"):
        return Exhibit(element, label, "", year=dated, how=how)
    if "to" in recipe:
        return Exhibit(element, label, recipe["to"], year=dated, how=how)
    if "same_as" in recipe:
        return Exhibit(element, label, site.placed[recipe["same_as"]], year=dated, how=how)
    ending, make_file = FORMS[recipe["form"]]
    path = recipe.get("path") or site.address(item, label, ending)
    if "answer" in recipe:
        site.routes[path] = dict(recipe["answer"])
    elif recipe.get("elsewhere"):
        name = f"/{house.slug}/{len(site.elsewhere)}.{ending}"
        site.elsewhere[name] = make_file(written)
        return Exhibit(element, label, f"http://files.world2.invalid{name}", year=dated, how=how)
    elif recipe.get("moved"):
        site.routes[path] = {"redirect": site.put(f"/new{path}", make_file(written), ending), "status": 301}
    else:
        site.put(path, make_file(written), ending, **recipe.get("served", {}))
    if "behave" in recipe:
        site.routes[path].update(recipe["behave"])
    site.placed[element] = path
    return Exhibit(element, label, path, year=dated, how=how, picture=recipe["form"] == "picture")


def _write(house: House, element: str, recipe: Mapping[str, Any], year: int) -> Paper:
    """Write the paper: named in another spelling than its link, with the demo's words below."""
    title = recipe.get("name") or phrase(house, element, year, house.spelling + 1)
    words = {
        "office": recipe.get("office", house.office), "name": house.name, "slug": house.slug,
        "fy": year, "last": year - 1, "yy": year % 100, "yy1": year % 100 - 1, "signed": recipe.get("signed", "2 มกราคม พ.ศ. 2568"),
    }  # fmt: skip

    def fill(lines: Any) -> tuple[str, ...]:
        return tuple(str(line).format_map(words) for line in lines or ())

    if element == "O4.news":
        days = (
            [date.fromisoformat(day) for day in recipe["dates"]]
            if "dates" in recipe
            else [d for _, d in NEWS]
        )
        texts = recipe.get("texts", [text for text, _ in NEWS])
        rows = tuple((house.day(day), text) for text, day in zip(texts, days, strict=True))
        return Paper((title,), (), (Grid(("วันที่", "เรื่อง"), rows),))
    grid = recipe.get("grid")
    grids = (
        (
            Grid(
                fill(grid["header"]),
                tuple(map(fill, grid["rows"])),
                title if recipe.get("form") in ("xlsx", "html_xls") else "",
            ),
        )
        if grid
        else ()
    )
    titles = tuple(recipe["inside"]) if "inside" in recipe else (title, words["office"])
    return Paper(titles, fill(recipe.get("body")), grids, ("(นายสมมุติ รักเมือง)", f"ผู้อำนวยการเขต{house.name}"))


def _together(site: OfficeSite, item: str, recipe: Mapping[str, Any]) -> list[Exhibit]:
    """Bind the papers of all elements into one file, each under its own heading."""
    house = site.house
    parts = [
        _write(house, element, WORDS[element], int(WORDS[element].get("year", FISCAL_YEAR)))
        for element in ELEMENTS[item]
    ]
    lines = tuple(line for part in parts for line in ("", *part.title[:1], *part.body))
    bound = Paper((recipe["name"], house.office), lines, tuple(grid for part in parts for grid in part.grids))
    ending, make_file = FORMS[recipe.get("form", "pdf")]
    path = site.put(site.address(item, recipe["name"], ending), make_file(bound), ending)
    return [
        Exhibit(f"{item}.all", recipe["name"], path, year=recipe.get("tab"), how=recipe.get("how", "link"))
    ]


# --------------------------------------------------------------------------------------- the monthly series


def _series(site: OfficeSite, recipe: dict[str, Any]) -> list[Exhibit]:
    house, months = site.house, months_of(recipe)
    kind = recipe.get("series", "xlsx")
    group = recipe.get("group", f"สรุปผลการจัดซื้อจัดจ้างรายเดือน {house.year(FISCAL_YEAR)}")
    shown: list[Exhibit] = []
    if kind == "workbook":
        name = f"สรุปผลการจัดซื้อจัดจ้างรายเดือน {house.half(FISCAL_YEAR)}"
        path = site.address("O15", name, "xlsx")
        site.put(path, workbook(house, months, recipe), "xlsx")
        return [Exhibit("O15.monthly", name, path, year=FISCAL_YEAR)]
    if kind == "quarter":
        name = "สรุปผลการจัดซื้อจัดจ้าง (สขร.1) ไตรมาสที่ 1 (ตุลาคม - ธันวาคม 2567)"
        path = site.address("O15", name, "xlsx")
        shown.append(
            Exhibit(
                "O15.monthly",
                name,
                site.put(path, quarter(house, months[:3], recipe, name), "xlsx"),
                group=group,
            )
        )
        months = months[3:]
    for month in months:
        label = phrase(house, "O15.monthly", FISCAL_YEAR, house.spelling, m=house.month(month))
        grid = month_grid(house, month, recipe)
        if kind == "page":
            titled = replace(grid, caption="")
            shown.append(Exhibit("O15.monthly", label, paper=Paper((label,), (), (titled,)), group=group))
            continue
        form = {"quarter": "xlsx"}.get(kind, kind)
        ending, make_file = FORMS[form]
        paper = Paper((label, house.office), (), (grid,))
        content = (
            make.xlsx({house.month(month)[:31]: grid_rows(grid)}, merged=True)
            if form == "xlsx"
            else make_file(paper)
        )
        path = site.address("O15", label, ending)
        shown.append(
            Exhibit("O15.monthly", label, site.put(path, content, ending), year=FISCAL_YEAR, group=group)
        )
    return shown
