"""Make the sample sites again: ``python -m crawler.demo.make_sites --fonts FOLDER``.

Reads ``districts.yaml`` and ``documents.yaml``, writes ``sites/``, ``routes.yaml``, ``targets.yaml`` and
``expected.yaml``.  FOLDER holds the Sarabun fonts (npm package ``@expo-google-fonts/sarabun``, unpacked);
they are needed only here, the PDFs carry the few glyphs they use.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import yaml
from PIL import Image, ImageDraw

from crawler.demo import paper as make
from crawler.demo.paper import Grid, Paper
from crawler.demo.procurement import DUE, month_name, short_month, summary

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
#: Required elements of an item: those that have a paper, and the monthly series.
_PAPERS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))
ELEMENTS = {item: [e for e in (*_PAPERS, "O15.monthly") if e.split(".")[0] == item] for item in ITEMS}

_HIDDEN_SPAM = (
    '<div style="position:absolute;left:-9999px">'
    + " ".join(
        f'<a href="http://social.demo.invalid/x{n}">{word}</a>'
        for n, word in enumerate(("สล็อตเว็บตรง", "บาคาร่าออนไลน์", "แทงบอล", "slot pg แตกง่าย", "คาสิโนสด"))
    )
    + "</div>"
)
_CONSTRUCTION = "<p><b>อยู่ระหว่างการปรับปรุงข้อมูล</b></p><p>Under construction</p>"
_PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


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
        return {**_PAPERS.get(element, {}), **self.data["changes"].get(element, {})}

    def publish(self, name: str, content: bytes) -> str:
        """Put a file on the site; return how a page of the layout links to it."""
        self.files[name] = content
        return self.root + quote(name)


# --------------------------------------------------------------------------------------- papers


def _words(office: Office, recipe: Mapping[str, Any]) -> dict[str, Any]:
    year = int(recipe.get("year", FISCAL_YEAR))
    return {
        "office": recipe.get("office", office.office), "name": office.name, "slug": office.slug,
        "fy": year, "last": year - 1, "yy": year % 100, "yy1": year % 100 - 1,
        "signed": recipe.get("signed", ""),
    }  # fmt: skip


def write_paper(office: Office, recipe: Mapping[str, Any]) -> Paper:
    """Fill the words of an office into a recipe."""
    words = _words(office, recipe)

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
_FORMS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
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
    for element in ELEMENTS[item]:
        recipe = office.recipe(element)
        if recipe.get("drop"):
            continue
        found += _monthly(office, recipe) if element == "O15.monthly" else [_entry(office, element, recipe)]
        if "also" in recipe:
            found.append(_entry(office, element, {**recipe, "file": f"{element}-en.pdf", **recipe["also"]}))
    return found


def _entry(office: Office, element: str, recipe: Mapping[str, Any]) -> Entry:
    form = recipe["form"]
    text = recipe.get("label", "").format_map(_words(office, recipe))
    if form == "service":
        return Entry(text, recipe["to"], service=True)
    written = write_paper(office, recipe)
    if form == "page":
        return Entry(paper=written, fields=tuple(recipe.get("form_fields", ())))
    text = text or written.title[0]
    if "href" in recipe:
        return Entry(text, recipe["href"])
    ending, render = _FORMS[form]
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
        text = f"สรุปผลการจัดซื้อจัดจ้าง ประจำเดือน{month_name(month)}"
        name = f"files/2568/O15/skr1-{month.year + 543}-{month:%m}"
        paper = Paper((text, office.office), (), (grid,))
        if recipe["form"] == "xlsx":
            content = make.xlsx({short_month(month): make.grid_rows(grid)}, merged=True)
            found.append(Entry(f"{text} (Excel)", office.publish(f"{name}.xlsx", content)))
        else:
            ending, render = _FORMS[recipe["form"]]
            packed[f"skr1-{month:%Y-%m}.{ending}"] = render(paper)
            found.append(Entry(text, office.publish(f"{name}.{ending}", render(paper))))
        if recipe.get("beside") == "pdf":
            found.append(Entry(f"{text} (PDF)", office.publish(f"{name}.pdf", make.pdf(paper))))
    if recipe.get("beside") == "zip":
        text = "สรุปผลการจัดซื้อจัดจ้าง ตุลาคม 2567 - มีนาคม 2568 (ZIP รวมทุกเดือน)"
        found.append(Entry(text, office.publish("files/2568/O15/skr1-all.zip", make.archive(packed))))
    return found


# --------------------------------------------------------------------------------------- layouts


@dataclass(frozen=True, slots=True)
class Layout:
    """How a kind of site is built: where its pages lead back to, where an item's page is, the hub of them."""

    root: str
    hub: str
    path: Callable[[int, str, str], str]
    build: Callable[[Office], None]


