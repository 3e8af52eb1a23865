"""The report's style sheet, with its typeface, as the report itself writes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from reports.html import pages


def css(request: HttpRequest) -> HttpResponse:
    """The style sheet of the report; its address changes with its content."""
    del request
    response = HttpResponse(pages.assets()["report.css"], content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
