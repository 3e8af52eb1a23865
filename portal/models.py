"""What the portal keeps: who may do what, what was declared, asked, excused, objected to, published, and by whom.

Verdicts are not kept here: they stand in run folders.  :class:`Night` and :class:`DistrictNight` are the index of
those, so that a page about a year of nights needs a handful of rows.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from crawler import model

if TYPE_CHECKING:
    from collections.abc import Mapping


class AppendOnlyError(TypeError):
    """Somebody tried to change or remove what is only ever added to."""


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
    """A way in for one new account, once; only the hash of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    username = models.CharField(max_length=150)
    role = models.CharField(max_length=10, choices=Account.Role.choices)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
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


class Check(models.Model):
    """One question of an officer, and its answer, which stays.

    ``item`` is empty for the whole district; ``urls`` is item → addresses, as they stood when the question was
    asked.  ``answer`` holds the items as ``audit.json`` does; ``fault`` names in a word why there is none.  A
    running check whose ``lease`` has passed belongs to nobody and is taken up again.
    """

    class State(models.TextChoices):
        """Queued, running, done; failed when it is our own fault that there is no answer."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=12, blank=True)
    upload = models.CharField(max_length=200, blank=True)
    keep = models.BooleanField(default=False)
    author = models.CharField(max_length=150)
    urls: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    checklist = models.CharField(max_length=200)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    answer: models.JSONField[Any, Any] = models.JSONField(null=True)
    fault = models.CharField(max_length=30, blank=True)

    OPEN: ClassVar = (State.QUEUED, State.RUNNING)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
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

    @property
    def is_open(self) -> bool:
        """Whether the answer is still to come."""
        return self.state in self.OPEN


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
    def days_open(self) -> int:
        """Whole days from the objection to its answer, or to now."""
        return ((self.answered_at or timezone.now()) - self.made_at).days


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


def moment(value: datetime | None) -> str:
    """UTC as the reports write it."""
    return (
        ""
        if value is None
        else value.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%SZ")
    )