def _render(template: str, office: Office, **values: Any) -> str:
    listed = [{"id": i, "title": t, "path": office.paths[i]} for i, t in ITEMS.items() if i in office.paths]
    return _PAGES.get_template(template).render(
        {"office": office.office, "name": office.name, "slug": office.slug, "root": office.root}
        | {"items": listed, **values}
    )


def _item_page(template: str, office: Office, item: str, **values: Any) -> str:
    """Render the page of one item, or the substitute for it that the data demands."""
    special = office.page(item)
    extra = _HIDDEN_SPAM if any(office.recipe(e).get("spam") for e in ELEMENTS[item]) else ""
    shown = [] if special.get("construction") else entries(office, item)
    extra = _CONSTRUCTION if special.get("construction") else extra
    heading = f"{item} {ITEMS[item]}"
    return _render(
        template,
        office,
        heading=heading,
        entries=shown,
        extra=extra,
        **values,
    )


def _portal(office: Office) -> None:
    for number, item in enumerate(ITEMS, 1):
        name = f"page/sub/{3400 + number}.html"
        office.files[name] = _item_page("portal.html", office, item).encode()
        office.routes["/" + office.paths[item]] = {"file": name}
    hub = _render("portal.html", office, heading="ITA 2568", entries=[
        Entry(f"{item} {title}", "/" + office.paths[item], service=True) for item, title in ITEMS.items()
    ])  # fmt: skip
    office.files["page/main/701.html"] = hub.encode()
    office.routes["/page/main/701/ITA-2568"] = {"file": "page/main/701.html"}


def _longpage(office: Office) -> None:
    items = [{"id": i, "title": t, "entries": entries(office, i)} for i, t in ITEMS.items()]
    office.files["ita2568.html"] = _render("longpage.html", office, items=items).encode()


def _accordion(office: Office) -> None:
    subs = [
        {"id": sub, "title": title, "file": f"ita-{sub.replace('.', '-')}.html"}
        for sub, (title, _) in SUBS.items()
    ]
    for sub in subs:
        items = [{"id": i, "title": ITEMS[i], "entries": entries(office, i)} for i in SUBS[sub["id"]][1]]
        heading = f"ตัวชี้วัดย่อยที่ {sub['id']} {sub['title']}"
        text = _render("accordion.html", office, heading=heading, items=items, subs=subs)
        office.files[f"ita/{sub['file']}"] = text.encode()


def _joomla(office: Office) -> None:
    for number, item in enumerate(ITEMS, 1):
        charset = None if item == "O1" else "windows-874"
        text = _item_page("joomla.html", office, item, charset=charset)
        name = f"articles/{number}.html"
        office.files[name] = text.encode("tis-620", "xmlcharrefreplace")
        office.routes["/" + office.paths[item]] = {"file": name, "type": "text/html"}
    hub = _render("joomla.html", office, heading="ITA 2568", charset="windows-874", entries=[])
    office.files["articles/home.html"] = hub.encode("tis-620", "xmlcharrefreplace")
    office.routes["/index.php"] = {"file": "articles/home.html", "type": "text/html"}


def _blog(office: Office) -> None:
    for number, item in enumerate(ITEMS, 1):
        office.files[f"posts/{number}.html"] = _item_page("blog.html", office, item).encode()
        office.routes["/" + office.paths[item]] = {"file": f"posts/{number}.html"}
    hub = [
        Entry(f"{item} {title}", f"../{office.paths[item]}", service=True) for item, title in ITEMS.items()
    ]
    listing = _render("blog.html", office, heading="OIT 2568", entries=hub, root="../")
    office.files["oit-2568/index.html"] = listing.encode()
    office.files["404.html"] = _notice(office, "404", "ไม่พบหน้าที่คุณต้องการ").encode()
    office.files["error.html"] = _notice(office, "เกิดข้อผิดพลาด", "ไม่สามารถเปิดไฟล์ได้ กรุณาติดต่อผู้ดูแลระบบ").encode()


