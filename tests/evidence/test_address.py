"""Addresses as declared, as sent, as filed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.evidence.address import (
    InvalidUrlError,
    evidence_key,
    fragment_of,
    impossible_pages,
    is_front_page,
    pattern_of,
    unknown_host,
    wire_url,
)

SENT_AS = [
    ("http://a.go.th", "http://a.go.th/"),
    ("HTTP://A.GO.TH/Path", "http://a.go.th/Path"),
    ("http://a.go.th:80/x", "http://a.go.th/x"),
    ("https://a.go.th:443/x", "https://a.go.th/x"),
    ("http://a.go.th:8080/x", "http://a.go.th:8080/x"),
    ("  http://a.go.th/x\n", "http://a.go.th/x"),
    ("http://a.go.th/x#top", "http://a.go.th/x"),
    ("http://a.go.th/แผน", "http://a.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99"),
    ("http://a.go.th/%E0%B9%81", "http://a.go.th/%E0%B9%81"),
    ("http://a.go.th/%e0%b9%81", "http://a.go.th/%e0%b9%81"),
    ("http://a.go.th/%C3%D2%C2%A7%D2%B9.pdf", "http://a.go.th/%C3%D2%C2%A7%D2%B9.pdf"),
    ("http://a.go.th/a b.pdf", "http://a.go.th/a%20b.pdf"),
    ("http://a.go.th/50%.pdf", "http://a.go.th/50%25.pdf"),
    ("http://a.go.th/x?q=แผน&y=2568", "http://a.go.th/x?q=%E0%B9%81%E0%B8%9C%E0%B8%99&y=2568"),
    ("http://a.go.th/x?u=http://b/c?d", "http://a.go.th/x?u=http://b/c?d"),
    ("http://a.go.th/a/../b/./c", "http://a.go.th/b/c"),
    ("http://a.go.th/../../x", "http://a.go.th/x"),
    ("http://a.go.th\\a\\b", "http://a.go.th/a/b"),
    ("http:/a.go.th/x", "http://a.go.th/x"),
    ("//a.go.th/x", "http://a.go.th/x"),
    ("www.a.go.th/x", "http://www.a.go.th/x"),
    ("a.go.th:8080/x", "http://a.go.th:8080/x"),
    ("http://a_b.go.th/", "http://a_b.go.th/"),
    ("http://a.go.th./", "http://a.go.th/"),
    ("http://ทดสอบ.ไทย/", "http://xn--l3cfk7dp.xn--o3cw4h/"),
    ("http://a.go.th/<script>", "http://a.go.th/%3Cscript%3E"),
    ("http://a.go.th/a\u202egpj.exe", "http://a.go.th/a%E2%80%AEgpj.exe"),
]


@pytest.mark.parametrize(("text", "wired"), SENT_AS)
def test_sent_as_a_browser_would(text, wired):
    assert wire_url(text) == wired
    assert evidence_key(text) == wire_url(text)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "ไม่มี", "-", "แผนปฏิบัติราชการ 2568", "http://", "https:///", "http://[bad", "http://a:99999/",
     "http://a:b/", "htp://a.go.th/", "mailto:x@a.go.th", "javascript:void(0)", "tel:1555", "http://a..go.th/",
     "http://-\u200b-.%00/", "#top", "http://a.go.th/" + "x" * 9000],
)  # fmt: skip
def test_what_no_browser_opens_is_said_to_be_so(text):
    with pytest.raises(InvalidUrlError):
        wire_url(text)
    assert evidence_key(text).startswith("invalid:")


@given(st.text() | st.text().map(lambda t: f"http://a.go.th/{t}") | st.from_regex(r"https?://[^\s]{1,40}"))
@example("http://a.go.th/%")
@example("http://a.go.th/\ud800x")
@example("http://a.go.th/..")
@example("http://a.go.th//..//x")
def test_wired_is_plain_and_stays_as_it_is(text):
    try:
        wired = wire_url(text)
    except InvalidUrlError:
        return
    assert wired.isascii()
    assert not any(c <= " " or c == "\x7f" for c in wired)
    assert "#" not in wired
    assert wire_url(wired) == wired


@given(st.text())
def test_every_text_has_a_key_and_a_fragment(text):
    key = evidence_key(text)
    assert key
    assert evidence_key(text) == key
    assert isinstance(fragment_of(text), str)


FAMILIES = [
    ("http://a.go.th/page/sub/6203/title", "http://a.go.th/page/sub/#/*"),
    ("http://a.go.th/page/sub/6203/other", "http://a.go.th/page/sub/#/*"),
    ("http://a.go.th/page/sub/9", "http://a.go.th/page/sub/#"),
    ("http://a.go.th/ita/o12.html", "http://a.go.th/ita/*.html"),
    ("http://a.go.th/about", "http://a.go.th/*"),
    ("http://a.go.th/", "http://a.go.th/*"),
    ("http://a.go.th/i.php?mod=news&id=5", "http://a.go.th/i.php?mod=news&id=#"),
    ("http://a.go.th/i.php?page=plan", "http://a.go.th/i.php?page=*"),
    ("http://a.go.th/user/logout?id=4", None),
    ("http://a.go.th/news/delete/5", None),
]


@pytest.mark.parametrize(("url", "family"), FAMILIES)
def test_family(url, family):
    assert pattern_of(url) == family
    others = impossible_pages(url, "20250430T010203Z-0a1b2c3d")
    assert len(others) == (0 if family is None else 2)
    for other in others:
        assert other != url
        assert wire_url(other) == other
        assert other == impossible_pages(url, "20250430T010203Z-0a1b2c3d")[others.index(other)]


def test_a_page_known_by_its_number_is_probed_with_another_number():
    """The title behind the number is decoration: the same number would be the same page."""
    for other in impossible_pages("http://a.go.th/page/sub/6203/title", "0a1b2c3d"):
        assert "/6203/" not in other


@pytest.mark.parametrize(
    ("url", "detail", "host"),
    [
        ("http://สำนักงาน.ไทย/x", "asked for robots.txt: [Errno -2] …; xn--12cm6cc5fxbfe1v.xn--o3cw4h: no such host", "สำนักงาน.ไทย"),
        ("x.go.th/a", "x.go.th: no such host", "x.go.th"),
        ("https://x.go.th/a", "HTTP 404", None),
    ],
)  # fmt: skip
def test_a_host_that_nobody_knows_is_called_as_it_was_written(url, detail, host):
    assert unknown_host(url, detail) == host


@pytest.mark.parametrize(
    ("url", "whole_site"),
    [
        ("https://school.ac.th", True),
        ("https://school.ac.th/", True),
        ("https://school.ac.th/#contact", True),
        ("https://school.ac.th/?page_id=2", False),
        ("https://school.ac.th/index.php", False),
        ("http://[school/", False),
    ],
)
def test_the_address_of_a_whole_site(url, whole_site):
    assert is_front_page(url) is whole_site
