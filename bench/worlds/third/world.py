"""The third acceptance world: eight offices written by hand, page by page, each as another real site would be.

An office is a file of ``offices/`` and a layout of ``layouts/``.  Its items::

    O5:
      at: /node/17#o5          where the item stands; what is declared unless ``declare`` lists something else
      title: …                 its heading (the item's usual title if none)
      page: …                  the content, as a template; items at one path share the page
      files: {/path: sheet}    papers (see sheets.py); or a mapping: sheet, and fields of a route
      pages: {/path: content}  further pages in the layout ("<!" or "<html" first: as they are)
      series: …                the monthly summaries: href, form, title, style, none, skip, empty, years_back
      misbehave: …             what the declared page does instead
      routes: {/path: route}   further answers
      truth: …                 status (pass if none), codes, warn, fail / unverified (elements), accept, allow, why

Words in braces: ``office``, ``name``, ``en``, ``fy``, ``share`` (the file share's address), ``oss`` and ``flip``
likewise, ``months`` (the published ones); ``{{ "…" | table }}`` makes rows in bars a table.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import jinja2
import yaml
from PIL import Image

from bench.worlds.site import Site, World
from bench.worlds.third.sheets import (
    Month,
    Press,
    month_grid,
    months_due,
    parse,
    save,
    web_table,
)
from crawler.demo.offices import ITEMS
from crawler.demo.paper import Grid, Paper

HERE = Path(__file__).parent
OFFICES = (
    "vadhana",
    "phasicharoen",
    "donmueang",
    "thungkhru",
    "minburi",
    "bangkhunthian",
    "wangthonglang",
    "saimai",
)
SHARED = ("oss", "share", "flip", "social")
_PICTURE = re.compile(r"""<img[^>]+src=["'](/[^"'?]+)["']""", re.IGNORECASE)
_ENDINGS = ("pdf", "docx", "xlsx", "xls", "ods", "odt", "csv", "json", "zip", "png", "jpg")
_WORDS = {slug: f"http://{slug}.world3.invalid" for slug in SHARED}


def _table(text: str) -> str:
    rows = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    return web_table([[cell.strip() for cell in row] for row in rows])


def _tis620(path: str) -> str:
    return quote_from_bytes(path.encode("tis-620"), safe="/")


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "layouts"),
    autoescape=False,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_TEMPLATES.filters |= {"table": _table, "tis620": _tis620}


@dataclass(slots=True)
class Office:
    """One office while its site is built; ``shares`` are the sites that belong to nobody."""

    slug: str
    number: int
    described: Mapping[str, Any]
    press: Press
    shares: Mapping[str, Site]
    site: Site = field(default_factory=Site)

    def fill(self, text: str, **words: Any) -> str:
        """Put the office's words into a text."""
        name = self.described["name"]
        own = {
            "office": f"สำนักงานเขต{name}",
            "name": name,
            "en": self.described["en"],
            "fy": 2568,
            "slug": self.slug,
        }
        return _TEMPLATES.from_string(text).render(own | _WORDS | words) if "{" in text else text

    def file(self, path: str, described: str | Mapping[str, Any]) -> None:
        """Place a paper: at a path of the site, or (``share:/path``) of a shared one."""
        sheet, answer = (
            (described, {}) if isinstance(described, str) else (described["sheet"], dict(described))
        )
        answer.pop("sheet", None)
        form, paper = parse(sheet, self.fill, self.number)
        self.place(path, form, paper, answer)

    def at(self, path: str) -> tuple[Site, str]:
        """Tell which site a path is of: its own, or a shared one named before a colon."""
        host, _, rest = path.partition(":")
        return (self.site, path) if path.startswith("/") else (self.shares[host], rest)

    def place(self, path: str, form: str, paper: Paper, answer: Mapping[str, Any] | None = None) -> None:
        """Save ``paper`` in ``form`` at ``path``."""
        site, path = self.at(path)
        ending = path.partition("?")[0].rpartition(".")[2].lower()
        if ending not in _ENDINGS:
            ending = form if form in _ENDINGS else "pdf"
        site.put(path, save(form, paper, self.press), ending, **(answer or {}))

    def series(self, plan: Mapping[str, Any]) -> list[Month]:
        """Publish the monthly summaries; a series ``in_one`` file has a sheet for each month."""
        shown: list[Month] = []
        office, grids = self.fill("{{ office }}"), []
        for first in months_due(plan):
            grid = month_grid(office, first, plan)
            month = Month(first, "", web_table((grid.header, *grid.rows)))
            month = Month(first, self.fill(plan.get("href", ""), m=month), month.table)
            shown.append(month)
            sheet = self.fill(plan.get("sheet", "{{ m.short }}{{ m.yy }}"), m=month)
            grids.append(Grid(grid.header, grid.rows, sheet))
            if "form" in plan and not plan.get("in_one"):
                title = self.fill(plan.get("title", "สขร.1 เดือน{{ m.name }} {{ m.y }}"), m=month)
                self.place(month.href, plan["form"], Paper((title, office), (), (grids[-1],)))
        if plan.get("in_one"):
            self.place(shown[0].href, plan["form"], Paper((), (), tuple(grids)))
        return shown