def _notice(office: Office, title: str, text: str) -> str:
    page = _PAGES.get_template("notice.html")
    return page.render(title=title, text=text, office=office.office)


_LOGIN = (
    "<!DOCTYPE html><html lang='th'><head><meta charset='utf-8'><title>เข้าสู่ระบบ</title></head><body>"
    "<h1>เข้าสู่ระบบ</h1><form action='/login' method='post'><p>ชื่อผู้ใช้ <input name='user'></p>"
    "<p>รหัสผ่าน <input name='password' type='password'></p><button>เข้าสู่ระบบ</button></form></body></html>"
)
_CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)
_ODD_ANSWERS: dict[str, Callable[[Office, str], dict[str, Any]]] = {
    "answer": lambda office, item: dict(office.page(item)["answer"]),
    "login": lambda _office, _item: {"body": _LOGIN},
    "missing": lambda office, _item: {"body": _notice(office, "ไม่พบหน้าที่ต้องการ", "ขออภัย ไม่พบหน้าที่ต้องการ")},
    "challenge": lambda _office, _item: {
        "status": 403,
        "headers": {"cf-mitigated": "challenge", "cf-ray": "8f0000000000demo-BKK"},
        "body": _CHALLENGE,
    },
    "loop": lambda office, item: {"redirect": f"/{office.paths[item]}"},
}

LAYOUTS = {
    "portal": Layout(
        root="/",
        hub="page/main/701/ITA-2568",
        path=lambda number, _item, title: f"page/sub/{3400 + number}/{quote(title)}",
        build=_portal,
    ),
    "longpage": Layout(
        root="",
        hub="ita2568.html",
        path=lambda _number, item, _title: f"ita2568.html#{item.lower()}",
        build=_longpage,
    ),
    "accordion": Layout(
        root="../",
        hub="ita/ita-9-1.html",
        path=lambda _number, item, _title: f"ita/{_sub_file(item)}#collapse{item}",
        build=_accordion,
    ),
    "joomla": Layout(
        root="/",
        hub="index.php",
        path=lambda number, _item, _title: f"index.php?option=com_content&view=article&id={100 + number}",
        build=_joomla,
    ),
    "blog": Layout(
        root="../../",
        hub="oit-2568/",
        path=lambda number, _item, title: f"oit-2568/o{number}-{quote(_slugged(title))}/",
        build=_blog,
    ),
}


def _sub_file(item: str) -> str:
    sub = next(sub for sub, (_, items) in SUBS.items() if item in items)
    return f"ita-{sub.replace('.', '-')}.html"


def _slugged(title: str) -> str:
    return re.sub(r"[^\w\u0e00-\u0e7f]+", "-", title).strip("-").lower()[:40]


# --------------------------------------------------------------------------------------- everything


def build(slug: str, data: Mapping[str, Any]) -> Office:
    """Make one office's site."""
    layout = LAYOUTS[data["layout"]]
    office = Office(slug, data, layout.root)
    office.paths.update(
        (item, layout.path(n, item, title)) for n, (item, title) in enumerate(ITEMS.items(), 1)
    )
    layout.build(office)
    for item in ITEMS:
        for kind, answer in _ODD_ANSWERS.items():
            if kind in office.page(item):
                _answer_oddly(office, item, answer(office, item))
    forbidden = [f"Disallow: /{office.paths[item]}" for item in ITEMS if office.page(item).get("robots")]
    office.files["robots.txt"] = "\n".join(["User-agent: *", *forbidden, "Disallow: /admin/", ""]).encode()
    office.files["images/person.png"] = _silhouette()
    office.files["css/site.css"] = (
        b"body{font-family:Sarabun,sans-serif;margin:0}main,.container{padding:1em}"
    )
    office.files["contact.html"] = _notice(office, "ติดต่อเรา", "โทร. 0 2000 1000").encode()
    office.files["thanks.html"] = _notice(office, "ขอบคุณ", "ได้รับเรื่องของท่านแล้ว").encode()
    home = _PAGES.get_template("home.html").render(office=office.office, hub=layout.hub)
    office.files["index.html"] = home.encode()
    return office


