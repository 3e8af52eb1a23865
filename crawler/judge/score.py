"""Item results become a score as the assessment computes it, and what that score still permits.

An item is 0 or 100.  A sub-indicator is the mean of its items, an indicator the weighted sum of its
sub-indicators, OIT the weighted sum of the indicators.  All arithmetic is exact; only what is shown is rounded,
half up, to two decimals (the assessment's own rounding).

Two kinds of honesty are built in.  What could not be judged makes the score an interval: as if it failed …
as if it passed.  And most weights are estimates, so every figure knows whether it rests on one: with only items
of 9.3 lost, whose weight was published, indicator 9 is known although its other weights are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from checklists.model import Bilingual, Checklist, Indicator, Level, Scoring, SubIndicator
from crawler.model import Status

_FULL = Fraction(100)
_PASSED: frozenset[Status] = frozenset(("pass", "waived"))
_PASSED_IF_LUCKY: frozenset[Status] = frozenset(("pass", "waived", "unverified"))


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one agency; all figures 0–100 with two decimals.

    ``low`` counts every unverified item as failed, ``high`` as passed; ``oit`` is ``low``: points that nobody
    has seen are not counted.  ``indicators`` and ``sub_indicators`` are likewise the low ends, by id;
    ``high_indicators`` and ``high_sub_indicators`` the high ones.  ``estimated``: ``oit``, ``low`` or ``high``
    rests on a weight that is a guess; ``estimated_indicators`` names the indicators that do.  ``weighted`` is
    OIT's share of the ITA total.
    """

    oit: float
    low: float
    high: float
    estimated: bool
    indicators: Mapping[str, float]
    sub_indicators: Mapping[str, float]
    high_indicators: Mapping[str, float]
    high_sub_indicators: Mapping[str, float]
    estimated_indicators: tuple[str, ...]
    weighted: float

    @property
    def certain(self) -> bool:
        """Whether every item was judged."""
        return self.low == self.high

    def as_json(self) -> dict[str, Any]:
        """The ``score`` block of ``audit.json``."""
        block: dict[str, Any] = {
            "oit": self.oit,
            "low": self.low,
            "high": self.high,
            "estimated": self.estimated,
            "weighted": self.weighted,
            "indicators": dict(self.indicators),
            "sub_indicators": dict(self.sub_indicators),
            "estimated_indicators": list(self.estimated_indicators),
        }
        if not self.certain:
            block["high_indicators"] = dict(self.high_indicators)
            block["high_sub_indicators"] = dict(self.high_sub_indicators)
        return block


@dataclass(frozen=True, slots=True)
class Points:
    """What one item is worth of OIT's 100; ``estimated`` if its weight is a guess."""

    oit: float
    estimated: bool


def score(statuses: Mapping[str, Status], checklist: Checklist) -> Score:
    """The score of an agency whose items ended as ``statuses`` (by item id).

    An item of the checklist without a status counts as unverified.  Raises KeyError for an item that the
    checklist does not have.
    """
    for item in statuses.keys() - {item.id for item in checklist.items}:
        raise KeyError(item)
    low, high = (_mark(statuses, checklist, passed) for passed in (_PASSED, _PASSED_IF_LUCKY))
    indicators = checklist.scoring.indicators
    guessed = tuple(one.id for one in indicators if _guessed(one.sub_indicators, low.subs, high.subs))
    return Score(
        oit=half_up(low.oit),
        low=half_up(low.oit),
        high=half_up(high.oit),
        estimated=bool(guessed) or _guessed(indicators, low.indicators, high.indicators),
        indicators=_shown(low.indicators),
        sub_indicators=_shown(low.subs),
        high_indicators=_shown(high.indicators),
        high_sub_indicators=_shown(high.subs),
        estimated_indicators=guessed,
        weighted=half_up(low.oit * _exact(checklist.scoring.tools["OIT"])),
    )


