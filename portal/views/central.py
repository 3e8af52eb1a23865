"""The pages of the central office: all districts, waivers, objections, declared addresses, nights, accounts, trail."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from crawler.errors import InputError
from crawler.evidence.address import InvalidUrlError, ascii_host
from crawler.targets.spreadsheet import import_targets
from portal import districts, exports, nights, rules
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import (
    Account,
    District,
    DistrictNight,
    Invitation,
    Night,
    Objection,
    TrailEntry,
    Waiver,
    note,
)
from portal.pages import language, page
from portal.views.account import invite
from portal.views.common import day_of, go, item_of, reason_of, titles, told, told_refusal
from portal.views.district import night_of
from reports.changes import KINDS
from reports.words import N_

_TRAIL_PAGE = 100
_NIGHTS_PAGE = 60


# ------------------------------------------------------------------------------------------ all districts


def matrix(request: HttpRequest) -> HttpResponse:
    """Every district, every item, and what the night changed."""
    night = nights.latest()
    return page(
        request,
        "matrix.html",
        {
            "night": night,
            "rows": rows_of(night),
            "items": titles(),
            "previous": nights.before(night) if night else None,
        },
    )


def rows_of(night: Night | None) -> list[dict[str, Any]]:
    """One row a district: scores and statuses with today's waivers, what changed, how many to mend."""
    tonight = {row.district_id: row for row in night.districts.all()} if night else {}
    before = nights.before(night) if night else None
    last = {row.district_id: row.statuses for row in before.districts.all()} if before else {}
    waivers: dict[str, list[Waiver]] = {}
    for one in Waiver.objects.filter(ended_at=None):
        waivers.setdefault(one.district_id, []).append(one)
    return [
        _row(one, tonight.get(one.pk), last.get(one.pk, {}), waivers.get(one.pk, []), night)
        for one in District.objects.all()
    ]


def _row(
    district: District,
    row: DistrictNight | None,
    last: dict[str, str],
    waivers: list[Waiver],
    night: Night | None,
) -> dict[str, Any]:
    if row is None or night is None:
        return {"district": district, "name": district.name(language()), "judged": False}
    statuses = nights.excused(row.statuses, row.deciding, waivers)
    low, high = nights.bounds(row, statuses, night.checklist)
    return {
        "district": district,
        "name": district.name(language()),
        "judged": True,
        "low": low,
        "high": high,
        "statuses": statuses,
        "open": sum(status in ("fail", "unverified") for status in statuses.values()),
        "changed": {
            item: KINDS[last.get(item, now), now]
            for item, now in row.statuses.items()
            if (last.get(item, now), now) in KINDS
        },
    }


# ------------------------------------------------------------------------------------------ waivers, objections


def waivers(request: HttpRequest) -> HttpResponse:
    """All waivers, in force and former."""
    found = Waiver.objects.select_related("district").all()[:500]
    return page(request, "waivers.html", {"waivers": found, "today": rules.today()})


