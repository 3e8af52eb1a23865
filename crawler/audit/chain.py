"""Why this verdict: the chain from the declared URL to the words that decided, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.judge.case import Candidate
    from crawler.judge.verdict import ElementVerdict


def chain_of(candidate: Candidate, verdict: ElementVerdict) -> Iterator[dict[str, Any]]:
    """Declared URL → page → section → link → document → words → period → rule → verdict."""
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
    yield from _end(verdict, candidate.url)


def chain_without(verdict: ElementVerdict, declared: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The chain of an element for which nothing was found: what was declared, and the rules that decided."""
    first = ""
    for url in declared:
        first = first or url
        yield _step("declared", url, url)
    yield from _end(verdict, first)


def _end(verdict: ElementVerdict, url: str) -> Iterator[dict[str, Any]]:
    """The rules that spoke against it, each once, and the verdict."""
    against = [finding for finding in verdict.findings if finding.severity in {"error", "unverified"}]
    for code, at in dict.fromkeys((finding.code, finding.url or url) for finding in against):
        yield _step("rule", code, at)
    yield _step("verdict", verdict.status, url)


def _step(step: str, text: str, url: str) -> dict[str, Any]:
    return {"step": step, "text": text, "url": url}
