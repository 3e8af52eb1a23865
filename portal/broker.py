"""The queue on a broker, for an office that has one: Celery carries the numbers of questions, Redis keeps them.

Nothing depends on what the broker remembers.  A message is taken off when a worker takes it up; whatever is lost with
a worker, or with the broker itself, is handed over again when the lease of its row has passed (:mod:`portal.claims`).
"""

from __future__ import annotations

from typing import Any

from celery import Celery
from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend

#: Seconds for which a page waits for a broker that does not answer: the question is in its row already.
_PATIENCE = 2.0

app = Celery("oit", broker=settings.BROKER, fixups=[], set_as_current=False)
app.conf.update(
    task_default_queue="oit",
    task_ignore_result=True,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=_PATIENCE,
    broker_transport_options={"socket_connect_timeout": _PATIENCE, "socket_timeout": None},
)


@app.task(name="oit.answer")  # type: ignore[untyped-decorator]
def answer(name: str, identifier: str) -> None:
    """Do one of our own tasks, whatever else a message may name, on a connection to the database that is alive."""
    from portal.tasks import TASKS

    close_old_connections()
    try:
        TASKS[name].call(identifier)
    finally:
        close_old_connections()


class CeleryBackend(BaseTaskBackend):
    """Django's task interface on Celery: a task is sent when the transaction that asks for it is done."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        """Send the task after the commit; a broker that is away is logged, and the lease sees to it."""
        self.validate_task(task)
        transaction.on_commit(lambda: answer.delay(task.name, *args), robust=True)
        return TaskResult(
            task=task, id=get_random_string(32), status=TaskResultStatus.READY, enqueued_at=timezone.now(),
            started_at=None, last_attempted_at=None, finished_at=None, args=list(args), kwargs=dict(kwargs),
            backend=self.alias, errors=[], worker_ids=[],
        )  # fmt: skip


def work() -> None:
    """One worker in this process, until it is told to end.  It reconnects for as long as the broker is away."""
    app.worker_main(
        ["--quiet", "worker", "--pool=solo", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    )
