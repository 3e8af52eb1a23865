"""An HTML page: content apart from navigation, links with the words around them, addresses as browsers read them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crawler.read.announcements import Announcements
from crawler.read.following import follow
from crawler.read.item_code import item_number
from crawler.read.page import looks_like_html, read_page, resolve
from crawler.read.scope import scope_of

CASES = yaml.safe_load((Path(__file__).parent / "pages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", list(CASES["links"]))
def test_links_of_the_content(name: str) -> None:
    case = CASES["links"][name]
    page = read_page(case["html"].encode())

    found = [
        {"text": k.text, "raw": k.raw, **({"heading": k.headings[-1]} if k.headings else {})}
        for k in page.links
        if not k.navigation
    ]

    lines = [k.line for k in page.links if not k.navigation]
    for wanted, link, line in zip(case["content"], found, lines, strict=False):
        link |= {"line": line} if "line" in wanted else {}
    assert case["content"] == found


@pytest.mark.parametrize("name", list(CASES["scope"]))
def test_scope(name: str) -> None:
    case = CASES["scope"][name]
    titles = {item: tuple(names) for item, names in CASES["titles"].items()}

    found = follow(
        case["html"].encode(), case.get("at", "http://h.example/a/page/1"), "text/html", fragment=case.get("fragment", ""),
        item=case["item"], depth=case.get("depth", 0), titles=titles, hosts=frozenset({"h.example"}),
    )  # fmt: skip

    assert case["follows"] == [url.removeprefix("http://h.example") for url in found]


@pytest.mark.parametrize(("html", "lead"), CASES["leads"].items())
def test_what_a_paragraph_opens_with(html: str, lead: str) -> None:
    (piece,) = read_page(f"<body>{html}</body>".encode()).pieces

    assert lead == piece.lead


@pytest.mark.parametrize(("raw", "absolute"), CASES["resolve"].items())
def test_resolve(raw: str, absolute: str | None) -> None:
    assert absolute == resolve(raw, "http://h.example/a/b/page", None)


@pytest.mark.parametrize(("text", "number"), CASES["numbers"].items())
def test_item_number(text: str, number: int | None) -> None:
    assert number == item_number(text)


def test_a_title_names_its_item_and_a_word_of_it_does_not() -> None:
    announced = Announcements.of({item: tuple(names) for item, names in CASES["titles"].items()})

    assert announced.item("O9 ข้อมูลสถิติการจัดเก็บภาษี") == "O9"
    assert announced.item("ข้อมูลสถิติการจัดเก็บภาษี ประจำปี ๒๕๖๘") == "O9"
    assert announced.item("ภาษี") is None


def test_where_an_anchor_is_missing_the_page_counts() -> None:
    page = read_page(b"<body><h1>a</h1><p>text</p></body>")

    announced = Announcements.of({})

    assert scope_of(page, item="O1", fragment="o1", announced=announced) == scope_of(
        page, item="O1", fragment="", announced=announced
    )


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"<!DOCTYPE html><html><body>x</body></html>", "application/pdf", True),
        (b"\xef\xbb\xbf  <html><head></head></html>", "", True),
        (b"%PDF-1.7 <html>", "text/html", False),
        (b"PK\x03\x04<html><body>", "text/html", False),
        (b"plain words", "text/html", True),
        (b"", "text/html", False),
        (b'{"a": "<div><p>"}', "text/html", False),
        (b"a,b\n1,2\n", "text/csv", False),
    ],
)
def test_looks_like_html(body: bytes, content_type: str, expected: bool) -> None:
    assert expected is looks_like_html(body, content_type)


def test_deep_nesting_is_read_without_recursion() -> None:
    page = read_page(b"<body>" + b"<div>" * 2000 + b"<a href='x.pdf'>x</a>")

    assert [link.raw for link in page.links] == ["x.pdf"]
    assert not page.cut


def test_what_lies_deeper_than_the_parser_goes_was_not_seen() -> None:
    page = read_page(b"<body>" + b"<div>" * 2100 + b"<a href='x.pdf'>x</a>")

    assert page.cut
    assert page.unseen


def test_very_many_links_are_cut_and_said() -> None:
    page = read_page(b"<body>" + b"<p><a href='x.pdf'>x</a></p>" * 6000)

    assert page.cut