def waive(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """Waive an item, or one finding of it, with a reason."""
    item_of(item)
    who, finding = account_of(request).username, request.POST.get("finding", "")[:64]
    try:
        reason, expires = reason_of(request), day_of(request.POST.get("expires", ""))
        if finding and not _has_finding(district, item, finding):
            raise RefusedError("nothing_found")
        with transaction.atomic():
            Waiver.objects.create(
                district=district, item=item, finding=finding, reason=reason, author=who, expires=expires
            )
            note(
                who,
                "waiver.made",
                district.pk,
                item,
                finding=finding,
                reason=reason,
                expires=str(expires or ""),
            )
        districts.write_file()
        told(request, N_("Waived."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("item", district.pk, item)


def _has_finding(district: District, item: str, finding: str) -> bool:
    night = nights.latest()
    shown = nights.report(night, district.pk, "th") if night else None
    found = [one for agency in (shown.agencies if shown else ()) for one in agency.items if one.id == item]
    return any(one.fingerprint == finding for it in found for one in it.findings)


def end_waiver(request: HttpRequest, district: District, waiver: int) -> HttpResponse:
    """Take a waiver back."""
    found, who = get_object_or_404(Waiver, pk=waiver, district=district), account_of(request).username
    with transaction.atomic():
        if Waiver.objects.filter(pk=found.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=who):
            note(who, "waiver.ended", district.pk, found.item, finding=found.finding)
    districts.write_file()
    told(request, N_("The waiver is ended."))
    return go("waivers")


def objections(request: HttpRequest) -> HttpResponse:
    """All objections, open ones first, the oldest of them at the top."""
    found = sorted(
        Objection.objects.select_related("district").all()[:500],
        key=lambda one: (
            one.outcome != "open",
            one.made_at.timestamp() * (1 if one.outcome == "open" else -1),
        ),
    )
    return page(request, "objections.html", {"objections": found})


def answer(request: HttpRequest, district: District, objection: int) -> HttpResponse:
    """Answer an objection: upheld or rejected, with a reason."""
    found, who = get_object_or_404(Objection, pk=objection, district=district), account_of(request).username
    outcome = request.POST.get("outcome")
    if outcome not in ("upheld", "rejected"):
        raise Http404
    try:
        reason = reason_of(request)
        with transaction.atomic():
            if Objection.objects.filter(pk=found.pk, outcome="open").update(
                outcome=outcome, answer=reason, answered_by=who, answered_at=timezone.now()
            ):
                note(
                    who,
                    "objection.answered",
                    district.pk,
                    found.item,
                    objection=found.pk,
                    outcome=outcome,
                    reason=reason,
                )
        told(request, N_("Answered."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("objections")


# ------------------------------------------------------------------------------------------ declared addresses


def declared(request: HttpRequest) -> HttpResponse:
    """What every district declares, and which drafts wait."""
    in_force, drafts = districts.current(), districts.current(drafts=True)
    rows = [
        {
            "district": one,
            "name": one.name(language()),
            "count": sum(len(urls) for urls in in_force.get(one.pk, {}).values()),
            "items": len([urls for urls in in_force.get(one.pk, {}).values() if urls]),
            "drafts": [
                item
                for item, urls in drafts.get(one.pk, {}).items()
                if in_force.get(one.pk, {}).get(item) != urls
            ],
            "hosts": ", ".join(one.allowed_hosts),
        }
        for one in District.objects.all()
    ]
    return page(request, "declared.html", {"rows": rows, "notes": ()})


def export(request: HttpRequest) -> HttpResponse:
    """The declared addresses as a spreadsheet that can be imported again."""
    del request
    response = HttpResponse(exports.declared(districts.agencies(), titles()), content_type=exports.XLSX)
    response["Content-Disposition"] = 'attachment; filename="oit-declared.xlsx"'
    return response


def import_(request: HttpRequest) -> HttpResponse:
    """Take a spreadsheet of declared addresses: all of it, or nothing when a row cannot be read."""
    file, who = request.FILES.get("file"), account_of(request).username
    try:
        if file is None or not file.size:
            raise RefusedError("empty_upload")
        if file.size > settings.MOST_UPLOAD:
            raise RefusedError("too_large")
        with TemporaryDirectory(prefix="oit-import-") as folder:
            suffix = Path(file.name or "").suffix.lower()
            path = Path(folder) / f"table{suffix if suffix in exports.READABLE else '.xlsx'}"
            path.write_bytes(file.read())
            found = _imported(path)
        changed = districts.replace_all(found, who)
        told(request, N_("Imported: {count} lists changed."), count=changed)
    except RefusedError as why:
        told_refusal(request, why)
    return go("declared")


def _imported(path: Path) -> Any:
    try:
        done = import_targets(path, districts.agencies())
    except InputError as why:
        raise RefusedError("bad_table", _first(why.problems)) from why
    if done.unread:
        raise RefusedError("bad_table", _first(done.unread))
    known = {item.id for item in rules.in_force().items}
    for agency in done.agencies:
        for one in agency.declarations:
            if one.item not in known:
                raise RefusedError("bad_table", f"{agency.id} {one.item}")
    return done.agencies


def _first(problems: Any) -> str:
    problem = problems[0]
    words = problem.message_en if language() == "en" else problem.message_th
    return f"{problem.line}: {words}" if problem.line else words


def set_hosts(request: HttpRequest, district: District) -> HttpResponse:
    """Register the hosts of a district."""
    who = account_of(request).username
    try:
        hosts = [_host(text) for text in request.POST.get("hosts", "").replace(",", " ").split()][:50]
        with transaction.atomic():
            before, district.allowed_hosts = district.allowed_hosts, list(dict.fromkeys(hosts))
            district.save(update_fields=["allowed_hosts"])
            note(who, "hosts.changed", district.pk, before=before, after=district.allowed_hosts)
        districts.write_file()
        told(request, N_("Hosts registered."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("declared")


def _host(text: str) -> str:
    try:
        host = ascii_host(text)
    except InvalidUrlError as why:
        raise RefusedError("bad_host", text[:80]) from why
    if not all(letter.isalnum() or letter in "-.:" for letter in host):
        raise RefusedError("bad_host", text[:80])
    return host


# ------------------------------------------------------------------------------------------ nights


def night_list(request: HttpRequest) -> HttpResponse:
    """All nights, newest first; choose two to compare."""
    shown = Paginator(Night.objects.all(), _NIGHTS_PAGE).get_page(request.GET.get("page"))
    return page(request, "nights.html", {"nights": shown})


def compare(request: HttpRequest) -> HttpResponse:
    """What changed between two nights."""
    old, new = (night_of(_number(request.GET.get(name, ""))) for name in ("old", "new"))
    was = {row.district_id: row.statuses for row in old.districts.all()}
    names = {one.pk: one.name(language()) for one in District.objects.all()}
    changed = [
        {
            "district": row.district_id,
            "name": names[row.district_id],
            "item": item,
            "before": was[row.district_id][item],
            "now": status,
        }
        for row in new.districts.order_by("district__rank")
        for item, status in row.statuses.items()
        if was.get(row.district_id, {}).get(item, status) != status
    ]
    return page(request, "compare.html", {"old": old, "new": new, "changed": changed})


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Http404
    return int(text)


def publish(request: HttpRequest, night: int) -> HttpResponse:
    """Let the public see a night, or withhold it again."""
    found, who = night_of(night), account_of(request).username
    try:
        if request.POST.get("act") == "withhold":
            _publish(found, None, who, "night.withheld")
        elif not found.complete:
            raise RefusedError("incomplete")
        else:
            _publish(found, timezone.now(), who, "night.published")
    except RefusedError as why:
        told_refusal(request, why)
    return go("nights")


def _publish(night: Night, moment: Any, who: str, act: str) -> None:
    with transaction.atomic():
        night.published_at, night.published_by = moment, who if moment else ""
        night.save(update_fields=["published_at", "published_by"])
        note(who, act, night=night.folder)


# ------------------------------------------------------------------------------------------ accounts, trail


def accounts(request: HttpRequest) -> HttpResponse:
    """Who has an account, who is invited; invite somebody."""
    way = ""
    if request.method == "POST":
        district = District.objects.filter(pk=request.POST.get("district", "")).first()
        try:
            way = request.build_absolute_uri(
                invite(
                    account_of(request).username,
                    request.POST.get("username", "").strip(),
                    request.POST.get("role", ""),
                    district,
                )
            )
        except RefusedError as why:
            told_refusal(request, why)
    context = {
        "accounts": Account.objects.select_related("district"),
        "invitations": Invitation.objects.filter(used_at=None, expires__gte=timezone.now()),
        "districts": District.objects.all(),
        "roles": Account.Role.values,
        "way": way,
    }
    return page(request, "accounts.html", context)


def switch_account(request: HttpRequest, account: int) -> HttpResponse:
    """Shut an account, or open it again."""
    found, who = get_object_or_404(Account, pk=account), account_of(request).username
    try:
        with transaction.atomic():
            others = Account.objects.filter(role="central", is_active=True).exclude(pk=found.pk)
            if found.central and found.is_active and not others.exists():
                raise RefusedError("last_central")
            found.is_active = not found.is_active
            found.save(update_fields=["is_active"])
            note(
                who,
                "account.opened" if found.is_active else "account.shut",
                found.district_id or "",
                username=found.username,
            )
        told(request, N_("Changed."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("accounts")


def trail(request: HttpRequest) -> HttpResponse:
    """Every change, newest first."""
    rows = TrailEntry.objects.all()
    wanted = request.GET.get("district", "")
    if wanted:
        rows = rows.filter(district=wanted[:60])
    shown = Paginator(rows, _TRAIL_PAGE).get_page(request.GET.get("page"))
    return page(
        request, "trail.html", {"entries": shown, "wanted": wanted, "districts": District.objects.all()}
    )
