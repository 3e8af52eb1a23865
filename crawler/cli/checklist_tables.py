"""A checklist in tables for people, Thai or English: the rules themselves, nothing retold."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crawler.calendar import Period, thai_date, thai_period
from crawler.judge.demands import months_of_series, wanted_period
from reports.inert import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checklists.model import Bilingual, Checklist, Demand, Element, Item, Layout, PeriodRule

#: Columns of a table that goes to a file or a pipe.
WIDTH = 120

_WORDS: dict[str, tuple[str, str]] = {
    "item": ("ข้อ", "Item"),
    "element": ("องค์ประกอบ", "Element"),
    "demanded": ("สิ่งที่ต้องมี", "What must be found"),
    "period": ("ช่วงเวลา", "Period"),
    "grade": ("รูปแบบไฟล์", "File format"),
    "confidence": ("มั่นใจ", "Sure"),
    "required": ("● บังคับ ตัดสินข้อนั้น", "● required: decides the item"),
    "advised": ("○ แนะนำ เตือนเท่านั้น", "○ advised: only warns"),
    "fiscal_year": ("ปีงบประมาณ", "fiscal year"),
    "confirmed": ("ยืนยันแล้ว", "confirmed"),
    "unconfirmed": ("ยังไม่ยืนยัน (ยกมาจากปีก่อน)", "unconfirmed, carried over from the year before"),
    "city_wide": ("ใช้เอกสารกลางร่วมกันได้", "city-wide documents are normal"),
    "off_site": ("ลิงก์ไปยังระบบภายนอกได้", "may lead to another site"),
    "divisions": ("ผู้รับผิดชอบ", "Divisions"),
    "titles": ("ชื่อตรงตัว", "Exact titles"),
    "strong": ("ชื่ออื่น (หนักแน่น)", "Strong synonyms"),
    "fair": ("ชื่ออื่น (ในข้อนี้)", "Fair synonyms"),
    "alone": ("คำที่ใช้ได้เมื่อไม่มีคำอื่น", "Synonyms standing alone"),
    "weak": ("คำประกอบ", "Weak synonyms"),
    "accept": ("คำนำที่ควรมี", "Words before it that fit"),
    "reject": ("คำนำที่ทำให้เป็นเรื่องอื่น", "Words before it that void it"),
    "holding": ("อาจเป็น", "May be"),
    "none": ("ถ้าไม่มี ให้เขียน", "Said where there is none"),
    "signs": ("เนื้อหาต้องมี", "Content shows"),
    "contrary": ("เนื้อหาที่เป็นเรื่องอื่น", "Content of something else"),
    "unless": ("{} เว้นแต่มี {}", "{} unless {}"),
    "at_least": ("อย่างน้อย {} กลุ่มใน", "at least {} of"),
    "parts": ("ภาพ{} อย่างเดียวไม่พอ", "a picture of {} alone is too little"),
    "proof": ("ครบ {} กลุ่มถือว่าใช่ ไม่ว่าเอกสารจะชื่ออะไร", "{} of them prove it, whatever its own title"),
    "columns": ("แบบตาราง", "Form"),
    "at_least_columns": ("อย่างน้อย {} คอลัมน์ใน", "at least {} columns of"),
    "hosts": ("ระบบที่", "Lives at"),
    "severities": ("ระดับเฉพาะ", "Own severities"),
    "fix": ("วิธีแก้", "Advice"),
    "source": ("ที่มา", "Source"),
    "note": ("หมายเหตุ", "Note"),
    "weight": ("น้ำหนัก", "Weight"),
    "estimated": ("(ประมาณ)", "(estimated)"),
    "scoring": ("ตัวชี้วัดและน้ำหนัก", "Indicators and weights"),
    "level": ("ระดับผลการประเมิน", "Level"),
    "points": ("คะแนนรวม", "Points"),
    "each": ("และทุกแบบวัด ≥ {:g}", "and each tool ≥ {:g}"),
    "calendar": ("ปฏิทิน", "Calendar"),
    "document": ("เอกสาร", "a document"),
    "content": ("เนื้อหาบนหน้าเว็บ", "content of a page"),
    "service": ("ระบบที่ใช้งานได้", "a service that answers"),
    "news": ("ข่าวที่มีวันที่", "dated news"),
    "structured": ("ไฟล์ข้อมูล", "structured"),
    "text": ("อ่านข้อความได้", "readable text"),
    "garbled": ("ข้อความเสีย", "garbled text"),
    "image": ("ภาพ", "an image"),
    "unreadable": ("เปิดไม่ได้", "anything"),
    "advice": ("(แนะนำ)", "(advised)"),
    "undated": ("ไม่กำหนด", "none demanded"),
    "now": ("ใช้งานได้ขณะตรวจ", "works when visited"),
    "covers": ("ของ{}", "of {}"),
    "touches": ("มีข้อมูลของ{}", "holds something of {}"),
    "inside": ("มีรายการลงวันที่ใน{}", "an entry dated in {}"),
    "includes": ("แผนที่รวม{}", "a plan that holds {}"),
    "or": (" หรือ", " or "),
    "monthly": ("ทุกเดือน {} ผ่อนผัน {} วัน", "every month, {}, {} days of grace"),
}


class _Sheet(Console):
    """Where it is written to."""

    def on_broken_pipe(self) -> None:
        """As for every other command, whose reader may leave (rich alone would end with 1)."""
        raise  # noqa: PLE0704 - called while the BrokenPipeError is handled


class Page:
    """Writes tables in one language; nothing that a checklist says can act on the terminal."""

    def __init__(self, lang: str, out: TextIO) -> None:
        terminal = out.isatty()
        self.console = _Sheet(file=out, width=None if terminal else WIDTH, highlight=False, emoji=False)
        self.english = lang == "en"

    def say(self, key: str, *values: object) -> str:
        """A word of ours, filled in."""
        return _WORDS[key][self.english].format(*values)

    def of(self, text: Bilingual) -> str:
        """A text of the checklist in this page's language."""
        return text.en if self.english else text.th

    def line(self, text: str, style: str = "") -> None:
        """A paragraph."""
        self.console.print(Text(one_line(text), style))

    def table(self, *headings: tuple[str, dict[str, object]]) -> Table:
        """An empty table: a heading with options for each column."""
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading, options in headings:
            table.add_column(Text(heading), overflow="fold", **options)  # type: ignore[arg-type]
        return table


