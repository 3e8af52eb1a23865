"""Makes the documents in ``fixtures/``: the same office Thai by several producers.  Run by hand, not by the tests.

Needs LibreOffice (Writer, Calc, Impress), Chromium, qpdf, Ghostscript and the TLWG fonts of Debian
(``apt-get install libreoffice-writer libreoffice-calc libreoffice-impress chromium qpdf ghostscript fonts-thai-tlwg``),
and the Python packages reportlab, xlsxwriter, fonttools and msoffcrypto-tool.  The fonts' licence (GPL with font
exception) allows embedding.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import textwrap
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE / "fixtures"
FONT = Path("/usr/share/fonts/truetype/tlwg/Garuda.ttf")

TITLE = "ประกาศสำนักงานเขตตัวอย่าง"
SUBJECT = "เรื่อง แผนการใช้จ่ายงบประมาณประจำปีงบประมาณ พ.ศ. ๒๕๖๘"
BODY = (
    "ด้วยสำนักงานเขตตัวอย่างได้จัดทำแผนการใช้จ่ายงบประมาณประจำปีงบประมาณ พ.ศ. ๒๕๖๘ เพื่อให้การบริหารงบประมาณเป็นไปอย่างมี"
    "ประสิทธิภาพ โปร่งใส และตรวจสอบได้ จึงประกาศให้ทราบโดยทั่วกัน ทั้งนี้ ผู้สนใจสามารถขอดูข้อมูลได้ที่ฝ่ายการคลัง ในวันและเวลาราชการ"
)
DATED = "ประกาศ ณ วันที่ ๑๕ ตุลาคม พ.ศ. ๒๕๖๗"
HEADER = ("ลำดับ", "รายการ", "งบประมาณที่ได้รับ (บาท)", "ผลการเบิกจ่าย (บาท)", "หมายเหตุ")
ROWS = (
    ("1", "ค่าวัสดุสำนักงาน", "120,000", "45,500", "-"),
    ("2", "ค่าจ้างเหมาบริการทำความสะอาด", "480,000", "240,000", "จ่ายรายเดือน"),
    ("3", "ค่าซ่อมแซมครุภัณฑ์", "60,000", "12,250", "-"),
)


def page(body: str = "") -> str:
    """The announcement as HTML, for the producers that print or convert it."""
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    header = "".join(f"<th>{name}</th>" for name in HEADER)
    return (
        f'<!DOCTYPE html><html lang="th"><head><meta charset="utf-8"><title>{SUBJECT}</title>'
        "<style>body{font-family:Garuda;font-size:14pt}h1,h2{text-align:center;font-size:18pt}"
        "table{border-collapse:collapse}td,th{border:1px solid black}</style></head><body>"
        f"<h1>{TITLE}</h1><h2>{SUBJECT}</h2><p>{BODY}</p><table>{'<tr>' + header + '</tr>'}{table}</table>"
        f"<p>{DATED}</p>{body}</body></html>"
    )


def run(*command: str | Path) -> None:
    """Run a producer; its noise only when it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.decode(errors='replace')}")


def convert(source: Path, kind: str, name: str) -> None:
    """``source`` by LibreOffice into ``fixtures/name``; ``kind`` is an ending, or an ending and a filter."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            source,
        )
        ending = kind.partition(":")[0]
        (OUT / name).write_bytes((Path(folder) / f"{source.stem}.{ending}").read_bytes())


def writer_documents(folder: Path) -> None:
    """The announcement as odt, docx, doc, rtf, and as PDF: tagged, plain, PDF/A."""
    source = folder / "announcement.html"
    source.write_text(page(), encoding="utf-8")
    run(
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        "--infilter=HTML (StarWriter)",
        "--convert-to",
        "odt:writer8",
        "--outdir",
        folder,
        source,
    )
    odt = folder / "announcement.odt"
    (OUT / "announcement.odt").write_bytes(odt.read_bytes())
    convert(odt, "docx", "announcement.docx")
    convert(odt, "doc", "announcement.doc")
    convert(odt, "rtf", "announcement.rtf")
    convert(
        odt,
        'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}',
        "libreoffice-tagged.pdf",
    )
    convert(
        odt,
        'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}',
        "libreoffice-plain.pdf",
    )
    convert(
        odt, 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}', "libreoffice-pdfa.pdf"
    )


def chromium_pdf(folder: Path) -> None:
    """The announcement printed by Chromium: as it is, and with a face that has no bold of its own.

    Made-up bold is drawn letter by letter, each cluster as marked content that says what its glyphs mean together.
    """
    face = f"<style>@font-face{{font-family:Plain;src:url(file://{FONT})}}body{{font-family:Plain!important}}</style>"
    for name, body in (("chromium.pdf", page()), ("chromium-bold.pdf", page(face))):
        printed(folder, body, OUT / name)


def printed(folder: Path, body: str, target: Path) -> None:
    """``body`` as a PDF by Chromium."""
    source = folder / "print.html"
    source.write_text(body, encoding="utf-8")
    run(
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--allow-file-access-from-files",
        f"--print-to-pdf={target}",
        source,
    )


def reportlab_pdf() -> None:
    """The announcement by reportlab: untagged, letter by letter as the font stands, and a sheet turned by 90 degrees."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Garuda", FONT))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Garuda", 18)
        canvas.drawCentredString(297, 780, TITLE)
        canvas.drawCentredString(297, 750, SUBJECT)
        canvas.setFont("Garuda", 12)
        for number, line in enumerate(textwrap.wrap(BODY, 100, break_long_words=False)):
            canvas.drawString(20, 700 - 20 * number, line)
        canvas.drawString(250, 500, DATED)
        canvas.showPage()

    canvas = Canvas(str(OUT / "reportlab.pdf"), pagesize=A4)
    draw(canvas)
    canvas.setPageRotation(90)
    canvas.setFont("Garuda", 12)
    canvas.rotate(90)
    for number, row in enumerate((HEADER, *ROWS)):
        for column, text in enumerate(row):
            canvas.drawString(60 + 150 * column, -100 - 24 * number, text)
    canvas.showPage()
    canvas.save()

    turned = Canvas(str(OUT / "turned.pdf"), pagesize=A4)
    turned.setPageRotation(270)
    turned.translate(0, 595)
    turned.rotate(270)
    draw(turned)
    turned.save()


