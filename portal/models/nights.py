"""The index of the run folders, so that a page about a year of nights needs a handful of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from portal.models.people import District


class Night(models.Model):
    """A finished audit in the folder of runs, and whether the public may see it."""

    folder = models.CharField(max_length=200, unique=True)
    audit_id = models.CharField(max_length=60)
    stamp = models.CharField(max_length=60)
    as_of = models.DateField(db_index=True)
    finished_at = models.CharField(max_length=40)
    checklist = models.CharField(max_length=60)
    fiscal_year = models.PositiveIntegerField()
    complete = models.BooleanField()
    withheld = models.CharField(max_length=500, blank=True)
    summary: models.JSONField[Mapping[str, Any], Mapping[str, Any]] = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering: ClassVar = ["-as_of", "-finished_at", "-id"]

    def __str__(self) -> str:
        return self.folder


class DistrictNight(models.Model):
    """One district on one night: ``statuses`` is item → status, ``deciding`` item → fingerprints in the way."""

    night = models.ForeignKey(Night, on_delete=models.CASCADE, related_name="districts")
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="nights")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    statuses: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    deciding: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["night", "district"], name="one_row_a_night")
        ]

    def __str__(self) -> str:
        return f"{self.night_id} {self.district_id}"
