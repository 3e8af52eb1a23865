"""Is it recent enough?  A decision from ranked evidence, never from the newest date in sight.

The period that a document *covers* and the day on which it was *issued* are different questions.  Covered
periods are taken from the best-ranked place that names one: the document's own title block, before the link,
before the heading, before the text; what the other places say about it is compared and shown, but does not
decide.  A date of issue decides only where no place names a period.  File names, folders, stamps and file
metadata never pass anything by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

from crawler.calendar import Period, calendar_year, fiscal_year, fiscal_year_of, to_be
from crawler.periods.demand import REPORT_LEAD, Demand, Want
from crawler.periods.evidence import LAST_DECIDING_RANK, OWN, WITNESS, Dated

#: A document issued so long after the end of a period may still be the one about it (research, rank 2).
ISSUE_LAG = timedelta(days=60)

#: So long before its year begins a plan of it may be announced.
_ANNOUNCED = timedelta(days=92)

#: What the day of a dated entry may be there for; not a reference, a deadline or the page's clock.
_ENTRY_ROLES = frozenset({"publish-stamp", "doc-date", "event", "mention", "schedule"})


class State(StrEnum):
    """What the evidence says about the demand."""

    CURRENT = "current"
    OUTDATED = "outdated"
    CONFLICT = "conflict"
    UNDATED = "undated"
    NOT_YET_DUE = "not-yet-due"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places that cannot both be right about one document: what one claims, what stands against it."""

    claim: Dated
    against: Dated


