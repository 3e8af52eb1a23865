"""From the checklist's period rule to what the recency rules compare with, and to words for people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.calendar import fiscal_year, half, months_of
from crawler.judge.wording import period_words
from crawler.periods.demand import Demand, Want

if TYPE_CHECKING:
    from checklists.model import Demand as Rule
    from checklists.model import Element, PeriodRule, Series
    from crawler.calendar import Period


def demand_of(element: Element, year_be: int) -> Demand:
    """What an element wants in one assessed fiscal year; empty for none, now, and series."""
    return _demand(element.period, year_be)


@cache  # a checklist has a handful
def _demand(rule: PeriodRule, year_be: int) -> Demand:
    if rule.kind != "any":
        return Demand()
    return Demand(
        tuple(_want(demand, year_be) for demand in rule.demands), rule=" | ".join(map(str, rule.demands))
    )


def wanted_period(demand: Rule, year_be: int) -> Period:
    """The year, or the first half of it, that a demand speaks of."""
    year = year_be + demand.year
    return fiscal_year(year) if demand.part == "year" else half(year, 1)


def _want(demand: Rule, year_be: int) -> Want:
    period = wanted_period(demand, year_be)
    relation = demand.relation
    # A document *of* this year may cover a part of it so far; one of a year that is over must cover the whole.
    if relation == "covers" and demand.year == 0 and demand.part == "year":
        return Want("of", period)
    return Want(relation, period)


def months_of_series(series: Series, year_be: int) -> tuple[Period, ...]:
    """The months of a series, the first month of the fiscal year being October."""
    return tuple(months_of(fiscal_year(year_be + series.year))[series.first - 1 : series.last])


def demand_words(demand: Demand) -> tuple[str, str]:
    """The wanted periods in Thai and in English."""
    periods = list(dict.fromkeys(want.period for want in demand.wants))
    words = [period_words(period) for period in periods]
    return " หรือ".join(thai for thai, _ in words), " or ".join(english for _, english in words)
