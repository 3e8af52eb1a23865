"""Kinds of values that options take, each with an error that says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import click

REPORTS = ("terminal", "json", "csv", "xlsx", "html", "junit", "sarif", "github", "line", "memo")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD; a Buddhist year is understood and said to be meant."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; 2568-04-30 is 2025-04-30."""
        if isinstance(value, date):
            return value
        try:
            year, month, day = (int(part) for part in str(value).split("-"))
            return date(year - 543 if year > 2400 else year, month, day)
        except ValueError:
            self.fail(f"{value!r} is not a day like 2025-04-30 · ไม่ใช่วันที่แบบ 2025-04-30", param, ctx)


class Age(click.ParamType[float]):
    """A length of time: ``90``, ``30m``, ``12h``, ``7d``."""

    name = "AGE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw]?)", str(value))
        if not match:
            self.fail(f"{value!r} is no length of time like 12h or 7d", param, ctx)
        return float(match[1]) * _SECONDS[match[2] or "s"]


class Statuses(click.ParamType[frozenset[int]]):
    """HTTP statuses and ranges: ``403,429`` or ``500..599``."""

    name = "CODE[,CODE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[int]:
        """All statuses meant."""
        found: set[int] = set()
        for part in filter(None, (one.strip() for one in str(value).split(","))):
            match = re.fullmatch(r"(\d{3})(?:(?:\.\.=?|-)(\d{3}))?", part)
            if not match:
                self.fail(f"{part!r} is no HTTP status like 403 and no range like 500..599", param, ctx)
            found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
        return frozenset(found)


class Pattern(click.ParamType[re.Pattern[str]]):
    """A regular expression that is looked for in addresses."""

    name = "REGEX"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> re.Pattern[str]:
        """The compiled expression."""
        try:
            return re.compile(str(value))
        except re.error as wrong:
            self.fail(f"{value!r} is no regular expression: {wrong}", param, ctx)


class Formats(click.ParamType[tuple[str, ...]]):
    """A comma-separated list of formats, by default those of a report."""

    name = "FMT[,FMT]"

    def __init__(self, known: Collection[str] = REPORTS) -> None:
        self._known = known

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split and check the names."""
        if isinstance(value, tuple):
            return value
        names = tuple(dict.fromkeys(one.strip() for one in str(value).split(",") if one.strip()))
        unknown = [name for name in names if name not in self._known]
        if unknown or not names:
            self.fail(
                f"unknown format {', '.join(unknown) or value!r}; known: {', '.join(self._known)}", param, ctx
            )
        return names
