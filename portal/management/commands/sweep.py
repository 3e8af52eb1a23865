"""Remove what has been kept long enough: evidence of old checks, lost uploads, ended sessions (docs/portal.md)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal import retention


class Command(BaseCommand):
    """``python -m portal sweep``; a running worker does the same once an hour."""

    help = __doc__ or ""

    def handle(self, *_: Any, **__: Any) -> None:
        """Sweep, and say how much went."""
        self.stdout.write(f"{retention.sweep()} removed")
