"""The declared addresses of all districts: as a list, as a spreadsheet out and in, and the hosts they may stand on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from crawler.errors import InputError
from crawler.evidence.address import InvalidUrlError, ascii_host
from crawler.targets.spreadsheet import import_targets
from portal import districts, exports, rules
from portal.access import account_of
from portal.districts import RefusedError
from portal.models import (
    District,
    note,
)
from portal.pages import language, page
from portal.views.common import go, titles, told, told_refusal
from portal.words import say
from reports.words import N_


def declared(request: HttpRequest) -> HttpResponse:
    """What every district declares, and which drafts wait."""
    in_force, newest = districts.current(), districts.current(drafts=True)
    rows = [_row(one, in_force.get(one.pk, {}), newest.get(one.pk, {})) for one in District.objects.all()]
    return page(request, "declared.html", {"rows": rows})


def _row(
    district: District, in_force: Mapping[str, list[str]], newest: Mapping[str, list[str]]
) -> dict[str, Any]:
    every = [url for lists in (in_force, newest) for urls in lists.values() for url in urls]
    return {
        "district": district,
        "name": district.name(language()),
        "count": sum(map(len, in_force.values())),
        "items": sum(map(bool, in_force.values())),
        "drafts": [item for item, urls in newest.items() if in_force.get(item) != urls],
        "hosts": ", ".join(district.allowed_hosts),
        "waiting": districts.waiting_hosts(district, every),
    }


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
                words = say(language())(N_("the checklist has no item {item} (district {district})"))
                raise RefusedError("bad_table", words.format(item=one.item, district=agency.id))
    return done.agencies


def _first(problems: Any) -> str:
    problem = problems[0]
    words: str = problem.message_en if language() == "en" else problem.message_th
    if not problem.line:
        return words
    row = say(language())(N_("row {0}")).format(problem.line)
    return f"{row}: {words}"


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