def _answer_oddly(office: Office, item: str, answer: dict[str, Any]) -> None:
    """Let an item's declared page answer otherwise; where items share a page it gets one of its own."""
    if "#" in office.paths[item]:
        office.paths[item] = f"ita/{item.lower()}.php"
    route = office.routes.setdefault("/" + office.paths[item], {})
    route.update(answer)
    if "body" in answer or "redirect" in answer:
        route.pop("file", None)


def _silhouette() -> bytes:
    import io

    image = Image.new("P", (40, 50), 0)
    image.putpalette([225, 230, 235, 120, 130, 140])
    draw = ImageDraw.Draw(image)
    draw.ellipse((12, 8, 28, 26), fill=1)
    draw.ellipse((5, 28, 35, 70), fill=1)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def targets(offices: list[Office]) -> dict[str, Any]:
    """Return the targets file of the offices."""
    agencies = []
    for office in offices:
        site = f"http://{office.slug}.demo.invalid"
        declared = {
            i: [f"{site}/{path}"] for i, path in office.paths.items() if office.page(i).get("declare", True)
        }
        agency: dict[str, Any] = {
            "id": office.slug,
            "code": office.data["code"],
            "name_th": office.office,
            "name_en": office.data["en"],
            "group": office.data["group"],
            "site": f"{site}/",
            "declared": declared,
        }
        waived = {i: office.page(i)["waive"] for i in ITEMS if "waive" in office.page(i)}
        if waived:
            agency["not_applicable"] = waived
        agencies.append(agency)
    return {"version": 1, "agencies": agencies}


def expected(offices: list[Office]) -> dict[str, Any]:
    """Return the verdict of every item: what the data expects, else that all its elements pass."""
    return {
        office.slug: {item: _verdict(office.data["expect"].get(item, {}), item) for item in ITEMS}
        for office in offices
    }


def _verdict(expect: Mapping[str, Any], item: str) -> dict[str, Any]:
    status = expect.get("status", "pass")
    named = {e: kind for kind in ("fail", "unverified") for e in expect.get(kind, ())}
    return {
        "status": status,
        "codes": expect.get("codes", []),
        "warn": expect.get("warn", []),
        "elements": {} if status == "waived" else {e: named.get(e, "pass") for e in ELEMENTS[item]},
        "why": expect.get("why", "complete and current"),
    }


#: The systems that all offices share: page, its heading and what it says.
_SHARED_SITES = {
    "oss": {
        "index.html": (
            "ศูนย์รับคำขออนุญาตของกรุงเทพมหานคร (BMA OSS)",
            "ยื่นคำขออนุญาตออนไลน์ได้ตลอด 24 ชั่วโมง เลือกประเภทคำขอและสำนักงานเขต",
        ),
        "tracking.html": (
            "ติดตามสถานะคำขออนุญาต",
            "กรอกเลขที่คำขอ 13 หลัก เพื่อติดตามสถานะการขอใบอนุญาต",
        ),
    },
    "social": {"index.html": ("เครือข่ายสังคมสมมุติ", "หน้านี้ใช้แทนสื่อสังคมออนไลน์ในการสาธิต")},
}


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="folder that holds the Sarabun TTF files")
    make.use_fonts(parser.parse_args().fonts)
    described = yaml.safe_load((HERE / "districts.yaml").read_text(encoding="utf-8"))
    offices = [build(slug, data) for slug, data in described.items()]
    shutil.rmtree(HERE / "sites", ignore_errors=True)
    sites: dict[str, Any] = {}
    for office in offices:
        _save(HERE / "sites" / office.slug, office.files)
        sites[office.slug] = {"host": f"{office.slug}.demo.invalid", "routes": office.routes}
    for slug, pages in _SHARED_SITES.items():
        _save(HERE / "sites" / slug, {name: _service(*words) for name, words in pages.items()})
        sites[slug] = {"host": f"{slug}.demo.invalid"}
    sites["oss"]["routes"] = {"/tracking": {"file": "tracking.html"}}
    sites["social"]["default"] = {"file": "index.html"}
    for name, content in (
        ("routes", {"sites": sites}),
        ("targets", targets(offices)),
        ("expected", expected(offices)),
    ):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
        (HERE / f"{name}.yaml").write_text(
            f"# Made by crawler.demo.make_sites: do not edit.\n{text}", encoding="utf-8"
        )


def _service(heading: str, text: str) -> bytes:
    return _PAGES.get_template("service.html").render(heading=heading, text=text).encode()


def _save(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
