"""The words of an item: the names of its own elements, and those of the whole checklist that compete with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.judge.match import Names, Vocabulary, Wordings
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checklists.model import Checklist, Element, Item


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabularies of one item: its own elements, and the whole checklist's exact titles.

    ``required`` are the ids of the elements that it demands, ``titles`` its own titles (folded), ``hosts`` those on
    which the agency's own pages live, ``office`` is its name.
    """

    item: Item
    own: Vocabulary
    all: Vocabulary
    required: frozenset[str]
    titles: tuple[str, ...]
    hosts: frozenset[str] = frozenset()
    office: str = ""

    @classmethod
    def of(
        cls, item: Item, checklist: Checklist, hosts: frozenset[str] = frozenset(), office: str = ""
    ) -> Words:
        """The words of a checklist for one item of the agency ``office`` that lives on ``hosts``; folded once."""
        return replace(_known(checklist)[1][item.id], hosts=hosts, office=office)

    def nameless(self, text: str) -> str:
        """``text`` without the office's own name: a checklist says *งบประมาณที่สำนักงานเขตได้รับ* of every office."""
        if self.office not in text or not self.office.startswith(_OFFICE):
            return text
        return text.replace(self.office, _OFFICE)


#: What every office of the checklist is, before its name.
_OFFICE = "สำนักงานเขต"


_KNOWN: dict[str, tuple[Wordings, dict[str, Words]]] = {}


def wordings_of(checklist: Checklist) -> Wordings:
    """Every wording of a checklist, indexed once."""
    return _known(checklist)[0]


def _known(checklist: Checklist) -> tuple[Wordings, dict[str, Words]]:
    if checklist.sha256 not in _KNOWN:
        every = {element.id: _names(element) for element in checklist.elements}
        wordings = Wordings(every.values())
        _KNOWN[checklist.sha256] = wordings, _words(checklist, every, wordings)
    return _KNOWN[checklist.sha256]


def _words(checklist: Checklist, every: Mapping[str, Names], wordings: Wordings) -> dict[str, Words]:
    return {
        item.id: Words(
            item,
            Vocabulary(
                tuple(every[element.id] for element in item.elements),
                wordings,
                tuple(every[e.id] for e in checklist.elements if e.required and e.item != item.id),
            ),
            Vocabulary(
                tuple(every[e.id] for e in checklist.elements if e.required or e.item == item.id),
                wordings,
                strong=True,
            ),
            frozenset(element.id for element in item.required),
            tuple(fold(title) for title in (item.title.th, *item.titles)),
        )
        for item in checklist.items
    }


def _names(element: Element) -> Names:
    strong, weak, alone = [
        [(s.text, s.weight) for s in element.synonyms if s.tier in tiers]
        for tiers in (("strong",), ("fair", "weak"), ("alone",))
    ]
    titles = (element.title.th, *element.titles)
    heads = element.heads
    return Names.of(
        element.id, titles, strong, reject=heads.reject, accept=heads.accept, weak=weak, alone=alone,
        objects=heads.objects,
    )  # fmt: skip
