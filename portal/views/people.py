"""Who has an account, who is invited, and the trail of what everybody did."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal import codes
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import (
    Account,
    District,
    Invitation,
    TrailEntry,
    note,
)
from portal.pages import page
from portal.views.account import invite, invite_again
from portal.views.common import go, told, told_refusal
from reports.words import N_

_TRAIL_PAGE = 100
#: What the trail says of an act.
ACTS = {
    "account.invited": N_("invited somebody"),
    "account.invited_again": N_("made a way to a new password"),
    "account.made": N_("account made"),
    "account.opened": N_("opened an account again"),
    "account.shut": N_("shut an account"),
    "check.asked": N_("asked for a check"),
    "codes.off": N_("one-time codes turned off"),
    "codes.on": N_("one-time codes turned on"),
    "codes.recovery_made": N_("recovery codes made"),
    "declaration.imported": N_("addresses imported from a table"),
    "declaration.submitted": N_("addresses submitted"),
    "draft.discarded": N_("draft discarded"),
    "draft.saved": N_("draft saved"),
    "hosts.changed": N_("registered hosts changed"),
    "invitation.withdrawn": N_("invitation withdrawn"),
    "night.published": N_("night published"),
    "night.withheld": N_("night withheld"),
    "objection.answered": N_("objection answered"),
    "objection.made": N_("objection made"),
    "password.changed": N_("password changed"),
    "password.renewed": N_("new password chosen"),
    "rehearsal.asked": N_("night judged by another checklist"),
    "signed.in": N_("signed in"),
    "targets.loaded": N_("districts loaded"),
    "waiver.ended": N_("waiver ended"),
    "waiver.lapsed": N_("waiver lapsed"),
    "waiver.made": N_("waiver made"),
}
#: And of the facts that it keeps; what is missing here is for technicians and stays in the database.
FACTS = {
    "before": N_("before"), "after": N_("after"), "urls": N_("addresses"), "reason": N_("reason"), "username": N_("name"),
    "role": N_("role"), "expires": N_("until"), "outcome": N_("answer"), "upload": N_("document"), "checklist": N_("checklist"),
    "night": N_("night"), "as_of": N_("as of"), "districts": N_("districts"),
}  # fmt: skip


def accounts(request: HttpRequest) -> HttpResponse:
    """Who has an account, who is invited; invite somebody."""
    if request.method != "POST":
        return _accounts(request)
    typed, who = request.POST, account_of(request).username
    district = District.objects.filter(pk=typed.get("district", "")).first()
    try:
        way = invite(who, typed.get("username", "").strip(), typed.get("role", ""), district)
    except RefusedError as why:
        told_refusal(request, why)
        return _accounts(request, typed=typed, status=422)
    return _accounts(request, way)


def _accounts(request: HttpRequest, way: str = "", typed: Any = None, status: int = 200) -> HttpResponse:
    """The page; with the ``way`` that was made just now, which is shown this once."""
    context = {
        "accounts": Account.objects.select_related("district"),
        "with_codes": set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True)),
        "invitations": Invitation.objects.filter(used_at=None, expires__gte=timezone.now()),
        "districts": District.objects.all(),
        "way": request.build_absolute_uri(way) if way else "",
        "typed": typed or {},
    }
    return page(request, "accounts.html", context, status=status)


def renew(request: HttpRequest, account: int) -> HttpResponse:
    """A way to a new password for somebody who forgot theirs."""
    found = get_object_or_404(Account, pk=account, is_active=True)
    return _accounts(request, invite_again(account_of(request).username, found))


def withdraw(request: HttpRequest, invitation: int) -> HttpResponse:
    """Take an invitation back that nobody has used."""
    found = get_object_or_404(Invitation, pk=invitation, used_at=None)
    with transaction.atomic():
        note(
            account_of(request).username,
            "invitation.withdrawn",
            found.district_id or "",
            username=found.username,
        )
        found.delete()
    told(request, N_("The invitation is withdrawn."))
    return go("accounts")


def switch_account(request: HttpRequest, account: int) -> HttpResponse:
    """Shut an account, or open it again."""
    found, who = get_object_or_404(Account, pk=account), account_of(request).username
    try:
        with transaction.atomic():
            others = Account.objects.filter(role="central", is_active=True).exclude(pk=found.pk)
            if found.central and found.is_active and not others.exists():
                raise RefusedError("last_central")
            found.is_active = not found.is_active
            found.save(update_fields=["is_active"])
            note(
                who,
                "account.opened" if found.is_active else "account.shut",
                found.district_id or "",
                username=found.username,
            )
        told(request, N_("Changed."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("accounts")


def reset_codes(request: HttpRequest, account: int) -> HttpResponse:
    """Turn the one-time codes of somebody off whose telephone is lost; one's own are turned off with a code."""
    found, me = get_object_or_404(Account, pk=account), account_of(request)
    if found.pk == me.pk:
        raise PermissionDenied
    codes.remove(found, me.username)
    told(request, N_("One-time codes are off."))
    return go("accounts")


def trail(request: HttpRequest) -> HttpResponse:
    """Every change, newest first."""
    rows = TrailEntry.objects.all()
    wanted = request.GET.get("district", "")
    if wanted:
        rows = rows.filter(district=wanted[:60])
    shown = Paginator(rows, _TRAIL_PAGE).get_page(request.GET.get("page"))
    context = {
        "entries": shown,
        "wanted": wanted,
        "districts": District.objects.all(),
        "acts": ACTS,
        "facts": FACTS,
    }
    return page(request, "trail.html", context)
