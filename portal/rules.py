"""The checklist in force, and the day as of which is judged."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.conf import settings

from checklists import Checklist, load_checklist, newest
from crawler.calendar import today_in_bangkok


def checklist_name() -> str:
    """The id (or file) of the checklist in force."""
    return str(settings.CHECKLIST or newest().id)


@cache
def load(name: str) -> Checklist:
    """A checklist, read once."""
    return load_checklist(name)


def in_force() -> Checklist:
    """The checklist by which checks are judged now."""
    return load(checklist_name())


def today() -> date:
    """The day in Bangkok, or the one that the settings name."""
    return date.fromisoformat(settings.AS_OF) if settings.AS_OF else today_in_bangkok()
