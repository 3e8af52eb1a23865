"""Papers as eight webmasters save them: the demo's forms and some damages and half-damages more."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import yaml
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench.world2.house import House
from crawler.demo import paper as make
from crawler.demo.offices import HERE as DEMO
from crawler.demo.paper import Grid, Paper
from crawler.demo.procurement import DUE, short_month, summary

#: What the demo's papers say, without what they are called there.
WORDS: dict[str, dict[str, Any]] = {
    element: {key: value for key, value in words.items() if key not in ("label", "title", "to", "file")}
    for element, words in yaml.safe_load((DEMO / "documents.yaml").read_text(encoding="utf-8")).items()
}


def torn_am(paper: Paper) -> bytes:
    """Print with every sara am torn in two, as most Thai PDFs come out of a word processor."""

    def tear(lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(line.replace("ำ", " า") for line in lines)

    grids = tuple(Grid(tear(g.header), tuple(map(tear, g.rows)), g.caption) for g in paper.grids)
    return make.pdf(Paper(tear(paper.title), tear(paper.body), grids, tear(paper.sign)))


def searchable_scan(paper: Paper) -> bytes:
    """Scan the paper and lay invisible recognised text over the picture: looks like a scan, reads as text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setProducer("ABBYY FineReader PDF 15")
    for page in make.lay_out(paper):
        canvas.drawImage(ImageReader(make.picture(page).convert("L")), 0, 0, *A4)
        text = canvas.beginText(62, A4[1] - 70)
        text.setTextRenderMode(3)
        text.setFont("Thai", 12)
        for line in page:
            text.textLine(line.text or "   ".join(cell for _, cell in line.cells))
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def misplaced_index(paper: Paper) -> bytes:
    """Prefix a PDF with a line of HTTP noise, so that no offset in it is right; every viewer mends that."""
    return b"\r\n\r\n" + make.pdf(paper)


def almost_empty(_paper: Paper) -> bytes:
    """Save four characters, as a placeholder that was never replaced."""
    return make.pdf(Paper(("test",)))


#: Forms beyond the demo's: file ending and maker.
FORMS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": ("pdf", make.pdf),
    "sara": ("pdf", torn_am),
    "ocr": ("pdf", searchable_scan),
    "mended": ("pdf", misplaced_index),
    "open": ("pdf", lambda p: make.pdf(p, password="", producer="iLovePDF")),
    "locked": ("pdf", lambda p: make.pdf(p, password="bma2568")),
    "scan": ("pdf", make.scan),
    "picture": ("png", make.photograph),
    "garbled": ("pdf", make.garbled_pdf),
    "torn": ("pdf", make.torn_pdf),
    "torn_docx": ("docx", lambda p: make.docx(p)[:700]),
    "docx": ("docx", make.docx),
    "blank": ("pdf", lambda p: make.pdf(make.blank(p))),
    "test": ("pdf", almost_empty),
    "xlsx": ("xlsx", lambda p: make.xlsx({"Sheet1": make.grid_rows(p.grids[0])}, merged=bool(p.grids[0].caption))),
    "csv": ("csv", lambda p: make.csv_file([p.grids[0].header, *p.grids[0].rows], "tis-620")),
    "html_xls": ("xls", lambda p: make.html_xls(p.grids[0])),
    "zip": ("zip", lambda p: make.archive({"1.pdf": make.pdf(p), "2.docx": make.docx(p)})),
}  # fmt: skip


# --------------------------------------------------------------------------------------- the monthly series


def month_grid(house: House, month: date, recipe: dict[str, Any]) -> Grid:
    """Invent the summary of one month as the recipe spoils it."""
    stamp = f"{month:%Y-%m}"
    grid = summary(house.office, month, recipe.get("columns", 16), nothing=stamp in recipe.get("none", ()))
    if stamp in recipe.get("empty", ()):
        return replace(grid, rows=())
    keep = [
        i for i, title in enumerate(grid.header) if not any(d in title for d in recipe.get("without", ()))
    ]
    rows = tuple(tuple(row[i] for i in keep) for row in grid.rows)
    if recipe.get("blanks"):
        rows = tuple(
            tuple("" if (r + c) % 4 == 3 else cell for c, cell in enumerate(row))
            for r, row in enumerate(rows)
        )
    return Grid(tuple(grid.header[i] for i in keep), rows, grid.caption)


def months_of(recipe: dict[str, Any]) -> list[date]:
    """Return the months that are published, oldest first."""
    back = int(recipe.get("years_back", 0))
    shown = [month.replace(year=month.year - back) for month in DUE]
    return [month for month in shown if f"{month:%Y-%m}" not in recipe.get("skip", ())]


def workbook(house: House, months: Sequence[date], recipe: dict[str, Any]) -> bytes:
    """Put a sheet for each month into one workbook."""
    return make.xlsx(
        {short_month(m): make.grid_rows(month_grid(house, m, recipe)) for m in months}, merged=True
    )


def quarter(house: House, months: Sequence[date], recipe: dict[str, Any], caption: str) -> bytes:
    """List several months below each other on one sheet, with no heading for each."""
    grids = [month_grid(house, m, recipe) for m in months]
    rows = [row for grid in grids for row in grid.rows]
    return make.xlsx({"ไตรมาส 1": [(caption,), grids[0].header, *rows]}, merged=True)
