"""A document, or a page, taken as a whole: every reason weighed, and what speaks against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.evidence.address import host_of, is_front_page
from crawler.judge.case import Candidate, Later, Signal
from crawler.judge.columns import best_layout
from crawler.judge.content_words import any_in
from crawler.judge.dating import (
    dated_document,
    dated_news_page,
    dated_page,
    dated_part,
)
from crawler.judge.fine_words import only_fine_words
from crawler.judge.holdings import Holding
from crawler.judge.kinds import kind_about
from crawler.judge.match import completed
from crawler.judge.places import (
    ACCEPT,
    BODY_CHARS,
    DOUBT,
    PLACES,
    Said,
    places_of_label,
)
from crawler.judge.sections import (
    picture_name,
    pictures,
    said_itself,
    shows_data,
    substance,
)
from crawler.judge.signs import (
    contradicts,
    is_part,
    is_proved,
    is_to_be_read,
    only_talks,
    shows_signs,
    stands_apart,
    strays,
    telling,
)
from crawler.judge.statements import (
    says_none,
)
from crawler.judge.weighing import announced, attributed, combine, legible, opposed, weigh
from crawler.read.link_kinds import looks_like_document
from crawler.read.outline import says_but_a_period
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.weighing import Reasons
    from crawler.judge.words import Words

#: What is left of a document that is but a list of links to what it names: a person must look.
_LISTS = 0.6
#: What is left of a picture that shows but a part of the thing.
_PART = 0.6
#: A document whose own title names something else.
_OPPOSED = 0.35
#: What is left of a paper that is only about the thing.
_ABOUT = 0.5
#: How much wider than high no page is, and pixels below which nobody can read one.
_STRIP, _BUTTON = 2.2, 200
#: Letters of a title.
_TITLE = 12
#: Whose a paper of the city is, at the end of its name.
_OF_THE_CITY = re.compile(r"\s*(?:ของ)?(?:กรุงเทพมหานคร|กทม\.?)\s*$")
#: As much of a place's worth as only a title, or a synonym as good as one, is given.
_TITLED = 0.9
#: Places in a document itself.
_OWN = frozenset({"title", "section", "headline", "body"})
#: A name worth less is weak and decides nothing: it is the head of many titles (``แผนปฏิบัติการ``).
_DECIDES = 0.45
#: A reason this strong that is not shared leaves no room for one that is.
_SURE = 0.7
#: Letters below which a page says nothing of its own.
PAGE_SAYS = 40
_FILE_TYPES = frozenset({
    "application/pdf", "application/msword", "application/vnd.ms-excel", "application/zip", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
})  # fmt: skip


def refused(holding: Holding) -> bool:
    """Whether a link led to an error's or a firewall's page: what it is only the link can say."""
    return holding.link is not None and holding.capture is not None and not holding.capture.answered


def promised_document(holding: Holding) -> bool:
    """Whether an address whose bytes are a page was announced as a file."""
    promised = holding.capture is not None and holding.capture.content_type in _FILE_TYPES
    return promised or looks_like_document(holding.url)


def wholes(words: Words, holding: Holding, kind: str, said: Sequence[Said]) -> Iterator[Candidate]:
    """One document or page as a whole, for each element that some place names."""
    named = weigh(words, [*said, *places_of_label(holding)], of_page=kind == "page")
    reasons = attributed(words, holding, named)
    if _is_strangers_home(words, holding):
        kept = {e: [one for one in found if not PLACES[one.source].around] for e, found in reasons.items()}
        reasons = {element: found for element, found in kept.items() if found}
    if not reasons:
        return
    titled = announced(words, said)
    dates, entry = _dates(holding)
    elements = {element.id: element for element in words.item.elements}
    for element, found in ((elements[name], found) for name, found in reasons.items()):
        formed = _has_its_form(words, element, holding)
        shared = all(one.shared for one in found)
        if shared and not formed and (legible(holding) or _surest(reasons) >= _SURE):
            continue  # the words that name this one name its sisters too, and what can be read does not name it
        if not _may_be(element, holding, kind):
            continue
        proved, nil = is_proved(element, holding.text), _says_none(element, holding)
        other = opposed(words, holding, element.id, _things(words, titled) if proved else titled, said)
        if other and _is_the_citys(words, element, holding, found):
            other = None
        sure = combine(found) * (_OPPOSED if other else _left(element, holding, found, nil=nil))
        if formed and not other:
            sure = max(sure, ACCEPT)
        if not nil and (
            (not proved and _is_strange(holding, found, titled))
            or (kind == "page" and _only_talks(words, element, holding))
            or only_fine_words(element, holding)
            or _shows_but_nameless(words, element, holding)
            or _is_about_another(words, element, holding, found)
        ):
            sure = min(sure, DOUBT)
        part = _part(element, holding, found, titled)
        own = Later(dated_part, holding, part) if part else dates
        yield Candidate(
            element.id, kind, holding, round(sure, 3), tuple(found), entry if "news" in element.holdings else own, holding.text,
            _tables_of(holding), opposed=other, substance=holding.substance, nil=nil,
        )  # fmt: skip


def _surest(reasons: Reasons) -> float:
    """How sure (0–1) the best reason makes us that names one element and not its sisters."""
    return max((one.score for found in reasons.values() for one in found if not one.shared), default=0.0)


def _has_its_form(words: Words, element: Element, holding: Holding) -> bool:
    """Whether a document that no words of its own name has the columns of the element's form: ``สขร.1`` without its title."""
    facts = holding.document
    if facts is None or holding.title:
        return False
    layouts = [form for one in words.item.elements if one.titles == element.titles for form in one.layouts]
    return any(best_layout(table, layouts) is not None for table in facts.tables) if layouts else False


