"""The report's style sheet, with its typeface, and its Thai line breaks, as the report itself writes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from reports.html import pages


def css(request: HttpRequest) -> HttpResponse:
    """The style sheet of the report."""
    del request
    return _asset("report.css", "text/css")


def thai(request: HttpRequest) -> HttpResponse:
    """The words at which lines of Thai do not break."""
    del request
    return _asset("thai.js", "text/javascript")


def _asset(name: str, kind: str) -> HttpResponse:
    """A file whose address changes with its content."""
    response = HttpResponse(pages.assets()[name], content_type=f"{kind}; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
