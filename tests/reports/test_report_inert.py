"""Strings of strangers, made harmless."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.inert import clip, csv_cell, legible, one_line, plain, readable_url, safe_href, short_href


@given(st.text(st.characters()))
def test_plain_text_holds_no_control_no_format_no_surrogate(text):
    left = {unicodedata.category(sign) for sign in plain(text) if sign not in "\t\n"}
    assert not left & {"Cc", "Cs", "Co"}
    assert not set(plain(text)) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\u200b"
    )
    plain(text).encode()


@given(st.text(st.characters()))
def test_plain_is_done_at_once(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mแดง\x1b[0m", "แดง"),
        ("\x1b]0;title\x07after", "after"),
        ("\x9b2Jafter", "after"),
        ("a\r\nb\x85c\u2028d", "a\nb\nc\nd"),
        ("gpj\u202eexe", "gpjexe"),
        ("น้ำ", "น้ำ"),
        (None, ""),
        (12, "12"),
    ],
)
def test_plain(text, clean):
    assert plain(text) == clean


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\u00a0=", "\u200b=", "＝", "＋", "－", "＠", "|", "%"]
)
def test_no_csv_cell_begins_a_formula(start):
    assert csv_cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("number", ["-3.75", "+1", "12"])
def test_numbers_stay_numbers(number):
    assert csv_cell(number) == number


@given(st.text(st.characters()))
def test_a_cell_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert len(csv_cell(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//evil.example/x", "/relative", "http://", "https:///x", "http://[::1", "", None, 7,
        "https://a.example/\u202egpj", "https://a.example/\nx",
    ],
)  # fmt: skip
def test_nobody_follows(url):
    assert safe_href(url) is None


def test_blanks_around_an_address_are_no_part_of_it():
    assert safe_href(" https://a.example/\n") == "https://a.example/"


@pytest.mark.parametrize(
    "url",
    [
        "https://webportal.bangkok.go.th/prawet/page/sub/1/ข้อ O1",
        "http://a.example",
        "HTTPS://A.example/x?y#z",
    ],
)
def test_anybody_follows(url):
    assert safe_href(url) == url


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://a.example/%E0%B8%82%E0%B9%89%E0%B8%AD%20O1?q=%26", "https://a.example/ข้อ%20O1?q=%26"),
        ("https://a.example/%A2%E9%CD", "https://a.example/%A2%E9%CD"),
        ("https://a.example/%E2%80%AEx", "https://a.example/%E2%80%AEx"),
        ("https://a.example/%C3%97%2F", "https://a.example/%C3%97%2F"),
        ("https://a.example/plain", "https://a.example/plain"),
    ],
)
def test_addresses_written_shorter_ask_for_the_same(url, short):
    assert short_href(url) == short
    assert quote(short, safe="/:?=&%") == quote(url, safe="/:?=&%")


def test_thai_addresses_are_shown_decoded_and_short():
    assert readable_url("https://a.example/%E0%B8%82%E0%B9%89%E0%B8%AD") == "a.example/ข้อ"
    assert readable_url("https://a.example/%A1%D2%C3") == "a.example/การ"
    assert readable_url("https://a.example/%C0%C1%FF") == "a.example/%C0%C1%FF"
    assert len(readable_url("https://a.example/" + "x" * 500)) == 90
    assert "\n" not in readable_url("https://a.example/%0Aforged")


def test_addresses_in_sentences_are_legible():
    said = "ย้ายไปที่ http://a.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99%20%A1%A2/%FF%FE?q=100% แล้ว"
    assert legible(said) == "ย้ายไปที่ http://a.go.th/แผน%20กข/%FF%FE?q=100% แล้ว"
    assert legible("ร้อยละ 95") == "ร้อยละ 95"


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("แผนงาน", 6, "แผนงาน"),
        ("แผนงานประจำปี", 5, "แผน…"),
        ("คุณธรรมและความโปร่งใส", 21, "คุณธรรมและความโปร่งใส"),
        ("คุณธรรมและความโปร่งใส", 20, "คุณธรรมและความโปร่ง…"),
        ("ที่นี่", 3, "…"),
        ("แผน ที่หนึ่ง", 7, "แผน…"),
        ("plan of the year", 6, "plan…"),
    ],
)
def test_a_cut_text_keeps_letters_whole(text, most, shown):
    assert clip(text, most) == shown


@given(st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=30), st.integers(1, 40))
def test_a_cut_text_is_as_short_as_asked(text, most):
    assert len(clip(text, most)) <= most
    assert text.startswith(clip(text, most).removesuffix("…"))
