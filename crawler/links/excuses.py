"""What may stay broken: the breakage that a baseline already knows, and waivers that somebody signed.

A baseline is the JSON report of an earlier run, or a list of addresses; a waiver is a pattern, a reason and,
better, a day on which it ends::

    waivers:
      - url: https://old.example.go.th/*
        reason: the old system is switched off in March
        author: central office
        expires: "2025-03-31"
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from crawler.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class LinkWaiver:
    """An address (or a pattern with ``*``) that is excused, and until when (that day included)."""

    url: str
    reason: str
    author: str = ""
    expires: date | None = None

    def covers(self, url: str) -> bool:
        """Whether the waiver speaks of this address."""
        return self.url == url or fnmatchcase(url, self.url)

    def ended(self, as_of: date) -> bool:
        """Whether it no longer counts."""
        return self.expires is not None and as_of > self.expires


@dataclass(frozen=True, slots=True)
class Excuses:
    """Baseline and waivers, as of one day."""

    known: frozenset[str] = frozenset()
    waivers: tuple[LinkWaiver, ...] = ()
    as_of: date | None = None

    def waiver(self, url: str) -> LinkWaiver | None:
        """The waiver that excuses an address today."""
        return next((one for one in self.waivers if one.covers(url) and not self._ended(one)), None)

    def ended(self, url: str) -> LinkWaiver | None:
        """The waiver that used to excuse an address."""
        return next((one for one in self.waivers if one.covers(url) and self._ended(one)), None)

    def _ended(self, waiver: LinkWaiver) -> bool:
        return self.as_of is not None and waiver.ended(self.as_of)


def load_baseline(path: Path) -> frozenset[str]:
    """The addresses that are known to be broken: a JSON report, a JSON list, or one address a line.

    Raises InputError when the file is none of these.
    """
    text = path.read_text("utf-8-sig")
    if not text.lstrip().startswith(("{", "[")):
        return frozenset(
            line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")
        )
    try:
        data = json.loads(text)
        links = data["links"] if isinstance(data, dict) else data
        return frozenset(_broken_url(one) for one in links if _is_broken(one))
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            [
                Problem(
                    str(path),
                    0,
                    0,
                    "",
                    "ไม่ใช่รายงาน JSON ของ oit links หรือรายการ URL",
                    f"no JSON report of oit links and no list of addresses ({error})",
                )
            ]
        ) from error


def _is_broken(one: Any) -> bool:
    return isinstance(one, str) or one["code"] == "links.broken"


def _broken_url(one: Any) -> str:
    return one if isinstance(one, str) else str(one["url"])


def load_waivers(path: Path) -> tuple[LinkWaiver, ...]:
    """The waivers of a YAML file.  Raises InputError with everything that is wrong with it."""
    from crawler.links.waivers_form import read_waivers

    return tuple(
        LinkWaiver(
            one.url, one.reason, one.author or "", date.fromisoformat(one.expires) if one.expires else None
        )
        for one in read_waivers(path)
    )
