"""The checklist in force, and what another one would change: judged on the evidence of a night."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from portal import nights, rehearsals, rules
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import District, Rehearsal
from portal.pages import language, page
from portal.views.common import any_day_of, go, told_refusal
from portal.views.nights import night_of

_SHOWN = 20


def checklists(request: HttpRequest) -> HttpResponse:
    """The rules in force, those of the other years, and the form that tries one of them."""
    now, night = rules.in_force(), nights.latest()
    following = rules.load(rehearsals.following(rules.checklist_name()))
    return page(
        request,
        "checklists.html",
        {
            "now": now,
            "editions": [rules.load(name) for name in rehearsals.editions()],
            "following": following,
            "altered": rules.altered(now, following),
            "night": night,
            "day": _a_year_on(night.as_of, following.fiscal_year - night.fiscal_year) if night else None,
            "rehearsals": Rehearsal.objects.select_related("night")[:_SHOWN],
        },
    )


def _a_year_on(day: date, years: int) -> date:
    """The same day so many years later; 29 February has none."""
    later = min(max(day.year + years, 1), 9999)
    return day.replace(year=later, day=28 if (day.month, day.day) == (2, 29) else day.day)


def rehearse(request: HttpRequest, night: int) -> HttpResponse:
    """Judge a night by another checklist, in the background."""
    try:
        asked = rehearsals.ask(
            account_of(request), night_of(night), request.POST.get("checklist", ""),
            any_day_of(request.POST.get("as_of", "")),
        )  # fmt: skip
    except RefusedError as why:
        told_refusal(request, why)
        return go("checklists")
    return go("rehearsal", asked.pk)


def rehearsal(request: HttpRequest, rehearsal: UUID) -> HttpResponse:
    """One trial: how far it is, or what would change, which stays."""
    return page(request, "rehearsal.html", _context(rehearsal))


def rehearsal_progress(request: HttpRequest, rehearsal: UUID) -> HttpResponse:
    """The part of that page that changes."""
    context = _context(rehearsal)
    response = page(request, "rehearsal_part.html", context)
    if not context["rehearsal"].is_open:
        response["X-Done"] = "1"
    return response


def _context(identifier: UUID) -> dict[str, Any]:
    found = get_object_or_404(Rehearsal.objects.select_related("night"), pk=identifier)
    answer = found.answer or {"scores": {}, "changes": []}
    changes: dict[str, list[dict[str, Any]]] = {}
    for row in answer["changes"]:
        changes.setdefault(row["district"], []).append(row)
    rows = [
        {"district": one, "name": one.name(language()), "score": answer["scores"].get(one.pk), "changes": changes[one.pk]}
        for one in District.objects.all() if one.pk in changes
    ]  # fmt: skip
    return {
        "rehearsal": found,
        "rows": rows,
        "worse": sum(row["now"] == "fail" for row in answer["changes"]),
        "better": sum(row["now"] == "pass" for row in answer["changes"]),
        "total": len(answer["changes"]),
    }
