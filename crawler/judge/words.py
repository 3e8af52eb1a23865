"""The words of an item: the names of its own elements, and those of the whole checklist that compete with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.judge.match import Names, Vocabulary, Wordings

if TYPE_CHECKING:
    from checklists.model import Checklist, Element, Item


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabularies of one item: its own elements, and the whole checklist's exact titles.

    ``hosts`` are those on which the agency's own pages live.
    """

    item: Item
    own: Vocabulary
    all: Vocabulary
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, item: Item, checklist: Checklist, hosts: frozenset[str] = frozenset()) -> Words:
        """The words of a checklist for one item of an agency that lives on ``hosts``; folded once."""
        if checklist.sha256 not in _VOCABULARIES:
            _VOCABULARIES[checklist.sha256] = _vocabularies(checklist)
        return cls(item, *_VOCABULARIES[checklist.sha256][item.id], hosts)


_VOCABULARIES: dict[str, dict[str, tuple[Vocabulary, Vocabulary]]] = {}


def _vocabularies(checklist: Checklist) -> dict[str, tuple[Vocabulary, Vocabulary]]:
    """For each item its own vocabulary, and that of the whole checklist."""
    every = {element.id: _names(element) for element in checklist.elements}
    exact = {element.id: _names(element, exact=True) for element in checklist.elements}
    wordings = Wordings((*every.values(), *exact.values()))
    return {
        item.id: (
            Vocabulary(tuple(every[element.id] for element in item.elements), wordings),
            Vocabulary(
                tuple(exact[e.id] for e in checklist.elements if e.required or e.item == item.id), wordings
            ),
        )
        for item in checklist.items
    }


def _names(element: Element, *, exact: bool = False) -> Names:
    synonyms = [(s.text, s.weight) for s in element.synonyms if not exact or s.tier == "strong"]
    titles = (element.title.th, *element.titles)
    return Names.of(element.id, titles, synonyms, reject=element.heads.reject, accept=element.heads.accept)
