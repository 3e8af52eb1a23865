"""Findings gathered for reading: by page, with what stands on every page said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.links.findings import Finding

SIGNS = {"error": "✗", "unverified": "?", "warning": "!", "info": "·"}


@dataclass(frozen=True, slots=True)
class Place:
    """A finding where it stands first, and on how many more pages the same link stands."""

    finding: Finding
    more: int


def by_page(findings: Iterable[Finding]) -> Iterator[tuple[Finding, list[Place]]]:
    """Each page (told by its first finding) with what is wrong on it; a link of a menu only where it comes first."""
    pages: dict[tuple[str, str, int], list[Finding]] = {}
    seen: dict[tuple[str, str], int] = {}
    for one in findings:
        key = (one.code, one.url)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] == 1:
            pages.setdefault((one.page, one.file, one.file_line), []).append(one)
    for found in pages.values():
        yield found[0], [Place(one, seen[one.code, one.url] - 1) for one in found]


def unique(findings: Iterable[Finding]) -> list[Place]:
    """Each wrong address once, where it stands first."""
    return [place for _, places in by_page(findings) for place in places]


def where(finding: Finding) -> str:
    """The page for people: its address, and what declares it."""
    declared = f"{finding.file}:{finding.file_line}" if finding.file else ""
    about = " · ".join(part for part in (declared, finding.label) if part)
    return f"{finding.page or finding.file or finding.label or '–'}" + (f"  ({about})" if about else "")
