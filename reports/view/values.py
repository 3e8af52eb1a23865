"""Values of an ``audit.json`` that may be odd or missing: nothing here fails, and every text is made inert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from reports.inert import plain

Json = Mapping[str, Any]


def mapping(value: object) -> Json:
    """The value when it is an object, else an empty one."""
    return (
        value if type(value) is dict or isinstance(value, Mapping) else {}
    )  # to ask an abstract class is dear


def maps(value: object) -> Iterable[Json]:
    """The objects of a list, as it is walked through; nothing where it is none."""
    if type(value) is not list and (not isinstance(value, Sequence) or isinstance(value, str | bytes)):
        return ()
    return (entry for entry in value if type(entry) is dict or isinstance(entry, Mapping))


def texts(value: object) -> tuple[str, ...]:
    """The strings of a list (or one string alone), made inert."""
    if isinstance(value, str):
        return (plain(value),)
    return tuple(plain(entry) for entry in value) if isinstance(value, list | tuple) else ()


def number(value: object) -> float | None:
    """A number, or ``None``; true and false are none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: object) -> int | None:
    """A whole number, or ``None``."""
    found = number(value)
    return None if found is None else int(found)


def day(value: object) -> date | None:
    """An ISO date, or the date of an ISO moment; else ``None``."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
