"""Who may go where: a table of routes, and the one gate that they all pass.

A route says which roles may use it, and by which methods.  A route with ``<district>`` in its path gets the
district itself; an account of one district is refused at every other.  Whatever hangs on a district is looked up
*in* that district, so that no other number in an address opens anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from portal import codes
from portal.models import Account, District

View = Callable[..., HttpResponse]

CENTRAL = frozenset({"central"})
OFFICERS = frozenset({"central", "district"})
EVERYBODY = frozenset({"central", "district", "reader"})
OVERVIEW = frozenset({"central", "reader"})
#: No account needed.
OPEN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its path, the view behind it, who may use it, and by which methods."""

    path: str
    name: str
    view: View
    roles: frozenset[str]
    methods: tuple[str, ...] = ("GET", "HEAD")
    #: Open to those who must still turn their one-time codes on, or give one.
    before_code: bool = False

    def pattern(self) -> URLPattern:
        """The route behind its gate."""
        return path(self.path, _gate(self), name=self.name)


def posting(path_: str, name: str, view: View, roles: frozenset[str], *, before_code: bool = False) -> Route:
    """A route that changes something: by POST alone."""
    return Route(path_, name, view, roles, ("POST",), before_code)


def form(path_: str, name: str, view: View, roles: frozenset[str], *, before_code: bool = False) -> Route:
    """A route that shows a form and takes it."""
    return Route(path_, name, view, roles, ("GET", "HEAD", "POST"), before_code)


def _gate(route: Route) -> View:
    @wraps(route.view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        if route.roles:
            account = request.user
            if not isinstance(account, Account):
                return redirect_to_login(request.get_full_path())
            if account.role not in route.roles:
                raise PermissionDenied
            if (
                account.role == Account.Role.DISTRICT
                and parts.get("district", account.district_id) != account.district_id
            ):
                raise PermissionDenied
            if not route.before_code and wants_code(request):
                return HttpResponseRedirect(reverse("codes"))
        if request.method not in route.methods:
            return HttpResponseNotAllowed(route.methods)
        if _has_nul(request):
            raise SuspiciousOperation("a NUL in a form")
        if "district" in parts:
            parts["district"] = district_of(parts["district"])
        return route.view(request, **parts)

    guarded.route = route  # type: ignore[attr-defined]
    return guarded


def wants_code(request: HttpRequest) -> bool:
    """Whether the person who signed in may do nothing yet, because their role needs a one-time code."""
    account = request.user
    return isinstance(account, Account) and codes.compulsory(account) and not codes.verified(account)


def _has_nul(request: HttpRequest) -> bool:
    """Whether a form holds what no browser sends, no database takes, and attackers try."""
    return any(
        "\0" in text for form in (request.GET, request.POST) for _, texts in form.lists() for text in texts
    )


def district_of(identifier: str) -> District:
    """The district of that id.  Raises Http404."""
    found = District.objects.filter(pk=identifier).first()
    if found is None:
        raise Http404
    return found


def account_of(request: HttpRequest) -> Account:
    """The person who signed in, behind a gate that asks for one."""
    assert isinstance(request.user, Account)
    return request.user
