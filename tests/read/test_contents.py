"""Which papers are but lists of links, and where those lead."""

from __future__ import annotations

import zlib

import pytest

from crawler.read.contents import MAX_BYTES, contents_of, may_be_contents
from crawler.read.document import read_content
from tests.read.paper import lines, written

URL = "http://office.example/files/1"
SAYS = "ด้วยสำนักงานเขตมีความประสงค์จะจ้างทำความสะอาดที่ทำการของสำนักงานเขต"


def paper(*texts: str, url: str = URL, over: int = 1, pages: int = 1):
    """A paper of these lines, the line number ``over`` being a link."""
    area = (60, 780 - 24 * over - 6, 500, 780 - 24 * over + 14)
    return read_content(written([lines(*texts)] * pages, links=[(area, url)]))


def test_lines_above_are_headings_and_the_line_is_a_row():
    page = contents_of(paper("สำนักงานเขตตัวอย่าง", "ข้อ O5", "แผนปฏิบัติราชการ 2568", over=2))

    assert page is not None
    (link,) = page.links
    assert (link.raw, link.text) == (URL, "แผนปฏิบัติราชการ 2568")
    assert link.headings == ("สำนักงานเขตตัวอย่าง", "ข้อ O5")
    assert [piece.level for piece in page.pieces] == [7, 7, 0]


def test_an_address_may_be_seen_from_where_the_paper_stands():
    page = contents_of(paper("รายการ", "แผนปฏิบัติราชการ", url="o5/plan 1.pdf"))

    assert page is not None
    assert [link.raw for link in page.links] == ["o5/plan 1.pdf"]


@pytest.mark.parametrize(
    ("texts", "url"),
    [
        pytest.param(["หัวข้อ", "แผน", *(f"{n} {SAYS}" for n in range(6))], URL, id="says something itself"),
        pytest.param(["โรงเรียน", "โรงเรียนวัดหนึ่ง"], "http://school.example/", id="a whole site"),
        pytest.param(["ที่มา", "www.bangkok.go.th/law"], URL, id="an address that is written out"),
        pytest.param(["ติดต่อ", "เขียนถึงเรา"], "mailto:a@office.example", id="a way to write"),
        pytest.param(["แผน", "เอกสาร"], "http://[bad/x", id="no address"),
        pytest.param(["แผน", "เอกสาร"], "file:///C:/plan.pdf", id="somebody's own disk"),
        pytest.param(["แผน", "เอกสาร"], "#page=2", id="a place in itself"),
    ],
)
def test_a_paper_is_no_list(texts, url):
    assert contents_of(paper(*texts, url=url)) is None


def test_a_long_paper_is_no_list():
    assert contents_of(paper("หัวข้อ", "แผน", pages=4)) is not None
    assert contents_of(paper("หัวข้อ", "แผน", pages=5)) is None


def test_an_address_among_packed_objects_is_seen():
    packed = zlib.compress(b"1 0 << /Type /Annot /A << /S /URI /URI (http://a.example/x) >> >>")
    head = b"%PDF-1.7\n1 0 obj << /Type /ObjStm /N 1 /DecodeParms << /Predictor 1 >> >>\nstream\n"

    assert may_be_contents(head + packed)
    assert not may_be_contents(head + zlib.compress(b"1 0 << /Type /Annot >>"))
    assert not may_be_contents(head + b"damaged")
    assert not may_be_contents(b"PK\x03\x04 /URI")
    assert not may_be_contents(head + packed + bytes(MAX_BYTES))
