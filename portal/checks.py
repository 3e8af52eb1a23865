"""Checks: asked in a page, answered by a worker with the functions of the command line, kept for good."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from crawler.evidence.ledger import LEDGER_NAME
from crawler.gather.ended import Interrupted
from crawler.gather.options import GatherOptions
from portal import claims, districts, rules, uploads
from portal.districts import RefusedError
from portal.models import Account, Check, District, note

# ------------------------------------------------------------------------------------------ asking


def ask(account: Account, district: District, item: str = "", urls: Sequence[str] | None = None) -> Check:
    """Ask for a check of an item, or (``item`` empty) of the whole district, of drafts before what is in force.

    Raises RefusedError: nothing declared, a host that is not registered, too many addresses, too many checks.
    """
    wanted = districts.current(district, drafts=True).get(district.pk, {})
    if item:
        wanted = {item: list(urls) if urls is not None else wanted.get(item, [])}
    wanted = {one: addresses for one, addresses in wanted.items() if addresses}
    every = [url for addresses in wanted.values() for url in addresses]
    if not every:
        raise RefusedError("nothing_declared")
    if len(every) > settings.MOST_URLS:
        raise RefusedError("too_many_urls")
    for one, addresses in wanted.items():
        for url in districts.unregistered(district, addresses):
            raise RefusedError("host_not_registered", f"{one} {url}")
    return _queue(account, district, item=item, urls=wanted)


def ask_upload(
    account: Account, district: District, item: str, name: str, data: bytes, *, keep: bool
) -> Check:
    """Ask how a document that stands nowhere yet would be judged.  Raises RefusedError."""
    if not data:
        raise RefusedError("empty_upload")
    if len(data) > settings.MOST_UPLOAD:
        raise RefusedError("too_large")
    return _queue(account, district, item=item, upload=uploads.safe_name(name), keep=keep, data=data)


def _queue(account: Account, district: District, *, data: bytes | None = None, **facts: Any) -> Check:
    _within_limits(account, district)
    check = Check(
        district=district, author=account.username, checklist=rules.checklist_name(), as_of=rules.today(),
        lease=claims.queue_lease(), **facts,
    )  # fmt: skip
    if data is not None:
        uploads.store(check, data)
    try:
        with transaction.atomic():
            check.save(force_insert=True)
            note(
                account.username,
                "check.asked",
                district.pk,
                check.item,
                check=str(check.pk),
                upload=check.upload,
            )
            claims.enqueue(check)
    except IntegrityError as why:
        uploads.forget(check)
        raise RefusedError("busy") from why
    return check


def _within_limits(account: Account, district: District) -> None:
    since = timezone.now() - timedelta(days=1)
    recent = Check.objects.filter(asked_at__gte=since)
    if max(recent.filter(author=account.username).count(), recent.filter(district=district).count()) >= (
        settings.CHECKS_A_DAY
    ):
        raise RefusedError("too_many_checks")


# ------------------------------------------------------------------------------------------ answering


def reap() -> int:
    """Take up again the checks that nobody holds; how many."""
    return claims.reap(Check, uploads.forget)


def run(identifier: str) -> None:
    """Answer one check, if nobody else has claimed it.  Called by the queue's worker."""
    check = claims.claim(Check, identifier)
    if check is not None:
        ledger = folder(check) / LEDGER_NAME
        claims.answer(check, lambda: _answer(check), lambda: _progress(ledger), uploads.forget)


def _folder(check: Check) -> Path:
    """A fresh run folder for this attempt; those of attempts that were killed are gone."""
    above: Path = settings.CHECKS / str(check.pk)
    if above.exists():
        shutil.rmtree(above)
    return above / str(check.attempts)


def folder(check: Check) -> Path:
    """The run folder of a finished check."""
    kept: Path = settings.CHECKS / str(check.pk) / str(check.attempts)
    return kept


def _answer(check: Check) -> dict[str, Any]:
    from crawler.cli.audit import run_audit
    from crawler.cli.check import check_item

    checklist, where = rules.load(check.checklist), _folder(check)
    agency = districts.agency(check.district, check.urls)
    if check.upload:
        return {"items": [uploads.judge(check, agency, checklist, where)]}
    if check.item:
        options = GatherOptions(
            **settings.GATHER, as_of=check.as_of.isoformat(), checklist=checklist.id, site_pages=0
        )
        return {
            "items": [check_item(agency, check.item, checklist, check.as_of, options, where, progress=False)]
        }
    outcome = run_audit(
        agencies=[agency], checklist=checklist, as_of=check.as_of, out=where, formats=("json",), quiet=True,
        progress=False, **settings.GATHER,
    )  # fmt: skip
    if outcome.interrupted:
        raise Interrupted
    found: Mapping[str, Any] = outcome.audit["agencies"][0]
    return {key: found[key] for key in ("items", "score", "budget_th", "budget_en", "level_th", "level_en")}


def _progress(path: Path) -> dict[str, int]:
    """How far a run is, from its ledger; nothing while there is none, or it is being written."""
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return {}
    try:
        done, total = db.execute("SELECT coalesce(sum(state = 'done'), 0), count(*) FROM declared").fetchone()
        requests = db.execute("SELECT count(*) FROM hop").fetchone()[0]
    except sqlite3.Error:
        return {}
    finally:
        db.close()
    return {"done": done, "total": total, "requests": requests}
