"""PDF text as Thai offices' programs spoil it, page classes, metadata, damage."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.read.document import read_document
from crawler.read.pdf import metadata_date, wanted_pages
from crawler.read.thai_quality import legible
from crawler.thai.text import fold

from .paper import PICTURE, Pdf, centred, lines, same, written
from .test_sniff import HERE

TITLE = "ประกาศสำนักงานเขตตัวอย่าง"
SUBJECT = "เรื่อง การจ้างทำความสะอาดที่ทำการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"
BODY = (
    "ด้วยสำนักงานเขตมีความประสงค์จะจ้างทำความสะอาดที่ทำการของสำนักงานเขต",
    "และได้จัดทำราคากลางตามระเบียบแล้วเมื่อวันที่ ๑๐ ตุลาคม ๒๕๖๗ จึงประกาศให้ทราบ",
)
PAGE = [*centred(TITLE, SUBJECT), *lines(*BODY, top=700)]


def facts(data, **options):
    return read_document(data, name="x.pdf", **options)


def torn(letter):
    """Word 2007-2016: the upper half of sara am comes out as a blank."""
    return " า" if letter == "ำ" else letter


def decomposed(letter):
    return "ํา" if letter == "ำ" else letter


def lost(letter):
    """InDesign: the upper half is lost."""
    return "\ufffdา" if letter == "ำ" else letter


def private(letter):
    """Fonts of Windows: lowered tone marks in the private area."""
    return {"่": "\uf70a", "้": "\uf70b", "์": "\uf70e", "ั": "\uf710"}.get(letter, letter)


def always_am(letter):
    """A font whose map says sara am for every sara aa."""
    return "ำ" if letter == "า" else letter


def no_width(letter):
    return f"\u200b{letter}" if letter in "กนร" else letter


def bare(letter):
    """The upper half drawn without any map: ส านัก becomes สานัก."""
    return "า" if letter == "ำ" else letter


@pytest.mark.parametrize("meaning", [same, torn, decomposed, lost, private, always_am, no_width, bare])
def test_title_is_found_by_its_key_whatever_the_font_says(meaning):
    read = facts(written([PAGE], meaning))
    assert (read.type, read.grade, read.page_classes) == ("pdf", "text", ("text",))
    assert fold(SUBJECT) in fold(read.text)
    title = next(block for block in read.blocks if block.kind == "title")
    assert fold(TITLE) in fold(title.text)
    assert fold(BODY[0]) not in fold(title.text)


@pytest.mark.parametrize("meaning", [torn, decomposed, private])
def test_display_is_repaired(meaning):
    assert TITLE in facts(written([PAGE], meaning)).text


def test_what_is_lost_is_not_invented():
    assert "ส\ufffdานักงาน" in facts(written([PAGE], lost)).text


def test_marks_without_width_do_not_tear_the_line():
    assert "เมื่อวันที่ ๑๐ ตุลาคม ๒๕๖๗" in facts(written([PAGE])).text.replace("\n", " ")


def test_title_drawn_last_stands_first():
    read = facts(written([[*lines(*BODY, top=700), *centred(TITLE, SUBJECT)]]))
    assert read.blocks[0].kind == "title"
    assert read.title.startswith(TITLE)


def test_text_outside_the_page_is_not_read():
    beyond = [(72, 900, 16, "แผนปี 2569"), (72, -60, 16, "แผนปี 2570"), (700, 400, 16, "แผนปี 2571")]
    read = facts(written([[*beyond, *centred(TITLE, SUBJECT), *lines(*BODY, top=700)]]))
    assert read.title.startswith(TITLE)
    assert not {"2569", "2570", "2571"} & set(read.text.split())


@pytest.mark.parametrize(
    ("before", "seen"),
    [
        pytest.param("1 g ", False, id="white on the paper"),
        pytest.param("0.98 g ", False, id="nearly white on the paper"),
        pytest.param("0.8 g ", True, id="pale on the paper"),
        pytest.param("0 0 0.4 rg 0 0 595 842 re f 1 g ", True, id="white on a coloured field"),
        pytest.param("1 g 0 0 595 842 re f ", False, id="white on a white field"),
        pytest.param(
            "0 0 0.4 rg 0 0 595 842 re f 1 g 40 740 500 90 re f ",
            False,
            id="white on a white field on a coloured one",
        ),
        pytest.param(
            "1 g 0 0 595 842 re f 0 0 0.4 rg 40 740 500 90 re f 1 g ", True, id="white on a coloured band"
        ),
        pytest.param("0.2 g 0 0 595 842 re f ", False, id="grey on the same grey"),
        pytest.param("0.9 g 0 0 595 842 re f 0 g ", True, id="black on grey"),
        pytest.param("0 g ", True, id="black"),
    ],
)
def test_white_text_is_read_where_it_may_stand_out(before, seen):
    read = facts(written([[*centred(TITLE, SUBJECT), *lines(*BODY, top=700)]], before=before, own_font=True))
    assert read.title.startswith(TITLE) is seen


@pytest.mark.parametrize(
    ("after", "seen"),
    [
        pytest.param("\n0.8 g 40 740 500 90 re f", False, id="under a field"),
        pytest.param("\n0 g 40 740 500 90 re S", True, id="in a frame"),
        pytest.param("\n0 g 40 776 500 1.5 re f", True, id="struck out by a line"),
        pytest.param("\n0.8 g 40 400 500 90 re f", True, id="a field elsewhere"),
        pytest.param("\nq 500 0 0 90 40 740 cm /Im1 Do Q", False, id="under a picture"),
        pytest.param(
            "\nq 40 400 60 60 re W n 40 400 500 500 re f Q", True, id="a field of which but a corner is drawn"
        ),
    ],
)
def test_text_is_read_where_nothing_covers_it(after, seen):
    read = facts(written([[*centred(TITLE, SUBJECT), *lines(*BODY, top=700)]], after=after, own_font=True))
    assert read.title.startswith(TITLE) is seen
    assert BODY[0] in read.text


def test_text_under_the_picture_of_a_scan_is_that_of_its_ocr():
    read = facts(written([lines(*BODY * 2)], after=f"\n{PICTURE}", own_font=True))
    assert read.page_classes == ("ocr",)
    assert BODY[0] in read.text


@pytest.mark.parametrize(("layer", "seen"), [("ON", True), ("OFF", False)])
def test_text_on_a_layer_that_is_off_is_not_read(layer, seen):
    read = facts(
        written([lines(*BODY, top=700)], layer=layer, on_layer=centred(TITLE, SUBJECT), own_font=True)
    )
    assert read.title.startswith(TITLE) is seen
    assert BODY[0] in read.text


def test_letter_by_letter_and_mark_by_mark():
    """Each letter its own text, marks drawn at the pen, as print drivers do."""
    pieces, at = [], 72.0
    for letter in TITLE:
        pieces.append((at, 780, 16, letter))
        at += 0 if fold(letter) == "" or letter in "ัิีึืุู็่้๊๋์ํ" else 8
    read = facts(written([[*pieces, *lines(*BODY, top=700)]]))
    assert TITLE in read.text


def test_columns_are_kept_apart():
    read = facts(
        written([[(72, 700, 16, "งบประมาณที่ได้รับ"), (320, 700, 16, "ผลการเบิกจ่าย"), *lines(*BODY, top=600)]])
    )
    assert "งบประมาณที่ได้รับ\tผลการเบิกจ่าย" in read.text


# ------------------------------------------------------------------------------------ page classes


def gibberish(letter):
    return chr(0x370 + ord(letter) % 200)


def wrong_thai(letter):
    """A map that names other Thai letters: the most deceptive layer of all."""
    return chr(0x0E01 + (ord(letter) * 7) % 46) if "ก" <= letter <= "ฮ" else letter


FULL = [*PAGE, *lines(*BODY * 3, top=560)]
SIGNED = "เอกสารนี้ลงนามด้วยลายมือชื่ออิเล็กทรอนิกส์ เมื่อวันที่ 5 มกราคม 2566"
LATIN = ["qwx fgh zzt pplm ddf", "vbn tyu ghj kli oop mnb", "zxc asd qqw rrt yyu"]


@pytest.mark.parametrize(
    ("name", "data", "classes", "grade"),
    [
        ("text", written([FULL]), ("text",), "text"),
        ("English", written([lines("The public service of the district office", "and the report of the year for all")]), ("text",), "text"),
        ("numbers", written([lines(*["1,234,567.00 89,000.00 12.5"] * 8)]), ("numeric",), "text"),
        ("no map at all", written([FULL], None), ("garbled",), "garbled"),
        ("a map to Greek", written([FULL], gibberish), ("garbled",), "garbled"),
        ("a map to other Thai letters", written([FULL], wrong_thai), ("garbled",), "garbled"),
        ("scan", written([[]], scanned=True), ("image",), "image"),
        ("scan with Thai OCR", written([FULL], scanned=True, mode=3), ("ocr",), "text"),
        ("scan with junk OCR", written([lines(*LATIN)], scanned=True, mode=3), ("image+junk",), "image"),
        ("scan with junk drawn over it", written([lines(*LATIN)], scanned=True), ("image+junk",), "image"),
        ("scan with a page number", written([lines("- 3 -")], scanned=True), ("image",), "image"),
        ("scan with the line of a signature", written([[(60, 30, 10, SIGNED)]], scanned=True), ("image",), "image"),
        ("text over a background picture", written([FULL], scanned=True), ("text",), "text"),
        ("cover scanned, rest text", written([[], FULL], scanned=False, before=""), ("none", "text"), "text"),
        ("mostly garbled", written([FULL] * 3, gibberish), ("garbled",) * 3, "garbled"),
        ("shapes", written([[]], before="0 0 m 9 9 l S " * 60), ("none",), "image"),
        ("blank", written([[]]), ("none",), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_page_class_and_grade(name, data, classes, grade):
    read = facts(data)
    assert (read.page_classes, read.grade) == (classes, grade)


def test_a_stamp_on_a_scan_is_no_title():
    assert facts(written([[(60, 30, 10, SIGNED)]], scanned=True)).title == ""


def test_garbled_text_is_not_kept_for_matching():
    assert fold(SUBJECT) not in fold(facts(written([FULL], wrong_thai)).text)
    assert facts(written([FULL], gibberish)).blocks == ()


def test_fonts_own_table_rescues_the_text_but_not_the_grade():
    """Reporting Services: perfect on the screen, garbage when copied, readable by the font's own table."""
    read = facts((HERE / "fixtures/no-unicode-map.pdf").read_bytes())
    assert read.grade == "garbled"
    assert fold("แผนการใช้จ่ายงบประมาณประจำปีงบประมาณ พ.ศ. ๒๕๖๘") in fold(read.title)
    assert any("recovered" in reason for reason in read.reasons)


