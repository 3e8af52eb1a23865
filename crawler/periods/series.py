"""Whether a monthly or quarterly series is complete on a day: members found, late, nil, pending, missing.

A member counts when a place of its own names it (a document's title, a sheet, a section, a row, a link) or
names a range of at most a quarter that holds it.  The heading of a whole year proves no month; nor does running
text that speaks of several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from crawler.calendar import Period, add_months, due_on, is_due, is_whole_months, month_count
from crawler.periods.evidence import OWN, Dated, Source

#: The longest range that still proves each of its months.
LONGEST_RANGE_MONTHS = 3
#: One in which nothing was done may be longer: it hints at each of its months, and proves none.
_LONGEST_NIL_MONTHS = 12

#: Places that name what they are; a member that only another place names is unsure.
NAMING: frozenset[Source] = frozenset({"title", "sheet", "section", "row", "link", "heading"})
#: What names a member and proves nothing: rows that only count, a range around sheets that name months of their own.
_ONLY_HINT = frozenset({"counted", "around"})
#: Labels that somebody else put on a document.
_LABELS: frozenset[Source] = frozenset({"link", "heading", "file-name", "url"})


@dataclass(frozen=True, slots=True)
class Series:
    """The state of a series on one day; every tuple in calendar order.

    ``expected`` are the members that are due, ``pending`` those that are not; both may be in ``found``.
    ``missing`` are due, not found, not declared nil, and not even hinted at.  ``unsure``: only a file name, a folder,
    running text or a long range of which nothing is reported names the member.  ``nil``: found, and said to hold nothing to report.  ``late``: found,
    but published after the grace.  ``leftovers``: the same months of the year before, which is what a page shows that
    was not renewed.  ``mislabelled``: labels that promise a member where the document itself names another one.
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
        return all(member in self.found for member in self.expected)


def decide_series(
    evidence: Iterable[Dated], months: Sequence[Period], as_of: date, grace_days: int
) -> Series:
    """Compare what the evidence names with the members wanted (months, or quarters) on ``as_of``.

    Pure; the order of the evidence does not matter.
    """
    members = sorted(set(months))
    items = sorted(evidence, key=lambda one: (one.nil, one.order))
    honest, mislabelled = _split_by_honesty(items)
    single = _single_subjects(honest)
    sure = [one for one in honest if _names_its_own(one, single) and not _ONLY_HINT.intersection(one.flags)]
    found = _named(members, sure)
    rest = [member for member in members if member not in found]
    unsure = _named(rest, honest) | _named(rest, honest, _said_of_all, _LONGEST_NIL_MONTHS)
    due = tuple(member for member in members if is_due(member, as_of, grace_days))
    published = _published(items)
    return Series(
        expected=due,
        found=found,
        late=tuple(
            member
            for member, one in found.items()
            if _is_late(member, one.issued or published.get(one.url), grace_days)
        ),
        nil=tuple(member for member, one in found.items() if one.nil),
        pending=tuple(member for member in members if member not in due),
        missing=tuple(member for member in due if member not in found and member not in unsure),
        unsure=unsure,
        leftovers=_named([_year_before(member) for member in members], sure),
        mislabelled=tuple(mislabelled),
    )


def _names_its_own(one: Dated, single: frozenset[str]) -> bool:
    """Whether a date stands where a member is named, or in the text of a document of one ``single`` subject."""
    return one.source in NAMING or (one.source == "text" and one.url in single)


def _meant(one: Dated) -> Period | None:
    """The whole months that this evidence names by itself."""
    if not one.names_period or one.kind in {"day", "instant", "impossible"}:
        return None
    # Its likeliest reading alone: ``ไตรมาส 1/2568`` does not prove January besides October.
    meant = one.period or (one.alternatives[0] if len(one.alternatives) == 1 else None)
    return meant if meant is not None and is_whole_months(meant) else None


def _said_of_all(one: Dated) -> Period | None:
    """The months of which a sentence says together that there was nothing: ``ต.ค. 67 - มี.ค. 68 ไม่มี…``."""
    spoken = one.nil and one.source == "title" and one.kind in {"month-range", "half-year"}
    return one.period if spoken else None


def _named(
    members: Sequence[Period], evidence: Iterable[Dated], meant: Callable[[Dated], Period | None] = _meant,
    longest: int = LONGEST_RANGE_MONTHS,
) -> dict[Period, Dated]:  # fmt: skip
    """Each member that some evidence names, or a range no longer than ``longest`` months, with the first such evidence."""
    ranges = [(one, range_, month_count(range_)) for one in evidence if (range_ := meant(one)) is not None]
    named = {}
    for member in members:
        most = max(longest, month_count(member))
        first = next((one for one, range_, size in ranges if size <= most and range_.contains(member)), None)
        if first is not None:
            named[member] = first
    return named


def _single_subjects(evidence: Iterable[Dated]) -> frozenset[str]:
    """Documents whose running text speaks of one month, or one range of months, and no other."""
    subjects: dict[str, set[Period]] = {}
    for one in evidence:
        if one.source == "text" and one.names_period and one.kind in {"month", "month-range", "quarter"}:
            subjects.setdefault(one.url, set()).add(one.readings[0])
    return frozenset(url for url, spoken in subjects.items() if len(spoken) == 1)


def _split_by_honesty(evidence: Iterable[Dated]) -> tuple[list[Dated], list[Dated]]:
    """Divide the evidence into what holds, and labels that their own document contradicts.

    A link or file name that promises one month does not count where the document itself names only others.
    """
    items = list(evidence)
    own: dict[str, list[Period]] = {}
    for one in items:
        if one.source in OWN and one.source != "text" and one.names_period:
            own.setdefault(one.url, []).extend(one.readings)
    honest: list[Dated] = []
    mislabelled: list[Dated] = []
    for one in items:
        says = own.get(one.url, [])
        label = one.source in _LABELS and one.names_period
        denied = label and says and not any(mine.overlaps(its) for mine in one.readings for its in says)
        (mislabelled if denied else honest).append(one)
    return honest, mislabelled


def _published(evidence: Iterable[Dated]) -> dict[str, date]:
    """When each document was issued, by its own words or by the site's stamp; the earliest where several say."""
    days: dict[str, date] = {}
    for one in evidence:
        if one.names_issue and one.role != "as-of" and (one.source in OWN or one.source == "stamp"):
            issued = one.readings[0].start
            days[one.url] = min(issued, days.get(one.url, issued))
    return days


def _is_late(member: Period, issued: date | None, grace_days: int) -> bool:
    return issued is not None and issued >= due_on(member, grace_days)


def _year_before(member: Period) -> Period:
    start = add_months(member.start, -12)
    return Period(start, add_months(start, month_count(member)) - timedelta(days=1))
