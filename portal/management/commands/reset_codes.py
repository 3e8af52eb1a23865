"""Turn the one-time codes of an account off: for the last administrator whose telephone and recovery codes are lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import codes
from portal.models import Account


class Command(BaseCommand):
    """``python -m portal reset_codes NAME``."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the account."""
        parser.add_argument("name")

    def handle(self, *_: Any, name: str, **__: Any) -> None:
        """Remove the codes; the trail says who did it."""
        account = Account.objects.filter(username=name).first()
        if account is None:
            raise CommandError(f"there is no account {name}")
        codes.remove(account, "command line")
        self.stdout.write(f"{name}: one-time codes are off")
