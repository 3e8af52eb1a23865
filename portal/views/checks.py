"""Checking now: a question to a worker, how far it is, and its answer, which stays."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from portal import checks, nights, uploads
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import Check, District
from portal.pages import language, page
from portal.views.common import go, item_of, titles, told_refusal


def check_all(request: HttpRequest, district: District) -> HttpResponse:
    """Check everything that the district declares, drafts first."""
    try:
        check = checks.ask(account_of(request), district)
    except RefusedError as why:
        told_refusal(request, why)
        return go("district", district.pk)
    return go("check", district.pk, check.pk)


def upload(request: HttpRequest, district: District, item: str) -> HttpResponse:
    """Judge a document that is not published, as if it stood at a declared address."""
    item_of(item)
    file, pasted = request.FILES.get("file"), request.POST.get("text", "")
    try:
        if file is not None:
            if (file.size or 0) > settings.MOST_UPLOAD:
                raise RefusedError("too_large")
            name, data = file.name or "", file.read()
        else:
            kind = "html" if pasted.lstrip().startswith("<") else "txt"
            name, data = f"pasted.{kind}", pasted.strip().encode()
        check = checks.ask_upload(
            account_of(request), district, item, name, data, keep=bool(request.POST.get("keep"))
        )
    except RefusedError as why:
        told_refusal(request, why)
        return go("item", district.pk, item)
    return go("check", district.pk, check.pk)


def _check(district: District, check: UUID) -> Check:
    return get_object_or_404(Check, pk=check, district=district)


def _check_context(district: District, check: Check) -> dict[str, Any]:
    answer = uploads.named(check.answer, check) if check.upload else check.answer
    items = nights.items_report(answer, language()) if answer else ()
    return {
        "district": district,
        "check": check,
        "items": items,
        "names": titles(),
        "score": (check.answer or {}).get("score"),
    }


def check(request: HttpRequest, district: District, check: UUID) -> HttpResponse:
    """One check: how far it is, or its answer, which stays."""
    return page(request, "check.html", _check_context(district, _check(district, check)))


def progress(request: HttpRequest, district: District, check: UUID) -> HttpResponse:
    """The part of the check's page that changes; with the answer when it is there."""
    found = _check(district, check)
    response = page(request, "check_part.html", _check_context(district, found))
    if not found.is_open:
        response["X-Done"] = "1"
    return response
