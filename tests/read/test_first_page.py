"""The picture of a document's first page: drawn in a child, small, kept, and nothing where nothing can be drawn."""

from __future__ import annotations

import hashlib
import io

import pytest

from crawler.read.first_page import MOST_HEIGHT, WIDTH, picture
from crawler.read.pool import ReaderPool

canvas = pytest.importorskip("reportlab.pdfgen.canvas")
Image = pytest.importorskip("PIL.Image")


def pdf(width: float = 595, height: float = 842, pages: int = 1) -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=(width, height))
    for _ in range(pages):
        page.rect(0, 0, width / 2, height, fill=1)
        page.showPage()
    page.save()
    return stream.getvalue()


def test_a_page_is_drawn_as_it_looks():
    drawn = Image.open(io.BytesIO(picture(pdf())))
    assert drawn.format == "PNG"
    assert drawn.size == (WIDTH, round(WIDTH * 842 / 595))
    grey = drawn.convert("L")
    assert grey.getpixel((WIDTH // 4, 50)) < 20
    assert grey.getpixel((3 * WIDTH // 4, 50)) > 235


@pytest.mark.parametrize(("width", "height"), [(100, 14_000), (14_000, 20)])
def test_odd_shapes_stay_small(width, height):
    drawn = Image.open(io.BytesIO(picture(pdf(width, height))))
    assert drawn.width == WIDTH
    assert 1 <= drawn.height <= MOST_HEIGHT


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 cut off", b"PK\x03\x04", b"<html>"])
def test_what_is_no_pdf_has_no_picture(data):
    assert picture(data) == b""


def test_pictures_come_in_order_and_are_drawn_once(tmp_path):
    bodies = {hashlib.sha256(data).hexdigest(): data for data in (pdf(), b"no document", pdf(842, 595))}
    asked: list[str] = []

    def body(sha256: str) -> bytes:
        asked.append(sha256)
        return bodies[sha256]

    for _ in range(2):
        with ReaderPool(1, tmp_path / "facts.sqlite") as pool:
            drawn = list(pool.pictures(bodies, body))
        assert drawn == [picture(data) for data in bodies.values()]
    assert asked == list(bodies)
