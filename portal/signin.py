"""Sign-in that cannot be guessed at: few failures by name and by address, then a wait."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.models import SignInFailure


def address(request: HttpRequest) -> str:
    """Who asks: behind our own proxies the address that the outermost of them saw."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(seen) >= settings.PROXIES:
        return seen[-settings.PROXIES][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def must_wait(username: str, asking: str) -> bool:
    """Whether the name or the address failed too often of late."""
    recent = SignInFailure.objects.filter(at__gte=timezone.now() - timedelta(seconds=settings.SIGN_IN_WINDOW))
    return (
        recent.filter(username=_folded(username)).count() >= settings.SIGN_IN_NAME
        or recent.filter(address=asking).count() >= settings.SIGN_IN_ADDRESS
    )


def failed(username: str, asking: str) -> None:
    """Count a failure, and forget those that are too old to count."""
    old = timezone.now() - timedelta(seconds=settings.SIGN_IN_WINDOW)
    SignInFailure.objects.filter(at__lt=old).delete()
    SignInFailure.objects.create(username=_folded(username), address=asking)


def succeeded(username: str) -> None:
    """Forget the failures of a name."""
    SignInFailure.objects.filter(username=_folded(username)).delete()


def _folded(username: str) -> str:
    return username.strip().casefold()[:150]
