"""What became of a request, as one finding code: from what the gathering established, else from the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.judge.case import CaptureCase
    from crawler.judge.rule import Rule
    from crawler.model import Capture, Finding

_REFUSED = frozenset({401, 403, 407, 451})


def reach_code(capture: Capture) -> str | None:
    """The code of the fault, or ``None`` when a good answer came."""
    if capture.error is not None:
        return capture.error
    if capture.truncated:
        return "fetch.truncated"
    status = capture.status
    if status is None:
        return "fetch.connection"
    if 200 <= status < 300:
        return None
    if status in _REFUSED:
        return "access.forbidden"
    if status == 429:
        return "fetch.server_error"
    if 400 <= status < 500:
        return "presence.http_error"
    if 300 <= status < 400:
        return "fetch.redirect_loop"
    return "fetch.server_error"


def evidence_of(capture: Capture) -> tuple[Evidence, ...]:
    """What the answer looked like, for somebody who doubts."""
    quote = (
        f"HTTP {capture.status}" if capture.status is not None else capture.detail or (capture.error or "")
    )
    where = "response" if capture.status is not None else "connection"
    if capture.hops:
        quote += " ← " + " ← ".join(str(hop.status) for hop in reversed(capture.hops))
    return (Evidence(capture.final_url, where, quote, capture.sha256, capture.fetched_at),)


def reported(rule: Rule) -> Callable[[CaptureCase], Iterator[Finding]]:
    """The judgement of a rule that only says what became of a request: its code is the fault's."""

    def check(case: CaptureCase) -> Iterator[Finding]:
        capture = case.capture
        if capture is not None and reach_code(capture) == rule.code:
            yield rule.finding(
                url=case.holding.url,
                evidence=evidence_of(capture),
                detail=capture.detail or "-",
                status=capture.status or "-",
            )

    return check
