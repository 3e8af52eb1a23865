"""Files that harm whoever reads them, made small and quickly: bombs, loops, lies, locks, wrecks.

Each entry says what a reader must answer: ``None`` when the file is readable all the same, else the error (a set of
them where the machine decides which limit is met first).
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .paper import Pdf, lines, written

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parent / "fixtures"
MIB = 1 << 20
GOOD = ["ประกาศสำนักงานเขต", "เรื่อง แผนการใช้จ่ายงบประมาณประจำปี", "ปีงบประมาณ พ.ศ. ๒๕๖๘ ให้ทราบโดยทั่วกัน"]


@dataclass(frozen=True)
class Hostile:
    """A hostile file: its name, how it is made, and the errors that are right."""

    name: str
    build: Callable[[], bytes]
    errors: frozenset[str | None]


def _page(pdf: Pdf, drawing: int, resources: str = "") -> bytes:
    tree = len(pdf.objects) + 2
    page = pdf.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {drawing} 0 R /Resources << {resources} >> >>"
    )
    pdf.add(f"<< /Type /Pages /Count 1 /Kids [{page} 0 R] >>")
    return pdf.write(pdf.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


def zeros(size: int) -> bytes:
    """``size`` zero bytes, deflated, without ever holding them."""
    deflater = zlib.compressobj(9)
    block = bytes(MIB)
    return b"".join([*(deflater.compress(block) for _ in range(size // MIB)), deflater.flush()])


def inflate_bomb() -> bytes:
    pdf = Pdf()
    packed = zeros(80 * MIB)
    body = (
        f"<< /Length {len(packed)} /Filter /FlateDecode >>".encode() + b"\nstream\n" + packed + b"\nendstream"
    )
    return _page(pdf, pdf.add(body))


def double_bomb() -> bytes:
    pdf = Pdf()
    packed = zlib.compress(zeros(80 * MIB), 9)
    head = f"<< /Length {len(packed)} /Filter [/FlateDecode /FlateDecode] >>".encode()
    return _page(pdf, pdf.add(head + b"\nstream\n" + packed + b"\nendstream"))


def many_operators(count: int) -> bytes:
    pdf = Pdf()
    face = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    drawing = pdf.stream(b"BT /F1 10 Tf 72 700 Td " + b"(a) Tj " * count + b"ET")
    return _page(pdf, drawing, f"/Font << /F1 {face} 0 R >>")


def many_boxes() -> bytes:
    pdf = Pdf()
    face = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    boxes = "".join(
        f"BT /F1 4 Tf 1 0 0 1 {7 * (n % 80)} {8 * (n // 80)} Tm (box) Tj ET\n" for n in range(8000)
    )
    return _page(pdf, pdf.stream(boxes.encode()), f"/Font << /F1 {face} 0 R >>")


def nested_forms(levels: int = 24) -> bytes:
    """Each form draws the next one twice: two to the power of ``levels`` texts."""
    pdf = Pdf()
    face = pdf.add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    inner = pdf.stream(
        b"BT /F1 10 Tf 72 700 Td (boom) Tj ET", f"{form} /Resources << /Font << /F1 {face} 0 R >> >>"
    )
    for _ in range(levels):
        inner = pdf.stream(b"/X Do /X Do", f"{form} /Resources << /XObject << /X {inner} 0 R >> >>")
    return _page(pdf, pdf.stream(b"/X Do"), f"/XObject << /X {inner} 0 R >>")


def form_loop() -> bytes:
    pdf = Pdf()
    number = len(pdf.objects) + 1
    pdf.stream(
        b"/X Do",
        f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {number} 0 R >> >>",
    )
    return _page(pdf, pdf.stream(b"/X Do"), f"/XObject << /X {number} 0 R >>")


def page_tree_loop() -> bytes:
    pdf = Pdf()
    pdf.add("<< /Type /Pages /Count 2 /Kids [1 0 R 1 0 R] /Parent 1 0 R >>")
    return pdf.write(pdf.add("<< /Type /Catalog /Pages 1 0 R >>"))


def deep_arrays() -> bytes:
    pdf = Pdf()
    pdf.add("[" * 50_000 + "]" * 50_000)
    return _page(pdf, pdf.stream(b""), "/Deep 1 0 R")


def huge_picture() -> bytes:
    pdf = Pdf()
    picture = pdf.stream(
        bytes(1000),
        "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8",
    )
    return _page(pdf, pdf.stream(b"q 595 0 0 842 0 0 cm /Im1 Do Q"), f"/XObject << /Im1 {picture} 0 R >>")


def previous_loop() -> bytes:
    good = written([lines(*GOOD)])
    start = good.rindex(b"startxref") + 10
    offset = good[start : good.index(b"\n", start)].decode()
    return good.replace(b"trailer\n<<", f"trailer\n<< /Prev {offset} ".encode())


def many_pages(count: int = 20_000) -> bytes:
    pdf = Pdf()
    drawing = pdf.stream(b"")
    tree = count + 2
    kids = [
        pdf.add(f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 9 9] /Contents {drawing} 0 R >>")
        for _ in range(count)
    ]
    pdf.add(f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    return pdf.write(pdf.add(f"<< /Type /Catalog /Pages {tree} 0 R >>"))


def cut_in_half() -> bytes:
    good = written([lines(*GOOD)] * 4)
    return good[: len(good) // 2]


def tail_lost() -> bytes:
    return written([lines(*GOOD)] * 40)[:-600]


def junk_before() -> bytes:
    return bytes(range(1, 7)) * 150 + written([lines(*GOOD)])


def wrong_table() -> bytes:
    good = written([lines(*GOOD)])
    at = good.rindex(b"xref\n0")
    return good[:at] + good[at:].replace(b"00000 n", b"00007 n").replace(b"00000000", b"00099999")


def random_damage() -> bytes:
    damaged = bytearray(written([lines(*GOOD)] * 3))
    chance = random.Random(4)
    for _ in range(200):
        damaged[chance.randrange(20, len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def no_root() -> bytes:
    return b"%PDF-1.4\n" + b"nothing of a PDF follows\n" * 40


ERROR_PAGE = "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>ไม่พบหน้าที่ต้องการ</h1></body></html>"


PDFS = tuple(
    Hostile(name, build, frozenset(errors))
    for name, build, errors in (
        ("a stream that inflates to 80 MiB", inflate_bomb, {"limit:inflate"}),
        ("a stream deflated twice", double_bomb, {"limit:inflate"}),
        ("400,000 text operators", lambda: many_operators(400_000), {"limit:objects", "limit:characters", "limit:cpu"}),
        ("1,500,000 text operators", lambda: many_operators(1_500_000), {"limit:objects", "limit:characters", "limit:cpu"}),
        ("8,000 text boxes", many_boxes, {None}),
        ("forms within forms, 2^24 texts", nested_forms, {"limit:cpu", "limit:memory", "limit:objects"}),
        ("a form that draws itself", form_loop, {None}),
        ("a page tree that bites its tail", page_tree_loop, {"corrupt", None}),
        ("arrays 50,000 deep", deep_arrays, {"corrupt", None}),
        ("a picture of 10 gigabytes", huge_picture, {None}),
        ("a cross-reference table that points at itself", previous_loop, {None, "corrupt"}),
        ("20,000 pages", many_pages, {None}),
        ("cut in half", cut_in_half, {"corrupt"}),
        ("the last 600 bytes lost", tail_lost, {None}),
        ("900 bytes of junk before the header", junk_before, {None}),
        ("a wrong cross-reference table", wrong_table, {None}),
        ("200 bytes at random", random_damage, {None, "corrupt"}),
        ("a header and nothing else", no_root, {"corrupt"}),
        ("a user password", (FIXTURES / "user-password.pdf").read_bytes, {"encrypted"}),
        ("an owner password, RC4", (FIXTURES / "owner-password-rc4.pdf").read_bytes, {None}),
        ("an owner password, AES-256", (FIXTURES / "owner-password-aes.pdf").read_bytes, {None}),
        ("a web page named .pdf", ERROR_PAGE.encode, {None}),
        ("a PHP shell named .pdf", lambda: b"<?php system($_GET['c']); ?>%PDF-1.4", {None}),
        ("nothing at all", bytes, {"empty"}),
    )
)  # fmt: skip


# ------------------------------------------------------------------------------------------ office

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
    "</Relationships>"
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PART = "application/vnd.openxmlformats-officedocument.{}+xml"


def package(parts: dict[str, bytes | str]) -> bytes:
    """A ZIP of ``parts``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def workbook(sheet: bytes | str, prologue: str = "") -> bytes:
    """An xlsx with one sheet of the given rows (XML)."""
    rows = sheet.encode() if isinstance(sheet, str) else sheet
    overrides = (
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART.format("spreadsheetml.sheet.main")}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_PART.format("spreadsheetml.worksheet")}"/>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return package(
        {
            "[Content_Types].xml": _TYPES.format(overrides),
            "_rels/.rels": _RELATIONS.format("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{relation}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELATIONS.format("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
            + rows
            + b"</sheetData></worksheet>",
        }
    )


