"""Bodies and people: districts, accounts and their roles, ways in, and failed ways in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class District(models.Model):
    """One public body, as the targets file names it."""

    id = models.SlugField(primary_key=True, max_length=60)
    code = models.CharField(max_length=30, blank=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    group = models.CharField(max_length=200, blank=True)
    site = models.URLField(max_length=500)
    allowed_hosts: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    rank = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["rank", "id"]

    def __str__(self) -> str:
        return self.id

    def name(self, lang: str) -> str:
        """Its name in ``lang``."""
        return self.name_en if lang == "en" else self.name_th


class Account(AbstractUser):
    """A person who signs in.  A ``district`` account belongs to one district and sees nothing else."""

    class Role(models.TextChoices):
        """What a person may do."""

        CENTRAL = "central"
        DISTRICT = "district"
        READER = "reader"

    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="district_accounts_have_one",
                condition=models.Q(role="district", district__isnull=False)
                | (~models.Q(role="district") & models.Q(district__isnull=True)),
            )
        ]

    @property
    def central(self) -> bool:
        """Whether the person decides for all districts."""
        return self.role == self.Role.CENTRAL


class Invitation(models.Model):
    """A way in, once: for a new account, or to a new password of ``account``; only the hash of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=150)
    role = models.CharField(max_length=10, choices=Account.Role.choices)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE)
    author = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.username


class SignInFailure(models.Model):
    """One failed sign-in, by name and by address, until it is too old to count."""

    username = models.CharField(max_length=150, db_index=True)
    address = models.CharField(max_length=45, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.username
