"""The nights: listed, compared, published or withheld."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.access import account_of
from portal.districts import RefusedError
from portal.models import (
    District,
    Night,
    note,
)
from portal.pages import language, page
from portal.views.common import go, told_refusal

_NIGHTS_PAGE = 60


def night_list(request: HttpRequest) -> HttpResponse:
    """All nights, newest first; choose two to compare."""
    shown = Paginator(Night.objects.all(), _NIGHTS_PAGE).get_page(request.GET.get("page"))
    return page(request, "nights.html", {"nights": shown})


def compare(request: HttpRequest) -> HttpResponse:
    """What changed between two nights."""
    old, new = (night_of(_number(request.GET.get(name, ""))) for name in ("old", "new"))
    was = {row.district_id: row.statuses for row in old.districts.all()}
    names = {one.pk: one.name(language()) for one in District.objects.all()}
    changed = [
        {
            "district": row.district_id,
            "name": names[row.district_id],
            "item": item,
            "before": was[row.district_id][item],
            "now": status,
        }
        for row in new.districts.order_by("district__rank")
        for item, status in row.statuses.items()
        if was.get(row.district_id, {}).get(item, status) != status
    ]
    return page(request, "compare.html", {"old": old, "new": new, "changed": changed})


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Http404
    return int(text)


def publish(request: HttpRequest, night: int) -> HttpResponse:
    """Let the public see a night, or withhold it again."""
    found, who = night_of(night), account_of(request).username
    try:
        if request.POST.get("act") == "withhold":
            _publish(found, None, who, "night.withheld")
        elif not found.complete:
            raise RefusedError("incomplete")
        else:
            _publish(found, timezone.now(), who, "night.published")
    except RefusedError as why:
        told_refusal(request, why)
    return go("nights")


def _publish(night: Night, moment: Any, who: str, act: str) -> None:
    with transaction.atomic():
        night.published_at, night.published_by = moment, who if moment else ""
        night.save(update_fields=["published_at", "published_by"])
        note(who, act, night=night.folder)


def night_of(identifier: int) -> Night:
    """A night by its number.  Raises Http404."""
    return get_object_or_404(Night, pk=identifier)