def document(body: bytes, prologue: str = "") -> bytes:
    """A docx with the given body (XML)."""
    override = f'<Override PartName="/word/document.xml" ContentType="{_PART.format("wordprocessingml.document.main")}"/>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return package(
        {
            "[Content_Types].xml": _TYPES.format(override),
            "_rels/.rels": _RELATIONS.format("officeDocument", "word/document.xml"),
            "word/document.xml": f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{space}"><w:body>'.encode()
            + body
            + b"</w:body></w:document>",
        }
    )


def cell(place: str, text: str) -> str:
    """A cell with text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
THEFT = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def sheet_bomb() -> bytes:
    return workbook(b" " * (80 * MIB))


def far_apart() -> bytes:
    near = f'<row r="1">{cell("A1", "รายการ")}{cell("B1", "จำนวนเงิน")}</row><row r="2">{cell("A2", "กระดาษ")}<c r="B2"><v>5</v></c></row>'
    return workbook(f'{near}<row r="1048576">{cell("XFD1048576", "x")}</row>')


def many_rows(count: int = 400_000) -> bytes:
    return workbook(b"<row><c><v>1</v></c><c><v>2</v></c></row>" * count)


def repeated_row() -> bytes:
    """An ODS that says one filled row a million times, sixteen thousand cells wide."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    cells = (
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="a">'
        f'<table:table-row table:number-rows-repeated="1048576">{cells}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def document_bomb() -> bytes:
    return document(b"<w:p><w:r><w:t>" + b"a" * (80 * MIB) + b"</w:t></w:r></w:p>")


