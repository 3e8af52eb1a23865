"""Why this verdict: the chain from the declared URL to the words that decided, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import Candidate
    from crawler.judge.element import ElementVerdict


def chain_of(candidate: Candidate, verdict: ElementVerdict) -> Iterator[dict[str, Any]]:
    """Declared URL → page → link → document → words → period → verdict."""
    for holding in candidate.holding.path:
        if holding.depth == 0:
            yield _step("declared", holding.declaration.url, holding.url)
            if holding.scope is not None and holding.scope.section:
                yield _step("section", holding.scope.section, holding.url)
        else:
            link = holding.link
            yield _step("link", (link.text or link.line or link.kind) if link else holding.url, holding.url)
        if holding.page is not None:
            yield _step("page", holding.page.title, holding.final_url)
        elif holding.document is not None:
            yield _step(
                "document",
                f"{holding.document.type} · {holding.document.title or holding.file_name}",
                holding.final_url,
            )
    for signal in candidate.signals[:3]:
        yield _step(
            f"named by {signal.source}",
            f"{signal.words} ≈ {signal.title} ({signal.score:.2f})",
            candidate.url,
        )
    decision = verdict.decision
    if decision is not None and decision.supporting:
        first = decision.supporting[0]
        yield _step("period", f"{first.where or first.source}: {first.quote}", first.url or candidate.url)
    yield _step("verdict", verdict.status, candidate.url)


def _step(step: str, text: str, url: str) -> dict[str, Any]:
    return {"step": step, "text": text, "url": url}
