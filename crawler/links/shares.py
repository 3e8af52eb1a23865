"""Links to other people's platforms: shared files are asked in their public form, social media are not judged.

A status of Facebook or LINE proves nothing about a link (400 to every program is usual), and Google Drive answers
200 with "you need access".  What is recognised, and what the notices mean, is the audit's
(:mod:`crawler.read.shares`, :mod:`crawler.read.notices`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.links.curl import Answer, Want
from crawler.links.health import Health, text_of
from crawler.read.notices import notice
from crawler.read.shares import recognise

if TYPE_CHECKING:
    from crawler.links.health import Looker
    from crawler.read.shares import Share

#: A platform's notice → finding code; other notices say that the document is there.
_NOTICES = {
    "restricted": "access.login_required",
    "needs-login": "access.login_required",
    "not-found": "presence.http_error",
    "quota": "access.challenge",
    "rate-limited": "access.challenge",
}
_ASKED_OTHERWISE = frozenset({403, 500})


def share_of(url: str) -> Share | None:
    """The platform behind an address, where the address is to be looked at otherwise than usual."""
    share = recognise(url)
    return share if share is not None and share.kind != "shortener" else None


async def look_at_share(looker: Looker, share: Share, url: str) -> Health:
    """The health of a link to a platform."""
    if not share.judgeable:
        return Health(url, "links.platform", share.kind)
    health, answer = await looker.look(share.public_url, Want.GLANCE)
    if share.fallback_url and health.status in _ASKED_OTHERWISE:
        health, answer = await looker.look(share.fallback_url, Want.GLANCE)
    return replace(_noticed(health, answer), url=url)


def _noticed(health: Health, answer: Answer | None) -> Health:
    if answer is None or answer.page is None:
        return health
    found = notice(text_of(answer), health.final_url)
    code = _NOTICES.get(found.code) if found is not None else None
    if found is None or code is None:
        return health
    return replace(health, code=code, detail=found.detail)
