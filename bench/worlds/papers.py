"""Papers as webmasters save them: the demo's forms and some damages and half-damages more."""

from __future__ import annotations

import io
import itertools
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from crawler.demo import paper as make
from crawler.demo.paper import Grid, Paper


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


def saved_as(ending: str, paper: Paper) -> bytes:
    """Let LibreOffice save a Word file of ``paper`` (a workbook of its table for ``xls`` and ``ods``) again."""
    book = ending in {"xls", "ods"}
    made = FORMS["xlsx" if book else "docx"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"in.{made[0]}")
        source.write_bytes(made[1](paper))
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
        )
        return Path(folder, f"in.{ending}").read_bytes()


def jpeg(paper: Paper) -> bytes:
    """Photograph the first page of ``paper`` with a telephone."""
    out = io.BytesIO()
    make.picture(make.lay_out(paper)[0], lean=1.2).convert("L").save(out, "JPEG", quality=60)
    return out.getvalue()


def bound(papers: Sequence[Paper]) -> bytes:
    """Bind ``papers`` into one PDF, each beginning on a new page."""
    book = PdfDocument.new()
    for paper in papers:
        book.import_pages(PdfDocument(make.pdf(paper)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form_xlsx(sheets: Mapping[str, Grid]) -> bytes:
    """Fill a form in Excel: a caption of some lines merged over the table, headings of two storeys.

    A column called ``a|b`` stands as ``b`` below an ``a`` that spans its neighbours of the same ``a``.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": make.MADE_AT})
    bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "border": 1})
    for name, grid in sheets.items():
        sheet, last = book.add_worksheet(name[:31]), len(grid.header) - 1
        captions = grid.caption.split("\n")
        for r, line in enumerate(captions):
            sheet.merge_range(r, 0, r, last, line, bold)
        _write_headings(sheet, len(captions), grid.header, bold)
        for r, row in enumerate(grid.rows, len(captions) + 2):
            sheet.write_row(r, 0, row)
    book.close()
    return out.getvalue()


def _write_headings(sheet: Any, top: int, header: Sequence[str], style: Any) -> None:
    split = [name.partition("|") for name in header]
    column = 0
    for upper, group in itertools.groupby(split, key=lambda parts: parts[0]):
        members = list(group)
        end = column + len(members) - 1
        if not members[0][1]:
            sheet.merge_range(top, column, top + 1, column, upper, style)
        elif end == column:
            sheet.write(top, column, upper, style)
        else:
            sheet.merge_range(top, column, top, end, upper, style)
        for c, (_, bar, lower) in enumerate(members, column):
            if bar:
                sheet.write(top + 1, c, lower, style)
        column = end + 1


#: Forms of whose files LibreOffice is the author.
FORMS |= {e: (e, partial(saved_as, e)) for e in ("doc", "rtf", "odt", "xls", "ods")}
FORMS |= {"jpeg": ("jpg", jpeg), "form": ("xlsx", lambda p: form_xlsx({"Sheet1": p.grids[0]}))}
