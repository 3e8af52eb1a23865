"""Questions to a worker: queued, claimed by one, held by a lease, answered once, taken up again when lost.

The row in the database is the truth; the queue only carries its number.  A worker claims a question by one update,
holds it by a lease that it renews, and writes the answer only while the lease is its own.  So a question that the
queue delivers twice is answered once, and one whose worker was killed is taken up again.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from crawler.gather.ended import GatherFailedError, Interrupted
from portal.models import Question

_LOG = logging.getLogger(__name__)
State = Question.State
#: The queue has this many leases' time to deliver before a question is handed to it again.
_QUEUE_PATIENCE = 4
Progress = Callable[[], Mapping[str, int]]


def queue_lease() -> datetime:
    """Until when the queue has time to deliver."""
    return timezone.now() + timedelta(seconds=settings.LEASE * _QUEUE_PATIENCE)


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE)


def enqueue(question: Question) -> None:
    """Hand the number of a question to the queue."""
    from portal.tasks import task_of

    task_of(question).enqueue(str(question.pk))


def reap(kind: type[Question], forget: Callable[[Any], None]) -> int:
    """Queue again every question that nobody holds; give up on those that ended several workers.  How many."""
    now, taken = timezone.now(), 0
    for question in _rows(kind).filter(state__in=Question.OPEN, lease__lt=now):
        mine = _rows(kind).filter(pk=question.pk, state=question.state, lease=question.lease)
        with transaction.atomic():
            if question.attempts >= settings.ATTEMPTS:
                if mine.update(state=State.FAILED, fault="gave_up", finished_at=now):
                    forget(question)
            elif mine.update(state=State.QUEUED, lease=queue_lease()):
                enqueue(question)
                taken += 1
    return taken


def claim(kind: type[Question], identifier: str) -> Any:
    """The question, if it waits and nobody else was quicker; else ``None``."""
    claimed = _rows(kind).filter(pk=identifier, state=State.QUEUED).update(
        state=State.RUNNING, lease=_lease(), started_at=timezone.now(), attempts=F("attempts") + 1
    )  # fmt: skip
    return _rows(kind).get(pk=identifier) if claimed else None


def answer(
    question: Question, work: Callable[[], Any], progress: Progress, forget: Callable[[Any], None]
) -> None:
    """Do the ``work`` of a claimed question beside a heart that beats, and write what comes of it.

    A worker that is told to end gives the question back; any other fault is ours, and is said as ours.
    """
    try:
        with held(question, progress):
            found = work()
    except Interrupted:
        own(question).update(state=State.QUEUED, lease=timezone.now(), attempts=question.attempts - 1)
        signal.raise_signal(signal.SIGTERM)  # it was the worker that was told to end
        return
    except Exception as why:
        _LOG.exception("%s %s failed", type(question).__name__, question.pk)
        fault = "gathering" if isinstance(why, GatherFailedError) else "internal"
        facts: dict[str, Any] = {"state": State.FAILED, "fault": fault}
    else:
        facts = {"state": State.DONE, "answer": found}
    if own(question).update(finished_at=timezone.now(), **facts):
        forget(question)


def own(question: Question) -> QuerySet[Any]:
    """The question, as long as it is this attempt that holds it."""
    return _rows(type(question)).filter(pk=question.pk, state=State.RUNNING, attempts=question.attempts)


def _rows(kind: type[Question]) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind._default_manager.all()  # noqa: SLF001 - Django's documented name
    return rows


@contextmanager
def held(question: Question, progress: Progress) -> Iterator[None]:
    """Renew the lease and tell how far the work is, beside it."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(min(1.0, settings.LEASE / 6)):
                try:
                    own(question).update(lease=_lease(), **progress())
                except DatabaseError:  # locked for a moment: the lease outlasts some beats
                    _LOG.warning("%s: one beat was lost", question.pk, exc_info=True)
        finally:
            connection.close()

    beating = threading.Thread(target=beat, name="lease", daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()