# ------------------------------------------------------------------------------- pages and catalog


@pytest.mark.parametrize(
    ("count", "every_page", "wanted"),
    [
        (1, False, [0]),
        (16, False, list(range(16))),
        (40, False, [*range(10), 36, 37, 38, 39]),
        (40, True, list(range(40))),
        (5000, True, list(range(2000))),
        (0, False, []),
    ],
)
def test_which_pages_are_read(count, every_page, wanted):
    assert wanted_pages(count, every_page=every_page) == wanted


def test_long_document_is_read_at_both_ends():
    read = facts(written([lines(f"หน้าที่ {number} ของรายงานผลการปฏิบัติราชการประจำปี") for number in range(1, 31)]))
    assert (read.pages, read.pages_read) == (30, 14)
    assert {block.page for block in read.blocks} == {*range(1, 11), 27, 28, 29, 30}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("D:20250430120000+07'00'", date(2025, 4, 30)),
        ("D:25680430120000+07'00'", date(2025, 4, 30)),
        ("D:25540311", date(2011, 3, 11)),
        ("20250430", date(2025, 4, 30)),
        ("D:2025", date(2025, 1, 1)),
        ("D:19700101000000", None),
        ("D:20251345", None),
        ("30/04/2025", None),
        ("", None),
    ],
)
def test_creation_date(value, expected):
    assert metadata_date(value) == expected


