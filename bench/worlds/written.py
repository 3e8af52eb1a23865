"""Acceptance worlds written down: an office a YAML file, as its webmaster and its officers made it.

A world is a folder of ``offices/*.yaml``, ``stock.yaml`` (what papers of each kind say below their titles) and
``shared.yaml`` (sites of nobody's).  An office's file holds:

``agency``
    its entry of the targets file; ``district`` is the name without ``สำนักงานเขต``.
``layout``, ``words``
    Jinja: what stands round every page (``title``, ``body``), and macros for the pages' bodies.
``pages``
    path → a page's ``title`` and ``body`` (Jinja); ``raw`` leaves the layout away, ``encoding`` is the bytes' own.
``papers``
    path → a paper: its ``form`` (:data:`FORMS`) and what it says, one of ``text``, ``month``, ``sheets``,
    ``members``, ``links``, ``bound`` (texts, each from a page of its own on) or ``same`` (the bytes of another path).
``monthly``
    six papers at once: the summaries of the months that were due.
``answers``
    path → an answer as the demo server understands it.
``declared``, ``waived``, ``truth``
    what was declared, what the central office waived, and what a strict and fair auditor would say.

The text of a paper: ``# `` begins a line of the title, ``> `` of the signature, ``^ `` a table's caption, ``|`` a row of
a table, ``@name year`` puts in an entry of ``stock.yaml``, all else is a paragraph.  A path that begins with ``tis:``
is percent-encoded in TIS-620, not in UTF-8.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pypdfium2
import xlsxwriter
import yaml
from jinja2 import Environment, StrictUndefined
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from bench.worlds import papers
from bench.worlds.procurement import MONTHS, summary
from bench.worlds.site import Site, World
from crawler.demo import paper as make
from crawler.demo.paper import Grid, Paper

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_JINJA = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
_JINJA.filters |= {
    "th": lambda text: str(text).translate(_THAI_DIGITS),
    "tis": lambda path: quote(str(path).encode("cp874"), safe="/?=&"),
    "enc": lambda path: quote(str(path), safe="/?=&"),
}
_JINJA.globals["months"] = MONTHS


@dataclass(frozen=True, slots=True)
class About:
    """Whose paper it is: the district's name, its site's address, and the stock that its world draws from."""

    district: str
    host: str
    stock: Mapping[str, str]

    def say(self, text: str, **more: Any) -> str:
        """Fill in a text: ``d`` is the district, ``host`` its site."""
        return _JINJA.from_string(text).render(d=self.district, host=self.host, **more)


def written(name: str, network: str, folder: Path) -> World:
    """Read the world in ``folder``; its papers are made when it is saved."""
    world = World(name, network)
    stock: Mapping[str, str] = _read(folder / "stock.yaml")
    for path in sorted((folder / "offices").glob("*.yaml")):
        told = _read(path)
        host = f"http://{told['agency']['id']}.{name}.invalid"
        _Office(told, About(told["district"], host, stock)).join(world)
    for slug, shared in _read(folder / "shared.yaml").items():
        world.share(slug, _site_of(shared, stock), shared.get("default"))
    return world


class _Office:
    """One office while its site grows."""

    def __init__(self, described: Mapping[str, Any], about: About) -> None:
        self.described = described
        self.site = Site()
        self.about = about

    def join(self, world: World) -> None:
        """Put everything onto the site and the office into ``world``."""
        told = self.described
        for path, page in told["pages"].items():
            self._page(path, page)
        for path, spec in told.get("papers", {}).items():
            self._paper(path, spec)
        for path, spec in _monthly(told.get("monthly")):
            self._paper(path, spec)
        for path, answer in told.get("answers", {}).items():
            base = dict(self.site.routes.get(_address(path), {}))
            self.site.routes[_address(path)] = base | answer
        declared = {item: [_address(path) for path in paths] for item, paths in told["declared"].items()}
        world.add_office(self.site, told["agency"], declared, told.get("waived", {}), told["truth"])

    def _page(self, path: str, page: Mapping[str, Any]) -> None:
        words = self.described.get("words", "")
        body = self.about.say(words + page["body"])
        if not page.get("raw"):
            body = self.about.say(self.described["layout"], title=page["title"], body=body)
        encoding = page.get("encoding", self.described.get("encoding", "utf-8"))
        kind = page.get("type", "text/html; charset=utf-8" if encoding == "utf-8" else "text/html")
        self.site.page(_address(path), body, encoding, kind)

    def _paper(self, path: str, spec: Mapping[str, Any]) -> None:
        if "same" in spec:
            self.site.routes[_address(path)] = self.site.routes[_address(spec["same"])]
            return
        ending = ENDINGS.get(spec["form"]) or papers.FORMS[spec["form"]][0]
        answer = {"type": spec["type"]} if "type" in spec else {}
        self.site.put(_address(path), partial(made, spec, self.about), ending, **answer)


def made(spec: Mapping[str, Any], about: About) -> bytes:
    """Make the bytes of one paper."""
    if "members" in spec:
        return make.archive({name: made(member, about) for name, member in spec["members"].items()})
    if "bound" in spec:
        return bind([make.pdf(read_paper(about.say(text), about)) for text in spec["bound"]])
    if "sheets" in spec:
        return workbook({name: _say(s, about) for name, s in spec["sheets"].items()}, spec.get("hidden", ()))
    paper = _say(spec, about)
    if spec["form"] == "index":
        return linked_pdf(paper, spec["links"])
    return (FORMS.get(spec["form"]) or papers.FORMS[spec["form"]][1])(paper)


def _say(spec: Mapping[str, Any], about: About) -> Paper:
    if "month" in spec:
        return summary(spec, about.district)
    return read_paper(about.say(spec["text"]), about)


def read_paper(text: str, about: About) -> Paper:
    """Read the few lines in which a paper is written (see the module)."""
    parts: dict[str, list[str]] = {"# ": [], "> ": [], "": []}
    grids: list[Grid] = []
    rows: list[tuple[str, ...]] = []
    caption = ""
    for line in [*_unfold(text, about), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            grids.append(Grid(rows[0], tuple(rows[1:]), caption))
            rows, caption = [], ""
        if line.startswith("^ "):
            caption = line[2:]
        elif line.strip():
            mark = line[:2] if line[:2] in parts else ""
            parts[mark].append(line[len(mark) :].strip())
    return Paper(tuple(parts["# "]), tuple(parts[""]), tuple(grids), tuple(parts["> "]))


def _unfold(text: str, about: About) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("@"):
            yield line
            continue
        name, _, year = line[1:].partition(" ")
        y = int(year or 2568)
        yield from about.say(about.stock[name], y=y, p=y - 1, n=y + 1).splitlines()


def workbook(sheets: Mapping[str, Paper], hidden: object = ()) -> bytes:
    """Write a workbook of one sheet a paper: its title lines, its first table, its paragraphs; some sheets hidden."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": make.MADE_AT})
    for name, paper in sheets.items():
        sheet = book.add_worksheet(name)
        grid = paper.grids[0] if paper.grids else Grid((), ())
        captions = [(line,) for line in (*paper.title, *filter(None, [grid.caption]))]
        rows = [*captions, *filter(None, [grid.header]), *grid.rows, *((line,) for line in paper.body)]
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
        if name in list(hidden):  # type: ignore[call-overload]
            sheet.hide()
    book.close()
    return out.getvalue()


