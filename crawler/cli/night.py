"""What a run of ``oit audit`` knows beside its evidence, and what it leaves behind for the next night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from crawler.evidence import EvidenceStore
    from crawler.history.chronicle import Chronicle
    from crawler.model import Agency

#: Nights that the reports draw.
SHOWN = 60


def night_before(history: Path | None, day: date, today: date) -> str:
    """The run folder whose pages need not be sent again; empty for a full night.

    Every seventh night is one: a server that always says "not changed" deceives for six days at most.
    """
    from crawler.history.overdue import full_night_is_due
    from crawler.history.runs import latest_run

    if history is None or full_night_is_due(history, day, today):
        return ""
    newest = latest_run(history)
    return str(newest.absolute()) if newest else ""


def overdue_words(history: Path, agencies: Sequence[Agency], lang: str) -> str:
    """Which declared addresses the newest night did not see, in words; empty when it saw all of them."""
    from crawler.evidence.address import evidence_key
    from crawler.history.overdue import last_seen

    keys = {evidence_key(one.url) for agency in agencies for one in agency.declarations}
    seen = last_seen(history, keys)
    newest = max(seen.values(), default="")
    late = [seen.get(key, "") for key in keys if seen.get(key, "") < newest]
    if not late:
        return ""
    oldest = min(filter(None, late), default="")
    words = _OVERDUE[lang]
    return words["some"].format(n=len(late)) + (words["since"].format(day=oldest[:10]) if oldest else "")


_OVERDUE = {
    "th": {"some": "เริ่มจากที่ค้างนานที่สุด: {n:,} URL ที่รอบก่อนตรวจไม่ถึง", "since": " (เห็นครั้งสุดท้าย {day})"},
    "en": {
        "some": "the most overdue first: {n:,} addresses that the last night did not see",
        "since": " (last seen {day})",
    },
}


def canaries_of(store: EvidenceStore) -> list[dict[str, Any]]:
    """What the canary addresses of a run said."""
    return list(store.run.get("canaries") or ())


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
