"""What a rule of the grammar found, before its meaning: named tokens, and the draft of an expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from crawler.calendar import Period
from crawler.thai.dates.expression import Kind
from crawler.thai.dates.lexer import Tokens
from crawler.thai.dates.years import Year, read_year

_FIGURES = re.compile(r"\d+")

#: From the fiscal year (BE) to the period that a part of a year means in it.
Place = Callable[[int], Period]


@dataclass(frozen=True, slots=True)
class Draft:
    """An expression without role: tokens ``first`` to ``last`` (inclusive) and what they mean.

    ``period`` is ``None`` for the impossible, and for parts of a year that is not named: ``place`` then gives the
    period as soon as the text around, or the caller, names the fiscal year (BE).
    """

    kind: Kind
    period: Period | None
    first: int
    last: int
    alternatives: tuple[Period, ...] = ()
    flags: tuple[str, ...] = ()
    place: Place | None = None

    @property
    def readings(self) -> tuple[Period, ...]:
        """Every possible interval, the likeliest first."""
        return self.alternatives if self.period is None else (self.period, *self.alternatives)

    def flagged(self, *flags: str) -> Draft:
        """The same with more flags."""
        return replace(self, flags=(*self.flags, *(flag for flag in flags if flag not in self.flags)))


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens that a rule matched, by the names in its pattern."""

    tokens: Tokens
    match: re.Match[str]

    def has(self, name: str) -> bool:
        """Whether the pattern has such a name and it took part."""
        return self.match.groupdict().get(name) is not None

    def index(self, name: str) -> int:
        """The token under a name."""
        return self.match.start(name)

    def value(self, name: str, default: int = 0) -> int:
        """The value of the token under a name, or ``default`` where it took no part."""
        return self.tokens.values[self.index(name)] if self.has(name) else default

    def code(self, name: str) -> str:
        """The code of the token under a name, or nothing."""
        return self.match[name] if self.has(name) else ""

    def surface(self, name: str) -> str:
        """The text of the token under a name."""
        return self.tokens.surface(self.index(name))

    def year(self, tag: str = "") -> Year | None:
        """The year whose number is named ``y`` and era ``e`` with this tag; ``None`` where it is none."""
        if not self.has(f"y{tag}"):
            return None
        era = self.value(f"e{tag}") if self.has(f"e{tag}") else None
        digits = self.code(f"y{tag}")
        return read_year(self.value(f"y{tag}"), int(digits), era)

    @property
    def first(self) -> int:
        """The first token of the match."""
        return self.match.start()

    @property
    def last(self) -> int:
        """The last token of the match."""
        return self.match.end() - 1

    def before(self, index: int) -> str:
        """The code before a token; nothing at the start."""
        return self.tokens.codes[index - 1] if index else ""

    def draft(
        self,
        kind: Kind,
        period: Period | None,
        *alternatives: Period,
        flags: Iterable[str] = (),
    ) -> Draft:
        """A draft over the whole match; alternatives equal to the period are left out."""
        others = tuple(dict.fromkeys(one for one in alternatives if one != period))
        return Draft(kind, period, self.first, self.last, others, tuple(dict.fromkeys(flags)))

    def placeless(self, kind: Kind, place: Place) -> Draft:
        """A draft of a part of a year that the match does not name."""
        return Draft(kind, None, self.first, self.last, flags=("no-year",), place=place)


def fraction(found: Found, name: str = "f") -> tuple[int, Year | None]:
    """The number and the year of ``1/2568`` or ``1/68`` under a name."""
    left, right = _FIGURES.findall(found.surface(name))
    return int(left), read_year(int(right), len(right))
