"""How sure the words make us: every place weighed, labels that speak of several things doubted, titles obeyed.

Words that name several elements of the item at once (a page heading that is the item's own title, the *องค์ประกอบ*
cell of an index table) name none of them.  The title block of a readable document outranks every label: a link that
promises the report and opens the plan is not the report.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from crawler.judge.case import Signal
from crawler.judge.places import ACCEPT, PLACES
from crawler.read.link_kinds import GENERIC, is_button
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.judge.holdings import Holding
    from crawler.judge.match import Match
    from crawler.judge.places import Said
    from crawler.judge.words import Words
    from crawler.read.page_facts import PageLink

Reasons = dict[str, list[Signal]]

#: What is left of a label that names several elements; where a link does so in words of its own, not with the item's
#: title, it is seldom wrong.
_SHARED, _SHARED_LINK = 0.5, 0.85
#: A second reason weaker than this adds nothing.
_SECOND = 0.3
#: A title that names another element this surely disowns the document.
_TITLED = 0.85
#: A heading that names one thing this surely is its own, and no word of it.
_CALLED = 0.9
#: A title that names two things names both where the one is named nearly as surely as the other.
_BESIDE = 0.75
#: A label that only says in which language something is.
_LANGUAGE = re.compile(
    r"\W*(?:(?:ฉบับ|เวอร์ชั่?น)?(?:แปล)?(?:เป็น)?\s*(?:ภาษา)?\s*(?:อังกฤษ|ไทย)|(?:in\s+)?(?:english|thai|eng?|th)(?:\s+(?:version|translation))?)\W*",
    re.IGNORECASE,
)


def weigh(words: Words, said: Iterable[Said], *, of_page: bool = False) -> Reasons:
    """The reasons for each element, the best of each place, the strongest first.

    ``of_page``: a page called by the title of the whole item leaves open which of its elements are there; a document
    called so is bound of them all.
    """
    reasons: dict[str, dict[str, Signal]] = {}
    for where, text in said:
        place = PLACES[where]
        named = words.nameless(text)
        matches = words.own.matches(named, fuzzy=place.fuzzy)
        if not matches or GENERIC.match(text):
            continue
        label = place.label or (of_page and _is_item_title(words, text))
        shared = label and _names_several(words, text, matches)
        for element, match in matches.items():
            if where == "headline" and not _opens_with(named, match):
                continue
            share = _share(words, where, text) if shared else 1.0
            score = round(match.score * place.worth * share, 3)
            best = reasons.setdefault(element, {}).get(where)
            if best is None or best.score < score:
                reasons[element][where] = Signal(where, one_line(text, 200), score, match.words, shared)
    return {
        element: sorted(by.values(), key=attrgetter("score"), reverse=True) for element, by in reasons.items()
    }


def combine(reasons: Sequence[Signal]) -> float:
    """The best reason, raised by a third of the gap to 1 for a second that is not its copy."""
    if not reasons:
        return 0.0
    top = reasons[0].score
    seconded = any(reason.score >= _SECOND for reason in reasons[1:])
    return min(0.99, top + (1 - top) / 3 * seconded)


def attributed(words: Words, holding: Holding, reasons: Reasons) -> Reasons:
    """Take back what stands *around* a link when the link itself says something else.

    Under the heading of one element a link that names its sister leads to the sister; a picture shows a person or a
    seal, and the heading above it speaks of the text beside it.
    """
    link = holding.link
    if link is None:
        return reasons
    reasons = _of_its_heading(words, link, _of_its_cell(words, link, reasons))
    named = (
        {e for e, match in words.own.matches(link.text).items() if match.score >= ACCEPT}
        if link.text
        else set()
    )
    alone = {element for element in reasons if link.kind == "image" or (named and element not in named)}
    if not alone:
        return reasons
    # What a picture calls itself is against the line above it too.
    captioned = {element for element in alone if link.kind == "image" and named}
    kept = {
        element: [
            one
            for one in found
            if element not in alone
            or not (PLACES[one.source].around or (element in captioned and one.source == "line"))
        ]
        for element, found in reasons.items()
    }
    return {element: found for element, found in kept.items() if found}


def _of_its_cell(words: Words, link: PageLink, reasons: Reasons) -> Reasons:
    """Take back what the cells beside a button say where its own cell says in the button's line that it is a sister."""
    if not (link.row and is_button(link.text)) or is_button(link.line):
        return reasons
    own = {e for e, match in words.own.matches(link.line).items() if match.score >= ACCEPT}
    if not own:
        return reasons
    kept = {
        element: [one for one in found if element in own or one.source != "row"]
        for element, found in reasons.items()
    }
    return {element: found for element, found in kept.items() if found}


