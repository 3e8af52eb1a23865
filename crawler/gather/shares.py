"""Links to other people's platforms: what is asked in their place, and what their pages mean for the run.

An office that keeps its report on Google Drive declares a link to a program that shows nothing without a browser.
The file behind it is asked in its public form; what answers is often a page that says "not for you".  A post, a
channel or a video of a social network is no document that can be examined: it is not asked for at all, and never
called broken for refusing strangers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.gather.answer import is_page
from crawler.gather.unreached import Unreached
from crawler.read.charset import decode_thai, header_charset
from crawler.read.notices import Notice, in_place_of, wall
from crawler.read.shares import recognise

if TYPE_CHECKING:
    from crawler.model import Capture
    from crawler.read.shares import Share

#: What each notice of a platform is as a finding; ``virus-warning`` is none: its form leads to the file.
_FINDINGS = {
    "restricted": "access.login_required",
    "needs-login": "access.login_required",
    "not-found": "presence.http_error",
    "quota": "access.challenge",
    "rate-limited": "access.challenge",
    "consent": "access.challenge",
    "interstitial": "access.challenge",
    "form-closed": "access.platform",
    "platform": "access.platform",
}
#: Faults of an answer that a notice in it explains better.
_EXPLAINED = frozenset({None, "access.forbidden", "presence.http_error", "fetch.server_error"})
_MOST_WRAPS = 3
_HEAD = 200_000


def public_form(url: str, at: Share | None = None) -> tuple[str, Share | None]:
    """What to ask for ``url``, and the share that it is; the address itself where there is no better.

    ``at`` is the share that is being followed already: its own redirects are left as they are.  Raises Unreached
    (``access.platform``) for platforms whose answers prove nothing.
    """
    share = recognise(url)
    for _ in range(_MOST_WRAPS):
        if share is None or share.kind != "detour":
            break
        url = wire_url(share.public_url)
        share = recognise(url)
    if share is None or (at is not None and share.kind == at.kind):
        return url, at
    if not share.judgeable:
        raise Unreached("access.platform", share.kind)
    return wire_url(share.public_url), share


def not_let_in(url: str) -> Unreached | None:
    """Why the address that a share redirects to need not be asked: it is a sign-in page, or asks who we are."""
    found = wall(url)
    return _unreached(found) if found is not None else None


def examined(share: Share, capture: Capture, body: bytes) -> tuple[Capture, str | None]:
    """The capture of a share with what its page means; and the address where its form leads on, if it has one."""
    if capture.error not in _EXPLAINED:
        return capture, None
    if share.kind == "youtube":
        there = capture.error is None
        return (replace(capture, error="access.platform", detail="youtube") if there else capture), None
    kind = capture.headers.get("content-type", "")
    if "attachment" in capture.headers.get("content-disposition", "") or not is_page(kind, body[:2048]):
        return capture, None
    text = decode_thai(body[:_HEAD], header_charset(kind)).text
    found = in_place_of(share, text, capture.final_url)
    if found is None or (found.code == "platform" and capture.error is not None):
        return capture, None
    if found.code == "virus-warning":
        try:
            return capture, wire_url(found.next_url)
        except InvalidUrlError:
            found = Notice("platform", "a warning that leads nowhere", "blocker")
    failed = _unreached(found)
    return replace(capture, error=failed.code, detail=failed.detail), None


def _unreached(found: Notice) -> Unreached:
    return Unreached(_FINDINGS[found.code], found.detail)
