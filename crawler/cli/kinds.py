"""Kinds of values that options take, each with an error that says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import click

from crawler.calendar import to_ce
from crawler.cli.usage import said

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD, or as Thai officers write it: ``30/4/2568``, ``๓๐ เม.ย. ๒๕๖๘``, ``2568-04-30``."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; what may be two days is refused."""
        if isinstance(value, date):
            return value
        day = _iso_day(str(value)) or _written_day(str(value))
        if day is None:
            self.fail(
                said(
                    f"“{value}” ไม่ใช่วันที่ที่อ่านได้แน่ชัด ให้เขียนแบบ 2025-04-30 หรือ 30/4/2568",
                    f"{value!r} is not one day: write it like 2025-04-30 or 30/4/2568",
                ),
                param,
                ctx,
            )
        return day


#: What may be said of a date without making it doubtful (:data:`crawler.thai.dates.FLAGS`).
_SURE = {"ce-year", "month-first", "two-digit-year"}


def _iso_day(text: str) -> date | None:
    """``2025-04-30`` or ``2568-04-30``."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.ASCII)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        return date(to_ce(year, month) if year > 2400 else year, month, day)
    except ValueError:
        return None


def _written_day(text: str) -> date | None:
    """The one day that the whole of ``text`` is, if it is sure."""
    from crawler.thai.dates import read_dates

    found = read_dates(text)
    if len(found) != 1 or found[0].kind != "day" or found[0].alternatives or {*found[0].flags} - _SURE:
        return None
    return found[0].start if found[0].surface.strip() == text.strip() else None


class Network(click.ParamType[str]):
    """A range of addresses that the guard may open: ``10.1.0.0/16``."""

    name = "CIDR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The range as written, if it is one that may ever open."""
        from crawler.gather.guard import Guard

        try:
            Guard.of(networks=(str(value),))
        except ValueError as error:
            words = said(f"“{value}” ไม่ใช่ช่วงเครือข่ายที่เปิดได้ ให้เขียนแบบ 10.1.0.0/16", str(error))
            self.fail(words, param, ctx)
        return str(value)


class Contact(click.ParamType[str]):
    """An address that stands in a header of every request: letters that headers carry, on one line."""

    name = "URL|MAIL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as written."""
        text = str(value).strip()
        if not (text.isascii() and text.isprintable()):
            words = said(
                f"“{text}” ใช้เป็นที่อยู่ติดต่อไม่ได้ ให้เขียนแบบ https://example.go.th/contact หรือ mailto:oit@example.go.th",
                f"{text!r} is no address like https://example.go.th/contact or mailto:oit@example.go.th",
            )
            self.fail(words, param, ctx)
        return text


class Address(click.ParamType[str]):
    """An address of the web."""

    name = "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as written."""
        from crawler.evidence.mistyped import mistake

        if (wrong := mistake(str(value))) is not None:
            self.fail(said(f"“{value}” {wrong.th}", f"{value!r}: {wrong.en}"), param, ctx)
        return str(value)


class Age(click.ParamType[float]):
    """A length of time: ``90``, ``30m``, ``12h``, ``7d``."""

    name = "AGE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw]?)", str(value))
        if not match:
            self.fail(
                said(
                    f"“{value}” ไม่ใช่ช่วงเวลา ให้เขียนแบบ 30m, 12h หรือ 7d",
                    f"{value!r} is no length of time like 12h or 7d",
                ),
                param,
                ctx,
            )
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
                self.fail(
                    said(
                        f"“{part}” ไม่ใช่รหัสสถานะ HTTP ให้เขียนแบบ 403 หรือ 500..599",
                        f"{part!r} is no HTTP status like 403 and no range like 500..599",
                    ),
                    param,
                    ctx,
                )
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
            self.fail(
                said(
                    f"“{value}” ไม่ใช่นิพจน์ปรกติ (regular expression): {wrong}",
                    f"{value!r} is no regular expression: {wrong}",
                ),
                param,
                ctx,
            )


class Formats(click.ParamType[tuple[str, ...]]):
    """A comma-separated list of formats, by default those of a report."""

    name = "FMT[,FMT]"

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = known

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Split and check the names."""
        if isinstance(value, tuple):
            return value
        from reports import FORMATS

        known = self._known or FORMATS
        names = tuple(dict.fromkeys(one.strip() for one in str(value).split(",") if one.strip()))
        unknown = [name for name in names if name not in known]
        if unknown or not names:
            named, listed = ", ".join(unknown) or str(value), ", ".join(known)
            self.fail(
                said(f"ไม่รู้จักรูปแบบ “{named}” ที่ใช้ได้คือ {listed}", f"unknown format “{named}”; known: {listed}"),
                param,
                ctx,
            )
        return names
