"""All districts, all items, and what the night changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from crawler.audit.diff import KINDS
from portal import excuses, nights
from portal.models import (
    District,
    DistrictNight,
    Night,
    Waiver,
)
from portal.pages import language, page
from portal.views.common import titles


def matrix(request: HttpRequest) -> HttpResponse:
    """Every district, every item, and what the night changed."""
    night = nights.latest()
    return page(
        request,
        "matrix.html",
        {
            "night": night,
            "rows": rows_of(night),
            "items": titles(),
            "previous": nights.before(night) if night else None,
        },
    )


def rows_of(night: Night | None) -> list[dict[str, Any]]:
    """One row a district: scores and statuses with today's waivers, what changed, how many to mend.

    ``cells`` is (item, its status or ``None``, what the night did to it or ``None``), one for every item of the rules.
    """
    tonight = {row.district_id: row for row in night.districts.all()} if night else {}
    before = nights.before(night) if night else None
    last = {row.district_id: row.statuses for row in before.districts.all()} if before else {}
    waivers: dict[str, list[Waiver]] = {}
    for one in Waiver.objects.filter(ended_at=None):
        waivers.setdefault(one.district_id, []).append(one)
    items = tuple(titles())
    return [
        _row(one, tonight.get(one.pk), last.get(one.pk, {}), waivers.get(one.pk, []), night, items)
        for one in District.objects.all()
    ]


def _row(
    district: District,
    row: DistrictNight | None,
    last: dict[str, str],
    waivers: list[Waiver],
    night: Night | None,
    items: tuple[str, ...],
) -> dict[str, Any]:
    if row is None or night is None:
        return {"district": district, "name": district.name(language()), "judged": False}
    statuses = excuses.statuses(row, waivers)
    low, high = excuses.bounds(row, statuses, night.checklist)
    return {
        "district": district,
        "name": district.name(language()),
        "judged": True,
        "low": low,
        "high": high,
        "statuses": statuses,
        "open": sum(status in ("fail", "unverified") for status in statuses.values()),
        "cells": [(item, statuses.get(item), _change(item, last, row.statuses)) for item in items],
    }


def _change(item: str, last: dict[str, str], now: dict[str, str]) -> str | None:
    return KINDS.get((last.get(item, ""), now.get(item, "")))
