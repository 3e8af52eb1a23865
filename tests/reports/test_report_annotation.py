"""An annotation, as the runner of GitHub Actions reads it and a person then sees it."""

from __future__ import annotations

from reports.annotation import annotation


def test_it_stands_at_its_place():
    assert (
        annotation("error", "ไม่พบไฟล์", file="a,b.yaml", line=7, title="links.broken: O15")
        == "::error file=a%2Cb.yaml,line=7,title=links.broken%3A O15::ไม่พบไฟล์"
    )


def test_it_may_have_no_place():
    assert annotation("notice", "x", file="", line="", title="t") == "::notice title=t::x"


def test_addresses_are_read_as_they_are_written_by_people():
    message = "https://a.example/%E0%B9%81%E0%B8%9C%E0%B8%99.pdf?q=50%25"
    assert annotation("error", message, title="t") == "::error title=t::https://a.example/แผน.pdf?q=50%2525"


def test_nothing_in_it_begins_another_command():
    assert "\n" not in annotation("error", "x\n::error::y\r::set-output::z", title="t\n::error::")
