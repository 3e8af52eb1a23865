"""From verdicts to ``audit.json``: the one document that every report is made of."""

from __future__ import annotations

from crawler.audit.document import audit_document
from crawler.audit.judge import judge_run

__all__ = ["audit_document", "judge_run"]
