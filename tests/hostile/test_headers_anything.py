"""Whatever a server writes into a header, whoever reads that header has an answer."""

from __future__ import annotations

import encodings
import pkgutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.evidence.earlier import Known
from crawler.gather.answer import redirect_of
from crawler.gather.clock import retry_after
from crawler.read.charset import decode_thai, header_charset
from crawler.read.disposition import file_name

#: Every word that Python takes for a codec; some of them are none for text.
CODECS = [module.name for module in pkgutil.iter_modules(encodings.__path__)]
PIECES = [
    "attachment", "inline", "filename", "*", "=", "''", "'", '"', ";", "\\", "/", "%", "%E0%B9%81", "%ff", "xn--a-", ".pdf", " ",
    "text/html", "charset", "Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 2024 00:00:00 GMT", "9" * 20, "-1", "\xb2",
    "http://", "[", "]", "//", "@", ":", "?", "#", "..", "\x00", "\x1b", "\t", "\xff",
]  # fmt: skip
VALUES = st.lists(st.sampled_from([*PIECES, *CODECS]), max_size=9).map("".join) | st.text(
    st.characters(max_codepoint=255), max_size=60
)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_no_header_raises(value):
    assert len(file_name(value)) <= 300
    assert retry_after(value) >= 0
    assert decode_thai(b"<p>\xe1\xbc\xb9", header_charset(value)).text
    redirect_of(302, value)
    known = Known(
        "http://a.example/", "0" * 64, "2025-04-30T00:00:00Z", {"last-modified": value, "date": value}
    )
    assert isinstance(known.conditions, dict)


@pytest.mark.parametrize("codec", CODECS)
def test_a_charset_that_is_none(codec):
    assert file_name(f"attachment; filename*={codec}''xn--a-.pdf").endswith(".pdf")
    assert decode_thai(b"<p>plain", header_charset(f"text/html; charset={codec}")).text == "<p>plain"


def test_a_change_at_the_end_of_time():
    """A zone of more hours than a number holds."""
    moment = "Fri, 31 Dec 9999 23:59:59 -2359" + "9" * 20
    known = Known(
        "http://a.example/", "0" * 64, "2025-04-30T00:00:00Z", {"last-modified": moment, "date": moment}
    )
    assert known.conditions == {}