def _cells(*texts: str, style: str = "") -> list[Text]:
    return [Text(one_line(text), style) for text in texts]


def overview(checklist: Checklist, lang: str, out: TextIO) -> None:
    """The whole checklist: its head, items with their elements, weights, levels and calendar."""
    page = Page(lang, out)
    page.line(page.of(checklist.title), "bold")
    about = (
        checklist.id, f"{page.say('fiscal_year')} {checklist.fiscal_year}", page.say(checklist.confirmation),
        f"sha256 {checklist.sha256[:12]}",
    )  # fmt: skip
    page.line(" · ".join(about))
    if checklist.note:
        page.line(checklist.note, "dim")
    page.line(f"{page.say('required')}   {page.say('advised')}")
    page.console.print(_items(page, checklist))
    page.line(page.say("scoring"), "bold")
    page.console.print(_weights(page, checklist))
    page.console.print(_levels(page, checklist))
    if checklist.calendar:
        page.line(page.say("calendar"), "bold")
        page.console.print(_calendar(page, checklist))


def _items(page: Page, checklist: Checklist) -> Table:
    table = page.table(
        (page.say("item"), {"no_wrap": True}), ("", {}), (page.say("demanded"), {"ratio": 4}),
        (f"{page.say('period')} · {page.say('divisions')}", {"ratio": 3}), (page.say("grade"), {}), (page.say("confidence"), {"justify": "right"}),
    )  # fmt: skip
    for item in checklist.items:
        table.add_section()
        table.add_row(
            *_cells(item.id, "", page.of(item.title), ", ".join(item.divisions), "", "", style="bold")
        )
        for element in item.elements:
            table.add_row(
                *_cells(
                    element.name, "●" if element.required else "○", page.of(element.title),
                    _period(page, element.period, checklist.fiscal_year), _grade(page, element),
                    f"{element.confidence:.2f}",
                )
            )  # fmt: skip
    return table


def _weights(page: Page, checklist: Checklist) -> Table:
    table = page.table(
        ("", {"no_wrap": True}), (page.say("demanded"), {}), (page.say("item"), {}), (page.say("weight"), {"justify": "right"}),
        ("", {}),
    )  # fmt: skip
    for indicator in checklist.scoring.indicators:
        table.add_section()
        guess = page.say("estimated") if indicator.estimated else ""
        table.add_row(
            *_cells(
                indicator.id, page.of(indicator.title), "", f"{indicator.weight:.3f}", guess, style="bold"
            )
        )
        for sub in indicator.sub_indicators:
            items = " ".join(item.id for item in checklist.items if item.sub_indicator == sub.id)
            guess = page.say("estimated") if sub.estimated else ""
            table.add_row(*_cells(sub.id, page.of(sub.title), items, f"{sub.weight:.3f}", guess))
    return table


def _levels(page: Page, checklist: Checklist) -> Table:
    table = page.table((page.say("level"), {}), (page.say("points"), {}))
    for level in checklist.scoring.levels:
        each = page.say("each", level.each) if level.each is not None else ""
        table.add_row(*_cells(page.of(level.title), f"≥ {level.total:g} {each}"))
    return table


