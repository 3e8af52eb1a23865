"""Is it recent enough?  A decision from ranked evidence, never from the newest date in sight.

The period that a document *covers* and the day on which it was *issued* are different questions.  Covered
periods are taken from the best-ranked place that names one: the document's own title block, before the link,
before the heading, before the text; what the other places say about it is compared and shown, but does not decide.
A date of issue decides only where no place names a period.  File names, folders, stamps and file metadata
never pass anything by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crawler.calendar import Period
from crawler.periods.demand import Demand, Want
from crawler.periods.evidence import LAST_DECIDING_RANK, OWN, WITNESS, Dated

#: A document issued so long after the end of a period may still be the one about it (research, rank 2).
ISSUE_LAG = timedelta(days=60)


class State(StrEnum):
    """What the evidence says about the demand."""

    CURRENT = "current"
    OUTDATED = "outdated"
    CONFLICT = "conflict"
    UNDATED = "undated"
    NOT_YET_DUE = "not-yet-due"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places that cannot both be right about one document: what a label claims, what stands against it."""

    claim: Dated
    against: Dated


@dataclass(frozen=True, slots=True)
class Decision:
    """The state, what is covered, and every piece of evidence for and against, each with its quote.

    ``CONFLICT`` means that equally good places contradict each other, or that only a period *later* than the
    demanded one is named: a person must look.  ``conflicts`` may be there in any state: a file name that lags
    behind its content is a remark on a CURRENT document.
    ``covered`` is the reading that decided; for UNDATED it is ``None`` and ``likely`` holds what weak evidence hints.
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
    items = _in_order(evidence)
    claims = [one for one in items if _claims(one, demand)]
    deciding = _best_tier(claims)
    if not deciding:
        deciding = [one for one in items if one.names_issue and one.rank <= LAST_DECIDING_RANK]
        return _with_weak(items, _by_issue(deciding, demand, as_of), demand, as_of)
    return _by_claims(deciding, claims, demand, as_of)


def _in_order(evidence: Iterable[Dated]) -> list[Dated]:
    return sorted(evidence, key=lambda one: (one.rank, one.source, one.where, one.quote, one.url))


def _claims(one: Dated, demand: Demand) -> bool:
    """Whether a date may vote on the covered period of this demand."""
    if one.names_period:
        return True
    inside = any(want.relation == "inside" for want in demand.wants)
    return inside and bool(one.readings) and one.role in {"publish-stamp", "doc-date", "event"}


def _best_tier(claims: Sequence[Dated]) -> list[Dated]:
    best = min((one.rank for one in claims), default=LAST_DECIDING_RANK + 1)
    return [one for one in claims if one.rank == best] if best <= LAST_DECIDING_RANK else []


def _by_claims(deciding: list[Dated], claims: list[Dated], demand: Demand, as_of: date) -> Decision:
    for_it = [(one, *met) for one in deciding if (met := _met(one, demand)) is not None]
    against = [one for one in deciding if _met(one, demand) is None]
    if for_it:
        first, covered, want = for_it[0]
        supporting = [one for one in claims if any(covered.overlaps(reading) for reading in one.readings)]
        conflicts = _conflicts(first, claims, demand)
        torn = len(against) > len(for_it) or any("gloss-mismatch" in one.flags for one, *_ in for_it)
        return Decision(
            State.CONFLICT if torn else State.CURRENT,
            covered,
            _confidence(supporting),
            tuple(supporting),
            tuple(one for one in claims if one not in supporting),
            conflicts if not torn else (*conflicts, *(Conflict(first, one) for one in against)),
            want,
        )
    return _unmet(deciding, claims, demand, as_of)


def _unmet(deciding: list[Dated], claims: list[Dated], demand: Demand, as_of: date) -> Decision:
    """Nothing that decides satisfies: it is too old, too new, or not to be demanded yet."""
    newest = max(deciding, key=lambda one: one.readings[0].end)
    covered = newest.readings[0]
    conflicts = _conflicts(newest, claims, demand)
    contradicting = tuple(one for one in claims if one not in deciding and _met(one, demand) is not None)
    if demand.wants and not demand.due(as_of):
        state = State.NOT_YET_DUE
    elif all(want.period.end < covered.start for want in demand.wants):
        state = State.CONFLICT
    else:
        state = State.OUTDATED
    if not demand.wants:
        state = State.CURRENT
    return Decision(state, covered, _confidence(deciding), tuple(deciding), contradicting, conflicts)


def _met(one: Dated, demand: Demand) -> tuple[Period, Want] | None:
    """The first reading of a date that satisfies, and what it satisfies; its likeliest reading for no demand."""
    for reading in one.readings:
        want = demand.met_by(reading)
        if want is not None:
            return reading, want
    return None


def _conflicts(decided: Dated, claims: Iterable[Dated], demand: Demand) -> tuple[Conflict, ...]:
    """Every other place whose readings share no day with those of the deciding one.

    A heading or a folder may name the year of the assessment above a document of the year before: that is how
    the pages are built, and no conflict.
    """
    met = _met(decided, demand) is not None
    found = []
    for one in claims:
        if one.source in {decided.source, "url"}:
            continue
        if one.source == "heading" and met:
            continue
        if one.source == "text" and decided.source in OWN:
            continue
        if not any(mine.overlaps(its) for mine in decided.readings for its in one.readings):
            found.append(Conflict(one, decided))
    return tuple(found)


def _by_issue(dates: list[Dated], demand: Demand, as_of: date) -> Decision | None:
    """What days of issue and as-of days say where no place names a period; ``None`` if nothing."""
    known = [one for one in dates if one.readings[0].start <= as_of]
    for one in known:
        for want in demand.wants:
            reach = Period(want.period.start, want.period.end + ISSUE_LAG)
            issued = one.readings[0]
            if want.relation != "includes" and issued.within(reach):
                return Decision(State.CURRENT, issued, one.confidence, (one,), want=want)
    if not known or not demand.wants:
        return None
    newest = max(known, key=lambda one: one.readings[0].end)
    if all(newest.readings[0].end < want.period.start for want in demand.wants):
        state = State.OUTDATED if demand.due(as_of) else State.NOT_YET_DUE
        return Decision(state, newest.readings[0], newest.confidence, (newest,))
    return None


def _with_weak(items: list[Dated], decision: Decision | None, demand: Demand, as_of: date) -> Decision:
    """The decision by dates of issue, or UNDATED with what file name, stamp and metadata hint."""
    if decision is not None:
        return decision
    if not demand.wants:
        return Decision(State.CURRENT)
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
