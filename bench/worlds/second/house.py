"""The habits of eight webmasters: how each writes years, months, dates and file names, and saves papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import yaml

from crawler.calendar import MONTHS, MONTHS_SHORT
from crawler.thai.text import thai_digits


@dataclass(frozen=True, slots=True)
class House:
    """One webmaster's habits, as ``houses.yaml`` tells them (its head says what stands in braces).

    ``spelling`` picks the wording of names; ``papers`` and ``numbers`` are the forms in which texts and
    statistics are saved, in turn.
    """

    slug: str
    name: str
    en: str
    code: str
    group: str
    spelling: int
    years: str
    halves: str
    months: str
    days: str
    addresses: str
    papers: tuple[str, ...]
    numbers: tuple[str, ...]
    thai: bool = False
    encode: str = ""

    @property
    def office(self) -> str:
        """The office's full name."""
        return f"สำนักงานเขต{self.name}"

    def year(self, year: int) -> str:
        """Write a fiscal year (of the Buddhist era)."""
        return self._fill(self.years, **_years(year))

    def half(self, year: int) -> str:
        """Write the first six months of a fiscal year."""
        return self._fill(self.halves, **_years(year))

    def month(self, month: date) -> str:
        """Write a month."""
        return self._fill(self.months, **_days(month))

    def day(self, day: date) -> str:
        """Write a day."""
        return self._fill(self.days, **_days(day))

    def _fill(self, pattern: str, **words: object) -> str:
        written = {key: str(word) for key, word in words.items()}
        return pattern.format_map({k: thai_digits(w) for k, w in written.items()} if self.thai else written)

    def address(self, item: str, name: str, number: int, ending: str) -> str:
        """Make the path of a file from the item, its Thai name, a running number and the file's ending."""

        def escape(text: str) -> str:
            return quote_from_bytes(text.encode(self.encode, "ignore")) if self.encode else text

        return self.addresses.format(
            item=f"{int(item[1:]):02}", n=number, n9=number % 9, month_of_n=1 + number % 4,
            name=escape(name), dashed=escape(name.replace(" ", "-")), scored=escape(name.replace(" ", "_")),
            ending=ending, ENDING=ending.upper(), letters=len(ending),
        )  # fmt: skip


def _years(year: int) -> dict[str, object]:
    return {"y": year, "before": year - 1, "yy": year % 100, "yy_before": (year - 1) % 100}


def _days(day: date) -> dict[str, object]:
    names = {"month": MONTHS[day.month - 1], "short": MONTHS_SHORT[day.month - 1], "iso": day.isoformat()}
    numbers = {"d": day.day, "dd": f"{day.day:02}", "mm": f"{day.month:02}"}
    return {**names, **numbers, "y": day.year + 543, "yy": (day.year + 543) % 100}


def _house(slug: str, habits: dict[str, Any]) -> House:
    listed = {key: tuple(habits[key]) for key in ("papers", "numbers")}
    return House(slug=slug, **{**habits, **listed})


_READ = yaml.safe_load(Path(__file__).with_name("houses.yaml").read_text(encoding="utf-8"))
HOUSES: dict[str, House] = {slug: _house(slug, habits) for slug, habits in _READ.items()}
