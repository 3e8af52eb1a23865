"""Who changed what, when: only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils import timezone


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove what is only ever added to."""


class _TrailRows(models.QuerySet["TrailEntry"]):
    def update(self, **_: Any) -> NoReturn:
        raise AppendOnlyError("the trail is only added to")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("the trail is only added to")


class TrailEntry(models.Model):
    """Who changed what, when: written once.  The database itself refuses to change a row (migration 0002)."""

    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=150)
    act = models.CharField(max_length=40)
    district = models.CharField(max_length=60, blank=True, db_index=True)
    item = models.CharField(max_length=12, blank=True)
    detail: models.JSONField[Mapping[str, Any], Mapping[str, Any]] = models.JSONField(default=dict)

    objects = _TrailRows.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.act}"

    def save(self, **options: Any) -> None:
        """Add the entry; a second time is refused."""
        if self.pk is not None:
            raise AppendOnlyError("the trail is only added to")
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:
        """Refused."""
        del using, keep_parents
        raise AppendOnlyError("the trail is only added to")


def note(who: str, act: str, district: str = "", item: str = "", **detail: Any) -> None:
    """Write one act into the trail; call it inside the transaction that does the act."""
    TrailEntry.objects.create(who=who, act=act, district=district, item=item, detail=detail)