def test_metadata():
    read = facts(
        written([PAGE], info="/Producer (Paper 1) /CreationDate (D:25671015)", catalog="/Lang (th-TH)")
    )
    assert (read.producer, read.created, read.language) == ("Paper 1", date(2024, 10, 15), "th-TH")


def test_tagged_needs_both_tree_and_mark():
    assert not facts(written([PAGE], catalog="/MarkInfo << /Marked true >>")).tagged
    assert facts((HERE / "fixtures/libreoffice-tagged.pdf").read_bytes()).tagged


def test_repeated_header_is_a_heading_of_its_page():
    second = [*centred("รายงานผลการใช้จ่ายงบประมาณ", size=20), *lines(*BODY * 3, top=700)]
    read = facts(written([PAGE, second]))
    assert [(block.text, block.page) for block in read.blocks if block.kind == "heading"] == [
        ("รายงานผลการใช้จ่ายงบประมาณ", 2)
    ]


def test_letters_of_an_old_font_are_read_in_the_thai_code_page():
    """Fonts made before Unicode: the map says accented Western letters."""

    def western(letter):
        return bytes([ord(letter) - 0x0E00 + 0xA0]).decode("latin-1") if "ก" <= letter <= "๛" else letter

    read = facts(written([FULL], western))
    assert read.grade == "garbled"
    assert fold(SUBJECT) in fold(read.text)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("เล\uf70aม ๑๔๒ ตอนที่ ๖๑ ก\tราชกิจจานุเบกษา\t๑๘ กันยายน ๒๕๖๘", True),
        ("Government of the district office, annual report for the year", True),
        ("d':uaffinr:uiur:ei'luea'rualvr:dou fin1ilil:cardocaau:'lnrrdrlruurln", False),
        ("๑๒,๓๔๕ 2568 12.50 99 1,000 44 18 2567 3.14", False),
        ("%0%2#1>คBO#ค%1O'02NN2%>#/>??/>'BN#2> 1B์", False),
    ],
)
def test_lines_of_a_spoilt_page_that_are_kept(line, wanted):
    assert legible(line) is wanted


