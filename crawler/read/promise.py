"""A document beside what was promised about it: by the server's media type, by the name of the link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.read.sniff import mismatch, promised_types

if TYPE_CHECKING:
    from crawler.model import DocumentFacts


def with_promise(facts: DocumentFacts, *, declared_type: str, name: str) -> DocumentFacts:
    """``facts`` beside what the server and the name promised: a web page in place of a file is not readable."""
    lie = mismatch(facts.type, declared_type, name)
    promised = replace(facts, declared_type=declared_type, mismatch=lie)
    if lie is None or facts.type not in {"html", "mhtml"} or facts.grade == "structured":
        return promised
    wanted = next(filter(None, promised_types(declared_type, name)), "document")
    reason = f"a web page stands where a {wanted} file was promised"
    return replace(promised, grade="unreadable", mr_level=0, reasons=(reason, *facts.reasons))
