"""What the second world's papers say, and its monthly summaries as its plan spoils them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import yaml

from bench.worlds.second.house import House
from crawler.demo import paper as make
from crawler.demo.offices import HERE as DEMO
from crawler.demo.paper import Grid
from crawler.demo.procurement import DUE, short_month, summary

#: What the demo's papers say, without what they are called there.
WORDS: dict[str, dict[str, Any]] = {
    element: {key: value for key, value in words.items() if key not in ("label", "title", "to", "file")}
    for element, words in yaml.safe_load((DEMO / "documents.yaml").read_text(encoding="utf-8")).items()
}


def month_grid(house: House, month: date, recipe: dict[str, Any]) -> Grid:
    """Invent the summary of one month as the recipe spoils it."""
    stamp = f"{month:%Y-%m}"
    grid = summary(house.office, month, recipe.get("columns", 16), nothing=stamp in recipe.get("none", ()))
    if stamp in recipe.get("empty", ()):
        return replace(grid, rows=())
    keep = [
        i for i, title in enumerate(grid.header) if not any(d in title for d in recipe.get("without", ()))
    ]
    rows = tuple(tuple(row[i] for i in keep) for row in grid.rows)
    if recipe.get("blanks"):
        rows = tuple(
            tuple("" if (r + c) % 4 == 3 else cell for c, cell in enumerate(row))
            for r, row in enumerate(rows)
        )
    return Grid(tuple(grid.header[i] for i in keep), rows, grid.caption)


def months_of(recipe: dict[str, Any]) -> list[date]:
    """Return the months that are published, oldest first."""
    back = int(recipe.get("years_back", 0))
    shown = [month.replace(year=month.year - back) for month in DUE]
    return [month for month in shown if f"{month:%Y-%m}" not in recipe.get("skip", ())]


def workbook(house: House, months: Sequence[date], recipe: dict[str, Any]) -> bytes:
    """Put a sheet for each month into one workbook."""
    return make.xlsx(
        {short_month(m): make.grid_rows(month_grid(house, m, recipe)) for m in months}, merged=True
    )


def quarter(house: House, months: Sequence[date], recipe: dict[str, Any], caption: str) -> bytes:
    """List several months below each other on one sheet, with no heading for each."""
    grids = [month_grid(house, m, recipe) for m in months]
    rows = [row for grid in grids for row in grid.rows]
    return make.xlsx({"ไตรมาส 1": [(caption,), grids[0].header, *rows]}, merged=True)