def linked_pdf(paper: Paper, links: Mapping[str, str]) -> bytes:
    """Print a table of contents whose lines are links: the portfolio that everything is declared with."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setProducer("Canva")
    canvas.setFont("Thai", 15)
    y = A4[1] - 80
    for line in (*paper.title, *paper.body):
        canvas.drawString(60, y, line)
        y -= 24
    canvas.setFont("Thai", 12)
    for text, target in links.items():
        canvas.drawString(80, y, text)
        canvas.linkURL(target, (80, y - 4, 520, y + 14), relative=0)
        y -= 22
    canvas.save()
    return out.getvalue()


def bind(papers_: list[bytes]) -> bytes:
    """Bind several PDFs into one, as officers do with a memo and what it forwards."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as bound:
        for content in papers_:
            with pypdfium2.PdfDocument(content) as part:
                bound.import_pages(part)
        bound.save(out)
    return out.getvalue()


def draft(paper: Paper) -> bytes:
    """Print ``paper`` with the watermark of a draft across each page."""
    return make.pdf(Paper(("- ร่าง -", *paper.title), ("(ร่าง)", *paper.body), paper.grids, paper.sign))


def two_images(paper: Paper) -> bytes:
    """Scan ``paper`` twice over, as a copier with a jam does: a longer scan, no text."""
    pages = [make.picture(page, lean=lean) for page in make.lay_out(paper) for lean in (0.2, -0.4)]
    return make.picture_pdf(pages, "Canon iR-ADV C3530")


#: Forms beyond the shared ones, and their file endings.
FORMS: dict[str, Callable[[Paper], bytes]] = {"draft": draft, "twice": two_images}
ENDINGS = {"draft": "pdf", "twice": "pdf", "index": "pdf", "book": "xlsx", "zip": "zip"}


def _monthly(told: Mapping[str, Any] | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the papers of a whole series: ``path`` with the fields of a month, ``form``, ``kind``, and what is odd."""
    if not told:
        return
    for month in MONTHS:
        if month.iso in told.get("skip", ()):
            continue
        shown = told.get("says", {}).get(month.iso, month.iso)
        nothing = month.iso in told.get("nil", ())
        for path, form in told["files"].items():
            spec = {"form": form, "month": shown, "kind": told["kind"], "nil": nothing}
            yield path.format(m=month), {**spec, **told.get("also", {})}


def _site_of(told: Mapping[str, Any], stock: Mapping[str, str]) -> Site:
    site = Site()
    for path, text in told.get("pages", {}).items():
        site.page(_address(path), text)
    for path, spec in told.get("papers", {}).items():
        ending = ENDINGS.get(spec["form"]) or papers.FORMS[spec["form"]][0]
        about = About(spec.get("district", ""), "", stock)
        answer = {"type": spec["type"]} if "type" in spec else {}
        site.put(_address(path), partial(made, spec, about), ending, **answer)
    site.routes |= {_address(path): answer for path, answer in told.get("answers", {}).items()}
    return site


def _address(path: str) -> str:
    if path.startswith("tis:"):
        return quote(path[4:].encode("cp874"), safe="/?=&")
    return path if "://" in path else quote(path, safe="/?=&%#+,()-._~:")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
