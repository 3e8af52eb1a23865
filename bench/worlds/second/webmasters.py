"""Eight webmasters: how each puts what an office shows onto pages.  A function each, and its template.

Every function takes the site, the items in order with what they show, and returns what the office declares for
each item: paths of its site, or whole addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from bench.worlds.second.exhibits import Exhibit, OfficeSite
from crawler.demo.offices import ITEMS
from crawler.thai.text import thai_digits

Shown = Mapping[str, list[Exhibit]]
Extras = Mapping[str, str]
Declared = dict[str, list[str]]

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, site: OfficeSite, **values: Any) -> str:
    """Fill a template with the house's names and the values."""
    names = {"office": site.house.office, "slug": site.house.slug, "extra": ""}
    return _TEMPLATES.get_template(template).render(names | values)


def _listed(path: Callable[[int, str], str]) -> list[dict[str, str]]:
    """List all items with the addresses of their pages, for menus."""
    return [{"id": i, "title": t, "path": path(n, i)} for n, (i, t) in enumerate(ITEMS.items(), 1)]


def bangkapi(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """Year tabs, rows that span, a staff sign-in box beside everything."""

    def path(number: int, item: str) -> str:
        return f"/page/sub/{26000 + number}/{quote(ITEMS[item][:30])}"

    for number, item in enumerate(ITEMS, 1):
        heading = f"{item} {ITEMS[item]}"
        text = render(
            "bangkapi.html", site, heading=heading, exhibits=shown[item], items=_listed(path), extra=extras[item]
        )  # fmt: skip
        site.page(path(number, item), text)
    return {item: [path(number, item)] for number, item in enumerate(ITEMS, 1)}


def sathon(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """A page an item, its files behind the viewer of a file share, some embedded."""
    for item in ITEMS:
        viewed = [_through_viewer(site, e) for e in shown[item]]
        heading = f"{item.replace('O', 'O ')} {ITEMS[item]}"
        text = render("sathon.html", site, heading=heading, exhibits=viewed, extra=extras[item])
        site.page(f"/ita68/{item.lower()}.html", text)
    return {item: [f"/ita68/{item.lower()}.html"] for item in ITEMS}


def _through_viewer(site: OfficeSite, exhibit: Exhibit) -> Exhibit:
    if not exhibit.href.startswith("/") or exhibit.how == "embed" or exhibit.picture:
        return exhibit
    path = f"/file/d/{quote(exhibit.href.rpartition('=')[2])}/view"
    site.page(path, render("viewer.html", site, label=exhibit.label, href=exhibit.href))
    return replace(exhibit, href=path)


def chomthong(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """An old program in TIS-620 that opens its files in new windows."""

    def path(number: int, _item: str = "") -> str:
        return f"/show.asp?cat=ita68&id={number}"

    for number, item in enumerate(ITEMS, 1):
        text = render(
            "chomthong.html", site, heading=ITEMS[item], exhibits=shown[item], items=_listed(path), extra=extras[item]
        )  # fmt: skip
        site.page(path(number), text, encoding="tis-620", kind="text/html")
    moved = '<html><head><meta http-equiv="refresh" content="0; url=/show.asp?cat=ita68&amp;id=2"></head><body></body></html>'
    site.page("/ita/o2.htm", moved)
    return {item: [path(number)] for number, item in enumerate(ITEMS, 1)} | {"O2": ["/ita/o2.htm"]}


def nongchok(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """One page of nested lists with Thai digits, old-style anchors and a base address."""
    items = [
        {
            "id": i,
            "number": thai_digits(i[1:]),
            "title": t,
            "exhibits": _relative(shown[i]),
            "extra": extras[i],
        }
        for i, t in ITEMS.items()
    ]
    site.page("/oit.html", render("nongchok.html", site, items=items))
    return {item: [f"/oit.html#{item.lower()}"] for item in ITEMS}


def _relative(exhibits: list[Exhibit]) -> list[Exhibit]:
    """Write addresses below /data/ relative to the page's base, blanks and Thai letters as typed."""
    return [replace(e, href=e.href.removeprefix("/data/")) for e in exhibits]


def bangrak(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """A blog: a category an item, a post a document, the file inside the post."""

    def path(_number: int, item: str) -> str:
        return f"/category/oit2568/{item.lower()}/"

    def page(address: str, heading: str, content: str) -> None:
        site.page(
            address, render("bangrak.html", site, heading=heading, content=content, items=_listed(path))
        )

    for number, item in enumerate(ITEMS, 1):
        posts = []
        for k, exhibit in enumerate(shown[item]):
            post = f"/2025/02/{number * 100 + k}/"
            posts.append(
                f'<article class="post"><h2 class="entry-title"><a href="{post}">{exhibit.label}</a></h2>'
                f'<span class="posted-on">{_posted(exhibit)}</span></article>'
            )
            page(post, exhibit.label, _post(site, exhibit))
        page(path(number, item), f"{item} {ITEMS[item]}", "\n".join(posts) + extras[item])
    page("/2025/04/songkran/", "กิจกรรมวันสงกรานต์ 2568", "<p>ประมวลภาพกิจกรรมสรงน้ำพระ</p>")
    return {item: [path(number, item)] for number, item in enumerate(ITEMS, 1)}


def _posted(exhibit: Exhibit) -> str:
    """Date a post: news by its newest entry, anything else by the day when the site was filled."""
    news = exhibit.element == "O4.news" and exhibit.paper
    return news.grids[0].rows[0][0] if news else "14 กุมภาพันธ์ 2568"


def _post(site: OfficeSite, exhibit: Exhibit) -> str:
    if exhibit.paper:
        return render("plain.html", site, label=exhibit.label, paper=exhibit.paper, fields=exhibit.fields)
    if exhibit.picture:
        return f'<figure><img src="{exhibit.href}" alt=""></figure>'
    if exhibit.service:
        return f'<p><a href="{exhibit.href}" target="_blank">เข้าใช้งานระบบ</a></p>'
    return f'<p>รายละเอียดตามเอกสารแนบ</p><p><a class="wp-block-file__button" href="{exhibit.href}">ดาวน์โหลดเอกสาร</a></p>'


def dusit(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """A table with a row for each element; where all is in files, the files themselves are declared."""
    declared: Declared = {}
    for number, item in enumerate(ITEMS, 1):
        path = f"/page/sub/{7700 + number}/O{number:02}"
        text = render(
            "dusit.html", site, heading="ข้อมูล OIT", item=f"O{number:02}", title=ITEMS[item],
            exhibits=shown[item], extra=extras[item],
        )  # fmt: skip
        site.page(path, text)
        files = [e.href for e in shown[item] if e.href.startswith("/") and not e.picture]
        direct = len(files) == len(shown[item]) > 0 and item != "O15"
        declared[item] = files if direct else [path]
    return declared


def latphrao(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """No pages at all: folders, as the web server lists them; file names say what is inside."""
    declared: Declared = {}
    for number, item in enumerate(ITEMS, 1):
        folder = f"/ita/2568/O{number:02}/"
        rows = []
        for e in shown[item]:
            name = e.href.rpartition("/")[2] if e.href else ""
            if e.paper:
                href = quote(f"{folder}{e.label.replace(' ', '_').replace('/', '-')}.html")
                page = render(
                    "plain.html", site, label=e.label, paper=e.paper, fields=e.fields, extra=extras[item]
                )
                site.page(href, page)
                rows.append({"href": href, "name": f"{e.label}.html"})
            elif e.service:
                moved = f'<html><head><title>{e.label}</title><meta http-equiv="refresh" content="3;URL={e.href}"></head><body><a href="{e.href}">{e.label}</a></body></html>'
                rows.append(
                    {"href": site.page(f"{folder}link{len(rows)}.html", moved), "name": f"{e.label}.html"}
                )
            else:
                rows.append(
                    {
                        "href": folder if e.how == "self" else e.href,
                        "name": f"{e.label}.{name.rpartition('.')[2]}",
                    }
                )
        site.page(folder, render("latphrao.html", site, folder=folder, exhibits=rows))
        declared[item] = [folder]
    return declared


def talingchan(site: OfficeSite, shown: Shown, extras: Extras) -> Declared:
    """Cards with a heading each; months folded away behind icons."""

    def path(number: int, _item: str = "") -> str:
        return f"/oit/{number}"

    for number, item in enumerate(ITEMS, 1):
        text = render(
            "talingchan.html", site, heading=ITEMS[item], exhibits=shown[item], items=_listed(path), extra=extras[item]
        )  # fmt: skip
        site.page(path(number), text)
    return {item: [path(number)] for number, item in enumerate(ITEMS, 1)}


WEBMASTERS: dict[str, Callable[[OfficeSite, Shown, Extras], Declared]] = {
    f.__name__: f for f in (bangkapi, sathon, chomthong, nongchok, bangrak, dusit, latphrao, talingchan)
}
