"""An audit of bodies that attack the report: every string of theirs tries to act."""

from __future__ import annotations

from typing import Any

from tests.reports.sample import audit

ATTACKS = (
    '<script>document.title="owned"</script>',
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    '=HYPERLINK("http://evil.example","click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "\t=1+1",
    "＝1＋1",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "abc\u202egnp.exe",
    "zero\u200bwidth\ufeff",
    "{{ 7*7 }}{% raw %}",
    "]]><!-- --><x/>",
    "nul\x00 and \x85 next\u2028line",
    "lone \ud800 surrogate",
    "%0A::error::injected\r\n::error::injected",
)


def hostile_audit() -> dict[str, Any]:
    """Two bodies in which every free text holds every attack in turn."""
    turn = 0

    def poison(value: Any, key: str = "") -> Any:
        nonlocal turn
        if isinstance(value, dict):
            return {name: poison(child, name) for name, child in value.items()}
        if isinstance(value, list):
            return [poison(child, key) for child in value]
        if not isinstance(value, str) or key in _KEPT:
            return value
        turn += 1
        return ATTACKS[turn % len(ATTACKS)]

    return poison(audit(2, failing=0.9))


_KEPT = {
    "schema_version", "id", "as_of", "started_at", "finished_at", "fetched_at", "sha256", "status", "severity", "blame",
    "code", "sub_indicator", "state", "start", "end", "machine_readability", "fingerprint", "expected", "found",
    "missing", "pending",
}  # fmt: skip
