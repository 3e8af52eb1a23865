"""What stands in the terminal: page by page what is broken, then in few words what could not be checked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.evidence.address import host_of
from crawler.links.report.group import SIGNS, Place, by_page, where
from crawler.links.words import meaning
from reports.inert import one_line, readable_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.links.findings import Finding, Report

#: Above the addresses that stand on no page: they were given to the command.
_GIVEN = {"th": "ที่อยู่ที่ให้ตรวจ", "en": "the addresses given"}


def render(report: Report, lang: str, *, verbose: bool = False) -> str:
    """The report as plain lines, free of escape codes; remarks and excused links only when ``verbose``."""
    return (
        "\n".join([*_pages(report, lang, verbose=verbose), *_unverified(report, lang), *_end(report, lang)])
        + "\n"
    )


def _pages(report: Report, lang: str, *, verbose: bool) -> Iterator[str]:
    shown = [one for one in report.findings if not one.unverified and (verbose or one.severity != "info")]
    for first, places in by_page(shown):
        yield one_line(where(first)) if first.page or first.file or first.label else _GIVEN[lang]
        for place in places:
            yield from _link(place, lang)
        yield ""


def _link(place: Place, lang: str) -> Iterator[str]:
    one = place.finding
    line = {"th": f"บรรทัด {one.line}", "en": f"line {one.line}"}[lang] if one.line else ""
    more = (
        {"th": f"และอีก {place.more} หน้า", "en": f"and on {place.more} more pages"}[lang] if place.more else ""
    )
    about = ", ".join(part for part in (one_line(one.about(lang)), line, more) if part)
    yield f"  {SIGNS[one.severity]} {one_line(one.message(lang))} [{one.code}]" + (
        f" ({about})" if about else ""
    )
    if one.text:
        yield f"      “{one_line(one.text)}”"
    yield f"      {readable_url(one.url, 200)}"
    if fix := one.fix(lang):
        yield f"      → {readable_url(fix, 240)}"


def _unverified(report: Report, lang: str) -> Iterator[str]:
    found = {one.url: one for one in report.findings if one.unverified}
    if not found:
        return
    yield {"th": "ตรวจไม่ได้ (ไม่นับว่าเสีย):", "en": "Could not be checked (not counted as broken):"}[lang]
    for code, ones in _by_code(found.values()):
        hosts = Counter(host_of(one.url) or "–" for one in ones)
        named = ", ".join(f"{one_line(host)} {count}" for host, count in hosts.most_common(4))
        rest = f" +{len(hosts) - 4}" if len(hosts) > 4 else ""
        row = meaning(code, code)
        yield f"  ? {len(ones)} {row.th if lang == 'th' else row.en} [{code}]: {named}{rest}"
        for one in ones[:3]:
            yield f"      {readable_url(one.url, 160)}  {one_line(one.about(lang))[:100]}".rstrip()
    yield ""


def _by_code(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    codes: dict[str, list[Finding]] = {}
    for one in findings:
        codes.setdefault(one.code, []).append(one)
    return sorted(codes.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _end(report: Report, lang: str) -> Iterator[str]:
    yield from (f"! {one_line(note)}" for note in report.notes)
    warnings = len({(one.code, one.url) for one in report.findings if one.severity == "warning"})
    figures = {
        "th": (
            f"ตรวจ {report.checked} ที่อยู่ ใน {report.seconds:.1f} วินาที: เสีย {len(report.broken)} · ตรวจไม่ได้ {len(report.unverified)}"
            f" · ควรแก้ {warnings} · ทราบแล้ว {len(report.excused)}"
        ),
        "en": (
            f"{report.checked} addresses in {report.seconds:.1f} s: {len(report.broken)} broken · {len(report.unverified)} not checkable"
            f" · {warnings} warnings · {len(report.excused)} known"
        ),
    }
    yield figures[lang]
