"""The pages, one module a kind of reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.pages import page


def refused(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """A form that did not come from us, or a page that is not for this account (403)."""
    del reason, exception
    return page(request, "trouble.html", {"kind": "refused"}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing stands here (404)."""
    del exception
    return page(request, "trouble.html", {"kind": "missing"}, status=404)


def wrong(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request makes no sense (400)."""
    del exception
    return page(request, "trouble.html", {"kind": "wrong"}, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault (500): said in our words, with nothing of the inside."""
    return page(request, "trouble.html", {"kind": "broken", "account": None}, status=500)
