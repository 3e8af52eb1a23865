"""What is not kept for ever: evidence of old checks, uploads nobody waits for, ended sessions, done tasks.

Answers stay: they are rows of the database.  The evidence of a check stays as long as its document was kept on
purpose, or an objection refers to one of its findings.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.models import Check, Objection, Rehearsal

#: Seconds for which a file may stand without its row: it is written before.
_YOUNG = 3600


def sweep() -> int:
    """Remove what has been kept long enough; how many folders and files."""
    call_command("clearsessions")
    DBTaskResult.objects.filter(finished_at__lt=_long_ago()).delete()
    gone = [*_old_folders(), *_lost_uploads()]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(gone)


def _long_ago() -> Any:
    return timezone.now() - timedelta(days=settings.KEEP_CHECKS)


def _old_folders() -> Iterator[Path]:
    folders = [path for path in settings.CHECKS.glob("*") if path.is_dir()]
    known = Check.objects.in_bulk([key for path in folders if (key := _uuid(path.name))])
    trials = {
        f"rehearsal-{key}"
        for key in Rehearsal.objects.filter(state__in=Rehearsal.OPEN).values_list("pk", flat=True)
    }
    objected = set(Objection.objects.exclude(finding="").values_list("district_id", "finding"))
    for path in folders:
        check = known.get(_uuid(path.name))
        if check is None:
            if path.name not in trials and _old(path):
                yield path
        elif not check.is_open and not _wanted(check, objected):
            yield path


def _wanted(check: Check, objected: set[tuple[str, str]]) -> bool:
    """Whether the evidence of a finished check is still to be kept."""
    if check.upload:
        return check.keep
    if check.finished_at is not None and check.finished_at >= _long_ago():
        return True
    return any((check.district_id, one) in objected for one in _fingerprints(check.answer or {}))


def _fingerprints(answer: Mapping[str, Any]) -> Iterator[str]:
    for item in answer.get("items", ()):
        yield from (one["fingerprint"] for one in item["findings"])


def _lost_uploads() -> Iterator[Path]:
    """Documents of checks that ended, or never began: a kill came between the verdict and the removal."""
    waiting = {str(key) for key in Check.objects.filter(state__in=Check.OPEN).values_list("pk", flat=True)}
    yield from (path for path in settings.UPLOADS.glob("*") if path.name not in waiting and _old(path))


def _old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > _YOUNG


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
