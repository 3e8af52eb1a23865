"""How well the reader reads a labelled file: a table per kind, and every miss on request.

``python -m crawler.thai.dates.score FILE.jsonl`` or ``oit dates --score FILE.jsonl``.

A label is a line of JSON.  Two forms are read:

* what ``oit dates --jsonl`` writes, corrected by hand: ``{"id", "text", "expressions": [{"span", "kind", "start", "end",
  "alternatives"}]}``;
* one expression a line: ``{"id", "text", "span", "kind", "start", "end", "alt": [{"start", "end"}], "partial"}``.

Instead of a ``span`` a ``surface`` will do: it is looked up behind the one before.
A ``role`` (one of ``crawler.thai.dates.ROLES``; others are passed over) is compared where it is given.
The kind ``not-a-date`` marks a decoy; an expression without ``start`` names no year.  Every expression of a text has
to be labelled, or the precision is too low.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crawler.calendar import Period
from crawler.thai.dates.expression import Expression
from crawler.thai.dates.reader import read_dates
from crawler.thai.dates.roles import ROLES

DECOY, IMPOSSIBLE = "not-a-date", "impossible"


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled expression: where it stands, what it is, what else is right."""

    id: str
    span: tuple[int, int]
    kind: str
    period: Period | None
    alternatives: tuple[Period, ...] = ()
    role: str | None = None

    def overlaps(self, span: tuple[int, int]) -> bool:
        """Whether a span shares a character with the label's."""
        return self.span[0] < span[1] and span[0] < self.span[1]


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement, for a person: what was wanted and what was read."""

    what: str
    id: str
    text: str
    wanted: Label | None
    read: tuple[Expression, ...]

    def __str__(self) -> str:
        wanted = ""
        if self.wanted is not None:
            period = self.wanted.period.isoformat() if self.wanted.period else "-"
            role = f" {self.wanted.role}" if self.wanted.role else ""
            wanted = f"{self.text[slice(*self.wanted.span)]!r} {self.wanted.kind}{role} {period}"
        read = ", ".join(
            f"{one.surface!r} {one.kind} {one.role} {one.period.isoformat() if one.period else '-'}"
            for one in self.read
        )
        return f"{self.what:12} {self.id}: {wanted} <- {read or 'nothing'}   | {self.text}"


@dataclass(slots=True)
class Score:
    """Counts per kind.  ``exact`` asks for the likeliest reading, ``right`` allows the listed alternatives.

    ``roles`` counts the pairs of the role wanted and the role read, of labels that state one.
    """

    wanted: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    returned_exact: Counter[str] = field(default_factory=Counter)
    returned_right: Counter[str] = field(default_factory=Counter)
    decoys: int = 0
    decoys_left: int = 0
    impossible: int = 0
    impossible_flagged: int = 0
    impossible_repaired: int = 0
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of the expressions with an interval, the share that was read with the right one."""
        return _share(self.right.total(), self.wanted.total())

    @property
    def precision(self) -> float:
        """Of the intervals returned, the share that is right."""
        return _share(self.returned_right.total(), self.returned.total())

    @property
    def exact_recall(self) -> float:
        """Recall when the likeliest reading alone counts."""
        return _share(self.exact.total(), self.wanted.total())

    @property
    def exact_precision(self) -> float:
        """Precision when the label's own interval alone counts."""
        return _share(self.returned_exact.total(), self.returned.total())

    @property
    def decoys_left_alone(self) -> float:
        """The share of decoys in which nothing was read."""
        return _share(self.decoys_left, self.decoys)

    @property
    def impossible_seen(self) -> float:
        """The share of impossible dates that were flagged as such."""
        return _share(self.impossible_flagged, self.impossible)

    @property
    def roles_right(self) -> float:
        """Of the expressions that were read and whose role is labelled, the share with that role."""
        return _share(
            sum(n for (wanted, read), n in self.roles.items() if wanted == read), self.roles.total()
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def read_labels(lines: Iterable[str]) -> Iterator[tuple[str, list[Label]]]:
    """The texts of a labelled file with their labels, in order of first appearance.

    Raises ValueError with the line's number for a line that is no label.
    """
    texts: dict[str, list[Label]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name = str(record.get("id", number))
            marked = record.get("expressions", [record])
            texts[record["text"]].extend(_labels(marked, record["text"], name))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} is no label: {error!r}") from error
    yield from texts.items()


def _labels(marked: Iterable[Mapping[str, Any]], text: str, name: str) -> Iterator[Label]:
    reached = 0
    for one in marked:
        if "span" in one:
            start, end = one["span"]
        else:
            start = text.index(one["surface"], reached)
            end = reached = start + len(one["surface"])
        yield _label(one, name, (int(start), int(end)))


def _label(record: Mapping[str, Any], name: str, span: tuple[int, int]) -> Label:
    others = [
        _period(one["start"], one["end"]) if isinstance(one, dict) else _period(*one)
        for one in (record.get("alternatives") or record.get("alt") or [])
    ]
    return Label(
        name,
        span,
        str(record["kind"]),
        None if record.get("partial") else _period(record.get("start"), record.get("end")),
        tuple(other for other in others if other is not None),
        record.get("role"),
    )


def _period(start: str | None, end: str | None) -> Period | None:
    return Period(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def score(texts: Iterable[tuple[str, Sequence[Label]]]) -> Score:
    """Read every text and compare with its labels."""
    total = Score()
    for text, labels in texts:
        read = read_dates(text)
        for label in labels:
            _score_label(total, text, label, [one for one in read if label.overlaps(one.span)])
        for one in read:
            if one.period is not None:
                _score_reading(total, text, one, [label for label in labels if label.overlaps(one.span)])
    return total


def _score_role(total: Score, text: str, label: Label, read: list[Expression]) -> None:
    if label.role not in ROLES or not read:
        return
    total.roles[label.role, read[0].role] += 1
    if label.role != read[0].role:
        total.misses.append(Miss("role", label.id, text, label, (read[0],)))


def _score_label(total: Score, text: str, label: Label, read: list[Expression]) -> None:
    _score_role(total, text, label, read)
    if label.kind == DECOY:
        total.decoys += 1
        total.decoys_left += not read
        if read:
            total.misses.append(Miss("decoy", label.id, text, label, tuple(read)))
    elif label.kind == IMPOSSIBLE:
        flagged = [one for one in read if one.kind == IMPOSSIBLE]
        total.impossible += 1
        total.impossible_flagged += bool(flagged)
        total.impossible_repaired += any(
            # a day 0 has no evident repair: none is labelled, none may be offered
            set(one.alternatives) & set(label.alternatives) or one.alternatives == label.alternatives
            for one in flagged
        )
        if not flagged:
            total.misses.append(Miss("accepted", label.id, text, label, tuple(read)))
    elif label.period is not None:
        total.wanted[label.kind] += 1
        total.exact[label.kind] += any(one.period == label.period for one in read)
        right = any(_agree(label, one) for one in read)
        total.right[label.kind] += right
        if not right:
            total.misses.append(Miss("missed", label.id, text, label, tuple(read)))


def _score_reading(total: Score, text: str, one: Expression, labels: list[Label]) -> None:
    total.returned[one.kind] += 1
    total.returned_exact[one.kind] += any(label.period == one.period for label in labels)
    right = any(_agree(label, one) for label in labels if label.kind not in {DECOY, IMPOSSIBLE})
    total.returned_right[one.kind] += right
    if not right:
        wanted = labels[0] if labels else None
        total.misses.append(Miss("wrong", wanted.id if wanted else "-", text, wanted, (one,)))


def _agree(label: Label, one: Expression) -> bool:
    """Whether a reading is the labelled interval, or either lists the other's as an alternative."""
    if one.period is None:
        return False
    return (
        one.period == label.period
        or one.period in label.alternatives
        or (label.period is not None and label.period in one.alternatives)
    )


def table(total: Score) -> str:
    """The figures as lines of text."""
    rows = [
        (kind, *(counter[kind] for counter in _columns(total)))
        for kind in sorted({*total.wanted, *total.returned})
    ]
    rows.append(("all", *(counter.total() for counter in _columns(total))))
    head = f"{'kind':15}{'labelled':>9}{'found':>7}{'exact':>7}   {'returned':>9}{'right':>7}{'exact':>7}"
    body = [f"{row[0]:15}{row[1]:9}{row[2]:7}{row[3]:7}   {row[4]:9}{row[5]:7}{row[6]:7}" for row in rows]
    flagged = f"{total.impossible_flagged} of {total.impossible} flagged"
    repaired = f"{total.impossible_repaired} with the labelled repair"
    return "\n".join(
        (
            head,
            *body,
            "",
            f"recall     {total.recall:7.1%}   ({total.exact_recall:.1%} without alternatives)",
            f"precision  {total.precision:7.1%}   ({total.exact_precision:.1%} without alternatives)",
            f"decoys     {total.decoys_left_alone:7.1%}   ({total.decoys_left} of {total.decoys} left alone)",
            f"impossible {total.impossible_seen:7.1%}   ({flagged}, {repaired})",
            *_roles(total),
        )
    )


def _roles(total: Score) -> list[str]:
    """The share of right roles, and what the others were taken for; nothing where no role is labelled."""
    if not total.roles:
        return []
    wrong = sorted(
        ((count, wanted, read) for (wanted, read), count in total.roles.items() if wanted != read),
        reverse=True,
    )
    right = total.roles.total() - sum(count for count, _, _ in wrong)
    return [
        f"roles      {total.roles_right:7.1%}   ({right} of {total.roles.total()})",
        *(f"  {wanted:>14} read as {read:14}{count:4}" for count, wanted, read in wrong),
    ]


def _columns(total: Score) -> tuple[Counter[str], ...]:
    return (
        total.wanted,
        total.right,
        total.exact,
        total.returned,
        total.returned_right,
        total.returned_exact,
    )


def report(path: Path, *, errors: bool = False) -> str:
    """Score a labelled file; with ``errors``, every disagreement below the table."""
    with path.open(encoding="utf-8") as lines:
        total = score(read_labels(lines))
    shown = [str(miss) for miss in total.misses] if errors else []
    return "\n".join([table(total), *shown])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 2 for a file that is no labelled file."""
    parser = argparse.ArgumentParser(prog="python -m crawler.thai.dates.score", description=__doc__)
    parser.add_argument("file", type=Path, help="labelled expressions, JSON lines")
    parser.add_argument("--errors", action="store_true", help="list every disagreement")
    options = parser.parse_args(arguments)
    try:
        print(report(options.file, errors=options.errors))
    except (OSError, ValueError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
