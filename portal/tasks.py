"""What the queue carries: the number of a question and nothing more."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from portal import checks, rehearsals
from portal.models import Question, Rehearsal


@task()
def run_check(identifier: str) -> None:
    """Answer the check, unless somebody did."""
    checks.run(identifier)


@task()
def run_rehearsal(identifier: str) -> None:
    """Judge the night by the other checklist, unless somebody did."""
    rehearsals.run(identifier)


#: Every task by its name: what a message on a broker may ask for.
TASKS = {one.name: one for one in (run_check, run_rehearsal)}


def task_of(question: Question) -> Any:
    """The task that answers a question."""
    return run_rehearsal if isinstance(question, Rehearsal) else run_check
