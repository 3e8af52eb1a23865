"""Findings and their evidence as a report tells them: what decides, and what is the same is said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

SEVERITIES = ("error", "unverified", "warning", "info")
#: So many characters in common make two quotes the same passage.
_PASSAGE = 30


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence: what stood where, when it was fetched, and the sha256 of the stored bytes."""

    url: str
    where: str
    text: str
    sha256: str
    fetched_at: str
    before: str = ""
    after: str = ""

    @property
    def technical(self) -> bool:
        """Whether a server or the network said it, to programs."""
        return self.where in {"connection", "response"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or could not be seen, in the words of the report's language."""

    code: str
    severity: str
    blame: str
    element: str
    message: str
    fix: str
    url: str
    fingerprint: str
    evidence: tuple[Quote, ...]
    waived: str

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The evidence without passages of a document that an earlier quote already shows."""
        kept: list[Quote] = []
        for quote in self.evidence:
            core = quote.text.strip("… ")[:_PASSAGE]
            if not any(core in other.text and other.url == quote.url for other in kept if core):
                kept.append(quote)
        return tuple(kept)

    @property
    def grave(self) -> bool:
        """Whether it stands before the evidence: what decides, and what was excused from deciding."""
        return self.severity in {"error", "unverified"} or bool(self.waived)

    @property
    def decides(self) -> bool:
        """Whether the finding stands in the way of a pass."""
        return self.severity in {"error", "unverified"} and not self.waived


def deciding(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stand in the way of a pass; errors first."""
    decides = (finding for finding in findings if finding.decides)
    return tuple(sorted(decides, key=lambda finding: SEVERITIES.index(finding.severity)))


def told_once(findings: Iterable[Finding], same: Callable[[Finding], tuple[str, ...]]) -> tuple[Finding, ...]:
    """Each once, where it first stands: the gravest of those that are the ``same``, with the evidence of all."""
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault(same(finding), []).append(finding)
    return tuple(_together(group) if len(group) > 1 else group[0] for group in alike.values())


def _together(findings: Sequence[Finding]) -> Finding:
    gravest = min(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    seen = (quote for finding in findings for quote in finding.evidence or (Quote(finding.url, *[""] * 4),))
    return replace(gravest, evidence=tuple(dict.fromkeys(seen)))
