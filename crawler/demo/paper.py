"""Make the papers that offices put on their sites: PDF, scan, spreadsheet, Word file, archive.

A :class:`Paper` is what a clerk would type; each function below turns it into bytes as one kind of office
habit does.  The same paper always gives the same bytes.  Needs the development packages (reportlab, Pillow)
and Thai fonts: pass their folder once to :func:`use_fonts`.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import xlsxwriter
from PIL import Image, ImageDraw, ImageFont
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

#: Every generated file claims this moment: bytes must not depend on the day they were made.
MADE_AT = datetime(2025, 3, 3, 9, 30)  # noqa: DTZ001 (file formats want a naive local time)
_ZIP_TIME = (2025, 3, 3, 9, 30, 0)
_MARGIN, _WIDTH = 62.0, A4[0] - 124.0
_SCAN_DPI = 120
#: Places where a line of Thai may be broken without looking wrong: at blanks and before some small words.
_BREAKS = re.compile(r"(\s+)|(?=เพื่อ|และ|ของ|ให้|ซึ่ง|หรือ|จาก|โดย|โครงการ|สำนักงาน|กรุงเทพ|ประจำปี|งบประมาณ|เป็น)")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, header and rows, all as the text a reader sees."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper before it becomes a file: lines of the title block, paragraphs, tables, signature."""

    title: tuple[str, ...]
    body: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    sign: tuple[str, ...] = ()


def use_fonts(folder: Path) -> None:
    """Register ``Sarabun_400Regular.ttf`` and ``Sarabun_700Bold.ttf``, wherever below ``folder`` they lie."""
    rl_config.invariant = 1
    rl_config.useA85 = 0
    for name, file in (("Thai", "Sarabun_400Regular.ttf"), ("Thai-Bold", "Sarabun_700Bold.ttf")):
        found = sorted(folder.rglob(file))
        if not found:
            raise FileNotFoundError(
                f"{file} is not below {folder}: unpack npm's @expo-google-fonts/sarabun there"
            )
        _FONT_FILES[name] = found[0]
    pdfmetrics.registerFont(TTFont("Thai", str(_FONT_FILES["Thai"])))


_FONT_FILES: dict[str, Path] = {}


# --------------------------------------------------------------------------------------- layout


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a laid-out page; ``cells`` (x, text) where it is a row of a table."""

    text: str
    bold: bool = False
    centred: bool = False
    size: int = 12
    cells: tuple[tuple[float, str], ...] = ()


def _wrap(text: str, width: float, size: int) -> list[str]:
    """Break ``text`` into lines of at most ``width`` points."""
    lines, line = [], ""
    for piece in filter(None, _BREAKS.split(text)):
        if line.strip() and pdfmetrics.stringWidth(line + piece, "Thai", size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def lay_out(paper: Paper) -> list[list[Line]]:
    """Fill pages with the lines of ``paper``."""
    lines = [Line(x, bold=True, centred=True, size=15) for t in paper.title for x in _wrap(t, _WIDTH, 15)]
    lines.append(Line(""))
    for paragraph in paper.body:
        lines += [Line(x) for x in _wrap("        " + paragraph, _WIDTH, 12)] or [Line("")]
    for grid in paper.grids:
        lines += [Line(""), *_grid_lines(grid)]
    lines += [Line(""), *(Line(x, centred=True) for x in paper.sign)]
    return [lines[i : i + 38] for i in range(0, len(lines), 38)]


def _grid_lines(grid: Grid) -> list[Line]:
    share = [max(len(r[i]) for r in (grid.header, *grid.rows)) + 2 for i in range(len(grid.header))]
    widths = [_WIDTH * min(x, 40) / sum(min(y, 40) for y in share) for x in share]
    size = 10 if len(widths) < 7 else 7
    lines = [Line(grid.caption, bold=True)] if grid.caption else []
    for row in (grid.header, *grid.rows):
        wrapped = [_wrap(cell, width - 4, size) for cell, width in zip(row, widths, strict=True)]
        for level in range(max(map(len, wrapped), default=0)):
            cells = tuple(
                (sum(widths[:i]), cell[level]) for i, cell in enumerate(wrapped) if level < len(cell)
            )
            lines.append(Line("", size=size, cells=cells))
    return lines


# --------------------------------------------------------------------------------------- PDF


def pdf(
    paper: Paper, *, title: str = "", producer: str = "Microsoft Word", password: str | None = None
) -> bytes:
    """Print ``paper`` to a PDF with real text.  ``title`` is that of the metadata, often a leftover."""
    out = io.BytesIO()
    lock = StandardEncryption(password, ownerPassword="owner", strength=128) if password is not None else None
    canvas = Canvas(out, pagesize=A4, pageCompression=1, encrypt=lock)
    canvas.setTitle(title)
    canvas.setProducer(producer)
    for page in lay_out(paper):
        y = A4[1] - 70
        for line in page:
            canvas.setFont("Thai", line.size)  # one face only: each adds 10 kB to every file
            if line.centred:
                canvas.drawCentredString(A4[0] / 2, y, line.text)
            elif line.cells:
                for x, text in line.cells:
                    canvas.drawString(_MARGIN + x, y, text)
            else:
                canvas.drawString(_MARGIN, y, line.text)
            y -= 18.5 if line.size > 8 else 11
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def garbled_pdf(paper: Paper) -> bytes:
    """Print ``paper`` with a font that does not say which letters its glyphs are: fine to the eye only."""
    return pdf(paper, producer="Acrobat PDFWriter 3.0").replace(b"/ToUnicode", b"/XxUnicode")


def torn_pdf(paper: Paper) -> bytes:
    """Lose all but the first bytes of a PDF, as a failed upload does."""
    return pdf(paper)[:300]


def scan(paper: Paper) -> bytes:
    """Print ``paper``, scan the print: a PDF of bilevel pictures without any text."""
    return picture_pdf([picture(page, lean=0.35) for page in lay_out(paper)])


def photograph(paper: Paper) -> bytes:
    """Show the first page of ``paper`` as a PNG."""
    out = io.BytesIO()
    picture(lay_out(paper)[0]).save(out, "PNG", optimize=True)
    return out.getvalue()


def picture(page: Sequence[Line], *, lean: float = 0.0) -> Image.Image:
    """Draw one page in black and white at the resolution of an office copier set to *draft*."""
    scale = _SCAN_DPI / 72
    image = Image.new("L", (round(A4[0] * scale), round(A4[1] * scale)), 255)
    draw = ImageDraw.Draw(image)
    y = 60 * scale
    for line in page:
        font = ImageFont.truetype(_FONT_FILES["Thai-Bold" if line.bold else "Thai"], round(line.size * scale))
        if line.centred:
            draw.text((image.width / 2, y), line.text, 0, font, anchor="ma")
        for x, text in line.cells or ((0.0, "" if line.centred else line.text),):
            draw.text(((_MARGIN + x) * scale, y), text, 0, font)
        y += (18.5 if line.size > 8 else 11) * scale
    return image.rotate(lean, fillcolor=255).point(lambda v: 255 if v > 150 else 0).convert("1")


def picture_pdf(pictures: Sequence[Image.Image], producer: str = "KONICA MINOLTA bizhub C258") -> bytes:
    """Wrap bilevel pictures as the pages of a PDF, as a copier does."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Producer(" + producer.encode() + b")>>"]
    kids = []
    for picture in pictures:
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        drawn = b"q %.1f 0 0 %.1f 0 0 cm /I Do Q" % A4
        pixels = zlib.compress(picture.tobytes(), 9)
        shape = b"/Width %d/Height %d" % picture.size
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.1f %.1f]/Contents %d 0 R" % (*A4, number + 1)
            + b"/Resources<</XObject<</I %d 0 R>>>>>>" % (number + 2),
            b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
            b"<</Type/XObject/Subtype/Image%s/ColorSpace/DeviceGray/BitsPerComponent 1" % shape
            + b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(pixels), pixels),
        ]
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out, start = out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table), len(out)
    return out + b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