def lying_sizes() -> bytes:
    """A member that is larger than the directory says."""
    honest = package({"[Content_Types].xml": "x", "xl/workbook.xml": bytes(4 * MIB)})
    size = (4 * MIB).to_bytes(4, "little")
    return honest.replace(size, (10).to_bytes(4, "little"))


def many_members() -> bytes:
    return package({f"{n}.txt": "" for n in range(6_000)})


def zip_in_zip() -> bytes:
    inner = package({"a.zip": package({"b.zip": package({"c.txt": "deep"})})})
    return package(
        {"inner.zip": inner, "รายงาน.txt": "รายงานผลการปฏิบัติราชการประจำปีงบประมาณ พ.ศ. ๒๕๖๗ ของสำนักงานเขต"}
    )


OFFICE = tuple(
    Hostile(name, build, frozenset(errors))
    for name, build, errors in (
        ("bomb.xlsx", sheet_bomb, {"limit:inflate"}),
        ("laughs.xlsx", lambda: workbook("<row/>", LAUGHS), {"limit:entities"}),
        ("theft.xlsx", lambda: workbook("<row/>", THEFT), {"limit:entities"}),
        ("far-apart.xlsx", far_apart, {None}),
        ("repeated-row.ods", repeated_row, {"limit:cells"}),
        ("400,000-rows.xlsx", many_rows, {None}),
        ("bomb.docx", document_bomb, {"limit:inflate"}),
        ("laughs.docx", lambda: document(b"<w:p/>", LAUGHS), {"limit:entities"}),
        ("theft.docx", lambda: document(b"<w:p/>", THEFT), {"limit:entities"}),
        ("lying-sizes.xlsx", lying_sizes, {"corrupt", "limit:inflate"}),
        ("six-thousand-members.zip", many_members, {"limit:members"}),
        ("zip-in-zip.zip", zip_in_zip, {None}),
        ("password.xlsx", (FIXTURES / "password.xlsx").read_bytes, {"encrypted"}),
        ("cut.xlsx", lambda: workbook(f'<row r="1">{cell("A1", "ก")}</row>' * 50)[:-300], {"corrupt"}),
    )
)