def without_unicode_map() -> None:
    """What Reporting Services writes: an embedded TrueType font with its own table, and no Unicode map in the PDF."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    sys.path.insert(0, str(HERE.parent))
    from read.paper import Pdf

    texts = (TITLE, SUBJECT, *textwrap.wrap(BODY, 100, break_long_words=False), DATED)
    face = TTFont(FONT)
    # Printers draw a tone mark above a vowel by another glyph: only the font's substitutions know which mark it was.
    variants: dict[str, str] = {}
    for lookup in face["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            changes = getattr(getattr(table, "ExtSubTable", table), "mapping", {})
            variants |= {name: other for name, other in changes.items() if str(other).startswith(f"{name}.")}
    tones = {
        code: variants[name]
        for code, name in face.getBestCmap().items()
        if 0xE48 <= code <= 0xE4B and name in variants
    }
    options = subset.Options(layout_features=["*"], name_IDs=[], hinting=False, notdef_outline=False)
    chosen = subset.Subsetter(options)
    chosen.populate(text="".join(texts), glyphs=list(tones.values()))
    chosen.subset(face)
    buffer = io.BytesIO()
    face.save(buffer)
    cmap, order = face.getBestCmap(), face.getReverseGlyphMap()
    glyphs = {code: order[tones.get(code, name)] for code, name in cmap.items()}
    unit = face["head"].unitsPerEm
    widths = " ".join(
        f"{glyphs[code]} [{face['hmtx'][name][0] * 1000 // unit}]" for code, name in cmap.items()
    )
    pdf = Pdf()
    program = pdf.stream(buffer.getvalue(), f"/Length1 {len(buffer.getvalue())}")
    descriptor = pdf.add(
        "<< /Type /FontDescriptor /FontName /AAAAAA+Garuda /Flags 4 /FontBBox [-500 -500 1500 1500] /ItalicAngle 0"
        f" /Ascent 1000 /Descent -300 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    below = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Garuda /CIDSystemInfo << /Registry (Adobe)"
        f" /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /W [{widths}] /CIDToGIDMap /Identity >>"
    )
    font = pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Garuda /Encoding /Identity-H /DescendantFonts [{below} 0 R] >>"
    )
    drawn = "\n".join(
        f"BT /F1 14 Tf 1 0 0 1 72 {780 - 24 * number} Tm <{''.join(f'{glyphs[ord(c)]:04X}' for c in text)}> Tj ET"
        for number, text in enumerate(texts)
    )
    drawing = pdf.stream(drawn.encode())
    tree = len(pdf.objects) + 2
    kid = pdf.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {drawing} 0 R"
        f" /Resources << /Font << /F1 {font} 0 R >> >> >>"
    )
    pdf.add(f"<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>")
    (OUT / "no-unicode-map.pdf").write_bytes(pdf.write(pdf.add(f"<< /Type /Catalog /Pages {tree} 0 R >>")))


def redistilled() -> None:
    """The announcement drawn as shapes by Ghostscript: perfect to see, nothing to select."""
    run(
        "gs",
        "-q",
        "-dNOPAUSE",
        "-dBATCH",
        "-sDEVICE=pdfwrite",
        "-dNoOutputFonts",
        f"-sOutputFile={OUT / 'outlines.pdf'}",
        OUT / "libreoffice-plain.pdf",
    )


def locked_pdfs() -> None:
    """A user password; an owner password by RC4 and by AES-256."""
    plain = OUT / "libreoffice-plain.pdf"
    run("qpdf", "--encrypt", "secret", "owner", "256", "--", plain, OUT / "user-password.pdf")
    run("qpdf", "--encrypt", "", "owner", "256", "--", plain, OUT / "owner-password-aes.pdf")
    run(
        "qpdf",
        "--allow-weak-crypto",
        "--encrypt",
        "",
        "owner",
        "128",
        "--use-aes=n",
        "--",
        plain,
        OUT / "owner-password-rc4.pdf",
    )


def workbooks(folder: Path) -> None:
    """A printed form as a workbook: title rows, a header of two rows, sections, dates with Buddhist years."""
    import xlsxwriter

    source = folder / "form.xlsx"
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet("ต.ค.67")
    day = book.add_format({"num_format": "d mmm yyyy"})
    sheet.merge_range("A1:F1", "สรุปผลการดำเนินการจัดซื้อจัดจ้าง ประจำเดือนตุลาคม 2567")
    sheet.merge_range("A2:F2", "สำนักงานเขตตัวอย่าง กรุงเทพมหานคร")
    for place, name in (("A4:A5", "ลำดับที่"), ("B4:B5", "งานที่จัดซื้อหรือจัดจ้าง"), ("F4:F5", "วันที่ของสัญญา")):
        sheet.merge_range(place, name)
    sheet.merge_range("C4:E4", "วงเงิน")
    sheet.write_row("C5", ["งบประมาณ", "ราคากลาง", "ราคาที่ตกลง"])
    sheet.write_row("A6", ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"])
    sheet.write_row("A7", [1, "ซื้อกระดาษถ่ายเอกสาร", 12000, 12000, 11800])
    sheet.write_datetime("F7", date(2567, 10, 3), day)
    sheet.write_row("A8", [2, "จ้างซ่อมเครื่องปรับอากาศ", 8000, "", 7900])
    sheet.write_datetime("F8", date(2024, 10, 21), day)
    sheet.write_row("A9", ["รวม", "", 20000, 12000, 19700])
    sheet.write("B11", "ลงชื่อ ............................ ผู้รายงาน")
    empty = book.add_worksheet("พ.ย.67")
    empty.merge_range("A1:F1", "สรุปผลการดำเนินการจัดซื้อจัดจ้าง ประจำเดือนพฤศจิกายน 2567")
    empty.write_row("A3", ["ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "งบประมาณ", "ราคากลาง", "ราคาที่ตกลง", "วันที่ของสัญญา"])
    none = book.add_worksheet("ธ.ค.67")
    none.merge_range("A1:F1", "สรุปผลการดำเนินการจัดซื้อจัดจ้าง ประจำเดือนธันวาคม 2567")
    none.write_row("A3", ["ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "งบประมาณ", "ราคากลาง", "ราคาที่ตกลง", "วันที่ของสัญญา"])
    none.merge_range("A4:F4", "ไม่มีการจัดซื้อจัดจ้างในเดือนนี้")
    book.close()
    (OUT / "form.xlsx").write_bytes(source.read_bytes())
    convert(source, "xls:MS Excel 97", "form.xls")
    convert(source, "ods", "form.ods")
    lock(source, OUT / "password.xlsx")


def lock(source: Path, target: Path) -> None:
    """``source`` encrypted as Excel does it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("wb") as locked:
        OOXMLFile(plain).encrypt("secret", locked)


