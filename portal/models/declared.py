"""What a district declares, what the central office excuses, and what the two dispute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from crawler import model
from portal.models.people import District


class Declaration(models.Model):
    """The addresses that a district declares for one item: a draft, the list in force, or a former one."""

    class State(models.TextChoices):
        """A list begins as a draft, is submitted once, and gives way to the next."""

        DRAFT = "draft"
        IN_FORCE = "submitted"
        FORMER = "former"

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="declarations")
    item = models.CharField(max_length=12)
    urls: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices)
    author = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.CharField(max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["district", "item", "state"],
                condition=~models.Q(state="former"),
                name="one_list_a_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.item} {self.state}"


class Waiver(models.Model):
    """An item, or one finding of it, that the central office excuses, with a reason.

    Bound to ``finding`` (a fingerprint of ``audit.json``) it lapses on the night that no longer has that finding.
    """

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="waivers")
    item = models.CharField(max_length=12)
    finding = models.CharField(max_length=64, blank=True)
    reason = models.TextField(max_length=2000)
    author = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    expires = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)
    lapsed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.district_id} {self.item}"

    def in_force(self, day: date) -> bool:
        """Whether it excuses anything on ``day``."""
        return self.ended_at is None and (self.expires is None or self.expires >= day)

    def as_model(self) -> model.Waiver:
        """As the targets file holds it."""
        return model.Waiver(self.item, self.reason, self.author, self.expires, self.finding or None)


class Objection(models.Model):
    """A district says that a finding is wrong; the central office answers."""

    class Outcome(models.TextChoices):
        """Open until answered."""

        OPEN = "open"
        UPHELD = "upheld"
        REJECTED = "rejected"

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="objections")
    item = models.CharField(max_length=12)
    finding = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=60, blank=True)
    #: The finding as it stood then, whatever becomes of its night: ``night``, ``as_of``, ``finding`` (``audit.json``).
    seen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    reason = models.TextField(max_length=2000)
    author = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.district_id} {self.item}"

    @property
    def due(self) -> datetime:
        """Until when the central office owes an answer."""
        return self.made_at + timedelta(days=settings.ANSWER_DAYS)

    @property
    def late(self) -> bool:
        """Whether the answer is overdue."""
        return self.outcome == self.Outcome.OPEN and self.due < timezone.now()

    @property
    def days_open(self) -> int:
        """Whole days from the objection to its answer, or to now."""
        return ((self.answered_at or timezone.now()) - self.made_at).days
