"""What another checklist would change: the evidence of a night judged by it, without one request."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from checklists import available
from crawler.cli.progress import Bar
from crawler.cli.rejudge import judge_folder
from portal import claims, rules
from portal.districts import RefusedError
from portal.models import Account, Night, Rehearsal, note
from reports import audit_json

Json = Mapping[str, Any]
#: Severities of findings that decide a verdict.
_DECIDING = frozenset({"error", "unverified"})


def editions() -> list[str]:
    """The ids of the bundled checklists, oldest first, and the one in force."""
    return list(dict.fromkeys([*(edition.id for edition in available()), rules.checklist_name()]))


def following(checklist: str) -> str:
    """The checklist of the year after; the newest when there is none after it."""
    ids = [edition.id for edition in available()]
    return ids[min(ids.index(checklist) + 1, len(ids) - 1)] if checklist in ids else ids[-1]


def ask(account: Account, night: Night, checklist: str, as_of: date | None = None) -> Rehearsal:
    """Ask what ``checklist`` would say of a night on ``as_of`` (default: the night's own day).  Raises RefusedError."""
    if checklist not in editions():
        raise RefusedError("unknown_checklist")
    made = Rehearsal(
        night=night, author=account.username, checklist=checklist, as_of=as_of or night.as_of,
        lease=claims.queue_lease(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            note(
                account.username,
                "rehearsal.asked",
                night=night.folder,
                checklist=checklist,
                as_of=str(made.as_of),
            )
            claims.enqueue(made)
    except IntegrityError as why:
        raise RefusedError("busy_night") from why
    return made


def reap() -> int:
    """Take up again the rehearsals that nobody holds; how many."""
    return claims.reap(Rehearsal, _forget)


def run(identifier: str) -> None:
    """Answer one rehearsal, if nobody else has claimed it.  Called by the queue's worker."""
    rehearsal = claims.claim(Rehearsal, identifier)
    if rehearsal is not None:
        claims.answer(rehearsal, lambda: _answer(rehearsal), dict, _forget)


def _folder(rehearsal: Rehearsal) -> Path:
    where: Path = settings.CHECKS / f"rehearsal-{rehearsal.pk}"
    return where


def _forget(rehearsal: Rehearsal) -> None:
    shutil.rmtree(_folder(rehearsal), ignore_errors=True)


def _answer(rehearsal: Rehearsal) -> dict[str, Any]:
    """The night as it was and as it would be; nothing is written into the folder of the night."""
    night, out = settings.RUNS / rehearsal.night.folder, _folder(rehearsal)
    before = audit_json.load(night / audit_json.FILE_NAME)
    _forget(rehearsal)
    out.mkdir(parents=True)
    with Bar(quiet=True) as bar:
        after, _ = judge_folder(
            night,
            rules.load(rehearsal.checklist),
            rehearsal.as_of,
            ("json",),
            "th",
            bar=bar,
            out=out,
            cache=out,
        )
    return {"scores": _scores(before, after), "changes": list(differences(before, after))}


def _scores(before: Json, after: Json) -> dict[str, list[list[float | None]]]:
    ends = [
        {one["id"]: [one["score"]["low"], one["score"]["high"]] for one in audit["agencies"]}
        for audit in (before, after)
    ]
    return {agency: [ends[0].get(agency, [None, None]), score] for agency, score in ends[1].items()}


def differences(before: Json, after: Json) -> Iterator[dict[str, Any]]:
    """A row for every item of every district whose verdict is another, or that only one of the two has.

    ``was`` and ``now`` are statuses or ``None``; ``codes`` and ``why_th``/``why_en`` say what decides now.
    """
    was, now = _items(before), _items(after)
    for key in dict.fromkeys([*now, *was]):
        old, new = was.get(key, {}), now.get(key, {})
        if old.get("status") == new.get("status"):
            continue
        deciding = [one for one in new.get("findings", ()) if one["severity"] in _DECIDING]
        first = deciding[0] if deciding else {}
        yield {
            "district": key[0], "item": key[1], "was": old.get("status"), "now": new.get("status"),
            "title_th": new.get("title_th") or old.get("title_th", ""),
            "title_en": new.get("title_en") or old.get("title_en", ""),
            "codes": sorted({one["code"] for one in deciding}),
            "why_th": first.get("message_th", ""), "why_en": first.get("message_en", ""),
        }  # fmt: skip


def _items(audit: Json) -> dict[tuple[str, str], Json]:
    return {(agency["id"], item["id"]): item for agency in audit["agencies"] for item in agency["items"]}
