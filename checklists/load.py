"""Read a checklist: from a bundled year or a file, its ancestors laid under it.

A checklist file may ``extends: bma-district-2568`` (a bundled id, or a file beside it) and then says only
what differs: fields laid over fields, lists replaced whole, ``O3: null`` taking an item away.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checklists.editions import available
from checklists.form import (
    BilingualForm,
    ChecklistForm,
    DemandForm,
    ElementForm,
    ItemForm,
    LayoutForm,
    ScoringForm,
    SignsForm,
)
from checklists.model import (
    Bilingual,
    Checklist,
    Column,
    Contrary,
    Demand,
    Element,
    Heads,
    Indicator,
    Item,
    Layout,
    Level,
    Milestone,
    PeriodRule,
    Scoring,
    Series,
    Signs,
    SubIndicator,
    Synonym,
    Tier,
)
from crawler.calendar import fiscal_year
from crawler.forms import fill
from crawler.strict_yaml import Node, Source, read

_MAX_ANCESTORS = 20


def read_checklist(path: Path) -> Checklist:
    """The checklist in the file at ``path``.

    Raises :class:`~crawler.errors.InputError` with everything that is wrong with it.
    """
    return build(*resolve(path))


def resolve(path: Path) -> tuple[Source, tuple[str, ...]]:
    """The file at ``path`` laid over everything it extends, and the names of all files, itself first."""
    chain = [read(path)]
    seen = [path.resolve()]
    while (parent := _parent(chain[-1], seen[-1])) is not None:
        if parent.resolve() in seen or len(chain) > _MAX_ANCESTORS:
            chain[-1].problem(
                ("extends",), "แบบตรวจอ้างกลับมาที่ตัวเอง", "the checklists extend each other in a circle"
            )
            break
        seen.append(parent.resolve())
        chain.append(read(parent))
    root = chain[-1].root
    for source in reversed(chain[:-1]):
        root = _lay(root, source.root)
    problems = [problem for source in chain for problem in source.problems]
    resolved = Source(str(path), root, problems)
    if any(problem.field == "extends" for problem in problems):
        # Without its ancestors everything else would seem to be missing.
        resolved.finish()
    return resolved, tuple(source.file for source in chain)


def _parent(source: Source, path: Path) -> Path | None:
    node = source.root.children.get("extends")
    if node is None or not isinstance(node.value, str):
        return None
    for edition in available():
        if edition.id == node.value:
            return edition.path
    beside = path.parent / node.value
    if beside.is_file():
        return beside
    ids = ", ".join(edition.id for edition in available())
    source.problem(
        ("extends",),
        f"ไม่มีแบบตรวจชื่อ {node.value} (ที่มี: {ids} หรือไฟล์ที่อยู่ข้างกัน)",
        f"no checklist named {node.value} (there are: {ids}, or a file beside this one)",
    )
    return None


def _lay(under: Node, over: Node) -> Node:
    """``over`` laid on ``under``: mappings merge, everything else replaces, null takes away."""
    if under.kind != "mapping" or over.kind != "mapping":
        return over
    merged = Node(over.file, over.line, over.column, "mapping")
    merged.children, merged.keys = dict(under.children), dict(under.keys)
    for key, child in over.children.items():
        if child.kind == "scalar" and child.value is None:
            merged.children.pop(key, None)
            continue
        merged.keys[key] = over.keys[key]
        merged.children[key] = _lay(merged.children[key], child) if key in merged.children else child
    return merged


# ------------------------------------------------------------------------------- form → checklist


def build(source: Source, files: tuple[str, ...]) -> Checklist:
    """The checklist that a resolved file describes.  Raises :class:`~crawler.errors.InputError`."""
    form = fill(source, ChecklistForm)
    _cross_check(source, form)
    source.finish()
    return Checklist(
        id=form.id,
        agency_type=form.agency_type,
        fiscal_year=form.fiscal_year,
        title=_bilingual(form.title),
        confirmation=form.confirmation,
        items=tuple(_item(item_id, item, form) for item_id, item in form.items.items()),
        scoring=_scoring(form.scoring),
        calendar=tuple(_milestones(form)),
        severities=dict(form.severities),
        sha256=_digest(form),
        sources=files,
        note=form.note,
    )


def _digest(form: ChecklistForm) -> str:
    """Of the rules themselves: comments, layout and inheritance do not change it."""
    content = form.model_dump(mode="json", by_alias=True, exclude={"extends"})
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _cross_check(source: Source, form: ChecklistForm) -> None:
    """What no single field can know: names that must meet, dates that must exist."""
    groups = {name for indicator in form.scoring.indicators.values() for name in indicator.sub_indicators}
    used = {item.sub_indicator for item in form.items.values()}
    for item_id, item in form.items.items():
        if item.sub_indicator not in groups:
            listed = ", ".join(sorted(groups))
            source.problem(
                ("items", item_id, "sub_indicator"),
                f"ไม่มีตัวชี้วัดย่อย {item.sub_indicator} ใน scoring (มี: {listed})",
                f"scoring has no sub-indicator {item.sub_indicator} (it has: {listed})",
            )
    for indicator_id, indicator in form.scoring.indicators.items():
        for name in indicator.sub_indicators.keys() - used:
            source.problem(
                ("scoring", "indicators", indicator_id, "sub_indicators", name),
                "ไม่มีข้อใดอยู่ในตัวชี้วัดย่อยนี้",
                "no item belongs to this sub-indicator",
                key=True,
            )
    for name, entry in form.calendar.items():
        for edge, text in (("from", entry.start), ("to", entry.end)):
            if _day(text, form.fiscal_year) is None:
                source.problem(("calendar", name, edge), f"ไม่มีวันที่ {text}", f"there is no day {text}")
        start, end = _day(entry.start, form.fiscal_year), _day(entry.end, form.fiscal_year)
        if start and end and end < start:
            source.problem(("calendar", name), "วันสิ้นสุดอยู่ก่อนวันเริ่ม", "it ends before it starts")


def _bilingual(form: BilingualForm) -> Bilingual:
    return Bilingual(form.th, form.en)


def _item(item_id: str, form: ItemForm, checklist: ChecklistForm) -> Item:
    return Item(
        id=item_id,
        title=_bilingual(form.title),
        titles=tuple(form.titles),
        sub_indicator=form.sub_indicator,
        divisions=tuple(form.divisions),
        elements=tuple(
            _element(f"{item_id}.{name}", item_id, e, checklist) for name, e in form.elements.items()
        ),
        city_wide=form.city_wide,
        off_site=form.off_site,
        note=form.note,
    )


def _element(element_id: str, item_id: str, form: ElementForm, checklist: ChecklistForm) -> Element:
    tiers, said = checklist.tiers, form.synonyms
    synonyms: tuple[tuple[Tier, float, list[str]], ...] = (
        ("strong", tiers["strong"], said.strong),
        ("fair", tiers["fair"], said.fair),
        ("alone", tiers["fair"], said.alone),
        ("weak", tiers["weak"], said.weak),
    )
    return Element(
        id=element_id,
        item=item_id,
        required=form.required,
        title=_bilingual(form.title),
        titles=tuple(form.titles),
        synonyms=tuple(Synonym(text, weight, tier) for tier, weight, texts in synonyms for text in texts),
        heads=Heads(tuple(form.heads.accept), tuple(form.heads.reject), tuple(form.heads.objects)),
        period=_period(form.period),
        holdings=tuple(form.holding),
        fix=_bilingual(form.fix),
        source=_bilingual(form.source),
        confidence=form.confidence,
        mr=form.mr,
        mr_required=form.mr_required,
        none_statements=tuple(form.none_statements),
        signs=_signs(form.signs) if form.signs else None,
        hosts=tuple(form.hosts),
        layouts=tuple(_layout(name, layout) for name, layout in form.layouts.items()),
        severities=dict(form.severities),
        note=form.note,
        subject=tuple(form.subject),
        contrary=tuple(Contrary(tuple(one.words), tuple(one.unless)) for one in form.contrary),
    )


def _signs(form: SignsForm) -> Signs:
    return Signs(form.at_least, tuple(map(tuple, form.groups)), tuple(form.parts), form.proof)


def _layout(name: str, form: LayoutForm) -> Layout:
    columns = tuple(Column(column, tuple(headings)) for column, headings in form.columns.items())
    return Layout(name, _bilingual(form.title), columns, form.at_least)


def _period(form: str | list[DemandForm]) -> PeriodRule:
    if form == "none":
        return PeriodRule("none")
    if form == "now":
        return PeriodRule("now")
    assert isinstance(form, list)
    for demand in form:
        if demand.series:
            series = demand.series
            year = _offset(series.year)
            return PeriodRule(
                "series", series=Series(series.step, year, series.first, series.last, series.grace_days)
            )
    return PeriodRule("any", tuple(one for demand in form for one in _demands(demand)))


def _demands(form: DemandForm) -> Iterator[Demand]:
    if form.covers:
        yield Demand("covers", _offset(form.covers), form.part or "year")
    if form.inside:
        yield Demand("inside", _offset(form.inside))
    if form.includes:
        yield Demand("includes", _offset(form.includes))
    for year in form.touches or ():
        yield Demand("touches", _offset(year))


def _offset(year: str) -> int:
    """``FY`` → 0, ``FY-1`` → -1."""
    return int(year.removeprefix("FY") or 0)


def _scoring(form: ScoringForm) -> Scoring:
    return Scoring(
        tools={str(tool): weight for tool, weight in form.tools.items()},
        indicators=tuple(
            Indicator(
                indicator_id,
                _bilingual(indicator.title),
                indicator.weight,
                indicator.estimated,
                tuple(
                    SubIndicator(sub_id, _bilingual(sub.title), tuple(sub.titles), sub.weight, sub.estimated)
                    for sub_id, sub in indicator.sub_indicators.items()
                ),
            )
            for indicator_id, indicator in form.indicators.items()
        ),
        levels=tuple(
            Level(level_id, _bilingual(level.title), level.total, level.each)
            for level_id, level in form.levels.items()
        ),
    )


def _milestones(form: ChecklistForm) -> Iterator[Milestone]:
    for name, entry in form.calendar.items():
        start, end = _day(entry.start, form.fiscal_year), _day(entry.end, form.fiscal_year)
        if start and end:
            yield Milestone(name, _bilingual(entry.title), start, end)


def _day(month_day: str, year_be: int) -> date | None:
    """The day ``MM-DD`` as it occurs in a fiscal year (once); None if there is no such day."""
    month, day = (int(part) for part in month_day.split("-"))
    year = fiscal_year(year_be)
    try:
        return date((year.start if month >= year.start.month else year.end).year, month, day)
    except ValueError:
        return None
