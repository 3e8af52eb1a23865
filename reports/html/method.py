"""The rules as the method page shows them, read from the checklist itself or, without one, from the audit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports import view
from reports.inert import plain


@dataclass(frozen=True, slots=True)
class ElementRule:
    """One element of the checklist in words."""

    title: str
    required: bool
    period: str
    grade: str
    source: str
    confidence: float | None
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item of the checklist in words."""

    id: str
    title: str
    sub_indicator: str
    divisions: tuple[str, ...]
    why: str
    elements: tuple[ElementRule, ...]


def rules(checklist: object, report: view.Report) -> tuple[ItemRule, ...]:
    """The items of ``checklist`` (a mapping, a dataclass or a pydantic model); of the audit where it is none."""
    items = _plain(checklist).get("items")
    if isinstance(items, Mapping):
        items = list(items.values())
    found = tuple(_item(_plain(item), report.lang) for item in items or ())
    return found or tuple(_judged(item) for item in report.items)


def _plain(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    dump = getattr(value, "model_dump", None)
    dumped = dump() if callable(dump) else {}
    return dumped if isinstance(dumped, Mapping) else {}


def _words(entry: Mapping[str, Any], key: str, lang: str) -> str:
    other = "en" if lang == "th" else "th"
    for name in (f"{key}_{lang}", f"{key}_{other}", key, lang if key == "title" else "", other):
        if isinstance(entry.get(name), str) and entry[name]:
            return plain(entry[name])
    return ""


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (plain(value),)
    return tuple(plain(entry) for entry in value) if isinstance(value, list | tuple) else ()


def _item(entry: Mapping[str, Any], lang: str) -> ItemRule:
    elements = entry.get("elements")
    if isinstance(elements, Mapping):
        elements = list(elements.values())
    return ItemRule(
        id=plain(entry.get("id")),
        title=_words(entry, "title", lang),
        sub_indicator=plain(entry.get("sub_indicator")),
        divisions=_texts(entry.get("divisions")),
        why=_words(entry, "why", lang),
        elements=tuple(_element(_plain(element), lang) for element in elements or ()),
    )


def _element(entry: Mapping[str, Any], lang: str) -> ElementRule:
    confidence = entry.get("confidence")
    return ElementRule(
        title=_words(entry, "title", lang) or plain(entry.get("id")),
        required=entry.get("required") is not False,
        period=_period(entry.get("period")),
        grade=plain(entry.get("machine_readability") or entry.get("mr")),
        source=plain(entry.get("source")),
        confidence=float(confidence) if isinstance(confidence, int | float) else None,
        synonyms=_texts(entry.get("synonyms")),
    )


def _period(value: object) -> str:
    if value is None or isinstance(value, str):
        return plain(value)
    named = {key: part for key, part in _plain(value).items() if part not in (None, (), [], "")}
    return ", ".join(f"{plain(key)} {plain(part)}" for key, part in named.items())


def _judged(item: view.Item) -> ItemRule:
    elements = (
        ElementRule(part.title or part.id, part.required, "", "", "", None, ()) for part in item.elements
    )
    return ItemRule(item.id, item.title, item.sub_indicator, item.divisions, item.why, tuple(elements))
