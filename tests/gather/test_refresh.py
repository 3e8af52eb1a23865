"""Meta refreshes: which page sends its reader where, at once."""

from __future__ import annotations

import pytest

from crawler.evidence.body import NOTHING
from crawler.evidence.warc import Exchange
from crawler.gather.answer import read_answer

HERE = "http://a.go.th/x"


def leads_to(text: str) -> str | None:
    exchange = Exchange(HERE, "", (), 200, "OK", (("Content-Type", "text/html; charset=utf-8"),), NOTHING)
    body = f"<html>{text}".encode()
    return read_answer(exchange, "0", body, len(body)).leads_to


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ('<meta http-equiv="refresh" content="0; url=/y">', "http://a.go.th/y"),
        ("<META HTTP-EQUIV=Refresh CONTENT='3;URL=http://b.go.th/?a=1&amp;b=2'>", "http://b.go.th/?a=1&b=2"),
        ('<meta content="0;/z" http-equiv="refresh">', "http://a.go.th/z"),
        ('<meta http-equiv=refresh content="0.5;url=q">', "http://a.go.th/q"),
        ("<meta http-equiv=refresh content=\"0;url='/k'\">", "http://a.go.th/k"),
        ('<meta http-equiv=refresh content="5; url=/แผน">', "http://a.go.th/แผน"),
        ('<meta http-equiv=refresh content="5">', None),
        ('<meta http-equiv=refresh content="">', None),
        ('<meta http-equiv=refresh content="6;url=/y">', None),
        ('<meta http-equiv=refresh content="0;url=/x">', None),
        ('<meta http-equiv=refresh content="0;url=#top">', None),
        ('<!-- <meta http-equiv=refresh content="0;url=/y"> -->', None),
        ("<script>'<meta http-equiv=refresh content=\"0;url=/y\">'</script>", None),
        ('<noscript><meta http-equiv=refresh content="0;url=/nojs"></noscript>', None),
        ('<meta name=description content="0;url=/y"><p>refresh', None),
        ('<meta http-equiv=refresh content="0;url=/y"', None),
        ("<script>window.location.href = '/js';</script>", "http://a.go.th/js"),
        (
            '<script>location.replace("http://b.go.th/")</script><noscript>ต้องเปิด JavaScript</noscript>',
            "http://b.go.th/",
        ),
        ("<script>location='/x'</script>", None),
        ("<script>function go() { location.href = '/js'; }</script><p>" + "เนื้อหา " * 20, None),
        ("<script>location.href = '/js'</script><iframe src=plan.pdf></iframe>", None),
        ("<script>location.href = base + '/js'</script>", None),
    ],
)
def test_refresh(text, target):
    assert leads_to(text) == target


@pytest.mark.parametrize(
    "piece",
    [
        "<script",
        "<!--",
        'location="',
        "location.replace(",
        "<meta ",
        "<meta http-equiv=refresh ",
        "<",
        "<noscript>",
    ],
)
def test_unfinished_markup_is_read_in_linear_time(piece):
    assert leads_to(f"refresh{piece * (65_536 // len(piece))}") is None