def _calendar(page: Page, checklist: Checklist) -> Table:
    table = page.table((page.say("period"), {"no_wrap": True}), ("", {}))
    for entry in checklist.calendar:
        table.add_row(*_cells(_dates(page, Period(entry.start, entry.end)), page.of(entry.title)))
    return table


# ---------------------------------------------------------------------------------- one item, whole


def particulars(item: Item, checklist: Checklist, lang: str, out: TextIO) -> None:
    """One item with everything by which its elements are found and judged."""
    page = Page(lang, out)
    page.line(f"{item.id} {page.of(item.title)}", "bold")
    marks = [page.say(mark) for mark in ("city_wide", "off_site") if getattr(item, mark)]
    page.line(
        " · ".join((item.sub_indicator, f"{page.say('divisions')}: {', '.join(item.divisions)}", *marks))
    )
    for text in (*item.titles, item.note):
        if text:
            page.line(text, "dim")
    for element in item.elements:
        page.line("")
        sign = page.say("required" if element.required else "advised")
        page.line(f"{element.id} {page.of(element.title)}   {sign}", "bold")
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for label, words in _facts(page, element, checklist.fiscal_year):
            table.add_row(*_cells(page.say(label), words))
        page.console.print(Padding(table, (0, 0, 0, 2)))


def _facts(page: Page, element: Element, year_be: int) -> Iterator[tuple[str, str]]:
    """Label and words of everything the element says; what it does not say is left out."""
    every = [
        ("period", _period(page, element.period, year_be)),
        ("grade", _grade(page, element)),
        ("holding", ", ".join(page.say(holding) for holding in element.holdings)),
        ("titles", " · ".join(element.titles)),
        *(
            (tier, " · ".join(s.text for s in element.synonyms if s.tier == tier))
            for tier in ("strong", "fair", "alone", "weak")
        ),
        ("accept", " · ".join(element.heads.accept)),
        ("reject", " · ".join(element.heads.reject)),
        ("none", " · ".join(element.none_statements)),
        ("signs", _signs(page, element)),
        ("contrary", _contrary(page, element)),
        *(("columns", _layout(page, layout)) for layout in element.layouts),
        ("hosts", ", ".join(element.hosts)),
        ("severities", ", ".join(f"{code}: {severity}" for code, severity in element.severities.items())),
        ("fix", page.of(element.fix)),
        ("source", f"{element.source} ({element.confidence:.2f})"),
        ("note", element.note),
    ]
    yield from ((label, words) for label, words in every if words)


def _signs(page: Page, element: Element) -> str:
    if element.signs is None:
        return ""
    groups = " · ".join("/".join(group) for group in element.signs.groups)
    alone = f" ({page.say('parts', '/'.join(element.signs.parts))})" if element.signs.parts else ""
    proof = f" ({page.say('proof', element.signs.proof)})" if element.signs.proof else ""
    return f"{page.say('at_least', element.signs.at_least)} {groups}{alone}{proof}"


def _contrary(page: Page, element: Element) -> str:
    said = []
    for one in element.contrary:
        words, unless = ", ".join(one.words), ", ".join(one.unless)
        said.append(page.say("unless", words, unless) if unless else words)
    return " · ".join(said)


def _layout(page: Page, layout: Layout) -> str:
    names = " · ".join(column.name for column in layout.columns)
    return f"{page.of(layout.title)}: {page.say('at_least_columns', layout.at_least)} {names}"


def _grade(page: Page, element: Element) -> str:
    if element.mr is None:
        return ""
    return page.say(element.mr) + ("" if element.mr_required else f" {page.say('advice')}")


# ------------------------------------------------------------------------------------------ periods


def _period(page: Page, rule: PeriodRule, year_be: int) -> str:
    if rule.kind in {"none", "now"}:
        return page.say("undated" if rule.kind == "none" else "now")
    if rule.series is not None:
        months = months_of_series(rule.series, year_be)
        return page.say(
            "monthly", _named(page, Period(months[0].start, months[-1].end)), rule.series.grace_days
        )
    return page.say("or").join(
        page.say(
            relation, page.say("or").join(_named(page, wanted_period(demand, year_be)) for demand in demands)
        )
        for relation, demands in _by_relation(rule.demands)
    )


def _by_relation(demands: Sequence[Demand]) -> list[tuple[str, list[Demand]]]:
    return [(relation, list(same)) for relation, same in groupby(demands, key=lambda demand: demand.relation)]


def _named(page: Page, period: Period) -> str:
    return f"{period.start:%Y-%m}…{period.end:%Y-%m}" if page.english else thai_period(period)


def _dates(page: Page, period: Period) -> str:
    if page.english:
        return f"{period.start}…{period.end}"
    return " – ".join(thai_date(day, style="short") for day in dict.fromkeys((period.start, period.end)))
