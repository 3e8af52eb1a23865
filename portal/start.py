"""Making everything ready: the database, the districts, the first administrator; and the worker."""

from __future__ import annotations

import os
import signal
import sys
import threading
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command

from crawler.errors import InputError, Problem

#: Seconds between two looks for checks that nobody holds and nights that are new.
ROUND = 5.0
#: Rounds between two looks for what has been kept long enough: an hour.
SWEEP = 720


def setup() -> None:
    """Load Django with our settings, and the queue that they name: what is missing is said now, not at a check."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if settings.BROKER:
        import_module("celery")  # Django would speak of a back end that cannot be found
    django.setup()
    import_module("portal.tasks")


def prepare() -> None:
    """Bring the database up to date, fill it with the districts, index the nights.

    Raises InputError when the rules, or the day, cannot be read, or the database not be reached.
    """
    from django.db import OperationalError

    from portal import districts, nights, rules

    rules.in_force()
    rules.today()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise InputError([Problem(
            "OIT_PORTAL_DB", 0, 0, "",
            f"ต่อฐานข้อมูลไม่ได้ ตรวจค่า OIT_PORTAL_DB และดูว่าฐานข้อมูลทำงานอยู่ ({error})",
            f"the database cannot be used: check OIT_PORTAL_DB, and that the database is running ({error})",
        )]) from error  # fmt: skip
    districts.load_first(settings.FIRST_TARGETS)
    settings.RUNS.mkdir(parents=True, exist_ok=True)
    nights.index()


def first_administrator(name: str, password: str) -> str | None:
    """See to it that the central office has an account.

    With ``password`` the account is made; without, the path of a one-time invitation is returned.  ``None`` when
    there is an account already.  Raises ValueError when the password is too weak.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from portal.models import Account, note
    from portal.views.account import invite

    if Account.objects.filter(role=Account.Role.CENTRAL, is_active=True).exists():
        return None
    if not password:
        return invite("oit serve", name, Account.Role.CENTRAL, None)
    try:
        validate_password(password)
    except ValidationError as why:
        raise ValueError(" ".join(why.messages)) from why
    Account.objects.create_user(
        name, password=password, role=Account.Role.CENTRAL, is_staff=True, is_superuser=True
    )
    note("oit serve", "account.made", username=name, role=Account.Role.CENTRAL)
    return None


# ------------------------------------------------------------------------------------------ the worker


def housekeeping(over: threading.Event) -> None:
    """Again and again: take up lost checks, index new nights; once an hour remove what is old."""
    import logging
    from itertools import count

    from django.db import DatabaseError, connection

    from portal import checks, nights, rehearsals, retention

    for turn in count():
        try:
            checks.reap()
            rehearsals.reap()
            nights.index()
            if turn % SWEEP == 0:
                retention.sweep()
        except (DatabaseError, OSError):
            logging.getLogger(__name__).warning("housekeeping waits", exc_info=True)
        finally:
            connection.close()
        if over.wait(ROUND):
            return


def work() -> None:
    """One worker, until it is told to end, or (behind a pipe) whoever started it is gone."""
    setup()
    over = threading.Event()
    threading.Thread(target=housekeeping, args=(over,), daemon=True).start()
    if "--cord" in sys.argv:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _serve_queue()
    finally:
        over.set()


def _serve_queue() -> None:
    """Answer what the queue delivers, until the process is told to end."""
    if settings.BROKER:
        import_module("portal.broker").work()
    else:
        call_command("db_worker", interval=0.5, startup_delay=False, verbosity=0)


def _end_with_parent() -> None:
    while os.read(0, 1024):  # not sys.stdin: a thread that waits in it makes Python's own end fatal
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    work()
