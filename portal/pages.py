"""Pages in the look of the report: its style sheet, its pieces of templates, its words, and ours."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from portal.words import say
from reports.html import pages as report_pages
from reports.view import STATUSES
from reports.words import GRADE, Words

STATIC = Path(__file__).parent / "static" / "portal"


@cache
def environment(lang: str) -> Environment:
    """The report's environment with our templates before its own, and our words before its own."""
    base = report_pages.environment(lang)
    env = base.overlay(
        loader=ChoiceLoader([PackageLoader("portal"), PackageLoader("reports.html")]), cache_size=100
    )
    env.code_generator_class = Environment.code_generator_class  # templates of ours name keys as attributes
    env.globals = dict(base.globals)
    env.globals |= {
        "_": say(lang),
        "gettext": say(lang),
        "url": _url,
        "grade": lambda grade: Words(lang).say(GRADE[grade]) if grade in GRADE else grade,
        "said": {status: Words(lang).status(status) for status in STATUSES},
        "assets": _fingerprint(),
        "most": report_pages.MOST[0],
    }
    return env


def language() -> str:
    """The language of the request at hand."""
    return "en" if get_language() == "en" else "th"


def words() -> Words:
    """Dates and numbers in the language of the request at hand."""
    return Words(language())


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of ``template``."""
    lang = language()
    token = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))
    common = {
        "request": request,
        "account": getattr(request, "user", None),
        "messages": list(get_messages(request)),
        "csrf": token,
        "here": _here(request.path),
        "now": timezone.now(),
    }
    text = environment(lang).get_template(template).render({**common, **(context or {})})
    return HttpResponse(text, status=status)


def _here(path: str) -> str:
    """The page to come back to in another language: this one, or above what only takes forms."""
    while path != "/":
        with suppress(Resolver404):
            route = getattr(
                resolve(path).func, "route", None
            )  # portal.access gives it; the back room has none
            if route is None or "GET" in route.methods:
                return path
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _url(name: str, *parts: object) -> str:
    return reverse(name, args=[str(part) for part in parts])


@cache
def _fingerprint() -> str:
    """Eight digits that change with the assets, so that no browser mixes two releases."""
    content = [path.read_bytes() for path in sorted(STATIC.iterdir()) if path.is_file()]
    return sha256(b"".join([*content, *report_pages.assets().values()])).hexdigest()[:8]
