"""Papers as webmasters save them: the demo's forms and some damages and half-damages more."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

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