def _build(office: Office, answers: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[str]]:
    """Build all pages of an office; return what it declares and the lines of its robots.txt."""
    described = office.described
    listed = [
        {"id": i, "title": described["items"][i].get("title", t), "path": described["items"][i].get("at", "/").partition("#")[0]}
        for i, t in ITEMS.items()
    ]  # fmt: skip
    declared: dict[str, list[str]] = {}
    sections: dict[str, list[dict[str, str]]] = {}

    def lay_out(path: str, parts: list[dict[str, str]], layout: str = "") -> None:
        text = _TEMPLATES.get_template(f"{layout or office.slug}.html").render(
            office=office.fill("{{ office }}"), en=described["en"], name=described["name"], path=path, items=listed,
            sections=parts, **_WORDS,
        )  # fmt: skip
        encoding = described.get("encoding", "utf-8")
        office.site.page(path, text, encoding, described.get("type", "text/html; charset=utf-8"))

    for item, entry in zip(listed, described["items"].values(), strict=True):
        months = office.series(entry["series"]) if "series" in entry else []
        for path, sheet in entry.get("files", {}).items():
            office.file(office.fill(path), sheet)
        for path, text in entry.get("pages", {}).items():
            content = office.fill(text, months=months)
            if content.startswith(("<!", "<html", "<HTML")):
                site, below = office.at(path)
                site.page(below, content)
            else:
                lay_out(path, [{"id": "", "title": item["title"], "content": content}])
        for path, route in entry.get("routes", {}).items():
            office.site.routes[path] = dict(answers[route] if isinstance(route, str) else route)
        declared[item["id"]] = entry.get("declare", [entry["at"]] if "at" in entry else [])
        if "page" in entry:
            part = {**item, "content": office.fill(entry["page"], months=months)}
            sections.setdefault(item["path"], []).append(part)
    for path, parts in sections.items():
        lay_out(path, parts)
    home = [{"id": "", "title": office.fill("{{ office }}"), "content": office.fill(described["home"])}]
    lay_out("/", home)
    robots = []
    for item, entry in zip(listed, described["items"].values(), strict=True):
        special = dict(entry.get("misbehave", {}))
        if "answer" in special:
            special["answer"] = answers[special["answer"]]
        robots += office.site.misbehave(item["path"], special)
    return declared, robots


def _decorate(site: Site) -> None:
    """Serve a picture for every one that pages show and nobody described: only intended links are broken."""
    pages = [
        content.decode("utf-8", "replace") for content in site.files.values() if isinstance(content, bytes)
    ]
    for path in dict.fromkeys(_PICTURE.findall("".join(pages))):
        if path not in site.routes:
            site.put(path, _portrait(path), path.rpartition(".")[2])


def _portrait(path: str) -> bytes:
    """Paint a small picture of one colour, its own for each path."""
    ending = path.rpartition(".")[2]
    if ending == "svg":
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><circle r="20"/></svg>'
    colour = zlib.crc32(path.encode()).to_bytes(4, "big")
    out = io.BytesIO()
    Image.new("RGB", (90, 120), tuple(colour[:3])).save(out, {"jpg": "jpeg"}.get(ending, ending))
    return out.getvalue()


def third() -> World:
    """Build the whole world; nothing is printed before it is saved."""
    world, press = World("world3", "127.0.20"), Press()
    shares = {slug: Site() for slug in SHARED}
    common = yaml.safe_load((HERE / "shared.yaml").read_text(encoding="utf-8"))
    for slug, routes in common["sites"].items():
        shares[slug].routes |= routes
    for number, slug in enumerate(OFFICES):
        described = yaml.safe_load((HERE / "offices" / f"{slug}.yaml").read_text(encoding="utf-8"))
        office = Office(slug, number, described, press, shares)
        declared, robots = _build(office, common["answers"])
        declared = {item: [office.fill(path) for path in paths] for item, paths in declared.items()}
        lines = ["User-agent: *", *described.get("robots", ["Disallow: /administrator/"]), *robots, ""]
        office.site.put("/robots.txt", "\n".join(lines).encode(), "txt")
        items = described["items"]
        agency = {
            "id": slug, "code": described["code"], "name_th": office.fill("{{ office }}"),
            "name_en": described["en"], "group": described["group"],
        }  # fmt: skip
        waived = {item: entry["waive"] for item, entry in items.items() if "waive" in entry}
        world.add_office(
            office.site, agency, declared, waived, {i: e.get("truth", {}) for i, e in items.items()}
        )
        _decorate(office.site)
    for slug, site in shares.items():
        _decorate(site)
        world.share(slug, site, default=common["sites"]["social"]["/"] if slug == "social" else None)
    return world
