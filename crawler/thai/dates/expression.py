"""What the reader returns: one expression of time, where it stood, what it means, what else it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from crawler.calendar import Period

Kind = Literal[
    "instant",
    "day",
    "month",
    "month-range",
    "quarter",
    "half-year",
    "fiscal-year",
    "calendar-year",
    "range",
    "impossible",
]

#: Every flag, and what it says.
FLAGS = {
    "ambiguous-month": "an abbreviation with a letter lost: April or June",
    "bare-year": "a year without any word that says so",
    "be-as-ce": "a spreadsheet holds the Buddhist year as one of the common era",
    "ce-year": "a year of the common era",
    "chosen-by-fetch": "of two readings the one that was over when the text was fetched",
    "compact": "figures without words, in a title only",
    "either-order": "day and month may be exchanged",
    "fiscal-or-calendar": "the year may be the fiscal or the calendar one",
    "gloss-mismatch": "a fiscal year explained by the months of another",
    "impossible-day": "a day that the month does not have",
    "inverted": "a range that ends before it starts",
    "last-change": "the day on which the page last changed, whatever stands on it",
    "listed": "a year of a list whose head stands before its first",
    "misspelt": "a month recognised by its place and its likeness",
    "month-first": "the month stands before the day",
    "no-year": "a part of a year that is not named",
    "two-digit-year": "a year written with two digits",
    "weekday-mismatch": "another weekday than the one that stands beside it",
    "year-from-context": "the year stands in the words around, or was given by the caller",
    "year-from-list": "the year stands behind the last month of the list",
    "year-of-part": "the year of the part that stands beside it: no period of its own",
    "year-typo": "a year with a wrong digit, or one too many",
}

#: The same months and years are named again and again, and each date is asked for its interval by many.
_period = lru_cache(maxsize=4_096)(Period)


@dataclass(frozen=True, slots=True)
class Expression:
    """One date or period in a text.

    ``span`` are offsets into the text as it was given, so ``text[slice(*span)] == surface`` always holds.
    ``start`` and ``end`` (inclusive) are both ``None`` for an impossible date, whose evident repair then stands
    in ``alternatives``, and for an expression that names no year (flag ``no-year``).
    ``alternatives`` hold the other possible readings (fiscal or calendar year …), the likeliest first.
    ``flags`` say what a careful reader would remark: see ``crawler.thai.dates.FLAGS``.
    ``role`` is what the date is there for: see ``crawler.thai.dates.ROLES``.
    """

    span: tuple[int, int]
    surface: str
    kind: Kind
    start: date | None
    end: date | None
    alternatives: tuple[Period, ...] = ()
    flags: tuple[str, ...] = ()
    role: str = "mention"

    @property
    def period(self) -> Period | None:
        """The interval, or ``None`` where none can be stated."""
        if self.start is None or self.end is None:
            return None
        return _period(self.start, self.end)

    @property
    def readings(self) -> tuple[Period, ...]:
        """Every possible interval, the likeliest first."""
        period = self.period
        return self.alternatives if period is None else (period, *self.alternatives)

    def as_json(self) -> dict[str, Any]:
        """The expression as ``oit dates --jsonl`` writes it."""
        return {
            "span": list(self.span),
            "surface": self.surface,
            "kind": self.kind,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "alternatives": [[p.start.isoformat(), p.end.isoformat()] for p in self.alternatives],
            "flags": list(self.flags),
            "role": self.role,
        }
