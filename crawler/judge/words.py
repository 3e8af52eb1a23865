"""The words of an item: the names of its own elements, and those of the whole checklist that compete with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.judge.match import Names, Vocabulary

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
        key = (checklist.sha256, item.id)
        if key not in _VOCABULARIES:
            mine = tuple(_names(element) for element in item.elements)
            exact = tuple(
                _names(e, exact=True) for e in checklist.elements if e.required or e.item == item.id
            )
            _VOCABULARIES[key] = (Vocabulary(mine), Vocabulary(exact))
        return cls(item, *_VOCABULARIES[key], hosts)


_VOCABULARIES: dict[tuple[str, str], tuple[Vocabulary, Vocabulary]] = {}


def _names(element: Element, *, exact: bool = False) -> Names:
    synonyms = [(s.text, s.weight) for s in element.synonyms if not exact or s.tier == "strong"]
    titles = (element.title.th, *element.titles)
    return Names.of(element.id, titles, synonyms, reject=element.heads.reject, accept=element.heads.accept)
