"""What ``audit`` and ``judge`` end with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.cli.exits import FAILED, INCOMPLETE, PASSED, UNVERIFIED

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class AuditOutcome:
    """A finished audit: the document, the files a person opens, and whether it was cut short."""

    audit: dict[str, Any]
    written: tuple[Path, ...]
    interrupted: bool = False

    def exit_code(self, *, strict: bool = False) -> int:
        """The contract's exit code of this audit."""
        if self.interrupted or self.audit["audit"].get("withheld"):
            return INCOMPLETE
        summary = self.audit["summary"]
        if summary["fail"]:
            return FAILED
        return UNVERIFIED if strict and summary["unverified"] else PASSED
