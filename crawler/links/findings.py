"""From what a run found out to findings on links: what is broken, what deserves a word, what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crawler.evidence.address import unknown_host
from crawler.evidence.mistyped import mistake
from crawler.links.words import SUGGESTED, meaning
from crawler.model import Severity

if TYPE_CHECKING:
    from crawler.links.excuses import Excuses
    from crawler.links.health import Health
    from crawler.links.mentions import Mention
    from crawler.links.notes import Note
    from crawler.links.run import Checked, Start
    from crawler.links.take import Address

#: Causes that make a link broken once they were seen twice.
DEFINITE = frozenset({"presence.http_error", "presence.soft_404", "fetch.redirect_loop"})
_PERMANENT = frozenset({301, 308})
#: Parts of a page that browsers do not load by http into an https page.
_LOADED = frozenset({"image", "media", "script", "style", "frame", "embed"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One link that deserves a word.

    ``code`` is ``links.broken`` for a link that leads nowhere, ``cause`` the finding code of the reason; else both
    are the same.  ``page`` and ``line`` say where the link stands (empty for an address that was given and not
    linked); ``file`` and ``file_line`` where the page was declared.  ``excused`` says who knows about it already.
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
    fragment: str = ""
    file: str = ""
    file_line: int = 0
    label: str = ""
    suggestion: str = ""
    how: str = ""
    excused: str = ""

    @property
    def broken(self) -> bool:
        """Whether the link is broken and nobody has excused it."""
        return self.code == "links.broken" and not self.excused

    @property
    def unverified(self) -> bool:
        """Whether it could not be found out."""
        return self.severity == "unverified"

    def message(self, lang: str) -> str:
        """What is wrong, for people."""
        row = meaning(self.code, self.cause)
        return (row.th if lang == "th" else row.en).replace("{fragment}", self.fragment)

    def about(self, lang: str) -> str:
        """What came instead, in few words; what libraries say of it stays English and is left to the other formats."""
        status = f"HTTP {self.status}" if self.status is not None else ""
        if lang != "th":
            return " · ".join(filter(None, (status, self.detail)))
        if status or self.cause != "presence.http_error":
            return status
        if typed := mistake(self.url):
            return typed.th
        unknown = unknown_host(self.url, self.detail)
        return f"ไม่มีเว็บไซต์ชื่อ {unknown}" if unknown else ""

    def fix(self, lang: str) -> str:
        """How to mend it: the suggestion, or the usual way."""
        if self.suggestion:
            return f"{SUGGESTED[self.how][lang != 'th']} {self.suggestion}"
        row = meaning(self.code, self.cause)
        return row.fix_th if lang == "th" else row.fix_en


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a run and its figures."""

    findings: tuple[Finding, ...]
    checked: int
    requests: int
    bytes: int
    pages: int
    cached: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    complete: bool = True

    @property
    def broken(self) -> tuple[str, ...]:
        """The broken addresses, each once."""
        return tuple(dict.fromkeys(one.url for one in self.findings if one.broken))

    @property
    def unverified(self) -> tuple[str, ...]:
        """The addresses that could not be judged, each once."""
        return tuple(dict.fromkeys(one.url for one in self.findings if one.unverified))

    @property
    def excused(self) -> tuple[str, ...]:
        """The addresses that are broken and known to be, each once."""
        return tuple(dict.fromkeys(one.url for one in self.findings if one.excused))

    def counts(self) -> Counter[str]:
        """Findings by code."""
        return Counter(one.code for one in self.findings)

    def summary(self) -> dict[str, Any]:
        """The figures, as they stand in the JSON report."""
        return {
            "links_checked": self.checked,
            "links_broken": len(self.broken),
            "links_unverified": len(self.unverified),
            "links_excused": len(self.excused),
            "warnings": sum(one.severity == "warning" for one in self.findings),
            "pages": self.pages,
            "requests": self.requests,
            "bytes": self.bytes,
            "cached": self.cached,
        }


def findings(checked: Checked, excuses: Excuses) -> tuple[Finding, ...]:
    """The findings of a run, page by page."""
    found = [
        *_of_addresses(checked),
        *_of_fragments(checked),
        *(_of_note(note, checked) for note in checked.notes),
    ]
    order = {address.url: address.number for address in checked.addresses}
    found.sort(key=lambda one: (order.get(one.page, -1), one.line))
    return tuple(_excused(one, excuses) for one in found)