# --------------------------------------------------------------------------------------- other kinds


def xlsx(sheets: Mapping[str, Sequence[Sequence[str]]], *, merged: bool = False) -> bytes:
    """Write a workbook of ``sheets``: rows of cells as typed; numbers become numbers.

    ``merged``: the first row of each sheet is a caption merged over the width of the table.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": MADE_AT, "author": "User"})
    bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name[:31])
        width = max((len(row) for row in rows), default=1)
        for r, row in enumerate(rows):
            if merged and r == 0 and width > 1:
                sheet.merge_range(0, 0, 0, width - 1, row[0], bold)
                continue
            for c, cell in enumerate(row):
                number = cell.replace(",", "")
                if re.fullmatch(r"-?(0|[1-9]\d{0,11})(\.\d+)?", number):
                    sheet.write_number(r, c, float(number))
                else:
                    sheet.write_string(r, c, cell, bold if r < 2 else None)
    book.close()
    return out.getvalue()


def csv_file(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """Write comma-separated values; Excel's Thai habit is ``tis-620`` or UTF-8 with a mark."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def html_xls(grid: Grid) -> bytes:
    """Export a table as a web page called ``.xls``, the way old portals do."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in ((grid.caption,), grid.header, *grid.rows)
    )
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    return f'{head}<body><table border="1">{rows}</table></body></html>'.encode()


_DOCX_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
}
_DOCX_HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


def docx(paper: Paper) -> bytes:
    """Save ``paper`` as a Word file."""
    body = [
        _docx_line(line, '<w:pPr><w:jc w:val="center"/></w:pPr>', "<w:rPr><w:b/></w:rPr>")
        for line in paper.title
    ]
    body += [_docx_line(line) for line in paper.body]
    for grid in paper.grids:
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc>{_docx_line(cell)}</w:tc>" for cell in row) + "</w:tr>"
            for row in (grid.header, *grid.rows)
        )
        body.append(_docx_line(grid.caption) + f"<w:tbl><w:tblPr/>{rows}</w:tbl>")
    body += [_docx_line(line) for line in paper.sign]
    text = f"{_DOCX_HEAD}{''.join(body)}</w:body></w:document>"
    return archive({**{k: v.encode() for k, v in _DOCX_PARTS.items()}, "word/document.xml": text.encode()})


def _docx_line(text: str, paragraph: str = "", run: str = "") -> str:
    return f'<w:p>{paragraph}<w:r>{run}<w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def archive(members: Mapping[str, bytes]) -> bytes:
    """Pack files into a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def grid_rows(grid: Grid) -> list[Sequence[str]]:
    """Return the rows of a spreadsheet that shows ``grid``: caption, header, data."""
    caption: Iterable[Sequence[str]] = ((grid.caption,),) if grid.caption else ()
    return [*caption, grid.header, *grid.rows]


def blank(paper: Paper) -> Paper:
    """Take the form that ``paper`` was filled into: title and headings, dots where the words would stand."""
    dots = "." * 90
    empty = tuple(replace(g, rows=tuple(("",) * len(g.header) for _ in g.rows)) for g in paper.grids)
    return replace(
        paper, body=("เรื่อง " + dots, "ฝ่าย " + dots, dots, dots), grids=empty, sign=("(ลงชื่อ)" + dots[:40],)
    )
