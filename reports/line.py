"""Text to paste into a LINE group: at most 1,000 characters a body, nothing but what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports import view
from reports.files import slug, write_atomic
from reports.inert import one_line, shown_line
from reports.words import SIGNS, Words

FOLDER = "line"
LIMIT = 1000


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``line/<agency>.txt`` for every agency that was judged."""
    report = view.read(audit, lang)
    return [
        write_atomic(out / FOLDER / f"{slug(agency.id)}.txt", text(report, agency, Words(lang)) + "\n")
        for agency in report.agencies
        if agency.judged
    ]


def text(report: view.Report, agency: view.Agency, words: Words) -> str:
    """The message of one agency, whole items only, never longer than :data:`LIMIT` characters."""
    say = words.say
    score = words.score(agency.oit, agency.low, agency.high)
    head = [
        say("{body}: OIT audit as of {day}").format(body=one_line(agency.name), day=words.day(report.as_of)),
        f"{say('Score')} {score}" + (f" ({say('estimated')})" if agency.estimated else ""),
        "  ".join(
            f"{SIGNS[status]} {words.status(status)} {agency.count(status)}"
            for status in view.STATUSES
            if agency.count(status)
        ),
    ]
    if not report.complete:
        head.insert(0, f"⚠ {say('This audit is not complete. Do not act on it yet.')}")
    if report.days_left is not None and report.days_left >= 0:
        head.append(words.countdown(report.days_left, report.deadline))
    if not agency.failing:
        head.append(words.nothing_to_mend(agency.count("waived")))
    return _fit("\n".join(head), agency.tasks, words)


def _entry(task: view.Task) -> list[str]:
    """Which items, why, how to mend it: a line each."""
    lines = [f"{SIGNS[task.status]} {_named(task.items)}"]
    if task.reason is not None:
        lines.append(shown_line(task.reason.message, 160))
        if task.reason.fix:
            lines.append(f"→ {shown_line(task.reason.fix, 120)}")
    return lines


def _named(items: Sequence[view.Item]) -> str:
    """One item by its title and divisions; of several, their marks."""
    if len(items) > 1:
        return " ".join(sorted((one_line(item.id) for item in items), key=view.item_key))
    (item,) = items
    named, others = item.divisions[:2], item.divisions[2:]
    divisions = ", ".join(map(one_line, named)) + (f" +{len(others)}" if others else "")
    return f"{one_line(item.id)} {shown_line(item.title, 40)}" + (
        f" ({shown_line(divisions, 80)})" if named else ""
    )


def _fit(head: str, tasks: Sequence[view.Task], words: Words) -> str:
    """Every division sees its items; while there is room, what weighs most also gets its why, then its how."""
    entries = [_entry(task) for task in tasks]
    more = words.say("… and {count} more items ({items}): see the report")

    def message(lines: Sequence[int]) -> str:
        """The text with so many lines of the first entries."""
        left = [item for task in tasks[len(lines) :] for item in task.items]
        marks = " ".join(f"{SIGNS[item.status]}{one_line(item.id)}" for item in left)
        parts = [line for entry, most in zip(entries, lines, strict=False) for line in entry[:most]]
        if left:
            parts.append(more.format(count=len(left), items=marks))
        return "\n".join([head, "", *parts] if parts else [head])

    bare = ([1] * count for count in range(len(tasks), -1, -1))
    lines = next((one for one in bare if len(message(one)) <= LIMIT), None)
    if lines is None:
        return shown_line(head, LIMIT)
    room = LIMIT - len(message(lines))
    for shown in (1, 2):
        for place, entry in enumerate(entries[: len(lines)]):
            if lines[place] == shown < len(entry) and len(entry[shown]) < room:
                lines[place] += 1
                room -= len(entry[shown]) + 1  # and a line break
    return message(lines)
