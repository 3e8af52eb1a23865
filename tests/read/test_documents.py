"""Whole documents of every medium: the fixtures, small files written here, and files that nobody foresaw."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.model import GRADES
from crawler.read import document as readers
from crawler.read.document import read_document
from crawler.read.facts import from_json, to_json
from crawler.read.words import in_thai
from crawler.thai.text import fold

from .hostile import document, package, workbook
from .paper import lines, written
from .test_sniff import FIXTURES, HERE

EXPECTED = yaml.safe_load((HERE / "documents.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_fixture(path):
    facts = read_document(path.read_bytes(), name=path.name)
    expected = dict(EXPECTED[path.name])
    for text in expected.pop("has", ()):
        assert fold(text) in fold(facts.text)
    if "reason" in expected:
        assert expected.pop("reason") in facts.reasons
    if "tables" in expected:
        assert [table.rows for table in facts.tables] == expected.pop("tables")
    if "header" in expected:
        assert list(facts.tables[0].header) == expected.pop("header")
    assert {name: getattr(facts, name) for name in expected} == expected
    assert facts.mismatch is None
    assert facts.placeholder is None


def test_sheets_of_a_form():
    """A month with data (one blank cell), an empty form, a month that says there was nothing."""
    october, november, december = read_document(
        (HERE / "fixtures/form.xlsx").read_bytes(), name="a.xlsx"
    ).tables
    assert (october.rows, october.blank, october.where) == (2, 1, "sheet ต.ค.67")
    assert (november.template, november.says_none) == (True, False)
    assert (december.template, december.says_none) == (False, True)
    assert december.caption == "สรุปผลการดำเนินการจัดซื้อจัดจ้าง ประจำเดือนธันวาคม 2567"


# -------------------------------------------------------------------------------- delimited text

CSV = "ที่,รายการ,จำนวนเงิน\n1,กระดาษ,500\n2,หมึก,900\n"


@pytest.mark.parametrize(
    ("data", "level", "encoding"),
    [
        (CSV.encode(), 4, "utf-8"),
        (b"\xef\xbb\xbf" + CSV.encode(), 4, "utf-8"),
        (CSV.encode("cp874"), 3, "cp874"),
        (CSV.replace(",", ";").encode(), 4, "utf-8"),
        (CSV.replace(",", "\t").encode("utf-16"), 3, "utf-16-le"),
        (("ข้อมูลจัดซื้อจัดจ้าง\n" + CSV).encode(), 3, "utf-8"),
        (("sep=,\n" + CSV).encode(), 4, "utf-8"),
        (b'a,b\n"one\ntwo",2\n3,4\n', 4, "ascii"),
    ],
    ids=[
        "utf-8",
        "bom",
        "tis-620",
        "semicolons",
        "utf-16 tabs",
        "title row",
        "excel directive",
        "quoted line break",
    ],
)
def test_csv(data, level, encoding):
    facts = read_document(data, name="a.csv")
    assert (facts.type, facts.grade, facts.mr_level, facts.tables[0].rows) == ("csv", "structured", level, 2)
    assert facts.encoding.startswith(encoding)


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_letters_that_were_lost_in_saving(name):
    """Excel set to English saves Thai as question marks: figures and commas stay, no word does."""
    body = "".join(f"{number},รายการที่จัดซื้อ,{number}00,เฉพาะเจาะจง\n" for number in range(1, 9))
    data = ("ลำดับ,รายการ,จำนวนเงิน,วิธี\n" + body).encode("cp1252", "replace")
    facts = read_document(data, name=name)
    assert (facts.grade, facts.mr_level) == ("garbled", 1)


@pytest.mark.parametrize(("written_as", "read_as"), [("utf-8", "latin-1"), ("cp874", "latin-1")])
def test_letters_of_another_alphabet(written_as, read_as):
    """Opened in the wrong code page and saved again: every byte of a Thai letter is a Western one now."""
    body = "ลำดับ,รายการ,จำนวนเงิน,วิธี\n" + "".join(f"{n},ซื้อวัสดุสำนักงาน,{n}00,คัดเลือก\n" for n in range(1, 9))
    facts = read_document(body.encode(written_as).decode(read_as).encode(), name="a.csv")
    assert (facts.grade, facts.reasons[0]) == ("garbled", "Western letters stand for the Thai ones")


def test_accents_are_no_lost_letters():
    body = "no,désignation,coût,année\n" + "".join(
        f"{n},Réfection à l'école,{n}00,été\n" for n in range(1, 9)
    )
    assert read_document(body.encode(), name="a.csv").grade == "structured"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_and_no_mark_that_says_so(codec):
    body = "ลำดับ\tรายการ\tจำนวนเงิน\n1\tซื้อวัสดุสำนักงาน\t500\n"
    facts = read_document(body.encode(codec), name="a.csv")
    assert (facts.grade, facts.encoding, facts.tables[0].rows) == ("structured", codec, 1)


def test_questions_are_no_lost_letters():
    assert (
        read_document("คำถาม???,คำตอบ\nจริงหรือ???,ใช่\nแน่หรือ???,ใช่\n".encode(), name="a.csv").grade
        == "structured"
    )


def hidden_book(hide):
    """Two sheets, some of them hidden."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for month in ("ต.ค.67", "พ.ย.67"):
        sheet = book.add_worksheet(month)
        sheet.write_row(0, 0, [f"สรุปผลการจัดซื้อจัดจ้าง {month}"])
        sheet.write_row(1, 0, ["ลำดับ", "รายการ", "จำนวนเงิน"])
        sheet.write_row(2, 0, [1, "กระดาษ", 500])
        if month in hide:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def test_a_hidden_sheet_does_not_speak_for_the_document():
    facts = read_document(hidden_book({"พ.ย.67"}), name="a.xlsx")
    assert [table.where for table in facts.tables] == ["sheet ต.ค.67"]
    assert {block.where for block in facts.blocks} == {"sheet ต.ค.67"}
    assert "sheet พ.ย.67 is hidden" in facts.reasons


