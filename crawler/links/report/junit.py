"""JUnit XML: a suite a page, a case a link that deserves a word; what is fine is one case that passes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from crawler.links.report.group import by_page, where
from reports.inert import one_line

if TYPE_CHECKING:
    from crawler.links.findings import Finding, Report


def render(report: Report, lang: str, **_: object) -> str:
    """Broken links are failures; what could not be checked, what is excused and mere remarks are skipped."""
    root = ET.Element("testsuites", name="oit links")
    fine = ET.SubElement(root, "testsuite", name="oit links")
    ET.SubElement(fine, "testcase", classname="oit.links", name=f"{report.checked} addresses checked")
    shown = [one for one in report.findings if one.severity != "info" or one.excused]
    for first, places in by_page(shown):
        suite = ET.SubElement(root, "testsuite", name=one_line(where(first)))
        for place in places:
            _case(suite, place.finding, place.more, lang)
    for suite in root:
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("errors", "0")
        suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("time", f"{report.seconds:.3f}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(suite: ET.Element, one: Finding, more: int, lang: str) -> None:
    case = ET.SubElement(suite, "testcase", classname="oit.links", name=one_line(one.url))
    if one.file:
        case.set("file", one_line(one.file))
        case.set("line", str(one.file_line))
    message = one_line(f"{one.message(lang)} ({one.detail})" if one.detail else one.message(lang))
    lines = [
        f"[{one.code}] {message}",
        f"“{one_line(one.text)}”" if one.text else "",
        f"{one_line(one.page)}:{one.line}" if one.page else "",
        f"+{more}" if more else "",
        f"→ {one_line(one.fix(lang))}",
    ]
    details = "\n".join(line for line in lines if line)
    if one.broken:
        ET.SubElement(case, "failure", type=one.cause, message=message).text = details
        return
    ET.SubElement(case, "skipped", message=one_line(one.excused) or message)
    ET.SubElement(case, "system-out").text = details
