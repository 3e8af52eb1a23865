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


def altered(old: Checklist, new: Checklist) -> list[tuple[str, str, str]]:
    """What ``new`` asks otherwise than ``old``: (item, title of the element in Thai, what), sorted by item.

    ``what`` is ``added``, ``gone``, ``required`` (was advised) or ``advised`` (was required).  That documents must
    be a year newer is not said: it is so every year.
    """
    was, now = ({one.id: one for one in checklist.elements} for checklist in (old, new))
    found = [(one.item, one.title.th, "added") for key, one in now.items() if key not in was]
    found += [(one.item, one.title.th, "gone") for key, one in was.items() if key not in now]
    found += [
        (one.item, one.title.th, "required" if one.required else "advised")
        for key, one in now.items()
        if key in was and was[key].required != one.required
    ]
    return sorted(found, key=lambda row: (int("".join(filter(str.isdigit, row[0])) or 0), row[1]))
