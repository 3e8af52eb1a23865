"""From text to expressions: repair, tokens, grammar, the year from the words around, guards, roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crawler.calendar import Period, fiscal_year_of
from crawler.thai.dates.draft import Draft
from crawler.thai.dates.expression import Expression
from crawler.thai.dates.grammar import parse
from crawler.thai.dates.guards import is_never_a_date
from crawler.thai.dates.lexer import Tokens, scan
from crawler.thai.dates.normalise import normalise
from crawler.thai.dates.roles import role_of

#: How near a fiscal year must stand to give its year to a month without one: ``ปีงบประมาณ 2568 (ตุลาคม - ธันวาคม)``.
_NEAR = " ,(:-–\u00a0"


def read_dates(
    text: str, *, title: bool = False, hint_year: int | None = None, fetched: date | None = None
) -> tuple[Expression, ...]:
    """Every date and period in ``text``, in order, none overlapping another.

    ``title``: the text is a link's words, a file or sheet name or a folder of a URL, where bare years, ``ต.ค.67``, ``oct67``
    and ``6710`` may be read (flagged).  ``hint_year``: the fiscal year (BE) that gives months and quarters without
    one their year.  ``fetched``: the day on which the text was fetched; of two readings the one that does not
    lie in its future is preferred, and its own date is a page's clock.
    """
    mended = normalise(text)
    tokens = scan(text if mended is None else mended.text, title=title)
    drafts = [draft for draft in parse(tokens, title=title) if not is_never_a_date(tokens, draft)]
    found = []
    reached = 0
    for draft in _placed(_month_first_lists(drafts), tokens, hint_year):
        span = (tokens.starts[draft.first], tokens.ends[draft.last])
        role = role_of(tokens, draft, fetched)
        if mended is not None:
            start, end = mended.span(*span)
            span = (max(start, reached), max(end, start, reached))
        reached = span[1]
        found.append(_expression(_not_future(draft, fetched), span, text, role))
    return tuple(found)


def _expression(draft: Draft, span: tuple[int, int], text: str, role: str) -> Expression:
    return Expression(
        span=span,
        surface=text[slice(*span)],
        kind=draft.kind,
        start=draft.period.start if draft.period else None,
        end=draft.period.end if draft.period else None,
        alternatives=draft.alternatives,
        flags=draft.flags,
        role=role,
    )


def _placed(drafts: Iterable[Draft], tokens: Tokens, hint_year: int | None) -> Iterable[Draft]:
    """Give a year to what names none: from the fiscal year directly before it, or from the caller.

    A fiscal year further off on the same line gives an alternative only.
    """
    near: Draft | None = None
    for draft in drafts:
        if draft.place is None:
            near = draft if draft.kind in {"fiscal-year", "calendar-year", "quarter"} else near
            yield draft
            continue
        year, sure = hint_year, hint_year is not None
        if near is not None and near.readings:
            between = tokens.text[tokens.ends[near.last] : tokens.starts[draft.first]]
            if "\n" not in between and not {"ce-year", "bare-year"} & set(near.flags):
                year, sure = fiscal_year_of(near.readings[0].end), sure or not between.strip(_NEAR)
        if year is None:
            yield draft
            continue
        period = draft.place(year)
        if sure:
            yield replace(draft, period=period, flags=("year-from-context",), place=None)
        else:
            yield replace(draft, alternatives=(period,), place=None)


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
    if draft.period.end <= fetched:
        return draft
    past: list[Period] = [reading for reading in draft.alternatives if reading.end <= fetched]
    if not past:
        return draft
    others = tuple(reading for reading in draft.readings if reading != past[0])
    return replace(draft, period=past[0], alternatives=others, flags=(*draft.flags, "chosen-by-fetch"))