def _may_be(element: Element, holding: Holding, kind: str) -> bool:
    """Whether something whole can be the element at all: a page about a service, or a paper about one, is not the service."""
    if set(element.holdings) == {"service"} or (kind == "page" and not _says_enough(element, holding)):
        return False
    if holding.scope is not None and stands_apart(element, holding.scope.pieces):
        return False
    return not (element.contrary and contradicts(element, _said_below(holding)))


def _left(element: Element, holding: Holding, found: Sequence[Signal], *, nil: bool) -> float:
    """What is left (0–1) of a candidate, by the first thing that speaks against it."""
    if kind_about(element, holding.title) is not None or _is_banner(element, holding):
        return _ABOUT
    if holding.contents is not None and not nil:
        return _LISTS
    return _PART if _shows_a_part(element, holding, found[0].words) else 1.0


def _is_banner(element: Element, holding: Holding) -> bool:
    """Whether a picture that should be the paper of a year has the shape of a strip, or the size of a button."""
    facts = holding.document
    if facts is None or not facts.pixels or element.period.kind != "any":
        return False
    width, height = facts.pixels
    return width > _STRIP * height or max(width, height) < _BUTTON


def _part(element: Element, holding: Holding, found: Sequence[Signal], titled: Mapping[str, float]) -> str:
    """The heading inside a document that names an element which its title does not; empty if there is none."""
    if holding.document is None or element.period.kind != "any" or titled.get(element.id, 0.0) >= _DECIDES:
        return ""
    surest = next((one for one in found if one.source in _OWN), None)
    return surest.words if surest is not None and surest.source == "section" else ""


def _dates(holding: Holding) -> tuple[Later, Later]:
    """The dates of something whole, and those that it has as an entry among the news."""
    if holding.page is None:
        whole = Later(dated_document, holding)
        return whole, whole
    return Later(dated_page, holding), Later(dated_news_page, holding)


def _says_enough(element: Element, holding: Holding) -> bool:
    """Whether a page shows a picture, or says more of its own than the element's name."""
    if pictures(holding):
        return True
    assert holding.scope is not None
    if holding.substance < PAGE_SAYS:
        return False
    return substance(holding, telling(element, said_itself(holding)), holding.scope.tables) >= PAGE_SAYS


def _only_talks(words: Words, element: Element, holding: Holding) -> bool:
    """Whether all that a page says is running text that may stand below any heading."""
    assert holding.scope is not None
    if "news" in element.holdings or pictures(holding) or promised_document(holding) or refused(holding):
        return False
    said = (*_entry(words, element, holding), *said_itself(holding))
    return only_talks(element, said, beside_data=shows_data(holding, holding.scope.tables))


def _entry(words: Words, element: Element, holding: Holding) -> tuple[str, ...]:
    """What a list calls one of its entries, if that is more than the element's name again: ``โรงเรียนวัดบ้านใหม่``."""
    called = holding.link.text if holding.link is not None else ""
    return () if not called or element.id in words.own.matches(called) else (called,)


def _is_strangers_home(words: Words, holding: Holding) -> bool:
    """Whether what a link opens is the front page of another host: a whole site is no document, a school's no list."""
    elsewhere = holding.link is not None and host_of(holding.final_url) not in words.hosts
    return elsewhere and holding.document is None and is_front_page(holding.final_url)