@dataclass(frozen=True, slots=True)
class Decision:
    """The state, what is covered, and every piece of evidence for and against, each with its quote.

    ``CONFLICT`` means that places of like standing contradict each other, or that only a period *later* than
    the demanded one is named: a person must look.  ``conflicts`` may be there in any state: a file name that
    lags behind its content is a remark on a CURRENT document.
    ``covered`` is the reading that decided; for UNDATED it is ``None``, and ``likely`` is what weak evidence hints.
    """

    state: State
    covered: Period | None = None
    confidence: float = 0.0
    supporting: tuple[Dated, ...] = ()
    contradicting: tuple[Dated, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    want: Want | None = None
    likely: Period | None = None


def decide(evidence: Iterable[Dated], demand: Demand, as_of: date) -> Decision:
    """Whether what the evidence is about satisfies ``demand`` on ``as_of``.  Pure; order does not matter."""
    items = _day_first(sorted(evidence, key=lambda one: one.order), as_of)
    claims = _claims(items, demand)
    deciding = _best_tier(claims)
    if not demand.wants:
        covered = deciding[0].readings[0] if deciding else None
        return Decision(State.CURRENT, covered, _confidence(deciding), tuple(deciding))
    if deciding:
        return _by_claims(deciding, claims, demand, as_of)
    return _by_issue(items, demand, as_of) or _by_weak(items, demand, as_of)


def _day_first(items: list[Dated], as_of: date) -> list[Dated]:
    """Dates of three numbers in the order in which Thais write them, unless another place has the month first.

    Else old news of 12-03-2024 would pass as that of 3 December.
    """
    flags = {flag for one in items for flag in one.flags}
    if "either-order" not in flags or "month-first" in flags:
        return items
    return [_in_order(one, as_of) if "either-order" in one.flags else one for one in items]


def _in_order(one: Dated, as_of: date) -> Dated:
    """The date with its day first; a day still to come has its month first."""
    past = [reading for reading in one.readings if reading.start <= as_of]
    meant = (past or one.readings)[:1]
    return replace(one, period=meant[0], alternatives=()) if meant else one


def _claims(items: Sequence[Dated], demand: Demand) -> list[Dated]:
    """The dates that may vote on the covered period of this demand.

    Where dated entries of a year are wanted (news), the days of entries and events vote too.
    """
    relations = {want.relation for want in demand.wants}
    entries = "inside" in relations
    claims = [one for one in items if one.names_period or (entries and _is_entry(one))]
    if "covers" in relations and (reach := _reach(items)) is not None:
        claims = [_clipped(one, reach) for one in claims]
    return _timely(claims, demand) if entries else claims


def _is_entry(one: Dated) -> bool:
    """Whether a date is that of an entry or event, not the day on which the page last changed, which stands below old ones too."""
    return one.is_read and one.role in _ENTRY_ROLES and "last-change" not in one.flags


def _timely(claims: list[Dated], demand: Demand) -> list[Dated]:
    """The claims without the days of issue that lie shortly before a wanted period which another claim names."""
    early = [one for one in claims if not one.names_period and _announces(one, demand)]
    if not early or not any(one.names_period and _met(one, demand) for one in claims):
        return claims
    return [one for one in claims if one not in early]


def _announces(issue: Dated, demand: Demand) -> bool:
    ahead = (want.period.start - issue.readings[0].end for want in demand.wants)
    return issue.role == "doc-date" and any(timedelta() < lead <= _ANNOUNCED for lead in ahead)


def _reach(items: Iterable[Dated]) -> date | None:
    """The last day up to which the document's own title says that its data reach."""
    days = [
        one.readings[0].end
        for one in items
        if one.role == "as-of" and one.names_issue and one.source in {"title", "sheet", "section"}
    ]
    return max(days, default=None)


def _clipped(one: Dated, reach: date) -> Dated:
    """A claim to cover a whole period, cut at the day up to which the data reach.

    ``ปีงบประมาณ 2568 (ข้อมูล ณ วันที่ 31 ธันวาคม 2567)`` reports three months of its year, not six.
    """
    if not any(_cuts(reach, reading) for reading in one.readings):
        return one
    cut = [Period(r.start, reach) if _cuts(reach, r) else r for r in one.readings]
    return replace(one, period=cut[0], alternatives=tuple(cut[1:]))


def _cuts(reach: date, reading: Period) -> bool:
    return reading.start <= reach < reading.end


def _best_tier(claims: Sequence[Dated]) -> list[Dated]:
    """Of the claims, the best first, those of the best rank, if that may decide."""
    if not claims or (best := claims[0].rank) > LAST_DECIDING_RANK:
        return []
    return list(takewhile(lambda one: one.rank == best, claims))


# ------------------------------------------------------------------------------- covered periods


def _by_claims(deciding: list[Dated], claims: list[Dated], demand: Demand, as_of: date) -> Decision:
    """The decision where some place names a period."""
    met = [(one, *reading) for one in deciding if (reading := _met(one, demand))]
    if not met:
        return _unmet(deciding, claims, demand, as_of)
    first, covered, want = min(met, key=lambda entry: entry[0].is_vague)
    votes = [(one, _agrees(one, covered)) for one in claims]
    supporting = tuple(one for one, agrees in votes if agrees)
    contradicting = tuple(one for one, agrees in votes if not agrees)
    conflicts = _conflicts(first, claims, met=True)
    against = _denials(first, covered, deciding, claims)
    if against:
        torn = tuple(Conflict(first, one) for one in against)
        return Decision(
            State.CONFLICT,
            covered,
            _confidence(supporting),
            supporting,
            contradicting,
            (*torn, *conflicts),
            want,
        )
    return Decision(
        State.CURRENT, covered, _confidence(supporting), supporting, contradicting, conflicts, want
    )


def _denials(
    first: Dated, covered: Period, deciding: Sequence[Dated], claims: Sequence[Dated]
) -> list[Dated]:
    """What forbids to believe a satisfying claim without a person's look.

    A title that explains its year by the months of another (last year's template); a year named only in passing
    beside an older one in the title's own words; a label above a text that speaks of older periods only.
    """
    if "gloss-mismatch" in first.flags:
        return [one for one in deciding if not _agrees(one, covered)] or [first]
    older = [one for one in deciding if not one.is_vague and one.readings[0].end < covered.start]
    if first.is_vague and older:
        return older
    body = [one for one in claims if one.source == "text" and not one.is_vague]
    if first.source not in OWN and body and all(one.readings[0].end < covered.start for one in body):
        return body
    return []


def _unmet(deciding: list[Dated], claims: list[Dated], demand: Demand, as_of: date) -> Decision:
    """Nothing that decides satisfies: it is too old, too new, or not to be demanded yet."""
    newest = max(deciding, key=lambda one: (not one.is_vague, one.readings[0].end))
    covered = newest.readings[0]
    contradicting = tuple(one for one in claims if one not in deciding and _met(one, demand))
    conflicts = _conflicts(newest, claims, met=False)
    if not demand.due(as_of):
        state = State.NOT_YET_DUE
    elif all(one.kind == "impossible" for one in deciding):
        state = State.UNDATED  # a date that does not exist cannot fail anything
    elif all(want.period.end < covered.start for want in demand.wants):
        state = State.CONFLICT
    else:
        state = State.OUTDATED
    if state is State.UNDATED:
        return Decision(state, None, _confidence(deciding), tuple(deciding), contradicting, likely=covered)
    return Decision(state, covered, _confidence(deciding), tuple(deciding), contradicting, conflicts)


def _met(one: Dated, demand: Demand) -> tuple[Period, Want] | None:
    """The first reading of a date that satisfies, and what it satisfies."""
    for reading in one.readings:
        want = demand.met_by(reading)
        if want is not None:
            return reading, want
    return None


def _agrees(one: Dated, covered: Period) -> bool:
    return any(covered.overlaps(reading) for reading in one.readings)


def _conflicts(decided: Dated, claims: Sequence[Dated], *, met: bool) -> tuple[Conflict, ...]:
    """Every other place whose readings share no day, and no year, with those of the deciding one.

    A heading may name the year of the assessment above a document of the year before, and a folder always does:
    that is how the pages are built, and no conflict.  The body speaks of many years.  A label that names the year of
    another chapter of a bound volume is right too.
    """
    silent = {decided.source, "url", "text", "stamp", "metadata", "modified", *(("heading",) if met else ())}
    silent |= OWN if decided.source in OWN else set()
    spoken = (one for one in claims if one.source not in silent and one.role != "ita-year")
    other = [one for one in spoken if not _of_one_year(one, decided)]
    if not other:
        return ()
    own = [one for one in claims if one.source in OWN and one.source != "text"]
    # A label that names the year among others speaks of several things, and is no contradiction.
    among = {_place(one) for one in claims if _of_one_year(one, decided)}
    return tuple(
        Conflict(one, decided)
        for one in other
        if _place(one) not in among and not any(_of_one_year(one, chapter) for chapter in own)
    )


#: Kinds that name one year, fiscal or civil; every other date lies in one of each.
_WHOLE_YEARS = frozenset({"fiscal-year", "calendar-year"})


def _of_one_year(one: Dated, other: Dated) -> bool:
    """Whether two dates name the same year, share a day, or lie in one year: January and February 2568."""
    if one.kind in _WHOLE_YEARS and other.kind in _WHOLE_YEARS:
        # 2567 and 2568 are two years to every reader, though a fiscal and a civil one of these names share a quarter.
        return not {reading.end.year for reading in one.readings}.isdisjoint(
            reading.end.year for reading in other.readings
        )
    return any(_agrees(one, reading) for reading in other.readings) or not _years(one).isdisjoint(
        _years(other)
    )


def _years(one: Dated) -> frozenset[Period]:
    """The years that a date names, or in which it ends."""
    if one.kind in _WHOLE_YEARS:
        return frozenset(one.readings)
    ends = [reading.end for reading in one.readings]
    return frozenset(
        year for end in ends for year in (fiscal_year(fiscal_year_of(end)), calendar_year(to_be(end.year)))
    )


def _place(one: Dated) -> tuple[str, str, str]:
    return one.source, one.url, one.where


# ------------------------------------------------------------------------------- dates of issue


def _by_issue(items: Sequence[Dated], demand: Demand, as_of: date) -> Decision | None:
    """What days of issue and as-of days say where no place names a period; ``None`` if nothing."""
    dates = [
        one
        for one in items
        if one.names_issue
        and one.role != "publish-stamp"  # when a page was put there or changed is no period of what it holds
        and one.rank <= LAST_DECIDING_RANK
        and one.readings[0].start <= as_of
    ]
    for one in dates:
        want = next((want for want in demand.wants if _issued_for(one.readings[0], want)), None)
        if want is not None:
            return Decision(State.CURRENT, one.readings[0], one.confidence, (one,), want=want)
    if not dates:
        return None
    newest = max(dates, key=lambda one: one.readings[0].end)
    if any(newest.readings[0].end >= want.period.start for want in demand.wants):
        return None
    state = State.OUTDATED if demand.due(as_of) else State.NOT_YET_DUE
    return Decision(state, newest.readings[0], newest.confidence, (newest,))


def _issued_for(issued: Period, want: Want) -> bool:
    """Whether a document of this day may be the one wanted: inside its period, or soon after it.

    What must cover a whole period cannot be issued long before its end.
    """
    if want.relation == "includes":
        return False
    earliest = want.period.end - REPORT_LEAD if want.relation == "covers" else want.period.start
    latest = want.period.end if want.relation == "inside" else want.period.end + ISSUE_LAG
    return earliest <= issued.start and issued.end <= latest


def _by_weak(items: Sequence[Dated], demand: Demand, as_of: date) -> Decision:
    """UNDATED, with what file name, stamp and metadata hint."""
    if not demand.due(as_of):
        return Decision(State.NOT_YET_DUE)
    weak = [one for one in items if one.rank > LAST_DECIDING_RANK and one.readings]
    likely = weak[0].readings[0] if weak else None
    return Decision(State.UNDATED, None, _confidence(weak), tuple(weak), likely=likely)


def _confidence(items: Sequence[Dated]) -> float:
    """The best single confidence, raised by half of the gap to 1 for a second independent witness."""
    best: dict[str, float] = {}
    for one in items:
        witness = WITNESS[one.source]
        best[witness] = max(best.get(witness, 0.0), one.confidence)
    if not best:
        return 0.0
    top = max(best.values())
    return round(top + (1 - top) / 2 if len(best) > 1 else top, 3)