def verdict(health: Health) -> tuple[str, str, Severity] | None:
    """Code, cause and severity of an address; ``None`` when there is nothing to say."""
    if health.code is None:
        if health.remark:
            return health.remark, health.remark, meaning(health.remark, "").severity
        if health.tls:
            return "links.certificate", "links.certificate", "warning"
        if any(hop.status in _PERMANENT for hop in health.hops):
            return "links.redirect", "links.redirect", "info"
        return None
    if health.code in DEFINITE and health.seen > 1:
        return "links.broken", health.code, "error"
    return health.code, health.code, meaning(health.code, "").severity


def _of_addresses(checked: Checked) -> Iterator[Finding]:
    secure = any(
        one.url.startswith("https:") for one in checked.addresses
    )  # then a link to http is worth a word
    worth = {
        address.number: address
        for address in checked.addresses
        if address.health is not None
        and (verdict(address.health) or (secure and address.url.startswith("http:")))
    }
    for number, starts in checked.starts.items():
        if number in worth:
            yield from (_of_start(start, worth[number]) for start in starts if verdict_of(worth[number]))
    for mention in checked.mentions.of(set(worth)):
        if finding := _of_mention(mention, worth[mention.target], checked):
            yield finding


def verdict_of(address: Address) -> tuple[str, str, Severity] | None:
    """The verdict on an address that was looked at."""
    return verdict(address.health) if address.health is not None else None


def _of_start(start: Start, address: Address) -> Finding:
    found = verdict_of(address)
    assert found is not None
    return replace(_described(address, *found), url=start.url, kind="declared", **_place(start))


def _of_mention(mention: Mention, address: Address, checked: Checked) -> Finding | None:
    page = checked.addresses[mention.page].url
    found = verdict_of(address) or _insecure(mention, address, page)
    if found is None:
        return None
    return replace(
        _described(address, *found), page=page, line=mention.line, text=mention.text, kind=mention.kind,
        **_place_of(mention.page, checked),
    )  # fmt: skip


def _insecure(mention: Mention, address: Address, page: str) -> tuple[str, str, Severity] | None:
    """A link from https to http."""
    if not page.startswith("https:") or not address.url.startswith("http:"):
        return None
    if mention.kind in _LOADED:
        return "links.mixed", "links.mixed", "warning"
    return "links.insecure", "links.insecure", "info"


def _described(address: Address, code: str, cause: str, severity: Severity) -> Finding:
    health = address.health
    assert health is not None
    moved = code == "links.redirect"
    suggestion = health.final_url if moved else address.suggestion.url if address.suggestion else ""
    how = "moved" if moved else address.suggestion.how if address.suggestion else ""
    return Finding(
        code, cause, severity, address.url, status=health.status, detail=health.detail or health.tls or "",
        final_url=health.final_url, suggestion=suggestion, how=how,
    )  # fmt: skip


def _of_fragments(checked: Checked) -> Iterator[Finding]:
    for mention in checked.mentions.with_fragment():
        target = checked.addresses[mention.target]
        if target.anchors is None or not is_name(mention.fragment) or mention.fragment in target.anchors:
            continue
        page = checked.addresses[mention.page].url
        yield Finding(
            "links.fragment", "links.fragment", "warning", f"{target.url}#{mention.fragment}", page, mention.line,
            mention.text, mention.kind, target.health.status if target.health else None, fragment=mention.fragment,
            **_place_of(mention.page, checked),
        )  # fmt: skip


def is_name(fragment: str) -> bool:
    """Whether a fragment names a place in a page: not the top, not the state of a script, not a page of a PDF."""
    return not (fragment.lower() == "top" or fragment[0] in "!/:" or set(fragment) & set("=&?/"))


def _of_note(note: Note, checked: Checked) -> Finding:
    severity = meaning(note.code, "").severity
    page = checked.addresses[note.page].url
    return Finding(
        note.code, note.code, severity, note.raw.strip() or page, page, note.line, note.text, detail=note.detail,
        **_place_of(note.page, checked),
    )  # fmt: skip


def _place_of(page: int, checked: Checked) -> dict[str, Any]:
    """Where the page was declared."""
    starts = checked.starts.get(page)
    return _place(starts[0]) if starts else {}


def _place(start: Start) -> dict[str, Any]:
    return {"file": start.file, "file_line": start.line, "label": start.label}


def _excused(finding: Finding, excuses: Excuses) -> Finding:
    if finding.code != "links.broken":
        return finding
    if waiver := excuses.waiver(finding.url):
        return replace(finding, severity="info", excused=f"waived: {waiver.reason}")
    if finding.url in excuses.known:
        return replace(finding, severity="info", excused="in the baseline")
    if waiver := excuses.ended(finding.url):
        return replace(finding, detail=f"{finding.detail}; the waiver ended on {waiver.expires}".lstrip("; "))
    return finding
