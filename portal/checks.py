"""Checks: asked in a page, answered by a worker with the functions of the command line, kept for good.

The row in the database is the truth; the queue only carries its number.  A worker claims a check by one update,
holds it by a lease that it renews, and writes the answer only while the lease is its own.  So a check that the
queue delivers twice is done once, and one whose worker was killed is taken up again.
"""

from __future__ import annotations

import logging
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from crawler.evidence.ledger import LEDGER_NAME
from crawler.gather.options import GatherOptions
from crawler.gather.run import GatherFailedError, Interrupted
from portal import districts, rules, uploads
from portal.districts import RefusedError
from portal.models import Account, Check, District, note

_LOG = logging.getLogger(__name__)
State = Check.State
#: The queue has this many leases' time to deliver before a check is handed to it again.
_QUEUE_PATIENCE = 4


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
    if strange := districts.unregistered(district, every):
        raise RefusedError("host_not_registered", strange[0])
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
        lease=_queue_lease(), **facts,
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
            _enqueue(check)
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


def _enqueue(check: Check) -> None:
    from portal.tasks import run_check

    run_check.enqueue(str(check.pk))


def _lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.LEASE)


def _queue_lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.LEASE * _QUEUE_PATIENCE)


# ------------------------------------------------------------------------------------------ taking up again


def reap() -> int:
    """Queue again every check that nobody holds; give up on those that ended several workers.  How many."""
    now, taken = timezone.now(), 0
    for check in Check.objects.filter(state__in=Check.OPEN, lease__lt=now):
        mine = Check.objects.filter(pk=check.pk, state=check.state, lease=check.lease)
        with transaction.atomic():
            if check.attempts >= settings.ATTEMPTS:
                if mine.update(state=State.FAILED, fault="gave_up", finished_at=now):
                    uploads.forget(check)
            elif mine.update(state=State.QUEUED, lease=_queue_lease()):
                _enqueue(check)
                taken += 1
    return taken


# ------------------------------------------------------------------------------------------ answering


def run(identifier: str) -> None:
    """Answer one check, if nobody else has claimed it.  Called by the queue's worker."""
    claimed = Check.objects.filter(pk=identifier, state=State.QUEUED).update(
        state=State.RUNNING,
        lease=_lease(),
        started_at=timezone.now(),
        attempts=F("attempts") + 1,
        done=0,
        total=0,
    )
    if not claimed:
        return
    check = Check.objects.select_related("district").get(pk=identifier)
    try:
        with _held(check):
            answer = _answer(check)
    except Interrupted:
        _own(check).update(state=State.QUEUED, lease=timezone.now(), attempts=check.attempts - 1)
        signal.raise_signal(signal.SIGTERM)  # it was the worker that was told to end
        return
    except Exception as why:
        _LOG.exception("check %s failed", check.pk)
        fault = "gathering" if isinstance(why, GatherFailedError) else "internal"
        _finish(check, state=State.FAILED, fault=fault)
        return
    _finish(check, state=State.DONE, answer=answer)


def _own(check: Check) -> Any:
    """The check, as long as it is this attempt that holds it."""
    return Check.objects.filter(pk=check.pk, state=State.RUNNING, attempts=check.attempts)


def _finish(check: Check, **facts: Any) -> None:
    if _own(check).update(finished_at=timezone.now(), **facts):
        uploads.forget(check)


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


# ------------------------------------------------------------------------------------------ staying alive


@contextmanager
def _held(check: Check) -> Iterator[None]:
    """Renew the lease and tell how far the run is, beside the work."""
    over = threading.Event()
    where: Path = settings.CHECKS / str(check.pk) / str(check.attempts) / LEDGER_NAME

    def beat() -> None:
        try:
            while not over.wait(min(1.0, settings.LEASE / 6)):
                try:
                    _own(check).update(lease=_lease(), **_progress(where))
                except DatabaseError:  # locked for a moment: the lease outlasts some beats
                    _LOG.warning("check %s: one beat was lost", check.pk, exc_info=True)
        finally:
            connection.close()

    beating = threading.Thread(target=beat, name="lease", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


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
