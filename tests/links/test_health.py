"""Where an answer sends its reader, and what it costs to ask."""

from __future__ import annotations

import pytest

from crawler.links import health
from crawler.links.curl import Answer

AT = "http://office.example/news/"
MUCH = "<p>" + "ผลการดำเนินงานตามแผนปฏิบัติราชการ " * 200 + "</p>"
HEAD = '<!doctype html><meta charset="utf-8"><title>ข่าว</title>'


def answer(markup: str, status: int = 200) -> Answer:
    return Answer(AT, status, {"content-type": "text/html; charset=utf-8"}, (), (HEAD + markup).encode())


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        (MUCH, None),
        ('<meta http-equiv="refresh" content="0; url=/new">', "http://office.example/new"),
        ('<META HTTP-EQUIV=" Refresh " CONTENT="0; URL=/new">' + MUCH, "http://office.example/new"),
        ('<meta http-equiv="refresh" content="600; url=/new">' + MUCH, None),
        ("<script>window.location.href = '/new'</script>", "http://office.example/new"),
        ("<script>window.location.href = '/new'</script>" + MUCH, None),
        ('<!-- <meta http-equiv="refresh" content="0; url=/new"> -->' + MUCH, None),
    ],
)
def test_where_a_page_sends_its_reader(markup, target):
    assert health._sent_on(answer(markup)) == target


def test_a_page_with_much_to_read_is_not_decoded_for_the_question(monkeypatch):
    """Reading the letters of every page costs five times the rest of the check."""
    monkeypatch.setattr(health, "decode_thai", lambda *_: pytest.fail("decoded"))
    assert health._sent_on(answer(MUCH)) is None