def _of_its_heading(words: Words, link: PageLink, reasons: Reasons) -> Reasons:
    """Take back what a higher heading says where the nearest is surely called by a sister: *แผนและผล…* above *แผน…*."""
    nearest = words.own.matches(words.nameless(link.headings[-1])) if len(link.headings) > 1 else {}
    own = {element for element, match in nearest.items() if match.score >= _CALLED and not match.fuzzy}
    if not own or _names_several(words, link.headings[-1], nearest):
        return reasons
    kept = {
        element: [one for one in found if element in nearest or one.source != "heading"]
        for element, found in reasons.items()
    }
    return {element: found for element, found in kept.items() if found}


def announced(words: Words, said: Iterable[Said]) -> dict[str, float]:
    """What a document's own title names, of the whole checklist: element → score."""
    best: dict[str, float] = {}
    for where, text in said:
        if where == "title":
            for element, match in words.all.matches(text).items():
                best[element] = max(best.get(element, 0.0), match.score)
    return best


def opposed(
    words: Words, holding: Holding, element: str, titled: Mapping[str, float], said: Iterable[Said]
) -> str | None:
    """The element that a readable document's own title (``titled``) names instead of ``element``."""
    if holding.document is not None and not legible(holding):
        return None
    other, score = max(titled.items(), key=lambda entry: entry[1], default=(element, 0.0))
    if element == other or titled.get(element, 0.0) > _BESIDE * score:
        return None
    if element in titled:
        return other if score >= _TITLED else None  # what it names is but the object: a report on the policy
    if any(part.score > _BESIDE * score for part in _parts(words, element, said)):
        return None
    label = holding.link.text if holding.link is not None else ""
    if _LANGUAGE.fullmatch(label) and element in words.own.matches(label):
        return None  # in which language it is; of what, the title may say
    return other if score >= _TITLED else None


def _parts(words: Words, element: str, said: Iterable[Said]) -> Iterator[Match]:
    """Where a joint document, which has a title for the whole, names one of its parts; a sentence about it is none."""
    for where, text in said:
        if where in {"title", "section", "headline"}:
            part = words.own.matches(text).get(element)
            if part is not None and (where != "headline" or _opens_with(text, part)):
                yield part


def legible(holding: Holding) -> bool:
    """Whether what it is can be read in it: a page, or a document that is no picture."""
    return holding.page is not None or (
        holding.document is not None and holding.document.grade in {"text", "structured"}
    )


def _opens_with(text: str, match: Match) -> bool:
    """Whether a line is hardly more than the title it opens with: a headline, not a sentence that mentions it."""
    start, end = match.span
    return start <= 4 and end - start >= 0.45 * len(fold(text))


def _names_several(words: Words, text: str, matches: Mapping[str, Match]) -> bool:
    """Whether a label names more than one required element, or is the title of the whole item."""
    if len(words.required) < 2:
        return False
    if len(matches) > 1 and len(words.required & matches.keys()) > 1:
        return True
    return _is_item_title(words, text)


def _is_item_title(words: Words, text: str) -> bool:
    """Whether a label is hardly more than the title of the whole item."""
    key = fold(text)
    return any(title in key and len(key) <= len(title) * 1.5 + 10 for title in words.titles)


def _share(words: Words, where: str, text: str) -> float:
    """What is left of a match in a label that names several elements."""
    return _SHARED_LINK if where == "link" and not _is_item_title(words, text) else _SHARED
