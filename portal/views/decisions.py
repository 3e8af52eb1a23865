"""What the central office decides: waivers and objections."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal import districts, nights, rules
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import (
    District,
    Objection,
    Waiver,
    note,
)
from portal.pages import language, page
from portal.views.common import day_of, go, item_of, reason_of, told, told_refusal
from reports.words import N_


def waivers(request: HttpRequest) -> HttpResponse:
    """All waivers, in force and former."""
    found = Waiver.objects.select_related("district").all()[:500]
    return page(request, "waivers.html", {"waivers": found, "today": rules.today()})


def waive(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """Waive an item, or one finding of it, with a reason."""
    item_of(item)
    who, finding = account_of(request).username, request.POST.get("finding", "")[:64]
    try:
        reason, expires = reason_of(request), day_of(request.POST.get("expires", ""))
        night = nights.latest()
        if finding and (night is None or nights.finding(night, district.pk, item, finding) is None):
            raise RefusedError("nothing_found")
        with transaction.atomic():
            Waiver.objects.create(
                district=district, item=item, finding=finding, reason=reason, author=who, expires=expires
            )
            note(
                who,
                "waiver.made",
                district.pk,
                item,
                finding=finding,
                reason=reason,
                expires=str(expires or ""),
            )
        districts.write_file()
        told(request, N_("Waived."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("item", district.pk, item)


def end_waiver(request: HttpRequest, district: District, waiver: int) -> HttpResponse:
    """Take a waiver back."""
    found, who = get_object_or_404(Waiver, pk=waiver, district=district), account_of(request).username
    with transaction.atomic():
        if Waiver.objects.filter(pk=found.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=who):
            note(who, "waiver.ended", district.pk, found.item, finding=found.finding)
    districts.write_file()
    told(request, N_("The waiver is ended."))
    return go("waivers")


def objections(request: HttpRequest) -> HttpResponse:
    """All objections, open ones first, the oldest of them at the top."""
    found = sorted(
        Objection.objects.select_related("district").all()[:500],
        key=lambda one: (
            one.outcome != "open",
            one.made_at.timestamp() * (1 if one.outcome == "open" else -1),
        ),
    )
    shown = {
        one.pk: nights.finding_shown(one.seen["finding"], language())
        for one in found
        if one.seen.get("finding")
    }
    return page(request, "objections.html", {"objections": found, "shown": shown})


def answer(request: HttpRequest, district: District, objection: int) -> HttpResponse:
    """Answer an objection: upheld or rejected, with a reason."""
    found, who = get_object_or_404(Objection, pk=objection, district=district), account_of(request).username
    outcome = request.POST.get("outcome")
    if outcome not in ("upheld", "rejected"):
        raise Http404
    try:
        reason = reason_of(request)
        with transaction.atomic():
            if Objection.objects.filter(pk=found.pk, outcome="open").update(
                outcome=outcome, answer=reason, answered_by=who, answered_at=timezone.now()
            ):
                note(
                    who,
                    "objection.answered",
                    district.pk,
                    found.item,
                    objection=found.pk,
                    outcome=outcome,
                    reason=reason,
                )
        told(request, N_("Answered."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("objections")
