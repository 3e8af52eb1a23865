"""Who has an account, who is invited, and the trail of what everybody did."""

from __future__ import annotations

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
from portal.views.account import invite
from portal.views.common import go, told, told_refusal
from reports.words import N_

_TRAIL_PAGE = 100


def accounts(request: HttpRequest) -> HttpResponse:
    """Who has an account, who is invited; invite somebody."""
    way = ""
    if request.method == "POST":
        district = District.objects.filter(pk=request.POST.get("district", "")).first()
        try:
            way = request.build_absolute_uri(
                invite(
                    account_of(request).username,
                    request.POST.get("username", "").strip(),
                    request.POST.get("role", ""),
                    district,
                )
            )
        except RefusedError as why:
            told_refusal(request, why)
    context = {
        "accounts": Account.objects.select_related("district"),
        "with_codes": set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True)),
        "invitations": Invitation.objects.filter(used_at=None, expires__gte=timezone.now()),
        "districts": District.objects.all(),
        "roles": Account.Role.values,
        "way": way,
    }
    return page(request, "accounts.html", context)


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
    return page(
        request, "trail.html", {"entries": shown, "wanted": wanted, "districts": District.objects.all()}
    )
