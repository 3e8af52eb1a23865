"""Django's own back room, for a look only: every change goes through a page that writes the trail.

Its own sign-in is closed: there is one way in, with its waits and its codes.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal import models
from portal.access import wants_code


class BackRoom(admin.AdminSite):
    """For whom the installation trusts, signed in on our own page."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, and with a code where their role needs one."""
        return super().has_permission(request) and not wants_code(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To our own sign-in; whoever is signed in already has nothing to do here."""
        del extra_context
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """To our own page, which writes the trail."""
        del request, extra_context
        return HttpResponseRedirect(reverse("password"))


site = BackRoom(name="admin")


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing can be added, changed or deleted here."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        del request, obj
        return False


class AccountLook(LookOnly):
    """Accounts without what their passwords are made of."""

    exclude = ("password",)
    list_display = ("username", "role", "district", "is_active", "last_login")


site.register(models.Account, AccountLook)
for _model in (
    models.District, models.Declaration, models.Check, models.Waiver, models.Objection, models.Night, models.Rehearsal,
    models.TrailEntry,
):  # fmt: skip
    site.register(_model, LookOnly)
