"""Districts and what they declare: from the targets file into the database once, and back at every submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crawler import model
from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.targets import load_targets
from crawler.targets.form import site_host
from crawler.targets.write import write_targets
from portal.models import Declaration, District, Waiver, note
from portal.rules import today

DRAFT, IN_FORCE, FORMER = Declaration.State.DRAFT, Declaration.State.IN_FORCE, Declaration.State.FORMER


class RefusedError(ValueError):
    """What was asked cannot be done; ``code`` says why (:data:`portal.views.common.REFUSALS` has the words)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


# ------------------------------------------------------------------------------------------ in


def load_first(path: Path | None) -> int:
    """Fill an empty database from a targets file (default: the bundled districts); how many districts came in."""
    if District.objects.exists():
        return 0
    agencies = load_targets(path)
    with transaction.atomic():
        for rank, agency in enumerate(agencies):
            district = District.objects.create(
                id=agency.id, code=agency.code, name_th=agency.name_th, name_en=agency.name_en, rank=rank,
                group=agency.group or "", site=agency.site, allowed_hosts=list(agency.allowed_hosts),
            )  # fmt: skip
            for item, urls in by_item(agency.declarations).items():
                _put_in_force(district, item, urls, "targets file")
            for one in agency.waivers:
                Waiver.objects.create(
                    district=district, item=one.item, reason=one.reason, author=one.author or "targets file",
                    expires=one.expires, finding=one.finding or "",
                )  # fmt: skip
        note("targets file", "targets.loaded", districts=len(agencies))
    write_file()
    return len(agencies)


def by_item(declarations: Iterable[model.Declaration]) -> dict[str, list[str]]:
    """Item → addresses, each once, in their order."""
    items: dict[str, list[str]] = {}
    for one in declarations:
        if one.url not in items.setdefault(one.item, []):
            items[one.item].append(one.url)
    return items


# ------------------------------------------------------------------------------------------ drafts


def read_urls(text: str) -> list[str]:
    """One address a line, each once.  Raises RefusedError when there are too many, or one is too long."""
    urls = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(urls) > settings.MOST_URLS or any(len(url) > 2000 for url in urls):
        raise RefusedError("too_many_urls")
    return urls


def save_draft(district: District, item: str, urls: Sequence[str], who: str) -> Declaration:
    """Keep ``urls`` as the draft of an item, instead of the draft that was."""
    with transaction.atomic():
        draft, _ = Declaration.objects.update_or_create(
            district=district, item=item, state=DRAFT,
            defaults={"urls": list(urls), "author": who, "made_at": timezone.now()},
        )  # fmt: skip
        note(who, "draft.saved", district.pk, item, urls=list(urls))
    return draft


def discard_draft(district: District, item: str, who: str) -> None:
    """Forget the draft of an item."""
    with transaction.atomic():
        gone, _ = Declaration.objects.filter(district=district, item=item, state=DRAFT).delete()
        if gone:
            note(who, "draft.discarded", district.pk, item)


def submit(district: District, item: str, who: str) -> list[str]:
    """Put the draft of an item in force; the addresses that it holds.  Raises RefusedError when there is none."""
    with transaction.atomic():
        draft = (
            Declaration.objects.select_for_update().filter(district=district, item=item, state=DRAFT).first()
        )
        if draft is None:
            raise RefusedError("no_draft")
        before = _retire(district, item)
        draft.state, draft.submitted_by, draft.submitted_at = IN_FORCE, who, timezone.now()
        draft.save()
        note(who, "declaration.submitted", district.pk, item, before=before, after=draft.urls)
    write_file()
    return draft.urls


def _retire(district: District, item: str) -> list[str]:
    """End what is in force for an item; the addresses that it held."""
    now = Declaration.objects.filter(district=district, item=item, state=IN_FORCE).first()
    if now is None:
        return []
    now.state = FORMER
    now.save(update_fields=["state"])
    return now.urls


def _put_in_force(district: District, item: str, urls: Sequence[str], who: str) -> list[str]:
    before = _retire(district, item)
    Declaration.objects.create(
        district=district, item=item, urls=list(urls), state=IN_FORCE, author=who, submitted_by=who,
        submitted_at=timezone.now(),
    )  # fmt: skip
    return before


