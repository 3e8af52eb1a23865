"""What period an element of a checklist wants, as data that an officer can edit.

A rule is one line: wants divided by ``|``, any of which satisfies, each ``relation PERIOD``::

    of FY                     belongs to the assessed fiscal year: names it, or a part of it
    covers FY-1               the whole of the year before
    covers FY.H1 | covers FY-1
    touches FY | touches FY-1 shares half of itself, or half of the year, with one of the two
    inside FY                 a dated entry lies inside the year
    includes FY               a range of any length that holds the year (a five-year plan)
    none                      no period is demanded

Periods: ``FY``, ``FY-1``, ``FY+1`` …, and parts of them: ``FY.H1`` ``FY.H2`` ``FY.Q1`` … ``FY.Q4`` ``FY.M9`` (its first
nine months).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, cast

from crawler.calendar import Period, first_months, fiscal_year, half, is_due, month_count, quarter

if TYPE_CHECKING:
    from collections.abc import Iterable

Relation = Literal["of", "covers", "touches", "inside", "includes"]

#: A document that claims more months than this is a plan or a history, not the yearly document wanted.
LONGEST_YEARLY_MONTHS = 36

#: Data as of so few days before the end of a period are still those of the whole of it.
REPORT_LEAD = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Want:
    """One period that would satisfy, and how a document must stand to it."""

    relation: Relation
    period: Period
    rule: str = ""

    def met_by(self, claim: Period) -> bool:
        """Whether a document that covers ``claim`` satisfies."""
        if self.relation == "includes":
            return claim.contains(self.period)
        if self.relation == "inside":
            return claim.within(self.period)
        if self.relation == "touches":
            # The last three months of a calendar year lie in the next fiscal one: that is no touch.
            return 2 * claim.shared_days(self.period) >= min(claim.days, self.period.days)
        if self.relation == "of" and claim.within(self.period):
            return True
        reached = Period(self.period.start, max(self.period.start, self.period.end - REPORT_LEAD))
        return claim.contains(reached) and month_count(claim) <= LONGEST_YEARLY_MONTHS

    def due(self, as_of: date) -> bool:
        """Whether it may be demanded on ``as_of``: results when their period is over, the rest when it began."""
        if self.relation == "covers":
            return is_due(self.period, as_of, grace_days=0)
        return as_of >= self.period.start


@dataclass(frozen=True, slots=True)
class Demand:
    """What an element wants: any one of ``wants``; none at all when it is empty."""

    wants: tuple[Want, ...] = ()
    rule: str = "none"

    @classmethod
    def parse(cls, rule: str, year_be: int) -> Demand:
        """The demand of a rule for one assessed fiscal year; ValueError says what is wrong with the rule."""
        if rule.strip() == "none":
            return cls()
        wants = tuple(_want(part, year_be) for part in rule.split("|"))
        return cls(wants, rule)

    def met_by(self, claim: Period) -> Want | None:
        """The first want that a document covering ``claim`` satisfies."""
        return next((want for want in self.wants if want.met_by(claim)), None)

    def joined_by(self, claims: Iterable[Period]) -> tuple[Want, tuple[Period, ...]] | None:
        """The want that several claims satisfy together, one after the other without a gap, and those that do.

        The reports of two quarters are that of the half year.
        """
        for want in self.wants:
            if want.relation != "covers":
                continue
            used: list[Period] = []
            for claim in sorted(
                {one for one in claims if one.within(want.period)}, key=lambda one: one.start
            ):
                follows = claim.start <= (used[-1].end + timedelta(days=1) if used else want.period.start)
                if follows and (not used or claim.end > used[-1].end):
                    used.append(claim)
            if len(used) > 1 and want.met_by(Period(used[0].start, used[-1].end)):
                return want, tuple(used)
        return None

    def due(self, as_of: date) -> bool:
        """Whether anything may be demanded yet on ``as_of``."""
        return any(want.due(as_of) for want in self.wants)


_WANT = re.compile(
    r"\s*(?P<relation>of|covers|touches|inside|includes)\s+FY(?P<shift>[+-]\d)?(?:\.(?P<part>[HQM])(?P<number>\d+))?\s*"
)


def _want(text: str, year_be: int) -> Want:
    match = _WANT.fullmatch(text)
    if match is None:
        raise ValueError(
            f"not a period rule: {text.strip()!r} (want for example 'covers FY.H1 | covers FY-1')"
        )
    year, number = year_be + int(match["shift"] or 0), int(match["number"] or 0)
    parts = {
        "H": lambda: half(year, number),
        "Q": lambda: quarter(year, number),
        "M": lambda: first_months(fiscal_year(year), number),
    }
    period = parts[match["part"]]() if match["part"] else fiscal_year(year)
    return Want(cast("Relation", match["relation"]), period, " ".join(text.split()))