def points(item_id: str, checklist: Checklist) -> Points:
    """The points that come back when ``item_id`` is mended.  Raises KeyError if there is no such item."""
    group = checklist.item(item_id).sub_indicator
    items = sum(item.sub_indicator == group for item in checklist.items)
    indicator, sub = next(
        (one, sub) for one in checklist.scoring.indicators for sub in one.sub_indicators if sub.id == group
    )
    worth = _FULL * _exact(indicator.weight) * _exact(sub.weight) / items
    return Points(half_up(worth), estimated=indicator.estimated or sub.estimated)


def half_up(value: Fraction) -> float:
    """``value`` with two decimals, a half rounded up: 33.335 is 33.34 (a float would say 33.33).

    >>> half_up(Fraction("33.335")), half_up(Fraction(200, 3))
    (33.34, 66.67)
    """
    return float(_decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _decimal(value: Fraction) -> Decimal:
    """Exact where it matters: thirty digits settle any half that weights of a few decimals can make."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@lru_cache(maxsize=256)
def _exact(weight: float) -> Fraction:
    """A weight as it is written in the checklist: 0.15 is fifteen hundredths, not the nearest binary."""
    return Fraction(str(weight))


def _shown(marks: Mapping[str, Fraction]) -> dict[str, float]:
    return {key: half_up(value) for key, value in marks.items()}


# --------------------------------------------------------------------------------------- arithmetic


@dataclass(frozen=True, slots=True)
class _Marks:
    subs: Mapping[str, Fraction]
    indicators: Mapping[str, Fraction]
    oit: Fraction


def _mark(statuses: Mapping[str, Status], checklist: Checklist, passed: frozenset[Status]) -> _Marks:
    items = Counter(item.sub_indicator for item in checklist.items)
    won = Counter(
        item.sub_indicator for item in checklist.items if statuses.get(item.id, "unverified") in passed
    )
    subs = {group: Fraction(100 * won[group], number) for group, number in items.items()}
    indicators = {one.id: _weigh(one.sub_indicators, subs) for one in checklist.scoring.indicators}
    return _Marks(subs, indicators, _weigh(checklist.scoring.indicators, indicators))


def _weigh(parts: Iterable[Indicator | SubIndicator], marks: Mapping[str, Fraction]) -> Fraction:
    return sum((_exact(part.weight) * marks[part.id] for part in parts), Fraction(0))


def _guessed(parts: Iterable[Indicator | SubIndicator], *ends: Mapping[str, Fraction]) -> bool:
    """Whether the sum of ``parts`` would change with the weights that are guesses.

    Those weights together are known (all add up to 1), so parts with the same mark, such as all 100, leave
    nothing to guess.
    """
    guesses = [part.id for part in parts if part.estimated]
    return any(len({marks[part] for part in guesses}) > 1 for marks in ends)


# --------------------------------------------------------------------------------------- levels


def level_allowed(oit: float, scoring: Scoring) -> Level:
    """The best level of the whole assessment that is still open with this OIT, should IIT and EIT be 100."""
    most = (1 - _exact(scoring.tools["OIT"])) * _FULL + _exact(scoring.tools["OIT"]) * _exact(oit)
    for level in _best_first(scoring):
        if most >= _exact(level.total) and (level.each is None or oit >= level.each):
            return level
    return _best_first(scoring)[-1]


def level_words(result: Score, scoring: Scoring) -> Bilingual:
    """What the OIT alone still permits, in one sentence of each language."""
    low, high = level_allowed(result.low, scoring), level_allowed(result.high, scoring)
    about_th, about_en = _ESTIMATE if result.estimated else ("", "")
    if low != high:
        return Bilingual(
            f"OIT {result.low:.2f}–{result.high:.2f}{about_th}: ระดับสูงสุดที่ยังเป็นไปได้อยู่ระหว่าง {low.title.th} ถึง {high.title.th} "
            "ขึ้นอยู่กับข้อที่ยังตรวจไม่ได้",
            f"OIT {result.low:.2f}–{result.high:.2f}{about_en}: the best level still possible is {low.title.en} to "
            f"{high.title.en}, depending on the items that could not be judged",
        )
    condition_th, condition_en = _condition(low, result.low, scoring)
    return Bilingual(
        f"OIT {_range(result)}{about_th}: ระดับสูงสุดที่ยังเป็นไปได้คือ {low.title.th}{condition_th}",
        f"OIT {_range(result)}{about_en}: the best level still possible is {low.title.en}{condition_en}",
    )


_ESTIMATE = (" (ประมาณการ)", " (estimated)")


def _best_first(scoring: Scoring) -> list[Level]:
    return sorted(scoring.levels, key=lambda level: (-level.total, level.each is None))


def _range(result: Score) -> str:
    return f"{result.low:.2f}" if result.certain else f"{result.low:.2f}–{result.high:.2f}"


def _condition(level: Level, oit: float, scoring: Scoring) -> tuple[str, str]:
    """What the other two tools must do for ``level``."""
    share = _exact(scoring.tools["OIT"])
    mean = (_exact(level.total) - share * _exact(oit)) / (1 - share)
    if level.each is not None and mean <= _exact(level.each):
        return (
            f" หาก IIT และ EIT ได้ตั้งแต่ {level.each:g} ทั้งคู่",
            f", if IIT and EIT are each at least {level.each:g}",
        )
    if mean <= 0:
        return "", ""
    least = _decimal(mean).quantize(Decimal("0.01"), ROUND_CEILING)
    return f" หาก IIT และ EIT เฉลี่ยได้ตั้งแต่ {least}", f", if IIT and EIT are {least} or more on average"


# --------------------------------------------------------------------------------------- error budget


@dataclass(frozen=True, slots=True)
class Spare:
    """How many more items of one sub-indicator may be lost before a level is lost.

    ``remaining`` is OIT when all ``items`` of them are lost; ``broken`` OIT when one more is, or ``None`` when
    the sub-indicator has no more to lose.  ``estimated`` tells whether either rests on a guessed weight.
    """

    sub_indicator: str
    items: int
    remaining: float
    broken: float | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class ErrorBudget:
    """How far OIT is from the levels around it; the number a director wants to see.

    ``held`` is the best level whose demand on each tool OIT meets, ``spares`` what it takes to lose it;
    ``next`` the level above, ``mend`` the fewest items that reach it.  An unverified item counts as lost.
    """

    held: Level | None
    spares: tuple[Spare, ...]
    next: Level | None
    mend: tuple[str, ...]
    text: Bilingual


def error_budget(statuses: Mapping[str, Status], checklist: Checklist) -> ErrorBudget:
    """The error budget of an agency whose items ended as ``statuses``."""
    result = score(statuses, checklist)
    steps = [level for level in _best_first(checklist.scoring) if level.each is not None]
    held = next((level for level in steps if result.low >= _floor(level)), None)
    above = [level for level in steps if result.low < _floor(level)]
    coming = above[-1] if above else None
    spares = tuple(_spares(statuses, checklist, _floor(held))) if held else ()
    mend = tuple(_mend(statuses, checklist, _floor(coming))) if coming else ()
    sentences = [
        *(_unseen_words(statuses, checklist)),
        *([_mend_words(coming, mend, result, statuses, checklist)] if coming else []),
        *(_spare_words(held, spares) if held else []),
    ]
    text = Bilingual(" · ".join(one.th for one in sentences), "; ".join(one.en for one in sentences))
    return ErrorBudget(held, spares, coming, mend, text)


def _floor(level: Level) -> float:
    return level.each or 0.0


def _spares(statuses: Mapping[str, Status], checklist: Checklist, floor: float) -> Iterable[Spare]:
    for sub in (sub for one in checklist.scoring.indicators for sub in one.sub_indicators):
        left = [
            item.id
            for item in checklist.items
            if item.sub_indicator == sub.id and statuses.get(item.id) == "pass"
        ]
        outcomes = [
            score({**statuses, **dict.fromkeys(left[:lost], "fail")}, checklist)
            for lost in range(len(left) + 1)
        ]
        kept = [outcome for outcome in outcomes if outcome.low >= floor]
        broken = outcomes[len(kept)] if len(kept) < len(outcomes) else None
        if left:
            yield Spare(
                sub.id,
                len(kept) - 1,
                kept[-1].low,
                broken.low if broken else None,
                (broken or kept[-1]).estimated,
            )


def _mend(statuses: Mapping[str, Status], checklist: Checklist, floor: float) -> Iterable[str]:
    """The fewest items that bring OIT to ``floor``: those worth most, of equal ones those whose worth is known."""
    lost = [item.id for item in checklist.items if statuses.get(item.id, "unverified") not in _PASSED]
    worth = {item: points(item, checklist) for item in lost}
    mended: dict[str, Status] = dict(statuses)
    for item in sorted(lost, key=lambda item: (-worth[item].oit, worth[item].estimated)):
        if half_up(_mark(mended, checklist, _PASSED).oit) >= floor:
            return
        mended[item] = "pass"
        yield item


def _unseen_words(statuses: Mapping[str, Status], checklist: Checklist) -> Iterable[Bilingual]:
    unseen = [item.id for item in checklist.items if statuses.get(item.id, "unverified") == "unverified"]
    if unseen:
        listed = ", ".join(unseen)
        yield Bilingual(
            f"ข้อที่ยังตรวจไม่ได้ {len(unseen)} ข้อ ({listed}) นับเป็นไม่ผ่านไว้ก่อน",
            f"items not judged ({listed}) count as lost here",
        )


def _mend_words(
    level: Level, mend: Sequence[str], now: Score, statuses: Mapping[str, Status], checklist: Checklist
) -> Bilingual:
    floor = _floor(level)
    after = score({**statuses, **dict.fromkeys(mend, "pass")}, checklist)
    about_th, about_en = _ESTIMATE if after.estimated or now.estimated else ("", "")
    listed = ", ".join(mend)
    return Bilingual(
        f"OIT {now.low:.2f} ต่ำกว่าเกณฑ์ {floor:g} ของระดับ {level.title.th}: แก้อย่างน้อย {len(mend)} ข้อ ({listed}) "
        f"จะได้ {after.low:.2f}{about_th}",
        f"OIT {now.low:.2f} is below the {floor:g} of {level.title.en}: mend at least {len(mend)} "
        f"({listed}) to reach {after.low:.2f}{about_en}",
    )


def _spare_words(level: Level, spares: Sequence[Spare]) -> Iterable[Bilingual]:
    """One sentence for all sub-indicators that fare alike."""
    groups: dict[tuple[int, float, float | None, bool], list[str]] = {}
    for spare in spares:
        groups.setdefault((spare.items, spare.remaining, spare.broken, spare.estimated), []).append(
            spare.sub_indicator
        )
    known_first = sorted(groups.items(), key=lambda group: group[0][3])
    for (items, remaining, broken, estimated), subs in known_first:
        about_th, about_en = _ESTIMATE if estimated else ("", "")
        listed = ", ".join(subs)
        if broken is None:
            yield Bilingual(
                f"แม้เสียทุกข้อในตัวชี้วัด {listed} (เหลือ {remaining:.2f}) ก็ยังไม่หลุดระดับ {level.title.th}{about_th}",
                f"losing every item of {listed} (leaving {remaining:.2f}) would not lose {level.title.en}{about_en}",
            )
        elif items == 0:
            yield Bilingual(
                f"เสียข้อในตัวชี้วัด {listed} อีก 1 ข้อ (เหลือ {broken:.2f}) จะหลุดระดับ {level.title.th}{about_th}",
                f"one more item lost in {listed} (leaving {broken:.2f}) would lose {level.title.en}{about_en}",
            )
        else:
            yield Bilingual(
                f"เสียข้อในตัวชี้วัด {listed} ได้อีก {items} ข้อ (เหลือ {remaining:.2f}) "
                f"ข้อที่ {items + 1} (เหลือ {broken:.2f}) จะหลุดระดับ {level.title.th}{about_th}",
                f"{items} more may be lost in {listed} (leaving {remaining:.2f}); one beyond that "
                f"(leaving {broken:.2f}) would lose {level.title.en}{about_en}",
            )
