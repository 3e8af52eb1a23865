"""What everybody may read, when the office opens it: published nights, as pages, as JSON, as a badge.

Off by default: every address of this module then answers 404.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from crawler import __version__
from portal import excuses, nights
from portal.access import district_of
from portal.models import DistrictNight, Night
from portal.pages import environment, language, page
from portal.views.common import titles
from portal.views.matrix import rows_of
from reports import view
from reports.words import Words

#: The score from which a badge is green.
_GOOD = 85


def _published(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with the newest published night; 404 while the public page is off, or nothing is published."""

    @wraps(answer)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        night = nights.latest(published=True) if settings.PUBLIC else None
        if night is None:
            raise Http404
        return answer(request, night, **parts)

    return guarded


@_published
def overview(request: HttpRequest, night: Night) -> HttpResponse:
    """Every district, every item."""
    return page(request, "public.html", {"night": night, "rows": rows_of(night), "items": titles()})


@_published
def district(request: HttpRequest, night: Night, body: str) -> HttpResponse:
    """One district with its evidence."""
    found = district_of(body)
    shown = nights.report(night, found, language())
    if shown is None or not shown.agencies:
        raise Http404
    return page(
        request,
        "public_district.html",
        {"night": night, "report": shown, "agency": shown.agencies[0], "district": found},
    )


@_published
def badge(request: HttpRequest, night: Night, body: str) -> HttpResponse:
    """A picture of the score, for the district's own site."""
    del request
    district, words = district_of(body), Words("th")
    row = DistrictNight.objects.select_related("night").filter(night=night, district=district).first()
    low, high = excuses.score_of(row, district.waivers.filter(ended_at=None)) if row else (None, None)
    score = words.score(low, low, high)
    title = f"OIT {district.name_th} {score} · {words.day(night.as_of)}"
    template = environment("th").get_template("badge.svg")
    text = template.render(score=score, title=title, colour=_badge_colour(low, high))
    response = HttpResponse(text, content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _badge_colour(low: float | None, high: float | None) -> str:
    """Green from 85 on, red below; amber where both may be, grey where nothing is known.  All bear white letters."""
    if low is None or high is None:
        return "#56625c"
    if low >= _GOOD:
        return "#1c6b45"
    return "#b3261e" if high < _GOOD else "#7f5200"


# ------------------------------------------------------------------------------------------ JSON


def _json(value: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(value, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _night(night: Night) -> dict[str, Any]:
    return {
        "id": night.audit_id, "as_of": night.as_of.isoformat(), "checklist": night.checklist,
        "fiscal_year": night.fiscal_year, "summary": night.summary,
    }  # fmt: skip


@_published
def api_latest(request: HttpRequest, night: Night) -> HttpResponse:
    """The newest published night."""
    del request
    return _json(_night(night))


@_published
def api_districts(request: HttpRequest, night: Night) -> HttpResponse:
    """Every district: score and statuses."""
    del request
    rows = [
        {
            "id": row["district"].pk, "code": row["district"].code, "name_th": row["district"].name_th,
            "name_en": row["district"].name_en, "low": row["low"], "high": row["high"], "items": row["statuses"],
        }
        for row in rows_of(night) if row["judged"]
    ]  # fmt: skip
    return _json({"night": _night(night), "districts": rows})


@_published
def api_district(request: HttpRequest, night: Night, body: str) -> HttpResponse:
    """One district as ``audit.json`` holds it, with what is waived now."""
    del request
    found = nights.alone(night, district_of(body))
    if found is None:
        raise Http404
    return _json({"night": _night(night), "district": found["agencies"][0]})


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of these addresses; 404 while the public page is off."""
    del request
    if not settings.PUBLIC:
        raise Http404
    return _json(_openapi())


@cache
def _openapi() -> dict[str, Any]:
    number = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    status = {"type": "string", "enum": list(view.STATUSES)}
    night = _object(
        id={"type": "string"}, as_of={"type": "string", "format": "date"}, checklist={"type": "string"},
        fiscal_year={"type": "integer"}, summary={"type": "object"},
    )  # fmt: skip
    line = _object(
        id={"type": "string"}, code={"type": "string"}, name_th={"type": "string"}, name_en={"type": "string"},
        low=number, high=number, items={"type": "object", "additionalProperties": status},
    )  # fmt: skip
    body = {
        "name": "body",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "OIT", "version": __version__, "description": "Published results of the nightly audit, read only."},
        "paths": {
            "/api/v1/nights/latest": _get("The newest published night", night),
            "/api/v1/districts": _get("Scores and verdicts", _object(night=night, districts={"type": "array", "items": line})),
            "/api/v1/districts/{body}": _get(
                "One district as audit.json holds it", _object(night=night, district={"type": "object"}), body
            ),
        },
    }  # fmt: skip


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _get(summary: str, schema: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {"200": answer, "404": {"description": "Nothing published, or no such body"}},
        }
    }
