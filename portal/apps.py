"""The Django application."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Accounts, declarations, checks, waivers, objections, nights, and the trail of all changes."""

    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "OIT"
