"""One-time codes: asked for at sign-in, turned on and off by their owner."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as code_given
from django_otp.models import Device
from markupsafe import Markup

from portal import codes, signin
from portal.access import account_of
from portal.models import Account, note
from portal.pages import page
from portal.views.common import go, told
from reports.words import N_

_WAITING = "sign-in-waits"
#: Seconds between the password and the code.
_PATIENCE = 300


# ------------------------------------------------------------------------------------------ at sign-in


def wait_for_code(request: HttpRequest, account: Account, goal: str) -> HttpResponse:
    """The password was right: remember whose, in a new session that is signed in as nobody, and ask for the code."""
    request.session.flush()
    request.session[_WAITING] = {
        "account": account.pk, "hash": account.get_session_auth_hash(), "at": time.time(), "goal": goal,
    }  # fmt: skip
    return go("sign-in-code")


def _waiting(request: HttpRequest) -> tuple[Account, str] | None:
    """Who waits to be let in, and where to; nobody when the password was changed or the wait was long."""
    waits = request.session.get(_WAITING)
    if not waits or not 0 <= time.time() - waits["at"] <= _PATIENCE:
        return None
    account = Account.objects.filter(pk=waits["account"], is_active=True).first()
    if account is None or not constant_time_compare(waits["hash"], account.get_session_auth_hash()):
        return None
    return account, waits["goal"]


@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second page of signing in."""
    waiting = _waiting(request)
    if waiting is None:
        return go("sign-in")
    (account, goal), fault, status = waiting, "", 200
    if request.method == "POST":
        device, fault = _tried(request, account)
        if device is not None:
            signin.succeeded(account.username)
            account.otp_device = device  # type: ignore[attr-defined]  # django-otp keeps it in the session
            del request.session[_WAITING]
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            note(account.username, "signed.in", account.district_id or "", code=device.name)
            return HttpResponseRedirect(goal)
        status = 429 if fault == "wait" else 403
    return page(request, "sign_in_code.html", {"fault": fault}, status=status)


def _tried(request: HttpRequest, account: Account) -> tuple[Device | None, str]:
    """The device whose code was typed; or why there is none.  Wrong codes count as wrong passwords do."""
    asking = signin.address(request)
    if signin.must_wait(account.username, asking):
        return None, "wait"
    device = codes.verify(account, request.POST.get("code", ""))
    if device is None:
        signin.failed(account.username, asking)
        return None, "code"
    return device, ""


# ------------------------------------------------------------------------------------------ one's own


@sensitive_post_parameters()
def own_codes(request: HttpRequest) -> HttpResponse:
    """Turn codes on, get new recovery codes, turn codes off; each with proof of who asks."""
    account = account_of(request)
    if not codes.enrolled(account):
        return _enrol(request, account)
    if request.method != "POST":
        return _shown(request, account)
    device, fault = _tried(request, account)
    if device is None:
        return _shown(request, account, fault=fault)
    act = request.POST.get("act")
    if act == "off" and not codes.compulsory(account):
        codes.remove(account, account.username)
        told(request, N_("One-time codes are off."))
        return go("codes")
    code_given(request, device)
    if act == "renew":
        return _shown(request, account, fresh=codes.renew(account))
    return go("home")


def _enrol(request: HttpRequest, account: Account) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, account)
    asking = signin.address(request)
    if signin.must_wait(account.username, asking):
        return _shown(request, account, fault="wait")
    if not account.check_password(request.POST.get("old", "")[:4096]):
        signin.failed(account.username, asking)
        return _shown(request, account, fault="old")
    done = codes.confirm(account, request.POST.get("code", ""))
    if done is None:
        signin.failed(account.username, asking)
        return _shown(request, account, fault="code")
    device, fresh = done
    request.session.cycle_key()
    code_given(request, device)
    return _shown(request, account, fresh=fresh)


def _shown(request: HttpRequest, account: Account, *, fault: str = "", fresh: Any = ()) -> HttpResponse:
    on = codes.enrolled(account)
    device = None if on else codes.begun(account)
    context = {
        "on": on,
        "fault": fault,
        "fresh": fresh,
        "left": codes.recovery_left(account) if on else 0,
        "compulsory": codes.compulsory(account),
        "verified": codes.verified(account),
        "secret": codes.secret_of(device) if device else "",
        "picture": Markup(codes.picture_of(device)) if device else "",  # noqa: S704 - drawn by segno from our own text
    }
    return page(request, "codes.html", context, status={"": 200, "wait": 429}.get(fault, 422))
