"""What ``oit check`` answers in the terminal: one item, as an officer reads it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.evidence.mistyped import mistake
from reports import view
from reports.inert import legible, shown_line
from reports.words import MONTH_SIGNS, MONTH_STATE, SIGNS, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reports.view import Element, Finding, Item

_SEVERITY = {"error": "✗", "warning": "!", "info": "i", "unverified": "?"}
_WORDS = {
    "th": {
        "asked": "ตรวจที่", "found": "พบ", "above": "เหตุเดียวกับข้างต้น", "meant": "อาจหมายถึงที่อยู่นี้",
        "not found": "ไม่พบเอกสาร", "like": "คล้าย", "advisory": "แนะนำ ไม่มีผลต่อคะแนน",
    },
    "en": {
        "asked": "asked", "found": "found", "above": "as above", "meant": "perhaps you meant",
        "not found": "no document", "like": "like", "advisory": "advisory: no points",
    },
}  # fmt: skip
#: A step that names an element: the words found, the title they are like, and how sure that is.
_LIKENESS = re.compile(r"(.*) ≈ (.*) \((0\.\d+|1\.0+)\)", re.DOTALL)
_SILENCE = frozenset({"fetch.connection", "fetch.timeout", "presence.http_error"})
#: Pieces of evidence, and offers of other addresses, that are enough to act on.
_SHOWN = 3


def answer(item: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The item of an ``audit.json`` in words: verdict, then each element, what was found, why, what to do."""
    told = view.read({"agencies": [{"items": [item]}]}, lang).agencies[0].items[0]
    yield from _Answer(told, Words("en" if lang == "en" else "th")).lines()


def asked(agency: str, items: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """Every page and document that was asked for the items of an agency, and what came of it: for ``--verbose``."""
    words = Words("en" if lang == "en" else "th")
    for item in items:
        for one in item["documents"]:
            kind = " ".join(filter(None, (one["type"], words.size(one["size"]) if one["size"] else "")))
            said = (
                agency,
                item["id"],
                str(one["http_status"] or "–"),
                kind,
                one["error"] or "",
                _address(one["url"]),
            )
            yield "  ".join(shown_line(part) for part in said if part)


def nobody_answered(item: Mapping[str, Any]) -> bool:
    """Whether not one host answered of those that were asked for an item: rather our own network than all of them."""
    asked = [one for one in item["documents"] if mistake(one["url"]) is None]
    return bool(asked) and all(one["http_status"] is None and one["error"] in _SILENCE for one in asked)


class _Answer:
    def __init__(self, item: Item, words: Words) -> None:
        self.item = item
        self.words = words
        self.own = _WORDS[words.lang]
        self._told: set[tuple[str, str, str]] = set()

    def lines(self) -> Iterator[str]:
        item = self.item
        yield f"{SIGNS[item.status]} {self.words.status(item.status)}  {shown_line(item.id)} {shown_line(item.title)}"
        for url in item.declared:
            yield f"  {self.own['asked']}: {_address(url)}"
        for element in item.elements:
            yield from self._element(element)
        elements = {element.id for element in item.elements}
        alike = Counter(_key(one) for one in item.findings if one.element not in elements)
        for finding in item.findings:
            if times := alike.pop(_key(finding), 0):
                yield from self._finding(finding, f" ×{times}" if times > 1 else "")
        for offer in item.candidates[:_SHOWN] if item.open else ():
            yield f"  {self.own['meant']}: {_address(offer.url)}  {shown_line(offer.reason)}".rstrip()

    def _element(self, element: Element) -> Iterator[str]:
        advisory = "" if element.required else f" ({self.own['advisory']})"
        findings = [one for one in self.item.findings if one.element == element.id]
        # What is only advised passes without being there: no tick for that.
        absent = element.status == "pass" and not element.document and findings
        yield f"  {'!' if absent else SIGNS[element.status]} {shown_line(element.title)}{advisory}"
        if element.document:
            yield f"      {self.own['found']}: {_address(element.document)}"
        elif element.status == "fail":
            yield f"      {self.own['not found']}"
        yield from self._steps(element)
        yield from self._months(element)
        for finding in findings:
            yield from self._finding(finding)

    def _steps(self, element: Element) -> Iterator[str]:
        """How it was found; of the words that name it the surest alone, and no rule: its finding says it."""
        named = False
        for step in element.steps:
            if step.step == "rule" or (named and step.step.startswith("named by")):
                continue
            named = named or step.step.startswith("named by")
            yield f"      {self.words.step(step.step)}: {shown_line(self._told_step(step.text), 160)}"

    def _told_step(self, text: str) -> str:
        match = _LIKENESS.fullmatch(text)
        if match is None:
            return text
        words, title, sure = match.groups()
        likeness = f" {self.own['like']} “{title}”" if words != title else ""
        return f"“{words}”{likeness} ({float(sure):.0%})"

    def _months(self, element: Element) -> Iterator[str]:
        """The months of a series, those of one state in one line."""
        for state, name in MONTH_STATE.items():
            months = [self.words.month(one.month) for one in element.series if one.state == state]
            if months:
                yield f"      {MONTH_SIGNS[state]} {self.words.say(name)}: {', '.join(months)}"

    def _finding(self, finding: Finding, times: str = "") -> Iterator[str]:
        """What is wrong, the words that prove it, what to do; in full once, however many elements it concerns."""
        head = f"    {_SEVERITY.get(finding.severity, '!')} {shown_line(finding.message)}  [{shown_line(finding.code)}]{times}"
        key = (*_key(finding), finding.url)
        if key in self._told:
            yield f"{head} ({self.own['above']})"
            return
        self._told.add(key)
        yield head
        told = (quote for quote in finding.quotes if quote.where != "connection")  # words of libraries
        for quote in islice(told, _SHOWN):
            where = f"{self.words.where(shown_line(quote.where))}: " if quote.where else ""
            yield f"        {where}“{shown_line(quote.text, 200)}”  {_address(quote.url)}"
        if finding.fix and finding.severity != "info":
            yield f"      → {shown_line(finding.fix)}"


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message


def _address(url: str) -> str:
    return shown_line(legible(url))
