"""The document speaks of another district as its own.

Why: central templates are passed round, and sometimes come back filled in by the neighbour.  Names in addresses and
lists are legitimate: only *สำนักงานเขต…* and *ผู้อำนวยการเขต…* of another district, in a document that never names its
own, count; city-wide documents are the same everywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import fold, fold_all, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.wrong_agency",
    stage="holding",
    severity="warning",
    blame="document",
    order=34,
    th="เอกสารระบุชื่อ{other} ไม่ใช่{own}",
    en="The document names {other} as its own, not {own}.",
    fix_th="ตรวจว่าอัปโหลดไฟล์ของเขตอื่นมาหรือไม่ ถ้าใช่ให้เปลี่ยนเป็นของเขตท่าน ถ้าไม่ใช่ให้แก้ชื่อในเอกสาร",
    fix_en="See whether another district's file was uploaded; replace it, or correct the name in it.",
)

_HEADS = ("สำนักงานเขต", "ผู้อำนวยการเขต")
_KEYS = fold_all(_HEADS)
_HEAD_LINES = 5
_LOOK = 3_000


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the title block, which says whose document it is; then the first pages, where no office of ours is named."""
    shown = case.candidate.kind in {"document", "page"}
    if case.item.city_wide or not shown or (case.holding.depth == 0 and case.holding.page):
        return
    own = fold(case.agency.name_th.removeprefix(_HEADS[0]))
    title = "\n".join(case.holding.title[:_HEAD_LINES])
    for text in (title, case.candidate.text[:_LOOK]):
        key = fold(text)
        if any(head + own in key for head in _KEYS):
            return
        other = _other_office(case, key, own)
        if other is not None:
            line = next((t for t in text.split("\n") if fold(other) in fold(t)), other)
            quote = Evidence(case.candidate.url, "text", one_line(line, 160), *stamp(case.candidate))
            yield RULE.finding(
                element=case.element.id,
                url=case.candidate.url,
                evidence=(quote,),
                other=other,
                own=case.agency.name_th,
            )
            return


def _other_office(case: HoldingCase, key: str, own: str) -> str | None:
    """The office of another district than ``own`` (folded) that a folded text names."""
    if not any(head in key for head in _KEYS):
        return None
    for district, name, head in _offices(key, tuple(case.night.districts.items())):
        if district != case.agency.id and fold(name) != own and not _longer(case, key, head, name):
            return head + name
    return None


def _offices(key: str, districts: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str, str]]:
    """The districts whose office a folded text names, in their order: id, name, and the head before the name.

    It is the text that is looked through, not the list: five hundred bodies make no document slower.
    """
    places, lengths = _places(districts)
    found: dict[int, str] = {}
    for head in reversed(_HEADS):  # of two heads the first counts
        ends = [hit.end() for hit in re.finditer(fold(head), key)]
        named = {key[end : end + length] for end in ends for length in lengths}
        found.update((at, head) for name in named for at in places.get(name, ()))
    for at in sorted(found):
        yield (*districts[at], found[at])


@lru_cache(maxsize=2)
def _places(districts: tuple[tuple[str, str], ...]) -> tuple[dict[str, list[int]], frozenset[int]]:
    """The places of each folded name in the list, and how long the names are."""
    places: dict[str, list[int]] = {}
    for at, (_, name) in enumerate(districts):
        places.setdefault(fold(name), []).append(at)
    return places, frozenset(map(len, places))


def _longer(case: HoldingCase, key: str, head: str, name: str) -> bool:
    """*บางกอก* inside *บางกอกน้อย*: the longer name is the one that stands there."""
    longer = [n for n in case.night.districts.values() if n != name and n.startswith(name)]
    shown = key.count(fold(head) + fold(name))
    return shown == sum(key.count(fold(head) + fold(other)) for other in longer)
