"""Fonts' own tables: built here by hand, found in a real font, and damaged."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.read.document import read_document
from crawler.read.glyphs import letters_by_glyph
from crawler.thai.text import fold

from .test_sniff import HERE


def font(**tables):
    """A font of these tables."""
    head, body = b"", b""
    start = 12 + 16 * len(tables)
    for tag, data in tables.items():
        head += tag.encode() + struct.pack(">III", 0, start + len(body), len(data))
        body += data
    return struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0) + head + body


def cmap(subtable, platform=3, encoding=1):
    return struct.pack(">HHHHI", 0, 1, platform, encoding, 12) + subtable


FORMAT_0 = struct.pack(">HHH", 0, 262, 0) + bytes(3 if code == 65 else 0 for code in range(256))
#: U+0E01–U+0E03 are glyphs 5–7 by a delta; U+0E48 is glyph 9 by the list of glyphs.
FORMAT_4 = struct.pack(
    ">HHHHHHH3HH3H3H3HH", 4, 0, 0, 6, 0, 0, 0, 0x0E03, 0x0E48, 0xFFFF, 0, 0x0E01, 0x0E48, 0xFFFF,
    (5 - 0x0E01) & 0xFFFF, 0, 1, 0, 4, 0, 9,
)  # fmt: skip
FORMAT_6 = struct.pack(">HHHHH2H", 6, 0, 0, 0x0E01, 2, 11, 12)
FORMAT_12 = struct.pack(">HHIII3I", 12, 0, 0, 0, 1, 0x0E01, 0x0E02, 21)


@pytest.mark.parametrize(
    ("subtable", "letters"),
    [
        (FORMAT_0, {3: "A"}),
        (FORMAT_4, {5: "ก", 6: "ข", 7: "ฃ", 9: "่"}),
        (FORMAT_6, {11: "ก", 12: "ข"}),
        (FORMAT_12, {21: "ก", 22: "ข"}),
        (struct.pack(">HH", 2, 0), {}),
    ],
    ids=["0", "4", "6", "12", "2 is not for Unicode"],
)
def test_formats(subtable, letters):
    assert letters_by_glyph(font(cmap=cmap(subtable))) == letters


def test_symbol_fonts_have_no_letters():
    assert letters_by_glyph(font(cmap=cmap(FORMAT_6, 3, 0))) == {}


def substitutions(lookup_type, subtable):
    """A GSUB table with one lookup."""
    lookup = struct.pack(">HHHH", lookup_type, 0, 1, 8) + subtable
    return struct.pack(">HHHHH", 1, 0, 0, 0, 10) + struct.pack(">HH", 1, 4) + lookup


COVERAGE_1 = struct.pack(">HHH", 1, 1, 11)
COVERAGE_2 = struct.pack(">HHHHH", 2, 1, 11, 12, 0)


@pytest.mark.parametrize(
    ("gsub", "found"),
    [
        (substitutions(1, struct.pack(">HHh", 1, 6, 30) + COVERAGE_1), {41: "ก"}),
        (substitutions(1, struct.pack(">HHHHH", 2, 10, 2, 41, 42) + COVERAGE_2), {41: "ก", 42: "ข"}),
        (
            substitutions(7, struct.pack(">HHI", 1, 1, 8) + struct.pack(">HHh", 1, 6, 30) + COVERAGE_1),
            {41: "ก"},
        ),
        (substitutions(4, struct.pack(">HHh", 1, 6, 30) + COVERAGE_1), {}),
    ],
    ids=["delta", "list", "extension", "ligatures say nothing"],
)
def test_variants_are_the_letter_they_stand_for(gsub, found):
    assert letters_by_glyph(font(cmap=cmap(FORMAT_6), GSUB=gsub)) == {11: "ก", 12: "ข"} | found


def test_tone_marks_that_only_the_substitutions_know():
    """The fixture's tones are drawn by lowered glyphs that no letter names."""
    facts = read_document((HERE / "fixtures/no-unicode-map.pdf").read_bytes(), name="a.pdf")
    assert "\ufffd" not in facts.text
    assert fold("ด้วยสำนักงานเขตตัวอย่างได้จัดทำแผนการใช้จ่ายงบประมาณ") in fold(facts.text)


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_damaged_fonts_have_no_letters_or_some(noise, place, value):
    whole = bytearray(
        font(cmap=cmap(FORMAT_4), GSUB=substitutions(1, struct.pack(">HHh", 1, 6, 30) + COVERAGE_1))
    )
    whole[place % len(whole)] = value
    for data in (bytes(whole), bytes(whole[: place % len(whole)]), noise):
        assert all(len(letter) == 1 for letter in letters_by_glyph(data).values())
