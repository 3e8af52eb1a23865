"""From the health of addresses to findings on links: what is broken, what is a remark, what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model import Severity

if TYPE_CHECKING:
    from crawler.links.health import Health
    from crawler.links.mentions import Mention
    from crawler.links.run import Checked, Start

#: Causes that make a link broken once they were seen twice.
DEFINITE = frozenset({"presence.http_error", "presence.soft_404", "fetch.redirect_loop"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One link that is worth a word.

    ``code`` is ``links.broken`` for a link that leads nowhere, ``cause`` the finding code of the reason; else
    both are the same.  ``page`` is empty for an address that was given and not linked.
    """

    code: str
    cause: str
    severity: Severity
    url: str
    page: str = ""
    line: int = 0
    text: str = ""
    kind: str = "link"
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    file: str = ""
    file_line: int = 0
    label: str = ""
    suggestion: str = ""
    pages: int = 1


def findings(checked: Checked) -> Iterator[Finding]:
    """The findings of a run, in the order of its pages."""
    bad = {one.number: one.health for one in checked.addresses if one.health is not None and one.health.code}
    for number, starts in checked.starts.items():
        if number in bad:
            for start in starts:
                yield _of_start(start, bad[number])
    for mention in checked.mentions.of(set(bad)):
        yield _of_mention(mention, bad[mention.target], checked)


def verdict(health: Health) -> tuple[str, Severity]:
    """Code and severity of an address that gave no good answer."""
    assert health.code is not None
    if health.code in DEFINITE:
        return ("links.broken", "error") if health.seen > 1 else (health.code, "unverified")
    if health.code == "access.login_required":
        return health.code, "warning"
    return health.code, "unverified"


def _of_start(start: Start, health: Health) -> Finding:
    code, severity = verdict(health)
    return Finding(
        code=code, cause=health.code or "", severity=severity, url=start.url, status=health.status,
        detail=health.detail, final_url=health.final_url, file=start.file, file_line=start.line, label=start.label,
        kind="declared",
    )  # fmt: skip


def _of_mention(mention: Mention, health: Health, checked: Checked) -> Finding:
    code, severity = verdict(health)
    starts = checked.starts.get(mention.page, [])
    start = starts[0] if starts else None
    return Finding(
        code=code, cause=health.code or "", severity=severity, url=health.url,
        page=checked.addresses[mention.page].url, line=mention.line, text=mention.text, kind=mention.kind,
        status=health.status, detail=health.detail, final_url=health.final_url,
        file=start.file if start else "", file_line=start.line if start else 0, label=start.label if start else "",
    )  # fmt: skip
