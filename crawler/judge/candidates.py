"""Which document, section, service or statement *is* the element: every reason weighed, none decisive by accident.

For each holding below a declared address: what is said of it and in it (:mod:`.places`), how sure that makes us of
each element (:mod:`.weighing`), which dates stand there (:mod:`.dating`).  What comes of it is a list of candidates,
the surest first; the rules then examine them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.judge.case import Candidate
from crawler.judge.holdings import Holding
from crawler.judge.passages import news_list, statements, under_headings
from crawler.judge.places import (
    ACCEPT,
    DOUBT,
    places_of_document,
    places_of_label,
    places_of_page,
)
from crawler.judge.sections import is_decoration
from crawler.judge.services import services
from crawler.judge.tallies import tallies
from crawler.judge.weighing import combine, legible, weigh
from crawler.judge.whole import promised_document, refused, wholes
from crawler.read.link_kinds import is_out_of_reach

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from crawler.judge.words import Words


def candidates(
    words: Words, holdings: Sequence[Holding], walls: Container[str] = ()
) -> tuple[Candidate, ...]:
    """Every candidate for every element of the item, the surest first.

    ``walls`` are addresses of pages that stand where something else should: sign-in forms, excuses, the home page again.
    """
    found = [candidate for holding in holdings for candidate in _of_holding(words, holding)]
    for holding in holdings:
        if holding.url in walls and holding.link is not None:
            found += _promised(words, holding, holding)
    found = list(_apart(words, found))
    return tuple(sorted(found, key=lambda c: (-c.confidence, c.holding.depth, c.url)))


def _apart(words: Words, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates, those doubted that are one scan under two addresses for two papers of different periods.

    The plan and its report are never the same bytes: which of them the scan is, or whether it is both, a person must see.
    """
    periods = {element.id: element.period for element in words.item.elements}
    given: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in found:
        if one.confidence >= ACCEPT and (scan := _scan(one)):
            given[scan][one.url].add(one.element)
    for one in found:
        named = given[scan] if (scan := _scan(one)) else {}
        elsewhere = set().union(*named.values()) - named.get(one.url, set())
        if any(periods[element] != periods[one.element] for element in elsewhere):
            yield replace(one, confidence=min(one.confidence, DOUBT))
        else:
            yield one


def _scan(candidate: Candidate) -> str:
    """The hash of a document that cannot be read; empty of any other."""
    facts = candidate.holding.document
    return "" if facts is None or legible(candidate.holding) else facts.sha256


def _of_holding(words: Words, holding: Holding) -> Iterator[Candidate]:
    if holding.page is not None and not refused(holding):
        headed = list(under_headings(words, holding))
        yield from headed
        yield from news_list(words, holding, frozenset(candidate.element for candidate in headed))
        yield from statements(words, holding)
        yield from tallies(words, holding)
        if promised_document(holding):
            yield from wholes(words, holding, "document", places_of_page(holding))
        else:
            yield from wholes(words, holding, "page", places_of_page(holding))
        yield from services(words, holding)
        yield from _out_of_reach(words, holding)
    elif holding.link is not None and is_decoration(holding.link):
        return
    elif holding.link is not None or holding.document is not None:
        yield from wholes(words, holding, "document", places_of_document(holding))
        if holding.document is None:
            yield from services(words, holding)


def _out_of_reach(words: Words, holding: Holding) -> Iterator[Candidate]:
    """What a page offers behind a script's button or a QR code: it may be there, and a person must look."""
    assert holding.scope is not None
    for link in filter(is_out_of_reach, holding.scope.links):
        behind = Holding(holding.url, None, holding.depth + 1, holding.declaration, link=link, parent=holding)
        yield from _promised(words, behind, holding)


def _promised(words: Words, behind: Holding, shown: Holding) -> Iterator[Candidate]:
    """What only the words of a link say is ``behind`` it, to be looked at where it is ``shown``."""
    for element, found in weigh(words, places_of_label(behind)).items():
        if combine(found) >= ACCEPT:
            yield Candidate(element, "document", shown, DOUBT, tuple(found))
