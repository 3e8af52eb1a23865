"""The record of a page: the same facts come out that went in, and out of nothing else comes anything."""

from __future__ import annotations

import json
import pickle
import zlib
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import crawler.demo
from crawler.model import Table
from crawler.read.limits import LimitReachedError
from crawler.read.page import read_page
from crawler.read.page_facts import PageFacts, PageLink, PageTable, Piece
from crawler.read.page_record import packed, unpacked

DEMO = Path(crawler.demo.__file__).parent / "sites"
CASES = yaml.safe_load((Path(__file__).parent / "pages.yaml").read_text("utf-8"))
PAGES = {path.relative_to(DEMO).as_posix(): path.read_bytes() for path in sorted(DEMO.rglob("*.html"))}
PAGES |= {name: case["html"].encode() for kind in ("links", "scope") for name, case in CASES[kind].items()}
TABLE = "".join(f"<tr><td>{n}</td><td>รายการ {n}</td><td></td></tr>" for n in range(70))
PAGES |= {
    "nothing": b"",
    "a table of many rows": f"<table><tr><th>ที่<th>ชื่อ<th>วันที่</tr>{TABLE}</table>".encode(),
    "another alphabet than it says": "<meta charset=utf-8><p>แผนปฏิบัติราชการ".encode("cp874"),
}


def same(one: object, other: object) -> bool:
    """Equal in every field, and of the same types throughout: ``1`` is not ``True``, a list no tuple."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, tuple):
        assert isinstance(other, tuple)
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_there_are_pages() -> None:
    assert len(PAGES) > 100


@pytest.mark.parametrize("name", PAGES)
def test_a_page_comes_out_as_it_went_in(name: str) -> None:
    page = read_page(PAGES[name])

    assert same(page, unpacked(packed(page)))


#: Letters of all kinds, and half of a pair of UTF-16 that no text should hold.
TEXTS = st.text(max_size=12) | st.sampled_from(["", "ก็", "\udcff", "\x00", "\U0001f600"])
PATHS = st.lists(TEXTS, max_size=3).map(tuple)
NUMBERS = st.integers(-1, 1 << 60)
FIELDS = {
    "str": TEXTS,
    "str | None": st.none() | TEXTS,
    "int": NUMBERS,
    "bool": st.booleans(),
    "tuple[str, ...]": PATHS,
    "tuple[tuple[str, ...], ...]": st.lists(PATHS, max_size=3).map(tuple),
    "tuple[tuple[str, int], ...]": st.lists(st.tuples(TEXTS, NUMBERS), max_size=3).map(tuple),
}


def made(kind):
    return st.builds(kind, **{field.name: FIELDS[str(field.type)] for field in fields(kind)})


FIELDS["Table"] = made(Table)
for kind in (Piece, PageLink, PageTable):
    FIELDS[f"tuple[{kind.__name__}, ...]"] = st.lists(made(kind), max_size=3).map(tuple)


@settings(max_examples=150, deadline=None)
@given(made(PageFacts))
def test_facts_of_every_kind_come_out_as_they_went_in(page):
    assert same(page, unpacked(packed(page)))


PARTS = st.sampled_from(
    ["<p>", "</p>", "<b>แผน:</b>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<h2>O5", "<a href='x.pdf'>", "</a>",
     "<a name=x>", "<nav>", "</nav>", "<div id=y style='display:none'>", "</div>", "<li>", "2568", "ข้อมูล ", "<iframe src=a>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS | st.text(max_size=5), max_size=40).map("".join))
def test_pages_that_nobody_wrote(html):
    page = read_page(html.encode(errors="replace"))

    assert same(page, unpacked(packed(page)))


# ------------------------------------------------------------------------- what is no record of a page


GOOD = packed(read_page("<title>ก</title><h1>ข</h1><p id=a>ค <a href=b>ง</a>".encode()))


def recorded(*said: object) -> bytes:
    return zlib.compress(json.dumps(said).encode())


def columns_of_a_page() -> list:
    return json.loads(zlib.decompress(GOOD))


def with_column(name: str, value: object) -> bytes:
    texts, paths, columns = columns_of_a_page()
    columns[[field.name for field in fields(PageFacts)].index(name)] = value
    return recorded(texts, paths, columns)


DAMAGE = {
    "nothing": b"",
    "no zlib": b"facts",
    "cut": GOOD[:-3],
    "a pickle": pickle.dumps(PageFacts),
    "a pickle inside": zlib.compress(pickle.dumps(PageFacts)),
    "no JSON": zlib.compress(b"\xff\xfe{"),
    "no three parts": recorded([], []),
    "a number": zlib.compress(b"7"),
    "nested without end": zlib.compress(b"[" * 100_000),
    "more than any page has": zlib.compress(b" " * (33 << 20)),
    "texts that are none": recorded([1, 2], *columns_of_a_page()[1:]),
    "texts as a mapping": recorded({"a": 1}, *columns_of_a_page()[1:]),
    "paths of nothing": recorded([], [[0]], []),
    "columns left out": recorded(["a"], [[]], columns_of_a_page()[2][:-1]),
    "a text that is not there": with_column("title", [1000]),
    "a text that is a word": with_column("title", ["a"]),
    "a number that is a word": with_column("fields", ["a"]),
    "a number that is none": with_column("fields", [1.5]),
    "a truth that is a list": with_column("cut", [[]]),
    "two pages": with_column("cut", [0, 0]),
    "pieces that are none": with_column("pieces", [[1, 2]]),
    "links that are none": with_column("links", [None]),
}


@pytest.mark.parametrize("record", DAMAGE.values(), ids=list(DAMAGE))
def test_anything_else_is_refused(record: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(record)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_damaged_byte_is_refused_or_harmless(at, change):
    damaged = bytearray(GOOD)
    damaged[at] ^= change
    with suppress(ValueError):
        assert same(unpacked(bytes(damaged)), unpacked(GOOD))


def test_columns_of_different_lengths_are_refused() -> None:
    texts, paths, columns = columns_of_a_page()
    pieces = columns[[field.name for field in fields(PageFacts)].index("pieces")][0]
    pieces[0].append(0)
    with pytest.raises(ValueError, match="lengths"):
        unpacked(recorded(texts, paths, columns))


def test_a_text_stands_in_it_once() -> None:
    """Every cell is told by all others of its row; the record does not grow with their square of texts."""
    cells = "".join(f"<td>เซลล์ที่ {n} {'ก' * 300}</td>" for n in range(60))
    record = packed(read_page(f"<table><tr>{cells}</tr></table>".encode()))

    assert zlib.decompress(record).count(("ก" * 300).encode()) == 60


def test_a_record_that_nobody_would_read_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    page = read_page(PAGES["a table of many rows"])
    monkeypatch.setattr("crawler.read.page_record.PAGE_RECORD", 1 << 10)

    with pytest.raises(LimitReachedError, match="MiB"):
        packed(page)
