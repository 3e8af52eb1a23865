"""Cases that a person can read (``cases.yaml``), and properties that hold for every text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.links.address import absolute, is_file, scope_of
from crawler.links.findings import is_name
from crawler.links.html import read_links
from crawler.links.mentions import Mention, Mentions
from crawler.links.notes import Notes
from crawler.links.suggest import _alike
from crawler.read.page import read_page, resolve

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
PAGE = "http://office.example/ita/o15.html"


@pytest.mark.parametrize("case", CASES["notes"], ids=lambda case: case["raw"] or "(empty)")
def test_notes(case):
    notes = Notes()
    element = etree.fromstring("<a>ดาวน์โหลดเอกสาร</a>")
    notes.nowhere(0, case["raw"], "link", element)
    assert [one.code for one in notes.all] == ([case["code"]] if case["code"] else [])


@pytest.mark.parametrize("markup", ["<button><a>เมนูหลัก</a></button>", '<nav><a href="#">เมนูหลัก</a></nav>', '<p><a href="#" onclick="f()">เปิดรายการ</a></p>',
                                    '<p><a href="#" data-bs-toggle="tab">แท็บหนึ่ง</a></p>', '<li><a href="#">เมนูย่อย</a><ul><li>x</li></ul></li>', '<p><a href="#">x</a></p>'])  # fmt: skip
def test_buttons_and_menus_may_lead_nowhere(markup):
    notes = Notes()
    element = etree.fromstring(f"<html><body>{markup}</body></html>").find(".//a")
    notes.nowhere(0, "#", "link", element)
    assert notes.all == [] or markup.startswith("<button>")


@pytest.mark.parametrize(("one", "other", "alike"), CASES["alike"])
def test_alike(one, other, alike):
    assert _alike(one, other) is alike
    assert _alike(other, one) is alike


@pytest.mark.parametrize("case", CASES["leads"], ids=lambda case: case["raw"] or "(empty)")
def test_leads(case):
    assert absolute(case["raw"], PAGE, case.get("base")) == case["to"]


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["fragment"])
def test_names(case):
    assert is_name(case["fragment"]) is case["name"]


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://a/x.PDF?y=1", True),
        ("http://a/x.php?f=a.pdf", False),
        ("http://a/x", False),
        ("http://a/m.js", True),
    ],
)
def test_files(url, is_one):
    assert is_file(url) is is_one


# -------------------------------------------------------------------------------------- properties

_PIECES = st.sampled_from(["a", "แผน", "%E0%B8%81", "%C3", ".", "..", "/", "//", "?", "&", "=", "#", " ", "\\", ":", "80", "http:", "https://", "b.go.th", "127.0.0.1", ";", "+", "%", "é", "@", "|", "\t"])  # fmt: skip
LINKS = st.lists(_PIECES, max_size=8).map("".join)
PAGES = st.sampled_from(
    [PAGE, "http://office.example/", "https://127.0.0.1:8443/a/b?c=d/e", "http://office.example/%E0%B8%81/x"]
)


@given(LINKS, PAGES)
@example("/.", PAGE)
@example("/.?a", PAGE)
@example("/?", PAGE)
@example("/;", PAGE)
@example("/a;?b", PAGE)
def test_the_short_cut_leads_where_the_long_way_leads(raw, url):
    """``absolute`` and its memory by ``scope_of`` agree with resolving and wiring, always."""

    def outcome(work):
        try:
            return work()
        except InvalidUrlError:
            return "invalid"

    def long_way():
        found = resolve(raw, url, None)
        return wire_url(found) if found is not None else None

    want = outcome(long_way)
    got = outcome(lambda: absolute(raw, url, None))
    assert got == want or (want is None and got in ("invalid", outcome(lambda: wire_url(raw))))
    elsewhere = "http://office.example/ita/other.html"
    if scope_of(raw, url, None) == scope_of(raw, elsewhere, None):
        assert outcome(lambda: absolute(raw, elsewhere, None)) == got


@given(
    st.lists(
        st.tuples(
            st.integers(0, 50),
            st.integers(0, 50),
            st.integers(0, 60_000),
            st.sampled_from(["link", "image"]),
            st.text(max_size=20),
            st.text(max_size=5),
        ),
        max_size=40,
    )
)
def test_mentions_are_kept(rows):
    mentions = Mentions()
    for row in rows:
        mentions.add(*row)
    want = [Mention(p, t, n, k, " ".join(x.split()), f) for p, t, n, k, x, f in rows]
    assert list(mentions.of(set(range(51)))) == want
    assert list(mentions.with_fragment()) == [one for one in want if one.fragment]


@given(
    st.lists(st.text("abcก/.-_%20", min_size=1, max_size=12), max_size=12),
    st.lists(st.text("xyz", max_size=5), max_size=3),
)
def test_no_link_is_missed_and_none_of_a_comment_is_taken(hrefs, commented):
    anchors = "".join(f'<p><a href="/{href}">เอกสาร</a></p>' for href in hrefs)
    comments = "".join(f"<!-- <a href='/hidden/{href}'>x</a> -->" for href in commented)
    body = f"<html><body>{comments}{anchors}{comments}</body></html>".encode()
    raws = [link.raw for link in read_links(body).links]
    assert raws == list(dict.fromkeys(f"/{href}" for href in hrefs))
    assert set(raws) == {link.raw for link in read_page(body).links if link.kind == "a"}


@given(st.binary(max_size=300))
def test_no_page_is_too_broken_to_be_read(body):
    assert read_links(body).links is not None
    assert read_links(b"<html><a href='" + body + b"'>x</a>").links is not None


@pytest.mark.parametrize("charset", ["utf-8", "cp874", "utf-16"])
def test_letters_of_every_kind(charset):
    body = "<html><body><p>แผนการใช้จ่ายงบประมาณ</p><a href='/แผน.pdf'>แผนปี ๒๕๖๘</a></body></html>".encode(
        charset
    )
    (link,) = read_links(body).links
    assert link.raw == "/แผน.pdf"


def test_thai_of_windows_behind_a_long_english_beginning():
    body = (
        b"<html><body>"
        b"<p>" + b"x" * 9000 + b"</p>" + "<a href='/แผน.pdf'>แผน</a></body></html>".encode("cp874")
    )
    (link,) = read_links(body).links
    assert link.raw == "/แผน.pdf"
