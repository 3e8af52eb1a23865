"""From text to expressions: repair, tokens, grammar, the year from the words around, guards, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise, zip_longest

from crawler.calendar import Period, fiscal_year_of
from crawler.late import late
from crawler.thai.dates.draft import Draft
from crawler.thai.dates.expression import Expression
from crawler.thai.dates.grammar import parse
from crawler.thai.dates.guards import is_never_a_date
from crawler.thai.dates.lexer import Tokens, scan
from crawler.thai.dates.lexicon import DOTTED, FULL, UNDOTTED
from crawler.thai.dates.normalise import normalise
from crawler.thai.dates.roles import is_last_change, role_of

#: What may stand between a fiscal year and the month that it gives its year to: ``ปีงบประมาณ 2568 (ตุลาคม - ธันวาคม)``.
_NEAR = " ,(:-–\u00a0"
#: The same with words between that only tie the two together.
_TIED = late(rf"[{re.escape(_NEAR)}]*(?:ของ|ใน)?[{re.escape(_NEAR)}]*(?:ประจ\s?[าำ])?[{re.escape(_NEAR)}]*")
_MAYBE_CLOSED = late(rf"(?:\s?\))?{_TIED.pattern}")
_LONGEST_TIE = 24
_YEARS = frozenset({"fiscal-year", "calendar-year"})
_PARTS_OF_YEARS = frozenset({"month", "quarter", "half-year", "month-range", "range"})
#: Days that leave a whole month of the year out.
_LONGEST_PART = 365 - 28
#: Further off than this, a fiscal year on the same line has nothing to do with a month.
_SAME_LINE = 160
#: What stands between a part of a year and its explanation in brackets.
_GLOSS_SIGNS = " (:-–\u00a0"
_GLOSS_WORDS = frozenset({"", "ระหว่าง", "ระหว่างวันที่", "วันที่", "ตั้งแต่", "ตั้งแต่วันที่", "คือ"})
_ADDRESS = late(
    r"[hHwW.](?:(?<=[hH])(?i:ttps?://)[^\s<>\"']+|(?<=[wW])(?i:ww\.)[^\s<>\"']+"
    r"|(?<=\.)(?i:pdf|xlsx?|docx?|csv|zip|pptx?)(?![A-Za-z0-9]))"
)
_HOST = late(r"(?:https?://|www\.)[^/\s]*", re.IGNORECASE)
_FILE_NAME = late(r"[^\s\\<>\"'():,]{1,150}$")
_LONGEST_FILE_NAME = 150
#: The last word of a name with blanks: ``ประจำเดือน มีนาคม 2568.pdf``, ``1 ต.ค.67 - 31 มี.ค.68.pdf``.
_FRAGMENT = rf"[\d๐-๙()/.,–-]*(?:(?:{'|'.join((*FULL, *DOTTED, *UNDOTTED))})[\d๐-๙()/.,–-]*)?"


@cache
def _fragment() -> re.Pattern[str]:
    """Compiled when a file name stands in a text: the months are long patterns."""
    return re.compile(_FRAGMENT)


def read_dates(
    text: str, *, title: bool = False, hint_year: int | None = None, fetched: date | None = None
) -> tuple[Expression, ...]:
    """Every date and period in ``text``, in order, none overlapping another.

    ``title``: the text is a link's words, a file or sheet name or a folder of a URL, where bare years, ``oct67``
    and ``6710`` may be read (flagged).  ``hint_year``: the fiscal year (BE) that gives months and quarters
    without one their year.  ``fetched``: the day on which the text was fetched; of two readings the one that does
    not lie in its future is preferred, and its own date is a page's clock.
    """
    if title:
        return tuple(_read(text, 0, title=True, hint_year=hint_year, fetched=fetched))
    found: list[Expression] = []
    reached = 0
    for start, end in _addresses(text):
        found += _read(text[reached:start], reached, hint_year=hint_year, fetched=fetched)
        found += _in_address(text[start:end], start)
        reached = end
    rest = text if reached == 0 else text[reached:]
    found += _read(rest, reached, hint_year=hint_year, fetched=fetched)
    return tuple(found)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """URLs and file names in running text: there a year stands between slashes and bars."""
    reached = 0
    for match in _ADDRESS.finditer(text):
        start, end = match.span()
        if start < reached:
            continue
        if match[0].startswith("."):
            name = _FILE_NAME.search(text, max(reached, start - _LONGEST_FILE_NAME), start)
            if name is None or _fragment().fullmatch(name[0]):
                continue
            start = name.start()
        yield start, end
        reached = end


def _in_address(text: str, offset: int) -> Iterator[Expression]:
    """What an address in running text names surely; two digits there are as often a version or a counter."""
    host = _HOST.match(text)
    skipped = host.end() if host else 0
    for one in _read(text[skipped:], offset + skipped, title=True):
        short = {"two-digit-year", "bare-year"} <= set(one.flags)
        whole = one.kind == "day" and "two-digit-year" not in one.flags  # 20250214, 14_02_2568
        if not short and ("compact" not in one.flags or whole):
            yield replace(one, role="url" if host else "file-name")


def _read(
    text: str, offset: int, *, title: bool = False, hint_year: int | None = None, fetched: date | None = None
) -> Iterator[Expression]:
    """Read one piece of a text that begins at ``offset`` of it."""
    mended = normalise(text)
    tokens = scan(text if mended is None else mended.text, title=title)
    drafts = _without_counts([draft for draft in parse(tokens) if not is_never_a_date(tokens, draft)])
    reached = 0
    placed = list(_placed(_glossed(_month_first_lists(drafts), tokens), tokens, hint_year))
    for draft in _with_years_of_parts(placed, tokens):
        start, end = tokens.starts[draft.first], tokens.ends[draft.last]
        if mended is not None:
            start, end = mended.span(start, end)
            start = max(start, reached)
            end = max(start, end)
        reached = end
        final = _not_future(draft, fetched)
        if is_last_change(tokens, draft):
            final = final.flagged("last-change")
        yield Expression(
            span=(offset + start, offset + end),
            surface=text[start:end],
            kind=final.kind,
            start=final.period.start if final.period else None,
            end=final.period.end if final.period else None,
            alternatives=final.alternatives,
            flags=final.flags,
            role=role_of(tokens, draft, fetched),
        )


def _placed(drafts: Iterable[Draft], tokens: Tokens, hint_year: int | None) -> Iterator[Draft]:
    """Give a year to what names none: from the fiscal year directly before or behind it, or from the caller.

    A fiscal year further off on the same line gives an alternative only.
    """
    near: Draft | None = None
    for draft, behind in zip_longest(listed := list(drafts), listed[1:]):
        if draft.place is None:
            near = draft if draft.kind in {"fiscal-year", "calendar-year", "quarter"} else near
            yield draft
            continue
        year, sure = hint_year, hint_year is not None
        if behind is not None and behind.kind == "fiscal-year" and _is_tied(draft, behind, tokens):
            yield _with_year(draft, behind)
            continue
        if near is not None and near.readings and not {"ce-year", "bare-year"} & set(near.flags):
            named, reached = tokens.ends[near.last], tokens.starts[draft.first]
            between = tokens.text[named:reached] if reached - named <= _SAME_LINE else "\n"
            if "\n" not in between:
                year, sure = fiscal_year_of(near.readings[0].end), sure or bool(_TIED.fullmatch(between))
        if year is None:
            yield draft
            continue
        period = draft.place(year)
        if sure:
            yield replace(draft, period=period, flags=("year-from-context",), place=None)
        else:
            yield replace(draft, alternatives=(period,), place=None)


def _is_tied(draft: Draft, year: Draft, tokens: Tokens) -> bool:
    """Whether a year stands directly behind a part of it: ``ประจำเดือนตุลาคม ประจำปีงบประมาณ 2568``."""
    between = tokens.text[tokens.ends[draft.last] : tokens.starts[year.first]]
    return len(between) <= _LONGEST_TIE and _TIED.fullmatch(between) is not None


def _with_year(draft: Draft, year: Draft) -> Draft:
    """A part of the fiscal year that stands behind it; ``ประจำปี 2568`` may name the calendar year as well."""
    if draft.place is None or year.period is None:
        return draft
    period = draft.place(fiscal_year_of(year.period.end))
    others: tuple[Period, ...] = ()
    if year.alternatives and not year.alternatives[0].contains(period):
        others = (draft.place(fiscal_year_of(year.period.end) + 1),)
    return replace(draft, period=period, alternatives=others, flags=("year-from-context",), place=None)


def _glossed(drafts: list[Draft], tokens: Tokens) -> list[Draft]:
    """Compare a part of a year, or a fiscal year, with the range that explains it in brackets.

    ``ไตรมาสที่ 1 (ตุลาคม - ธันวาคม 2567)`` gets its year from there.  ``ปีงบประมาณ 2568 (ต.ค. 66 - ก.ย. 67)``
    contradicts itself: what is left of last year's template.
    """
    glossed = list(drafts)
    for i, (draft, gloss) in enumerate(pairwise(drafts)):
        between = tokens.text[tokens.ends[draft.last] : tokens.starts[gloss.first]]
        if gloss.period is None or "\n" in between or between.strip(_GLOSS_SIGNS) not in _GLOSS_WORDS:
            continue
        if draft.place is not None and draft.place(fiscal_year_of(gloss.period.end)) == gloss.period:
            glossed[i] = replace(draft, period=gloss.period, flags=("year-from-context",), place=None)
        elif (
            draft.kind == "fiscal-year"
            and draft.period is not None
            and gloss.kind in {"month-range", "range"}
            and "(" in between
            and not draft.period.overlaps(gloss.period)
        ):
            glossed[i] = draft.flagged("gloss-mismatch")
    return glossed


def _with_years_of_parts(drafts: Sequence[Draft], tokens: Tokens) -> Iterator[Draft]:
    """Flag the year that stands beside one part of it: ``ตุลาคม ปีงบประมาณ 2568`` is a month, and no year.

    Not where several parts are listed: ``ปีงบประมาณ 2568 ตุลาคม พฤศจิกายน ธันวาคม`` is the head of a table.
    """
    before: Draft | None = None
    for at, draft in enumerate(drafts):
        behind, next_but_one = (drafts[i] if i < len(drafts) else None for i in (at + 1, at + 2))
        listed = next_but_one is not None and behind is not None and next_but_one.kind == behind.kind
        is_of_part = draft.kind in _YEARS and (
            (
                before is not None
                and _is_part(before, draft, tokens)
                and _is_before_year(before, draft, tokens)
            )
            or (
                behind is not None
                and not listed
                and _is_part(behind, draft, tokens)
                and _is_behind_year(behind, draft, tokens)
            )
        )
        yield draft.flagged("year-of-part") if is_of_part else draft
        before = draft


def _is_part(part: Draft, year: Draft, tokens: Tokens) -> bool:
    """Whether a draft states a period that lacks a month of the year, or more."""
    if part.kind not in _PARTS_OF_YEARS or part.period is None or role_of(tokens, part, None) != "period":
        return False
    inside = any(part.period.within(reading) for reading in year.readings)
    return inside and part.period.days <= _LONGEST_PART


def _is_before_year(part: Draft, year: Draft, tokens: Tokens) -> bool:
    """Whether the year behind a part is tied to it; a range may be closed by a bracket, a month be an issue there."""
    between = tokens.text[tokens.ends[part.last] : tokens.starts[year.first]]
    tie = _TIED if part.kind == "month" else _MAYBE_CLOSED
    return len(between) <= _LONGEST_TIE and tie.fullmatch(between) is not None


def _is_behind_year(part: Draft, year: Draft, tokens: Tokens) -> bool:
    """Whether the part behind a year is its explanation.

    A month with a year of its own may be the one in which the document was made, if nothing says ``ประจำ``.
    """
    between = tokens.text[tokens.ends[year.last] : tokens.starts[part.first]]
    if len(between) > _LONGEST_TIE or "\n" in between:
        return False
    if part.kind != "month":
        return between.strip(_GLOSS_SIGNS) in _GLOSS_WORDS
    dated = "year-from-context" not in part.flags
    return _TIED.fullmatch(between) is not None and not (dated and not between.strip(_NEAR))


def _without_counts(drafts: list[Draft]) -> list[Draft]:
    """Drop months with counts that look like years: ``ต.ค. 45 พ.ย. 52 ธ.ค. 61``, each a month on, years apart."""
    counted = {
        id(one)
        for left, right in pairwise(drafts)
        if right.first == left.last + 1 and _is_short_month(left) and _is_short_month(right)
        if left.period is not None and right.period is not None
        if (right.period.start.month - left.period.start.month) % 12 == 1
        if abs(right.period.start.year - left.period.start.year) > 1  # one off is last year's template
        for one in (left, right)
    }
    return [draft for draft in drafts if id(draft) not in counted] if counted else drafts


def _is_short_month(draft: Draft) -> bool:
    return draft.kind == "month" and "two-digit-year" in draft.flags


def _month_first_lists(drafts: list[Draft]) -> list[Draft]:
    """In a list where some numeric dates must be month first and none day first, the undecided ones are too."""
    if not any("month-first" in draft.flags for draft in drafts):
        return drafts
    return [
        replace(
            draft,
            period=draft.alternatives[0],
            alternatives=(draft.period,),
            flags=(*draft.flags, "month-first"),
        )
        if "either-order" in draft.flags and draft.period is not None
        else draft
        for draft in drafts
    ]


def _not_future(draft: Draft, fetched: date | None) -> Draft:
    """Of a part of a year with two readings, the one that was over when the text was fetched."""
    if fetched is None or draft.period is None or draft.kind not in {"quarter", "half-year", "month-range"}:
        return draft
    past = [reading for reading in draft.alternatives if reading.end <= fetched]
    if draft.period.end <= fetched or not past:
        return draft
    others = tuple(reading for reading in draft.readings if reading != past[0])
    return replace(draft, period=past[0], alternatives=others, flags=(*draft.flags, "chosen-by-fetch"))
