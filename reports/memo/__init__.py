"""A draft official memo (บันทึกข้อความ) for every body with something to mend, as DOCX.

In Thai whatever the report's language, with Thai digits and in the government's form: it goes to the director.
Written as OOXML by three templates; no field, no macro, links only to http(s) addresses.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from crawler import calendar
from crawler.thai.text import thai_digits
from reports import view
from reports.compiled import Templates
from reports.files import slug, write_atomic
from reports.inert import readable_url, safe_href, shown_line
from reports.words import Words

FOLDER = "memo"
#: Path inside the package → the template that makes it.
PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/document.xml": "document.xml",
    "word/styles.xml": "styles.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
}
_QUOTED = re.compile("(“[^”]*”)")
_NUMBER = re.compile(r"(?<![\w%/:.@#-])(?<!HTTP )\d[\d.,]*+(?![A-Za-z%/:@_-])", re.ASCII)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST_FINDINGS, _MOST_QUOTES = 6, 2


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``memo/<agency>.docx`` for every body that has an item to mend."""
    del lang
    report = view.read(audit, "th")
    env = _environment()
    return [
        write_atomic(out / FOLDER / f"{slug(agency.id)}.docx", document(report, agency, env))
        for agency in report.agencies
        if agency.failing
    ]


def document(report: view.Report, agency: view.Agency, env: Environment) -> bytes:
    """The bytes of one memo; the same audit gives the same bytes."""
    links = _Links()
    stream = io.BytesIO()
    context = {
        "report": report,
        "agency": agency,
        "link": links.add,
        "links": links.targets,
        "most_findings": _MOST_FINDINGS,
        "most_quotes": _MOST_QUOTES,
    }
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for path, template in PARTS.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, env.get_template(template).render(context))
    return stream.getvalue()


class _Links:
    """The addresses of a document's links, numbered as its relations demand."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def add(self, url: str) -> str:
        """The relation id of an address; empty when nobody may follow it."""
        href = safe_href(url)
        return self.targets.setdefault(href, f"link{len(self.targets) + 1}") if href else ""


@cache
def _environment() -> Environment:
    env = Templates("reports.memo", "th")
    env.globals |= {"words": Words("th"), "day": _day, "thai": lambda value: thai_digits(str(value))}
    env.filters |= {"readable_url": readable_url, "official": official, "shown_line": shown_line}
    return env


def official(text: str) -> str:
    """The numbers of our own words in Thai digits; quoted words, addresses, codes and names of files as they are."""
    parts = _QUOTED.split(text)
    return "".join(part if part.startswith("“") else _NUMBER.sub(_thai, part) for part in parts)


def _thai(number: re.Match[str]) -> str:
    return thai_digits(number[0])


def _day(value: date | None) -> str:
    return calendar.thai_date(value, digits="thai") if value else "........................"
