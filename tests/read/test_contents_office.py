"""Lists of links that were made with Word, Excel and LibreOffice are lists of links too."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import urljoin

import docx
import pytest
import xlsxwriter

from crawler.read.contents import contents_of, may_be_contents
from crawler.read.document import read_content

PLAN, REPORT = "http://office.example/files/1", "2.pdf"
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def word(*paragraphs: str | tuple[str, str, str]) -> bytes:
    """A Word file; a paragraph may be (text before, words of the link, address)."""
    paper = docx.Document()
    for said in paragraphs:
        before, words, url = (said, "", "") if isinstance(said, str) else said
        paragraph = paper.add_paragraph(before)
        if url:
            link = docx.oxml.OxmlElement("w:hyperlink")
            link.set(docx.oxml.ns.qn("r:id"), paper.part.relate_to(url, HYPERLINK, is_external=True))
            link.append(paragraph.add_run(words)._r)
            paragraph._p.append(link)
    return saved(paper.save)


def saved(save) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook; a cell may be (address, words)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("รายการ")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_url(at, column, cell[0], string=cell[1])
            else:
                sheet.write(at, column, cell)
    book.close()
    return buffer.getvalue()


def opendocument(kind: str, body: str) -> bytes:
    namespaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table"))
    content = (
        f'<office:document-content {namespaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body>'
        f"{body}</office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


TABLE = [
    ["รายการเอกสาร ปีงบประมาณ พ.ศ. 2568", "", ""],
    ["ลำดับที่", "ชื่อเอกสาร", "เอกสาร"],
    [1, "แผนปฏิบัติราชการประจำปี 2568", (PLAN, "ดาวน์โหลด")],
    [2, "รายงานผลการปฏิบัติราชการประจำปี 2567", (f"http://office.example/files/{REPORT}", "เปิด")],
]
LISTS = {
    "word": word("เอกสารเผยแพร่", ("", "แผนปฏิบัติราชการประจำปี 2568", PLAN), ("2. ", "รายงานผล 2567", REPORT)),
    "excel": workbook(TABLE),
    "excel by formulas": workbook([*TABLE[:2], [1, "แผนปฏิบัติราชการประจำปี 2568", f'=HYPERLINK("{PLAN}","เปิด")'], [2, "รายงานผล 2567", f'=HYPERLINK("{REPORT}","เปิด")']]),
    "libreoffice writer": opendocument("text", f'<office:text><text:p>เอกสารเผยแพร่</text:p><text:p><text:a xlink:href="{PLAN}">แผนปฏิบัติราชการประจำปี 2568</text:a></text:p><text:p><text:a xlink:href="../{REPORT}">รายงานผล 2567</text:a></text:p></office:text>'),
    "libreoffice calc": opendocument("spreadsheet", '<office:spreadsheet><table:table table:name="รายการ">' + "".join(
        f"<table:table-row><table:table-cell office:value-type='string'><text:p>{name}</text:p></table:table-cell><table:table-cell office:value-type='string'><text:p>{cell}</text:p></table:table-cell></table:table-row>"
        for name, cell in [("ชื่อเอกสาร", "เอกสาร"), ("แผนปฏิบัติราชการประจำปี 2568", f'<text:a xlink:href="{PLAN}">เปิด</text:a>'), ("รายงานผล 2567", f'<text:a xlink:href="../{REPORT}">เปิด</text:a>')]
    ) + "</table:table></office:spreadsheet>"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_its_links_lead_on_each_with_its_row(name):
    page = contents_of(read_content(LISTS[name]))

    assert may_be_contents(LISTS[name])
    assert page is not None
    assert [urljoin(PLAN, link.raw) for link in page.links] == [PLAN, f"http://office.example/files/{REPORT}"]
    assert "แผนปฏิบัติราชการประจำปี 2568" in page.links[0].row
    assert "รายงานผล" in page.links[1].line


SAYS = "สำนักงานเขตดำเนินการตามแผนปฏิบัติราชการแล้วเสร็จทุกกิจกรรม และรายงานให้ผู้บริหารทราบ"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(word(*[SAYS] * 6, ("ดู", "ภาคผนวก", PLAN)), id="a paper with one link"),
        pytest.param(
            workbook([["ลำดับ", "งาน", "วงเงิน", "สัญญา"], [1, "จ้างทำความสะอาด", 45_000.5, (PLAN, "สัญญา")], [2, "ซื้อหมึก", 9_000, (PLAN, "สัญญา")]]),
            id="a table of data with papers beside its rows",
        ),
        pytest.param(
            workbook([["ลำดับ", "โรงเรียน", "เว็บไซต์"], [1, "โรงเรียนวัดหนึ่ง", ("http://a.example/x/", "เว็บไซต์")], [2, "โรงเรียนวัดสอง", ("http://b.example/x/", "แผนที่")]]),
            id="schools with their own sites",
        ),
        pytest.param(workbook([["ชื่อ", "อีเมล"], ["ฝ่ายปกครอง", ("mailto:a@office.example", "a@office.example")]]), id="ways to write"),
    ],
)  # fmt: skip
def test_what_says_something_itself_is_no_list(data):
    assert contents_of(read_content(data)) is None


def test_a_file_without_addresses_is_not_read_for_them():
    assert not may_be_contents(workbook([["ลำดับ", "งาน"], [1, "จ้างทำความสะอาด"]]))
    assert not may_be_contents(word("แผนปฏิบัติราชการ"))
    assert not may_be_contents(b"PK\x03\x04 HYPERLINK(")
