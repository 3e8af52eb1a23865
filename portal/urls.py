"""Every address of the portal, who may use it, and by which methods."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.i18n import set_language

from portal.access import CENTRAL, EVERYBODY, OFFICERS, OPEN, OVERVIEW, Route, form, posting
from portal.admin import site as back_room
from portal.views import (
    account,
    assets,
    checklists,
    checks,
    codes,
    decisions,
    declared,
    district,
    downloads,
    matrix,
    nights,
    people,
    public,
)


def _language(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = set_language(request)
    return answer


_D = "districts/<slug:district>/"
_I = f"{_D}items/<slug:item>/"

ROUTES = (
    Route("", "home", account.home, EVERYBODY),
    form("sign-in/", "sign-in", account.sign_in, OPEN),
    form("sign-in/code/", "sign-in-code", codes.sign_in_code, OPEN),
    posting("sign-out/", "sign-out", account.sign_out, EVERYBODY, before_code=True),
    form("password/", "password", account.password, EVERYBODY, before_code=True),
    form("codes/", "codes", codes.own_codes, EVERYBODY, before_code=True),
    form("invitation/<str:secret>/", "invitation", account.invitation, OPEN),
    posting("language/", "language", _language, OPEN),
    Route("look/report.css", "report-css", assets.css, OPEN),
    Route("look/thai.js", "thai-js", assets.thai, OPEN),
    Route(_D, "district", district.district, EVERYBODY),
    Route(_I, "item", district.item, EVERYBODY),
    posting(f"{_I}draft/", "draft", district.draft, OFFICERS),
    posting(f"{_I}upload/", "upload", checks.upload, OFFICERS),
    posting(f"{_I}objection/", "object", district.objection, OFFICERS),
    posting(f"{_D}check/", "check-all", checks.check_all, OFFICERS),
    Route(f"{_D}checks/<uuid:check>/", "check", checks.check, OFFICERS),
    Route(f"{_D}checks/<uuid:check>/progress/", "progress", checks.progress, OFFICERS),
    Route(f"{_D}download/<slug:form>/", "download", downloads.download, EVERYBODY),
    Route("matrix/", "matrix", matrix.matrix, OVERVIEW),
    Route("waivers/", "waivers", decisions.waivers, CENTRAL),
    posting(f"{_I}waive/", "waive", decisions.waive, CENTRAL),
    posting(f"{_D}waivers/<int:waiver>/end/", "end-waiver", decisions.end_waiver, CENTRAL),
    Route("objections/", "objections", decisions.objections, CENTRAL),
    posting(f"{_D}objections/<int:objection>/answer/", "answer", decisions.answer, CENTRAL),
    Route("declared/", "declared", declared.declared, CENTRAL),
    Route("declared/export/", "export", declared.export, CENTRAL),
    posting("declared/import/", "import", declared.import_, CENTRAL),
    posting(f"{_D}hosts/", "hosts", declared.set_hosts, CENTRAL),
    Route("nights/", "nights", nights.night_list, OVERVIEW),
    Route("nights/compare/", "compare", nights.compare, OVERVIEW),
    Route("checklists/", "checklists", checklists.checklists, CENTRAL),
    posting("checklists/nights/<int:night>/", "rehearse", checklists.rehearse, CENTRAL),
    Route("checklists/trials/<uuid:rehearsal>/", "rehearsal", checklists.rehearsal, CENTRAL),
    Route(
        "checklists/trials/<uuid:rehearsal>/progress/",
        "rehearsal-progress",
        checklists.rehearsal_progress,
        CENTRAL,
    ),
    posting("nights/<int:night>/publish/", "publish", nights.publish, CENTRAL),
    form("accounts/", "accounts", people.accounts, CENTRAL),
    posting("accounts/<int:account>/switch/", "switch-account", people.switch_account, CENTRAL),
    posting("accounts/<int:account>/codes/", "reset-codes", people.reset_codes, CENTRAL),
    posting("accounts/<int:account>/invitation/", "renew", people.renew, CENTRAL),
    posting("accounts/invitations/<int:invitation>/withdraw/", "withdraw", people.withdraw, CENTRAL),
    Route("trail/", "trail", people.trail, CENTRAL),
    Route("public/", "public", public.overview, OPEN),
    Route("public/<slug:body>/", "public-district", public.district, OPEN),
    Route("badge/<slug:body>.svg", "badge", public.badge, OPEN),
    Route("api/v1/openapi.json", "openapi", public.openapi, OPEN),
    Route("api/v1/nights/latest", "api-latest", public.api_latest, OPEN),
    Route("api/v1/districts", "api-districts", public.api_districts, OPEN),
    Route("api/v1/districts/<slug:body>", "api-district", public.api_district, OPEN),
)

urlpatterns = [*(route.pattern() for route in ROUTES), path("admin/", back_room.urls)]

handler400 = "portal.views.wrong"
handler403 = "portal.views.refused"
handler404 = "portal.views.missing"
handler500 = "portal.views.broken"
