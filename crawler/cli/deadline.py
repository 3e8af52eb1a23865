"""``--until``: when the night has to end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import click

from crawler.calendar import BANGKOK
from crawler.cli.usage import said

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class Until(click.ParamType[datetime]):
    """A time of day in Bangkok (its next occurrence) or a moment in ISO 8601; becomes UTC."""

    name = "HH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the moment."""
        if isinstance(value, datetime):
            return value
        try:
            return moment(str(value), datetime.now(UTC))
        except ValueError:
            self.fail(
                said(
                    f"“{value}” ไม่ใช่เวลา ให้เขียนแบบ 05:30 หรือ 2025-04-30T05:30+07:00",
                    f"{value!r} is no time like 05:30 or 2025-04-30T05:30+07:00",
                ),
                param,
                ctx,
            )


def moment(text: str, now: datetime) -> datetime:
    """What ``text`` means at the moment ``now``, in UTC; raises ValueError.

    >>> moment("05:30", datetime(2025, 4, 30, 18, tzinfo=UTC)).isoformat()
    '2025-04-30T22:30:00+00:00'
    """
    text = text.strip()
    if (clock := _CLOCK.fullmatch(text)) is None:
        given = datetime.fromisoformat(text)
        if "T" not in text.upper() and " " not in text:
            raise ValueError("a day is no moment")
        return (given if given.tzinfo else given.replace(tzinfo=BANGKOK)).astimezone(UTC)
    here = now.astimezone(BANGKOK)
    today = datetime.combine(here.date(), time(int(clock[1]), int(clock[2])), BANGKOK)
    return (today if today > here else today + timedelta(days=1)).astimezone(UTC)