@pytest.mark.parametrize("packed", [True, False])
def test_a_claim_of_pdfa_is_read_wherever_it_stands(packed):
    pdf = Pdf()
    claim = b"<x:xmpmeta><rdf:Description pdfaid:part='2' pdfaid:conformance='B'/></x:xmpmeta>"
    metadata = pdf.stream(claim, "/Type /Metadata /Subtype /XML", flate=packed)
    tree = len(pdf.objects) + 2
    kid = pdf.add(f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] >>")
    pdf.add(f"<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>")
    root = pdf.add(f"<< /Type /Catalog /Pages {tree} 0 R /Metadata {metadata} 0 R >>")
    assert "claims PDF/A-2" in read_document(pdf.write(root)).reasons


def test_a_link_has_the_words_under_it_and_its_line():
    page = [*lines("รายการเอกสาร", "1. แผนการใช้จ่ายงบประมาณ", size=16), (300, 756, 16, "เปิดดู")]
    data = written(
        [page],
        links=[
            ((70, 750, 250, 770), "http://office.example/a.pdf"),
            ((298, 752, 360, 772), "http://office.example/b"),
        ],
    )

    over, button = facts(data).links

    assert (over.url, over.text) == ("http://office.example/a.pdf", "1. แผนการใช้จ่ายงบประมาณ")
    assert (button.url, button.text) == ("http://office.example/b", "เปิดดู")
    assert over.line == button.line == "1. แผนการใช้จ่ายงบประมาณ\tเปิดดู"


def test_a_link_over_two_lines_is_both():
    page = lines("รายงานผลการใช้จ่ายงบประมาณ", "ประจำปีงบประมาณ พ.ศ. 2567", "ท้ายกระดาษ")
    data = written([page], links=[((60, 750, 500, 800), "http://office.example/a.pdf")])

    (link,) = facts(data).links

    assert link.text == "รายงานผลการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. 2567"
    assert link.line == "รายงานผลการใช้จ่ายงบประมาณ\nประจำปีงบประมาณ พ.ศ. 2567"


def test_thousands_of_links_over_a_page_are_bounded():
    page = lines(*(f"แผน {number}" for number in range(30)))
    data = written([page], links=[((0, 0, 595, 842), f"http://a.example/{n}") for n in range(2_000)])

    links = facts(data).links

    assert len(links) == 300
    assert all(link.text for link in links)


def test_the_head_of_a_table_is_no_title():
    head = [(72, 732, 16, "โครงการ"), (250, 732, 16, "เป้าหมาย"), (400, 732, 16, "ผลสะสมหกเดือน")]
    row = [(72, 708, 16, "จัดอบรม"), (250, 708, 16, "สองรุ่น"), (400, 708, 16, "หนึ่งรุ่น")]
    facts = read_document(written([[*lines("รายงานผล ไตรมาสที่หนึ่ง", "สำนักงานเขต"), *head, *row]]))

    assert facts.blocks[0].text == "รายงานผล ไตรมาสที่หนึ่ง\nสำนักงานเขต"


def test_the_head_of_a_letter_is_one():
    head = [
        (72, 756, 16, "ส่วนราชการ ฝ่ายปกครอง"),
        (300, 756, 16, "โทร"),
        (400, 756, 16, "ที่ กท"),
        *lines("เรื่อง แผนปฏิบัติราชการ", top=732),
    ]
    facts = read_document(written([[*lines("บันทึกข้อความ"), *head]]))

    assert "แผนปฏิบัติราชการ" in facts.blocks[0].text
