"""The pages of one district: where it stands, item by item; its declared addresses, its objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse

from portal import checks, districts, nights, rules
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import Check, Declaration, District, DistrictNight, Objection, note
from portal.pages import language, page, words
from portal.views.common import go, item_of, reason_of, titles, told, told_refusal
from portal.views.downloads import DOWNLOADS
from reports import changes, line, view
from reports.words import N_

#: What is said of a list that was submitted: whether it holds addresses.
SUBMITTED = {
    True: N_("Submitted. The next night audits these addresses."),
    False: N_("Submitted without any address: from the next night on the item counts as not declared."),
}
_NIGHTS = 370
_CHECKS_SHOWN = 10
# ------------------------------------------------------------------------------------------ where it stands


def district(request: HttpRequest, district: District) -> HttpResponse:
    """Score, error budget, days left, what to mend first, every item."""
    night = nights.latest()
    shown = nights.report(night, district, language()) if night else None
    agency = shown.agencies[0] if shown and shown.agencies else None
    officer = account_of(request).role != "reader"
    return page(
        request,
        "district.html",
        {
            "district": district,
            "report": shown,
            "night": night,
            "agency": agency,
            "points": _past(district, "low"),
            "lines": _lines(district, agency),
            "line": line.text(shown, agency, words()) if shown and agency else "",
            "downloads": DOWNLOADS if agency else {},
            "open_check": district.checks.filter(state__in=Check.OPEN).first() if officer else None,
            "recent": district.checks.all()[:_CHECKS_SHOWN] if officer else [],
            "officer": officer,
            "deadline": view.read(
                {"audit": {"checklist": {"fiscal_year": rules.in_force().fiscal_year}}}
            ).deadline,
            "today": rules.today(),
        },
    )


def _past(district: District, field: str | Combinable) -> list[tuple[date, Any]]:
    """One ``field`` of the district's nights, oldest first, of each day its last; nights that have none are left out."""
    rows = (
        DistrictNight.objects.filter(district=district)
        .order_by("-night__as_of", "-night__finished_at", "-night_id")
        .values_list("night__as_of", field)[:_NIGHTS]
    )
    return [*{day: value for day, value in reversed(rows) if value is not None}.items()]


def _lines(district: District, agency: view.Agency | None) -> list[dict[str, Any]]:
    """One line an item: its verdict of the last night, what is declared, whether there is a draft."""
    items = {item.id: item for item in agency.items} if agency else {}
    states: dict[str, dict[str, int]] = {}
    for item, state, urls in district.declarations.exclude(state="former").values_list(
        "item", "state", "urls"
    ):
        states.setdefault(item, {})[state] = len(urls)
    return [
        {"id": key, "title": title, "verdict": items.get(key), "declared": states.get(key, {})}
        for key, title in titles().items()
    ]


def item(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """One item: the verdict with its evidence, the declared addresses and their draft, checks, objections."""
    return _item_page(request, district, item)


def _item_page(
    request: HttpRequest, district: District, item: str, typed: str | None = None, status: int = 200
) -> HttpResponse:
    rule, account = item_of(item), account_of(request)
    night = nights.latest()
    shown = nights.report(night, district, language()) if night else None
    agency = shown.agencies[0] if shown and shown.agencies else None
    verdict = next((one for one in agency.items if one.id == item), None) if agency else None
    lists = list(district.declarations.filter(item=item)[:30])
    officer = account.role != "reader"
    return page(
        request,
        "item.html",
        {
            "district": district,
            "item": item,
            "title": titles()[item],
            "rule": rule,
            "night": night,
            "report": shown,
            "verdict": verdict,
            "timeline": changes.Timeline(tuple(_past(district, KT(f"statuses__{item}")))),
            "draft": next((one for one in lists if one.state == Declaration.State.DRAFT), None),
            "in_force": next((one for one in lists if one.state == Declaration.State.IN_FORCE), None),
            "lists": [one for one in lists if one.state != Declaration.State.DRAFT],
            "typed": typed,
            "checks": district.checks.filter(item=item)[:_CHECKS_SHOWN] if officer else [],
            "objections": district.objections.filter(item=item) if officer else [],
            "waivers": district.waivers.filter(item=item),
            "officer": officer,
            "central": account.central,
            "neighbours": _neighbours(item),
            "today": rules.today(),
        },
        status=status,
    )


def _neighbours(item: str) -> tuple[str | None, str | None]:
    ids = [one.id for one in rules.in_force().items]
    at = ids.index(item)
    return (ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


# ------------------------------------------------------------------------------------------ declaring


def draft(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """Save the draft; then, as the button says, nothing more, check it, submit it, or forget it."""
    item_of(item)
    who, act = account_of(request).username, request.POST.get("act", "save")
    typed = request.POST.get("urls", "")
    try:
        if act == "discard":
            districts.discard_draft(district, item, who)
            told(request, N_("The draft is gone."))
            return go("item", district.pk, item)
        if typed.split() or act != "check":
            _save_if_new(district, item, districts.read_urls(typed), who)
        if act == "submit":
            told(request, SUBMITTED[bool(districts.submit(district, item, who))])
        elif act == "check":
            check = checks.ask(account_of(request), district, item)
            return go("check", district.pk, check.pk)
        else:
            told(request, N_("Draft saved. It counts only when it is submitted."))
    except RefusedError as why:
        told_refusal(request, why)
        return _item_page(request, district, item, typed, status=422)
    return go("item", district.pk, item)


def _save_if_new(district: District, item: str, urls: list[str], who: str) -> None:
    """Keep what was typed as the draft, unless that is what stands there already."""
    known = districts.current(district, drafts=True).get(district.pk, {}).get(item, [])
    if urls != known:
        districts.save_draft(district, item, urls, who)


# ------------------------------------------------------------------------------------------ objecting


def objection(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """Object to a finding of the last night, or of a check, with a reason; the finding is kept as it stands."""
    item_of(item)
    who, fingerprint = account_of(request).username, request.POST.get("finding", "")[:64]
    try:
        reason, seen = reason_of(request), _seen(district, item, fingerprint)
        with transaction.atomic():
            made = Objection.objects.create(
                district=district, item=item, finding=fingerprint, code=seen["finding"]["code"][:60], reason=reason,
                author=who, seen=seen,
            )  # fmt: skip
            note(
                who, "objection.made", district.pk, item, objection=made.pk, finding=fingerprint, reason=reason
            )  # fmt: skip
        told(request, N_("The objection is with the central office."))
    except RefusedError as why:
        told_refusal(request, why)
    return go("item", district.pk, item)


def _seen(district: District, item: str, fingerprint: str) -> dict[str, Any]:
    """The finding that is objected to, and where it stands.  Raises RefusedError when there is none such."""
    night = nights.latest()
    found = nights.finding(night, district.pk, item, fingerprint) if night else None
    if found is not None and night is not None:
        return {"night": night.folder, "as_of": night.as_of.isoformat(), "finding": found}
    found = nights.checked_finding(district, item, fingerprint)
    if found is None:
        raise RefusedError("nothing_found")
    return {"night": "", "as_of": rules.today().isoformat(), "finding": found}