def replace_all(agencies: Iterable[model.Agency], who: str) -> int:
    """Put in force what an imported list declares, where it differs; how many lists changed."""
    changed = 0
    with transaction.atomic():
        now = current()
        known = District.objects.in_bulk()
        for agency in agencies:
            for item, urls in by_item(agency.declarations).items():
                if agency.id in known and now.get(agency.id, {}).get(item) != urls:
                    before = _put_in_force(known[agency.id], item, urls, who)
                    note(who, "declaration.imported", agency.id, item, before=before, after=urls)
                    changed += 1
    write_file()
    return changed


# ------------------------------------------------------------------------------------------ out


def current(district: District | None = None, *, drafts: bool = False) -> dict[str, dict[str, list[str]]]:
    """District id → item → addresses in force; with ``drafts`` the draft where there is one."""
    rows = Declaration.objects.exclude(state=FORMER)
    if district is not None:
        rows = rows.filter(district=district)
    if not drafts:
        rows = rows.exclude(state=DRAFT)
    found: dict[str, dict[str, list[str]]] = {}
    for row in sorted(
        rows.values_list("district_id", "item", "state", "urls"), key=lambda row: row[2] == DRAFT
    ):
        found.setdefault(row[0], {})[row[1]] = row[3]
    return found


def agency(district: District, urls: Mapping[str, Sequence[str]]) -> model.Agency:
    """The district as the engine knows it, as if it had declared exactly ``urls``."""
    waivers = [one.as_model() for one in district.waivers.all() if one.in_force(today())]
    return _agency(district, urls, waivers)


def agencies() -> list[model.Agency]:
    """All districts with what they declare."""
    declared = current()
    waivers: dict[str, list[model.Waiver]] = {}
    for one in Waiver.objects.filter(ended_at=None).order_by("id"):
        if one.in_force(today()):
            waivers.setdefault(one.district_id, []).append(one.as_model())
    return [_agency(one, declared.get(one.pk, {}), waivers.get(one.pk, [])) for one in District.objects.all()]


def _agency(
    district: District, urls: Mapping[str, Sequence[str]], waivers: Sequence[model.Waiver]
) -> model.Agency:
    return model.Agency(
        id=district.pk, code=district.code, name_th=district.name_th, name_en=district.name_en, site=district.site,
        group=district.group or None, allowed_hosts=tuple(district.allowed_hosts), waivers=tuple(waivers),
        declarations=tuple(
            model.Declaration(district.pk, item, url, "portal", line)
            for item, ones in sorted(urls.items(), key=lambda pair: _number(pair[0]))
            for line, url in enumerate(ones, 1)
        ),
    )  # fmt: skip


def _number(item: str) -> int:
    return int("".join(filter(str.isdigit, item)) or 0)


def write_file() -> None:
    """Write the targets file that the night reads."""
    write_targets(
        settings.TARGETS, agencies(), ["เขียนโดยหน้าเว็บตรวจด้วยตนเอง", "written by the self-check page"]
    )


# ------------------------------------------------------------------------------------------ hosts


def hosts(district: District) -> frozenset[str]:
    """The hosts registered for a district: nothing else that is typed is fetched."""
    return frozenset({*map(str.lower, district.allowed_hosts), site_host(district.site)})


def unregistered(district: District, urls: Iterable[str]) -> list[str]:
    """The addresses that are no address of the web, or stand on a host that is not registered."""
    registered = hosts(district)
    return [url for url in urls if _host(url) not in registered]


def waiting_hosts(district: District, urls: Iterable[str]) -> list[str]:
    """The hosts of ``urls`` that somebody would have to register before they can be checked here."""
    return sorted({host for url in unregistered(district, urls) if (host := _host(url))})


def _host(url: str) -> str | None:
    """The host as it goes over the wire; ``None`` for what is no plain address of the web."""
    try:
        parts = urlsplit(wire_url(url))
    except (InvalidUrlError, ValueError):
        return None
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.password is not None:
        return None
    return (parts.hostname or "").lower() or None