def purchases(dress):
    """A sheet with a header and a row of data, dressed by ``dress(book, sheet)``."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(2, 0, ["ลำดับ", "รายการ", "จำนวนเงิน"])
    sheet.write_row(3, 0, [1, "กระดาษ", 500])
    dress(book, sheet)
    book.close()
    return read_document(buffer.getvalue(), name="a.xlsx")


def test_a_row_hidden_by_hand_is_not_read():
    def last_year(book, sheet):
        sheet.write(0, 0, "แผนปี 2567")
        sheet.write(1, 0, "แผนปี 2568")
        sheet.set_row(1, None, None, {"hidden": True})

    assert purchases(last_year).title == "แผนปี 2567"


@pytest.mark.parametrize(
    "dress", [{"level": 1, "hidden": True}, {"hidden": True}], ids=["folded", "filtered"]
)
def test_a_row_that_comes_back_at_a_click_is_read(dress):
    def shown(book, sheet):
        sheet.set_row(3, None, None, dress)
        if "level" not in dress:
            sheet.autofilter("A3:C4")
            sheet.filter_column("A", "x > 1")

    assert purchases(shown).tables[0].rows == 1


OCTOBER = "สรุปผลการจัดซื้อจัดจ้าง เดือนตุลาคม 2567"


@pytest.mark.parametrize(
    ("dress", "title"),
    [
        (lambda book, sheet: sheet.insert_textbox(0, 0, OCTOBER), OCTOBER),
        (lambda book, sheet: sheet.insert_textbox(30, 0, OCTOBER), ""),
        (lambda book, sheet: sheet.set_header(f'&C&"TH SarabunPSK,Bold"&16{OCTOBER}&R&D'), OCTOBER),
        (lambda book, sheet: (sheet.set_header("&Cแบบ 2560"), sheet.write(0, 0, OCTOBER)), OCTOBER),
    ],
    ids=["text box", "note at the end", "header of the print", "header of the print above a title"],
)
def test_a_title_that_stands_in_no_cell(dress, title):
    facts = purchases(dress)
    assert (facts.title, facts.tables[0].caption) == (title, title)


@pytest.mark.parametrize(
    ("day", "code", "shown"),
    [
        (date(2024, 10, 1), "[$-107041E]mmm yy", "ตุลาคม 2567"),
        (date(2567, 10, 1), "mmmm yyyy", "ตุลาคม 2567"),
        (
            date(1967, 10, 1),
            "mmm-yy",
            "ตุลาคม 2567",
        ),  # "Oct-67" typed by a person, understood by a program
        (date(2024, 10, 1), "mmmm", "ตุลาคม"),
        (date(2024, 10, 1), "[$-107041E]d mmmm yyyy", "2024-10-01"),
        (date(2024, 10, 1), '"วันที่" d/m/yy', "2024-10-01"),
    ],
)
def test_a_day_shown_as_a_month_is_one(day, code, shown):
    facts = purchases(
        lambda book, sheet: sheet.write_datetime(0, 0, day, book.add_format({"num_format": code}))
    )
    assert facts.title == shown


def test_csv_header_alone_is_a_form():
    facts = read_document("ที่,รายการ,จำนวนเงิน\n".encode(), name="a.csv")
    assert facts.grade == "text"
    assert facts.placeholder is not None


def test_csv_that_says_there_was_nothing():
    facts = read_document("สถิติเรื่องร้องเรียนการทุจริต 2567\nไม่มีเรื่องร้องเรียนการทุจริต\n".encode(), name="a.csv")
    assert (facts.grade, facts.placeholder) == ("structured", None)


# ------------------------------------------------------------------------------------ html, data


PAGE = "<html><head><title>t</title></head><body><h1>สถิติ</h1>{}</body></html>"
TABLE = "<table><tr><th>ปี</th><th>จำนวน</th></tr><tr><td>2567</td><td>3</td></tr><tr><td>2568</td><td>5</td></tr></table>"


@pytest.mark.parametrize(
    ("body", "name", "grade", "lie"),
    [
        (TABLE, "statistics.xls", "structured", "html named .xls"),
        (TABLE, "statistics.html", "structured", None),
        ("<p>ไม่พบหน้าที่ต้องการ</p>", "report.pdf", "unreadable", "html named .pdf"),
        (
            "<meta name=Generator content='Microsoft Word 15'><p>รายงานผล</p>",
            "report.doc",
            "text",
            "html named .doc",
        ),
        (
            "<meta name=generator content='WordPress 6.4'><p>ไม่พบหน้า</p>",
            "report.doc",
            "unreadable",
            "html named .doc",
        ),
        ("<p>" + "เขตมีพื้นที่รับผิดชอบตามประกาศ " * 9 + "</p>", "about.html", "text", None),
        (
            "<table><tr><td><table><tr><td>ผัง</td></tr></table></td></tr></table><p>" + "คำ" * 40 + "</p>",
            "a.html",
            "text",
            None,
        ),
    ],
)
def test_html(body, name, grade, lie):
    facts = read_document(PAGE.format(body).encode(), name=name)
    assert (facts.type, facts.grade, facts.mismatch) == ("html", grade, lie)


def test_html_table_with_spans():
    body = (
        "<table><tr><th rowspan=2>ที่</th><th colspan=2>ปี 2568</th></tr><tr><th>แผน</th><th>ผล</th></tr>"
        "<tr><td>1</td><td>10</td><td>9</td></tr></table>"
    )
    table = read_document(PAGE.format(body).encode(), name="a.html").tables[0]
    assert (table.header, table.rows) == (("ที่", "ปี 2568 แผน", "ปี 2568 ผล"), 1)


@pytest.mark.parametrize(
    ("values", "grade", "level", "rows"),
    [
        ([{"ปี": 2567, "จำนวน": 3}, {"ปี": 2568, "จำนวน": None}], "structured", 4, 2),
        ({"success": True, "result": {"records": [{"a": 1}] * 3}}, "structured", 4, 3),
        ([["ปี", "จำนวน"], [2567, 3]], "structured", 4, 1),
        ({"error": "not found", "status": 404}, "unreadable", 0, None),
        ({"@context": "https://schema.org", "@graph": [{"a": 1}]}, "structured", 5, 1),
        ([], "text", 2, None),
    ],
)
def test_json(values, grade, level, rows):
    facts = read_document(json.dumps(values).encode(), name="a.json")
    assert (facts.grade, facts.mr_level) == (grade, level)
    assert (facts.tables[0].rows if facts.tables else None) == rows


def test_the_names_of_a_file_of_json_are_its_title():
    title = "สถิติการจัดเก็บรายได้ ประจำปีงบประมาณ พ.ศ. 2568"
    facts = read_document(
        json.dumps({"title": title, "unit": "บาท", "data": [{"ก": 1, "ข": 2}]}).encode(), name="a.json"
    )

    assert facts.title == title
    assert [block.text for block in facts.blocks if block.kind == "title"] == [title]


def test_json_blank_cells():
    facts = read_document(b'[{"a": 1, "b": 2}, {"a": 3, "b": null}, {"a": 5}]', name="a.json")
    assert (facts.tables[0].blank, facts.tables[0].cells) == (2, 6)


def test_geojson():
    features = [{"type": "Feature", "geometry": None, "properties": {"ชื่อ": "โรงเรียน"}}] * 2
    facts = read_document(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert (facts.type, facts.grade, facts.tables[0].header) == ("geojson", "structured", ("ชื่อ",))


def test_xml_workbook():
    rows = "".join(
        "<Row>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in row) + "</Row>"
        for row in (("ที่", "รายการ"), ("1", "กระดาษ"))
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    data = f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="ต.ค.67"><Table>{rows}</Table></Worksheet></Workbook>'
    facts = read_document(data.encode(), name="a.xls")
    assert (facts.type, facts.grade, facts.tables[0].where) == ("xml", "structured", "sheet ต.ค.67")


def test_xml_records():
    data = b"<?xml version='1.0'?><rows><row><a>1</a><b>2</b></row><row><a>3</a><b/></row></rows>"
    facts = read_document(data, name="a.xml")
    assert (facts.grade, facts.tables[0].rows, facts.tables[0].blank) == ("structured", 2, 1)


# ------------------------------------------------------------------------------------------- word


def paragraph(text, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cells(*texts, down=""):
    merge = f'<w:tcPr><w:vMerge w:val="{down}"/></w:tcPr>' if down else ""
    return "".join(
        f"<w:tc>{merge if n == 0 else ''}<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        for n, text in enumerate(texts)
    )


def test_merged_cells_of_word_stand_once():
    rows = [
        cells("ฝ่าย", "งาน", "ผล"),
        cells("ฝ่ายการคลัง", "งานบัญชี", "5", down="restart"),
        cells("ฝ่ายการคลัง", "งานเงิน", "6", down="continue"),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    facts = read_document(document(body.encode()), name="a.docx")
    table = facts.tables[0]
    assert (table.rows, table.blank) == (2, 0)
    assert facts.text.count("ฝ่ายการคลัง") == 1


def test_a_frame_around_a_text_of_word_is_no_table():
    """A letter set in a table of one cell: its title is one, and its end is read however long the cell is."""
    long = "".join(paragraph("ทั้งนี้ให้ทุกฝ่ายถือปฏิบัติโดยเคร่งครัด") for _ in range(30))
    inside = paragraph("แผนการใช้จ่ายงบประมาณ ปี 2568") + long + paragraph("สั่ง ณ วันที่ 5 มกราคม 2568")
    facts = read_document(
        document(f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>".encode()), name="a.docx"
    )
    assert facts.tables == ()
    assert facts.title.startswith("แผนการใช้จ่ายงบประมาณ ปี 2568")
    assert facts.text.endswith("สั่ง ณ วันที่ 5 มกราคม 2568")


def runs(*parts: str) -> str:
    """A paragraph of runs; what begins with an asterisk is in bold."""
    bold = "<w:rPr><w:bCs/></w:rPr>"
    said = "".join(
        f'<w:r>{bold * part.startswith("*")}<w:t xml:space="preserve">{part.lstrip("*")}</w:t></w:r>'
        for part in parts
    )
    return f"<w:p>{said}</w:p>"


_REPORT = "ผู้เข้าร่วมประชุมชี้แจงครบทุกฝ่าย ติดป้ายขั้นตอนการให้บริการแล้วทั้งสำนักงาน และแจ้งผลให้ผู้อำนวยการเขตทราบทุกไตรมาสตลอดปีงบประมาณ"
_OPENING = "ด้วยสำนักงานเขตได้รับการประเมินคุณธรรมและความโปร่งใสในการดำเนินงาน จึงได้จัดทำเอกสารฉบับนี้ดังต่อไปนี้"


@pytest.mark.parametrize(
    ("parts", "heads"),
    [
        pytest.param([["*รายงานผลตามมาตรการ"], [_REPORT]], ["รายงานผลตามมาตรการ"], id="a line in bold"),
        pytest.param(
            [["*รายงานผล", "*ตามมาตรการ ", _REPORT]],
            ["รายงานผลตามมาตรการ"],
            id="bold words that a paragraph begins with",
        ),
        pytest.param(
            [["*รายงานผลตามมาตรการ", "ให้ทุกฝ่ายส่งภายในเดือนกันยายน " + _REPORT]],
            [],
            id="bold words of a sentence",
        ),
        pytest.param(
            [["*รายงานผลตามมาตรการ ", "จะเผยแพร่ภายในเดือนกันยายน " + _REPORT]],
            [],
            id="a sentence behind a blank",
        ),
        pytest.param([["*รายงานผลตามมาตรการ"], ["*" + _REPORT]], [], id="all in bold"),
        pytest.param([["*" + _REPORT], [_REPORT * 4]], [], id="a whole paragraph"),
    ],
)
def test_a_line_in_bold_is_a_heading_of_word(parts, heads):
    body = runs("มาตรการส่งเสริมคุณธรรม") + runs(_OPENING) + "".join(runs(*part) for part in parts)
    facts = read_document(document(body.encode()), name="a.docx")
    assert [block.text for block in facts.blocks if block.kind == "heading"] == heads
    assert list(facts.sections) == heads
    assert (facts.grade, facts.mr_level) == ("text", 2)
    assert not any("heading" in reason for reason in facts.reasons)


def test_deleted_text_and_fallbacks_are_not_read():
    body = (
        paragraph("รายงานผลการปฏิบัติราชการ")
        + "<w:p><w:del><w:r><w:delText>ปี 2566</w:delText></w:r></w:del><w:ins><w:r><w:t>ปี 2567</w:t></w:r></w:ins></w:p>"
    )
    assert read_document(document(body.encode()), name="a.docx").text == "รายงานผลการปฏิบัติราชการ\nปี 2567"


def test_hidden_text_of_word_is_not_read():
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>แม่แบบ ปี 2566</w:t></w:r><w:r><w:t>แผน</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> ปี 2567</w:t></w:r></w:p>'
    )
    assert read_document(document(body.encode()), name="a.docx").text == "แผน ปี 2567"


def test_a_title_in_word_art_is_read():
    art = '<w:p><w:r><w:pict><v:textpath xmlns:v="urn:schemas-microsoft-com:vml" string="แผนปี 2568"/></w:pict></w:r></w:p>'
    assert read_document(document(art.encode()), name="a.docx").title == "แผนปี 2568"


def test_headings_of_word_by_style():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="Mine"><w:basedOn w:val="1"/></w:style></w:styles>'
    )
    long = "ข้อความ" * 40
    body = (
        paragraph("คู่มือ")
        + paragraph(long)
        + paragraph("บทที่ ๑ ขั้นตอน", "1")
        + paragraph(long)
        + paragraph("บทที่ ๒", "Mine")
    )
    data = document(body.encode())
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/styles.xml", styles)
    facts = read_document(buffer.getvalue(), name="a.docx")
    assert [block.text for block in facts.blocks if block.kind == "heading"] == ["บทที่ ๑ ขั้นตอน", "บทที่ ๒"]
    assert facts.title == "คู่มือ"


def test_strict_dialect_of_office_open_xml():
    loose = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = document(paragraph("รายงานผลการปฏิบัติราชการ").encode())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        loose, b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert read_document(package(parts), name="a.docx").text == "รายงานผลการปฏิบัติราชการ"


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"Rar!\x1a\x07\x01\x00" + bytes(200), "rar"), (b"7z\xbc\xaf'\x1c\x00\x04" + bytes(200), "7z")],
)
def test_an_archive_that_we_cannot_open_is_ours_to_explain(data, kind):
    facts = read_document(data, name=f"a.{kind}")
    assert (facts.type, facts.error, facts.placeholder) == (kind, "limit:format", None)
    assert "zip" in in_thai(facts.reasons[0])


def test_a_panic_of_a_library_is_a_corrupt_file(monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(data):
        raise PanicException("attempt to subtract with overflow")

    monkeypatch.setitem(readers._READERS, "csv", panic)
    assert read_document(CSV.encode(), name="a.csv").error == "corrupt"


def test_hidden_text_of_rtf_is_not_read():
    text = b"{\\rtf1\\ansi\\ansicpg874{\\v plan 2566\\par}{\\v0 plan} 2567\\par}"
    assert read_document(text, name="a.rtf").text == "plan 2567"


def test_a_hidden_slide_is_not_read():
    slide = (
        '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {}'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<p:cSld><p:sp><a:p><a:t>{}</a:t></a:p></p:sp></p:cSld></p:sld>"
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/slides/slide1.xml": slide.format('show="0"', "แผนปี 2566"),
        "ppt/slides/slide2.xml": slide.format("", "แผนปี 2567"),
    }
    assert read_document(package(parts), name="a.pptx").text == "แผนปี 2567"


def test_rtf_in_both_spellings_of_thai():
    text = b"{\\rtf1\\ansi\\ansicpg874{\\fonttbl{\\f0\\fcharset222 A;}}\\f0 \\'a1\\'d2\\'c3 \\u3585?\\u3634?\\u3619?\\par{\\*\\generator X;}end}"
    assert read_document(text, name="a.rtf").text == "การ การ\nend"


def test_text_file():
    facts = read_document("ประกาศสำนักงานเขต\nเรื่อง วันหยุด\n".encode("cp874"), name="a.txt")
    assert (facts.type, facts.grade, facts.title) == ("txt", "text", "ประกาศสำนักงานเขต เรื่อง วันหยุด")


# ------------------------------------------------------------------------------------ zip, images


def test_zip_has_the_grade_of_its_best_member():
    data = package({"scan.pdf": written([[]], scanned=True), "ข้อมูล.csv": CSV.encode(), "__MACOSX/x": "x"})
    facts = read_document(data, name="a.zip")
    assert (facts.type, facts.grade, facts.mr_level) == ("zip", "structured", 4)
    assert facts.members == ("scan.pdf", "ข้อมูล.csv", "__MACOSX/x")
    assert facts.tables[0].where == "zip member ข้อมูล.csv › csv"


def test_zip_names_by_a_thai_archiver():
    """Windows writes CP874 where ZIP promises CP437."""
    data = package({"xxxxxx.csv": CSV.encode()}).replace(b"xxxxxx", "แผนงาน".encode("cp874"))
    assert read_document(data, name="a.zip").members == ("แผนงาน.csv",)


def test_zip_inside_a_zip_stays_closed():
    facts = read_document(package({"inner.zip": package({"a.csv": CSV.encode()})}), name="a.zip")
    assert facts.grade == "unreadable"
    assert any("not opened" in reason for reason in facts.reasons)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bytes.fromhex("89504e470d0a1a0a0000000d49484452000000080000000908020000"), "png"),
        (bytes.fromhex("474946383961080009000000"), "gif"),
        (bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080009000801011100"), "jpeg"),
    ],
)
def test_pictures(data, kind):
    facts = read_document(data, name=f"a.{kind}")
    assert (facts.type, facts.grade, facts.mr_level) == (kind, "image", 1)
    assert "picture of 8 × 9 pixels" in facts.reasons
    assert facts.pixels == (8, 9)


# ----------------------------------------------------------------------------------- placeholders

#: A title, three columns, the names of two rows: nothing is filled in.
BLANK = [
    *lines("แผนการใช้จ่ายงบประมาณ", top=780),
    (72, 756, 16, "หมวด"),
    (250, 756, 16, "วงเงิน"),
    (400, 756, 16, "ไตรมาสหนึ่ง"),
    *lines("เงินเดือน", "ค่าตอบแทน", top=732),
]


def form(*texts):
    return document("".join(map(paragraph, texts)).encode())


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (written([lines("....")]), "a.pdf"),
        (written([lines("คู่มือ")]), "a.pdf"),
        (written([[]]), "a.pdf"),
        (
            form(
                "คู่มือการปฏิบัติงาน",
                "ชื่อหน่วยงาน ..............................",
                "รายละเอียด ...............................",
            ),
            "a.docx",
        ),
        (
            form(
                "แบบคำขอ", *(f"{name} ________________________" for name in ("ชื่อ", "ที่อยู่", "โทรศัพท์", "ลงชื่อ"))
            ),
            "a.docx",
        ),
        (form("แผนปฏิบัติการ", "[ระบุชื่อหน่วยงาน]", "Lorem ipsum dolor sit amet"), "a.docx"),
        (workbook(""), "a.xlsx"),
        (written([BLANK]), "a.pdf"),
        (b'{"error": "not found"}', "a.json"),
    ],
    ids=[
        "four dots",
        "one word",
        "blank page",
        "dotted form",
        "underlined form",
        "dummy text",
        "empty sheet",
        "columns with nothing in them",
        "json error",
    ],
)
def test_placeholder(data, name):
    assert read_document(data, name=name).placeholder is not None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            written([lines("ประกาศสำนักงานเขต เรื่อง นโยบายไม่รับของขวัญ", "..............................")]),
            "a.pdf",
        ),
        (written([[]], scanned=True), "a.pdf"),
        (
            form(
                "บันทึก",
                "วันที่....๒๔....เดือน....กันยายน....พ.ศ....๒๕๖๗....",
                "ข้อความของบันทึกที่เขียนแล้วยาวพอสมควร " * 8,
            ),
            "a.docx",
        ),
        (CSV.encode(), "a.csv"),
        (written([[*BLANK, (300, 732, 16, "45000")]]), "a.pdf"),
        (
            written(
                [[*BLANK, (250, 720, 16, "0"), (400, 720, 16, "-"), (250, 692, 16, "2"), (400, 692, 16, "-")]]
            ),
            "a.pdf",
        ),
    ],
    ids=[
        "one dotted line",
        "scan",
        "form filled in",
        "data",
        "one figure in its columns",
        "figures below names that take two lines",
    ],
)
def test_no_placeholder(data, name):
    assert read_document(data, name=name).placeholder is None


# ------------------------------------------------------------------------------------ whatever comes


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "pdf", "xlsx", "doc", "csv", "json", "zip", "rtf", "html", "png", "xml"]),
)
def test_any_bytes_are_read_without_an_exception(data, ending):
    facts = read_document(data, name=f"a.{ending}")
    assert facts.grade in GRADES
    assert 0 <= facts.mr_level <= 5
    assert facts.reasons or facts.error
    assert from_json(to_json(facts)) == facts


SMALL = [path for path in FIXTURES if path.stat().st_size < 60_000]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(SMALL),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0.2, 1),
)
def test_damaged_fixtures_are_read_without_an_exception(path, changes, kept):
    data = bytearray(path.read_bytes())
    for place, value in changes:
        data[int(place * len(data))] = value
    facts = read_document(bytes(data[: int(kept * len(data))]), name=path.name)
    assert facts.error is None or facts.grade == "unreadable"
    assert from_json(to_json(facts)) == facts


@pytest.mark.parametrize("name", ["announcement.odt", "form.ods", "slides.odp"])
def test_open_documents_with_a_password(name):
    with zipfile.ZipFile(HERE / "fixtures" / name) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["META-INF/manifest.xml"] = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    parts["content.xml"] = bytes(range(256))
    facts = read_document(package(parts), name=name)
    assert (facts.error, facts.encrypted, facts.grade) == ("encrypted", True, "unreadable")


def test_a_binary_presentation_with_a_password():
    data = (HERE / "fixtures/slides.ppt").read_bytes()
    open_mark, locked_mark = (token.to_bytes(4, "little") for token in (0xE391C05F, 0xF3D1C4DF))
    assert data.count(open_mark) == 1
    assert read_document(data.replace(open_mark, locked_mark), name="a.ppt").error == "encrypted"


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)
WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


def flat_row(*texts):
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
    return f"<table:table-row>{cells}</table:table-row>"


FLAT_TEXT = f"<office:text><text:p>{'แผนการใช้จ่ายงบประมาณ ปี 2568 ' * 2}</text:p></office:text>"
FLAT_ROWS = flat_row("รายการ", "จำนวน") + flat_row("กระดาษ", 5)
FLAT_SHEET = f"<office:spreadsheet><table:table>{FLAT_ROWS}</table:table></office:spreadsheet>"


@pytest.mark.parametrize(("body", "grade"), [(FLAT_TEXT, "text"), (FLAT_SHEET, "structured")])
def test_an_open_document_in_one_xml_file(body, grade):
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    styles = "".join(f"<office:styles><text:p>s{n}</text:p></office:styles>" for n in range(3))
    data = f"<?xml version='1.0'?><office:document {names}>{styles}<office:body>{body}</office:body></office:document>"
    assert read_document(data.encode(), name="a.fodt").grade == grade


def test_a_text_of_word_in_one_xml_file_is_no_table():
    body = "".join(f"<w:p><w:r><w:t>แผนปฏิบัติราชการประจำปี 2568 ส่วนที่ {n}</w:t></w:r></w:p>" for n in range(9))
    data = (
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{WORD_2003}"><w:body>{body}</w:body></w:wordDocument>'
    )
    facts = read_document(data.encode(), name="a.doc")
    assert (facts.grade, facts.tables) == ("text", ())
    assert facts.title.startswith("แผนปฏิบัติราชการประจำปี 2568")


def test_a_workbook_that_holds_nothing_but_a_picture():
    """A scan pasted into Excel."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().insert_image(0, 0, "a.png", {"image_data": io.BytesIO(PIXEL)})
    book.close()
    facts = read_document(buffer.getvalue(), name="a.xlsx")
    assert (facts.grade, facts.mr_level, facts.placeholder) == ("image", 1, None)


@pytest.mark.parametrize(
    "charset", ["hex", "zlib", "undefined", "idna", "utf-7", "gb2312", "koi8-r", "klingon"]
)
def test_whatever_charset_a_page_claims(charset):
    data = f'<html><meta charset="{charset}"><h1>'.encode() + b"caf\xe9 \xc3\x28</h1><p>na\xefve</p></html>"
    assert read_document(data, name="a.html").error is None
