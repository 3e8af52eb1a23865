"""What a run of ``oit audit`` knows beside its evidence, and what it leaves behind for the next night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from crawler.gather.options import GatherOptions
    from crawler.history.chronicle import Chronicle

#: Nights that the reports draw.
SHOWN = 60
SUNDAY = 7


def night_before(history: Path | None, day: date) -> str:
    """The run folder whose pages need not be sent again; empty for a full night.

    Every Sunday is one: a server that always says "not changed" deceives for six days at most.
    """
    from crawler.history.runs import latest_run

    if history is None or day.isoweekday() == SUNDAY:
        return ""
    newest = latest_run(history)
    return str(newest.absolute()) if newest else ""


def ask_canaries(urls: Sequence[str], options: GatherOptions) -> list[dict[str, Any]]:
    """Whether addresses that ought to answer do; each asked once, guarded like all."""
    from crawler.gather.run import fetch_one

    alone = replace(options, previous="")
    said = []
    for url in urls:
        capture, _ = fetch_one(url, alone)
        said.append(
            {
                "url": url, "ok": capture.answered, "http_status": capture.status, "error": capture.error,
                "asked_at": capture.fetched_at,
            }
        )  # fmt: skip
    return said


def remember(
    out: Path, history: Path, *, day: date, checklist: str, canaries: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Freeze into the run folder what the nights in ``history`` say, so that judging it again needs nothing else."""
    from crawler.history.runs import NightFile, past_of

    past = past_of(history, day=day.isoformat(), checklist=checklist, but=out)
    NightFile(checklist, past, tuple(canaries)).write(out)


def told_by_history(audit: dict[str, Any], folder: Path) -> tuple[dict[str, Any], Chronicle]:
    """The audit with its stories, and withheld when it is sick; the nights that the reports draw.

    A run that remembers nothing (a demo, a single check), or is judged by another checklist, has no stories.
    """
    from crawler.audit.trust import guarded
    from crawler.history.chronicle import Chronicle, with_stories
    from crawler.history.runs import read_night

    night = read_night(folder)
    if night is None:
        return guarded(audit, Chronicle()), Chronicle()
    known = night.checklist == audit["audit"]["checklist"]["id"]
    past = night.past.before(audit["audit"]["as_of"]) if known else Chronicle()
    told = with_stories(audit, past) if known else audit
    return guarded(told, past, night.canaries), past.last(SHOWN)


def leave(out: Path, history: Path, audit: Mapping[str, Any]) -> None:
    """Write the run's figures for machines; let ``latest`` lead to a run that may be believed."""
    from crawler.audit.metrics import FILE_NAME, metrics_text
    from crawler.history.runs import point_to
    from reports.files import write_atomic

    write_atomic(out / FILE_NAME, metrics_text(audit))
    if audit["audit"]["complete"]:
        point_to(out, history)
