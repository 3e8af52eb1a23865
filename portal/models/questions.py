"""What was asked of a worker: a row that is claimed, held by a lease, and answered once."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from portal.models.nights import Night
from portal.models.people import District


class Question(models.Model):
    """Something that takes a worker's time, and its answer, which stays.

    ``answer`` is ``None`` until it is there; ``fault`` names in a word why there is none.  A running question
    whose ``lease`` has passed belongs to nobody and is taken up again.
    """

    class State(models.TextChoices):
        """Queued, running, done; failed when it is our own fault that there is no answer."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    OPEN: ClassVar = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.CharField(max_length=150)
    checklist = models.CharField(max_length=200)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    answer: models.JSONField[Any, Any] = models.JSONField(null=True)
    fault = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["-asked_at"]

    @property
    def is_open(self) -> bool:
        """Whether the answer is still to come."""
        return self.state in self.OPEN


class Check(Question):
    """One question of an officer.

    ``item`` is empty for the whole district; ``urls`` is item → addresses, as they stood when the question was
    asked.  ``answer`` holds the items as ``audit.json`` does.
    """

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=12, blank=True)
    upload = models.CharField(max_length=200, blank=True)
    keep = models.BooleanField(default=False)
    urls: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)

    class Meta(Question.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["district"],
                condition=models.Q(state__in=("queued", "running")),
                name="one_check_a_district",
            ),
            models.UniqueConstraint(
                fields=["author"],
                condition=models.Q(state__in=("queued", "running")),
                name="one_check_a_person",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["district", "item", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.district_id} {self.item} {self.state}"


class Rehearsal(Question):
    """The evidence of a night judged by another checklist: what that would change.

    ``answer`` holds ``scores`` (district → [low, high] before and after) and ``changes``, a row an item whose
    verdict is another (:func:`portal.rehearsals.differences`).
    """

    night = models.ForeignKey(Night, on_delete=models.CASCADE, related_name="rehearsals")

    class Meta(Question.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["night"],
                condition=models.Q(state__in=("queued", "running")),
                name="one_rehearsal_a_night",
            )
        ]

    def __str__(self) -> str:
        return f"{self.night_id} {self.checklist} {self.state}"
