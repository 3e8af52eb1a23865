"""Whether a monthly or quarterly series is complete on a day: members found, late, nil, pending, missing.

A member counts when a place of its own names it (a document's title, a sheet, a section, a row, a link) or
names a range of at most a quarter that holds it.  The heading of a whole year proves no month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawler.calendar import Period, add_months, due_on, is_due, is_whole_months, month_count
from crawler.periods.evidence import LAST_DECIDING_RANK, OWN, Dated

#: The longest range that still proves each of its months.
LONGEST_RANGE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Series:
    """The state of a series on one day; every tuple in calendar order.

    ``expected`` are the members that are due, ``pending`` those that are not; both may be in ``found``.
    ``missing`` are due, not found, not declared nil, and not even hinted at.  ``unsure``: only a file name or folder
    names the member.  ``late``: found, but published after the grace.  ``leftovers``: the same months of the year
    before, which is what a page shows that was not renewed.  ``mislabelled``: a label promises a member of the
    series and the document itself names another one.
    """

    expected: tuple[Period, ...] = ()
    found: Mapping[Period, Dated] = field(default_factory=dict)
    late: tuple[Period, ...] = ()
    nil: tuple[Period, ...] = ()
    pending: tuple[Period, ...] = ()
    missing: tuple[Period, ...] = ()
    unsure: Mapping[Period, Dated] = field(default_factory=dict)
    leftovers: Mapping[Period, Dated] = field(default_factory=dict)
    mislabelled: tuple[Dated, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every due member is there."""
        return not self.missing and not any(member in self.unsure for member in self.expected)


def decide_series(
    evidence: Iterable[Dated], months: Sequence[Period], as_of: date, grace_days: int
) -> Series:
    """Compare what the evidence names with the members wanted (months, or quarters) on ``as_of``."""
    members = sorted(months)
    honest, mislabelled = _split_by_honesty(list(evidence))
    found = _named(members, [one for one in honest if one.rank <= LAST_DECIDING_RANK])
    unsure = _named(members, [one for one in honest if one.rank > LAST_DECIDING_RANK])
    unsure = {member: one for member, one in unsure.items() if member not in found}
    due = tuple(member for member in members if is_due(member, as_of, grace_days))
    before = [_year_before(member) for member in members]
    return Series(
        expected=due,
        found=found,
        late=tuple(member for member, one in found.items() if _is_late(member, one, grace_days)),
        nil=tuple(member for member, one in found.items() if one.nil),
        pending=tuple(member for member in members if member not in due),
        missing=tuple(member for member in due if member not in found and member not in unsure),
        unsure=unsure,
        leftovers=_named(before, [one for one in honest if one.rank <= LAST_DECIDING_RANK]),
        mislabelled=tuple(mislabelled),
    )


def _proves(one: Dated, member: Period) -> bool:
    """Whether this evidence names the member by itself."""
    if not one.names_period or one.kind in {"day", "instant", "impossible"}:
        return False
    longest = max(LONGEST_RANGE_MONTHS, month_count(member))
    return any(
        is_whole_months(reading) and month_count(reading) <= longest and reading.contains(member)
        for reading in one.readings
    )


def _named(members: Sequence[Period], evidence: Sequence[Dated]) -> dict[Period, Dated]:
    """Each member that some evidence names, with the best such evidence."""
    ranked = sorted(evidence, key=lambda one: (one.nil, one.rank, one.url, one.where, one.quote))
    found = {}
    for member in members:
        best = next((one for one in ranked if _proves(one, member)), None)
        if best is not None:
            found[member] = best
    return found


def _split_by_honesty(evidence: list[Dated]) -> tuple[list[Dated], list[Dated]]:
    """Divide the evidence into what holds, and labels that their own document contradicts.

    A link or file name that promises one month does not count where the document itself names only others.
    """
    own: dict[str, list[Period]] = {}
    for one in evidence:
        if one.source in OWN and one.names_period:
            own.setdefault(one.url, []).extend(one.readings)
    honest: list[Dated] = []
    mislabelled: list[Dated] = []
    for one in evidence:
        says = own.get(one.url, [])
        is_label = one.source in {"link", "heading", "file-name", "url"}
        denied = says and not any(mine.overlaps(its) for mine in one.readings for its in says)
        (mislabelled if is_label and one.names_period and denied else honest).append(one)
    return honest, mislabelled


def _year_before(member: Period) -> Period:
    start = add_months(member.start, -12)
    return Period(start, add_months(start, month_count(member)) - timedelta(days=1))


def _is_late(member: Period, one: Dated, grace_days: int) -> bool:
    return one.issued is not None and one.issued >= due_on(member, grace_days)
