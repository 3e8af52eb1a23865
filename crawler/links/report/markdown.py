"""A summary in Markdown, for the summary page of a CI job or a comment on a change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.links.report.group import SIGNS, by_page, where
from reports.inert import one_line, readable_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.links.findings import Report

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#!~])")
#: GitHub cuts a summary at one megabyte; nobody reads more rows than this.
_MOST_ROWS = 500


def render(report: Report, lang: str, **_: object) -> str:
    """Figures, then a table a page."""
    return "\n".join(_lines(report, lang)) + "\n"


def _lines(report: Report, lang: str) -> Iterator[str]:
    thai = lang == "th"
    yield "## ลิงก์เสีย" if thai else "## Broken links"
    yield ""
    yield "| ตรวจ | เสีย | ตรวจไม่ได้ | ทราบแล้ว |" if thai else "| checked | broken | not checkable | known |"
    yield "|---:|---:|---:|---:|"
    yield f"| {report.checked} | {len(report.broken)} | {len(report.unverified)} | {len(report.excused)} |"
    rows = 0
    for first, places in by_page(one for one in report.findings if one.severity in ("error", "warning")):
        yield from ("", f"### {_escaped(where(first))}", "")
        yield "| | ลิงก์ | ปัญหา | วิธีแก้ |" if thai else "| | link | what is wrong | how to mend it |"
        yield "|---|---|---|---|"
        for place in places:
            rows += 1
            if rows > _MOST_ROWS:
                yield from ("", "…")
                return
            one = place.finding
            said = f"{one.message(lang)} ({one.detail})" if one.detail else one.message(lang)
            link = f"{_escaped(one.text)} {_escaped(readable_url(one.url, 160))}".strip()
            yield f"| {SIGNS[one.severity]} | {link} | {_escaped(said)} | {_escaped(readable_url(one.fix(lang), 200))} |"
    for note in report.notes:
        yield from ("", f"> {_escaped(note)}")


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", one_line(text))
