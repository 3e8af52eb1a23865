"""The words of the bundled checklists: each names its own element and nothing else of its item."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from checklists import available, load_checklist
from checklists.model import Checklist, Element, Item
from crawler.judge.match import Match
from crawler.judge.office import titles_of
from crawler.judge.places import ACCEPT, PLACES
from crawler.judge.words import Words
from crawler.read.announcements import Announcements
from crawler.thai.text import fold

EDITIONS = [edition.id for edition in available()]
NEWEST = load_checklist(EDITIONS[-1])
#: Shorter folded titles ("E-Service") are too common to announce an item; only its code does.
SHORTEST_ANNOUNCEMENT = 12


@pytest.fixture(scope="module", params=EDITIONS)
def checklist(request: pytest.FixtureRequest) -> Checklist:
    return load_checklist(request.param)


def named(element: Element) -> dict[str, float]:
    """Every wording that is said to name ``element``, and what it should be worth."""
    synonyms = {s.text: s.weight for s in element.synonyms if s.tier != "weak"}
    return synonyms | dict.fromkeys((element.title.th, *element.titles), 1.0)


def aspects(element: Element, item: Item) -> set[str]:
    """The folded wordings that an advisory element has in common with a required one.

    The columns of the monthly summary are looked for in whatever is the monthly summary.
    """
    if element.required:
        return set()
    return {fold(wording) for sister in item.elements if sister.required for wording in named(sister)}


def misread(element: Element, worth: float, best: Match | None) -> str | None:
    """What is wrong with how a wording of ``element`` was matched; ``None`` when nothing is."""
    if best is None:
        return "names nothing (is it cut by / | ; or voided by its own reject words?)"
    if best.element != element.id:
        return f"names {best.element} instead, by “{best.words}”"
    if best.fuzzy:
        return f"is only near “{best.words}”"
    # Without any of its head words a synonym loses a part of its worth; a bare one may.
    return None if best.score >= worth * 0.85 - 1e-9 else f"is worth {best.score:.2f}, not {worth:.2f}"


def test_every_title_and_synonym_names_its_own_element(checklist: Checklist) -> None:
    wrong = [
        f"{element.id} “{wording}” {problem}"
        for item in checklist.items
        for vocabulary in [Words.of(item, checklist).own]
        for element in item.elements
        for shared in [aspects(element, item)]
        for wording, worth in named(element).items()
        if fold(wording) not in shared and (problem := misread(element, worth, vocabulary.best(wording)))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_word_folds_to_nothing(checklist: Checklist) -> None:
    """An empty key stands in every text: ``@`` as a sign would be shown by all pages."""
    for element in checklist.elements:
        words = [*named(element), *element.heads.accept, *element.heads.reject, *element.none_statements]
        words += [word for group in (element.signs.groups if element.signs else ()) for word in group]
        assert all(fold(word) for word in words), element.id


def test_item_titles_announce_their_own_item(checklist: Checklist) -> None:
    titles = titles_of(checklist)
    announced = Announcements.of(titles)
    for item, wordings in titles.items():
        for wording in wordings:
            short = len(fold(wording)) < SHORTEST_ANNOUNCEMENT
            assert announced.item(wording) == (None if short else item), wording
            assert announced.item(f"{item} {wording}") == item


def proved_by_title(item: Item, checklist: Checklist) -> list[str]:
    """The required elements that the item's published title, as a heading, would prove each by itself."""
    required = {element.id for element in item.elements if element.required}
    matches = Words.of(item, checklist).own.matches(item.title.th)
    named = [match for match in matches.values() if match.element in required]
    if len(required) == 1 or len(named) != 1:
        return []
    return [m.element for m in named if m.score * PLACES["heading"].worth >= ACCEPT]


def test_the_title_of_an_item_is_no_proof_of_one_of_its_elements(checklist: Checklist) -> None:
    """Every declared page repeats it as its heading, whatever stands below.

    A heading that names several elements of the item proves none of them (they share it), one that names
    none proves nothing either; one that names a single element would pass it on every page.
    """
    proved = {item.id: elements for item in checklist.items if (elements := proved_by_title(item, checklist))}
    assert not proved


def wordings() -> list[object]:
    table = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))
    return [pytest.param(item, text, names, id=text) for item in table for text, names in table[item].items()]


@pytest.mark.parametrize(("item", "text", "names"), wordings())
def test_wordings_of_webmasters(item: str, text: str, names: list[str]) -> None:
    matches = Words.of(NEWEST.item(item), NEWEST).own.matches(text).values()
    accepted = {match.element for match in matches if match.score * PLACES["link"].worth >= ACCEPT}
    assert accepted == {f"{item}.{name}" for name in names}
