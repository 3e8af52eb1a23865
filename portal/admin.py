"""Django's own back room, for a look only: every change goes through a page that writes the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal import models


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


admin.site.register(models.Account, AccountLook)
for _model in (
    models.District, models.Declaration, models.Check, models.Waiver, models.Objection, models.Night,
    models.TrailEntry,
):  # fmt: skip
    admin.site.register(_model, LookOnly)
