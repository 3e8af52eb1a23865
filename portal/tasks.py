"""What the queue carries: the number of a check and nothing more."""

from __future__ import annotations

from django_tasks import task

from portal import checks


@task()
def run_check(identifier: str) -> None:
    """Answer the check, unless somebody did."""
    checks.run(identifier)