def _shows_a_part(element: Element, holding: Holding, label: str) -> bool:
    """Whether a picture, or a page of nothing but pictures, is called a part of the thing: a map is not the address.

    Beside the address it may be all that has an address to show.
    """
    if element.signs is None or not element.signs.parts:
        return False
    link, facts = holding.link, holding.document
    named: tuple[str, ...] = ()
    if holding.page is not None and holding.substance < PAGE_SAYS:
        named = pictures(holding)
    elif link is not None and facts is not None and facts.grade == "image":
        beside = "\n".join((link.line, *link.row))
        named = () if shows_signs(element, beside) else (link.text,)
    return bool(named) and all(is_part(element, name or label) for name in named)


def _shows_but_nameless(words: Words, element: Element, holding: Holding) -> bool:
    """Whether a picture without a name, or a page of such and nothing else, should be a paper to be read: it may show anything."""
    if not is_to_be_read(element) or is_opened_as(words, element, holding):
        return False
    if holding.page is not None:
        shown = pictures(holding)
        return bool(shown) and not any(shown) and holding.substance < PAGE_SAYS
    return holding.link is not None and holding.link.kind == "image" and not picture_name(holding.link)


def is_opened_as(words: Words, element: Element, holding: Holding) -> bool:
    """Whether a link on the way names the element: the pictures behind it are its pages."""
    ways = (one.link for one in holding.path if one.link is not None and one.link.kind != "image")
    return any(element.id in words.own.matches(way.text) for way in ways)


def _says_none(element: Element, holding: Holding) -> bool:
    """Whether a document that lists hardly anything says in so many words that there is nothing to report."""
    facts = holding.document
    if facts is None or not element.none_statements:
        return False
    if sum(table.rows for table in facts.tables) > 2 or len(holding.text) > BODY_CHARS:
        return False
    return says_none(element, holding.text)


def _things(words: Words, titled: Mapping[str, float]) -> dict[str, float]:
    """What a title names, without the parts of the item's own things: the steps and fees of a service are in its manual."""
    own = {element.id for element in words.item.elements} - words.required
    return {element: score for element, score in titled.items() if element not in own}


def _is_strange(holding: Holding, found: Sequence[Signal], titled: Mapping[str, float]) -> bool:
    """Whether only labels speak for a document that can be read, and its own title names nothing that is wanted."""
    own = any(one.score >= _DECIDES * PLACES[one.source].worth for one in found if one.source in _OWN)
    blank = holding.document is not None and holding.document.placeholder is not None
    if own or blank or not legible(holding) or max(titled.values(), default=0.0) >= _DECIDES:
        return False
    title = " ".join(line for line in holding.title if "|" not in line)  # cells of a sheet are no title
    return len(fold(title)) >= _TITLE


def _is_the_citys(words: Words, element: Element, holding: Holding, found: Sequence[Signal]) -> bool:
    """Whether a paper that bears the title of every office's (*แผนปฏิบัติราชการประจำปี*) is the city's, as its link says in full.

    Its text says so too, and nowhere that it is this office's.
    """
    if not (words.item.city_wide and holding.title and words.office):
        return False
    if not any(one.score >= _TITLED * PLACES[one.source].worth for one in found if one.source == "link"):
        return False
    said = holding.text[:BODY_CHARS]
    if not any_in(said, element.subject) or fold(words.office) in fold(said):
        return False
    title = one_line(holding.title[0])
    bare = (_OF_THE_CITY.sub("", name) for name in element.names if _OF_THE_CITY.search(name))
    rests = (title.removeprefix(name).strip() for name in bare if title.startswith(name))
    return any(not rest or says_but_a_period(rest) for rest in rests)


def _is_about_another(words: Words, element: Element, holding: Holding, found: Sequence[Signal]) -> bool:
    """Whether a page or document that presents itself never says what the element is about, and bears no sure name.

    Of figures alone only labels can say what they are.
    """
    own = (one for one in found if one.source in _OWN and not completed(one.title, one.words))
    if not element.subject or any(one.score >= _TITLED * PLACES[one.source].worth for one in own):
        return False
    page, facts = holding.page, holding.document
    if page is not None:
        read = holding.substance >= PAGE_SAYS and not (promised_document(holding) or refused(holding))
        return read and strays(element, "\n".join((*_entry(words, element, holding), page.text)))
    if facts is None or facts.grade != "text" or facts.placeholder or facts.mismatch or not holding.title:
        return False
    return strays(element, holding.text)


def _said_below(holding: Holding) -> str:
    """What stands below the headings of a page, which repeat what was asked for; a document with its titles."""
    if holding.scope is not None:
        return "\n".join(piece.text for piece in holding.scope.pieces if not piece.level)
    return holding.text


def _tables_of(holding: Holding) -> tuple[int, ...]:
    if holding.document is not None:
        return tuple(range(len(holding.document.tables)))
    return holding.scope.tables if holding.scope is not None else ()
