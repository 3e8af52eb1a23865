"""JUnit XML: a suite an agency, a case an item; CI servers show it beside the tests of code."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports import view
from reports.files import write_atomic
from reports.inert import one_line, plain
from reports.words import Words

FILE_NAME = "junit.xml"


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``junit.xml``: ``fail`` is a failure; ``unverified`` and ``waived`` are skipped."""
    report = view.read(audit, lang)
    words = Words(lang)
    root = ET.Element("testsuites", name="oit")
    for agency in report.agencies:
        suite = ET.SubElement(
            root,
            "testsuite",
            name=one_line(agency.name),
            id=agency.id,
            tests=str(len(agency.items)),
            failures=str(agency.count("fail")),
            errors="0",
            skipped=str(agency.count("unverified") + agency.count("waived")),
        )
        for item in agency.items:
            case = ET.SubElement(
                suite,
                "testcase",
                classname=f"oit.{agency.id}",
                name=f"{item.id} {one_line(item.title)}".strip(),
            )
            _verdict(case, item, words)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return [write_atomic(out / FILE_NAME, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')]


def _verdict(case: ET.Element, item: view.Item, words: Words) -> None:
    deciding = item.deciding
    message = one_line(deciding[0].message) if deciding else words.status(item.status)
    details = "\n\n".join(_finding(finding) for finding in deciding)
    if item.status == "fail":
        kind = deciding[0].code if deciding else "fail"
        ET.SubElement(case, "failure", type=kind, message=message).text = details
    elif item.status == "unverified":
        ET.SubElement(case, "skipped", message=f"{words.status('unverified')}: {message}")
        ET.SubElement(case, "system-out").text = details
    elif item.status == "waived":
        ET.SubElement(case, "skipped", message=f"{words.status('waived')}: {one_line(item.waived)}")


def _finding(finding: view.Finding) -> str:
    lines = [
        f"[{finding.code}] {finding.message}",
        finding.url,
        *(f"“{quote.text}” ({quote.where})" for quote in finding.evidence),
        f"→ {finding.fix}" if finding.fix else "",
    ]
    return "\n".join(plain(line) for line in lines if line)
