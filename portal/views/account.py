"""Signing in and out, invitations, language."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from portal import codes, signin
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import Account, District, Invitation, note
from portal.pages import page
from portal.views.codes import wait_for_code
from portal.views.common import go, told
from reports.words import N_


def home(request: HttpRequest) -> HttpResponse:
    """To where the account works."""
    account = account_of(request)
    return go("district", account.district_id) if account.district_id else go("matrix")


def _next(request: HttpRequest) -> str:
    """Where to go on, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("home")


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    username, fault, status = request.POST.get("username", "")[:150], "", 200
    if request.method == "POST":
        asking = signin.address(request)
        if signin.must_wait(username, asking):
            fault, status = "wait", 429
        else:
            account = authenticate(
                request, username=username, password=request.POST.get("password", "")[:4096]
            )
            if isinstance(account, Account) and codes.enrolled(account):
                return wait_for_code(request, account, _next(request))
            if isinstance(account, Account):
                signin.succeeded(username)
                login(request, account)  # makes a new session: a planted one is worth nothing
                note(account.username, "signed.in", account.district_id or "")
                return HttpResponseRedirect(_next(request))
            signin.failed(username, asking)
            fault, status = "wrong", 403
    return page(
        request, "sign_in.html", {"username": username, "fault": fault, "next": _next(request)}, status=status
    )


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return go("sign-in")


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    account, faults = account_of(request), []
    if request.method == "POST":
        asking = signin.address(request)
        if signin.must_wait(account.username, asking):
            faults = ["wait"]
        elif not account.check_password(request.POST.get("old", "")[:4096]):
            signin.failed(account.username, asking)
            faults = ["old"]
        else:
            faults = _set_password(account, request)
        if not faults:
            update_session_auth_hash(request, account)
            note(account.username, "password.changed")
            told(request, N_("The password is changed."))
            return go("home")
    return page(request, "password.html", {"faults": faults}, status=422 if faults else 200)


def _set_password(account: Account, request: HttpRequest) -> list[str]:
    """Set the new password if it is good and was typed twice; else what is wrong with it (password_fields.html)."""
    new = request.POST.get("new", "")[:4096]
    if new != request.POST.get("again", "")[:4096]:
        return ["again"]
    try:
        validate_password(new, account)
    except ValidationError as why:
        return [str(one.code) for one in why.error_list]
    account.set_password(new)
    account.save()
    return []


# ------------------------------------------------------------------------------------------ invitations


def digest(secret: str) -> str:
    """What is kept of an invitation's secret."""
    return sha256(secret.encode()).hexdigest()


def invite(author: str, username: str, role: str, district: District | None) -> str:
    """Make an invitation; returns the path of its page, which holds its secret and is shown once.

    Raises RefusedError for a name that is taken or none, or a role that does not fit the district.
    """
    if role not in Account.Role.values or (role == Account.Role.DISTRICT) != (district is not None):
        raise RefusedError("bad_role")
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as why:
        raise RefusedError("name_taken") from why
    if len(username) > 150 or Account.objects.filter(username__iexact=username).exists():
        raise RefusedError("name_taken")
    with transaction.atomic():
        note(author, "account.invited", district.pk if district else "", username=username, role=role)
        return _way(author, username=username, role=role, district=district)


def invite_again(author: str, account: Account) -> str:
    """A way to a new password for somebody who forgot theirs; the path of its page.  Former ways are shut."""
    with transaction.atomic():
        Invitation.objects.filter(account=account, used_at=None).delete()
        note(author, "account.invited_again", account.district_id or "", username=account.username)
        return _way(
            author, username=account.username, role=account.role, district=account.district, account=account
        )


def _way(author: str, **facts: Any) -> str:
    secret = token_urlsafe(32)
    expires = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    Invitation.objects.create(digest=digest(secret), author=author, expires=expires, **facts)
    return reverse("invitation", args=[secret])


@sensitive_post_parameters()
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: choose a password, and the account is there."""
    found = (
        Invitation.objects.select_related("account", "district")
        .filter(digest=digest(secret), used_at=None, expires__gte=timezone.now())
        .exclude(account__is_active=False)
        .first()
    )
    if found is None:
        raise Http404
    faults: list[str] = []
    if request.method == "POST":
        account = found.account or Account(username=found.username, role=found.role, district=found.district)
        try:
            with transaction.atomic():
                faults = _accept(request, found, account)
        except IntegrityError:
            faults = ["taken"]
        if not faults:
            return _enter(request, account)
    return page(
        request, "invitation.html", {"invitation": found, "faults": faults}, status=422 if faults else 200
    )


def _accept(request: HttpRequest, found: Invitation, account: Account) -> list[str]:
    faults = _set_password(account, request)
    if faults:
        return faults
    if not Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=timezone.now()):
        raise Http404
    act = "password.renewed" if found.account else "account.made"
    note(account.username, act, account.district_id or "", role=account.role)
    return []


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign in whoever chose a password just now; a way to a new password is no way around the one-time code."""
    signin.succeeded(account.username)
    if codes.enrolled(account):
        return wait_for_code(request, account, reverse("home"))
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return go("home")
