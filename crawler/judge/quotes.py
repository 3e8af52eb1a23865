"""Evidence cut from a candidate: the words that a person can find again in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import Evidence
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.judge.case import Candidate, HoldingCase
    from crawler.periods.evidence import Dated


def stamp(candidate: Candidate) -> tuple[str | None, str | None]:
    """The hash and time of what was fetched."""
    capture = candidate.holding.capture
    return (capture.sha256, capture.fetched_at) if capture else (None, None)


def document_evidence(case: HoldingCase) -> tuple[Evidence, ...]:
    """The first words of the document, or how it was announced."""
    candidate = case.candidate
    facts = candidate.holding.document
    if facts is not None and facts.blocks:
        block = facts.blocks[0]
        return (Evidence(candidate.url, block.where, one_line(block.text, 160), *stamp(candidate)),)
    words = candidate.signals[0].words if candidate.signals else candidate.url
    return (
        Evidence(
            candidate.url,
            f"{candidate.signals[0].source} text" if candidate.signals else "url",
            words,
            *stamp(candidate),
        ),
    )


def dated_evidence(candidate: Candidate, dated: Iterable[Dated]) -> tuple[Evidence, ...]:
    """The places that name a period, each with its quote, each once."""
    seen: dict[tuple[str, str], Evidence] = {}
    for one in dated:
        where = one.where or one.source
        seen.setdefault(
            (where, one.quote), Evidence(one.url or candidate.url, where, one.quote, *stamp(candidate))
        )
    return tuple(seen.values())[:4]