def slides(folder: Path) -> None:
    """Two slides as pptx, ppt and odp."""
    source = folder / "slides.fodp"
    space = "urn:oasis:names:tc:opendocument:xmlns"

    def frame(text: str, top: int) -> str:
        return (
            f'<draw:frame svg:x="2cm" svg:y="{top}cm" svg:width="20cm" svg:height="3cm"><draw:text-box>'
            f"<text:p>{text}</text:p></draw:text-box></draw:frame>"
        )

    source.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{space}:office:1.0"'
        f' xmlns:draw="{space}:drawing:1.0" xmlns:text="{space}:text:1.0" xmlns:presentation="{space}:presentation:1.0"'
        f' xmlns:svg="{space}:svg-compatible:1.0" office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>'
        f'<draw:page draw:name="1">{frame(TITLE, 2)}{frame(SUBJECT, 6)}</draw:page>'
        f'<draw:page draw:name="2">{frame("แนวทางการใช้ดุลยพินิจของเจ้าหน้าที่", 2)}{frame(BODY, 6)}</draw:page>'
        "</office:presentation></office:body></office:document>",
        encoding="utf-8",
    )
    convert(source, "pptx", "slides.pptx")
    convert(source, "ppt", "slides.ppt")
    convert(source, "odp", "slides.odp")


def main() -> None:
    """Make all fixtures."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writer_documents(folder)
        chromium_pdf(folder)
        workbooks(folder)
        slides(folder)
    reportlab_pdf()
    without_unicode_map()
    redistilled()
    locked_pdfs()
    for path in sorted(OUT.iterdir()):
        print(f"{path.stat().st_size:8d}  {path.name}")


if __name__ == "__main__":
    main()
