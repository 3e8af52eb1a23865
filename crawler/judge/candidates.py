"""Which document, section, service or statement *is* the element: every reason weighed, none decisive by accident.

For each holding below a declared address: what is said of it and in it (:mod:`.places`), how sure that makes us of
each element (:mod:`.weighing`), which dates stand there (:mod:`.dating`).  What comes of it is a list of candidates,
the surest first; the rules then examine them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from crawler.evidence.address import host_of, parts_of
from crawler.judge.case import Candidate, Later, Signal
from crawler.judge.dating import (
    dated_document,
    dated_news,
    dated_news_page,
    dated_page,
    dated_section,
    dated_statement,
)
from crawler.judge.holdings import Holding
from crawler.judge.kinds import kind_about
from crawler.judge.places import (
    ACCEPT,
    BODY_CHARS,
    DOUBT,
    PLACES,
    Said,
    headed,
    places_of_document,
    places_of_label,
    places_of_page,
)
from crawler.judge.sections import (
    REACHABLE,
    Section,
    is_of_a_file,
    page_substance,
    pictures,
    said_itself,
    sections,
    substance,
    whole,
)
from crawler.judge.statements import (
    LONGEST,
    beside_links,
    counts,
    enumerates,
    gives_sums,
    nil_statements,
    only_names,
    opens_with,
    said_of,
    says_none,
)
from crawler.judge.weighing import announced, attributed, combine, legible, opposed, weigh
from crawler.read.link_kinds import is_out_of_reach
from crawler.read.scope import looks_like_document
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checklists.model import Element, Signs
    from crawler.judge.words import Words
    from crawler.read.page_facts import Piece

#: A section that lacks the words its content should hold.
_UNSIGNED = 0.7
#: What is left of a paragraph that names itself and says little: a person must look.  Letters that are not little.
_LED, _LED_SAYS = 0.6, 200
#: What is left of a document that is but a list of links to what it names: a person must look.
_LISTS = 0.6
#: What is left of a picture that shows but a part of the thing.
_PART = 0.6
#: A document whose own title names something else.
_OPPOSED = 0.35
#: What is left of a paper that is only about the thing.
_ABOUT = 0.5
#: What is left of one whose title is like nothing that is wanted; how like (0–100) is like it, and how long is a title.
_STRANGE, _LIKE, _TITLE = 0.5, 70.0, 12
#: As much of a place's worth as only a title, or a synonym as good as one, is given.
_TITLED = 0.9
#: Places in a document itself.
_OWN = frozenset({"title", "section", "headline", "body"})
#: A reason this strong that is not shared leaves no room for one that is.
_SURE = 0.7
#: Letters below which a section, or a page, says nothing of its own.
_SECTION_SAYS, _PAGE_SAYS = 25, 40
#: A link that is called by a title of another item, or by words as good.
_SURELY = 0.95
#: How surely the page of a known system must name its service: once in its text is enough.
_NAMED = 0.25
#: Letters of a part of the office's name that can still be told from a word.
_NAME = 5
_FILE_TYPES = frozenset({
    "application/pdf", "application/msword", "application/vnd.ms-excel", "application/zip", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
})  # fmt: skip


def candidates(words: Words, holdings: Sequence[Holding]) -> tuple[Candidate, ...]:
    """Every candidate for every element of the item, the surest first."""
    found = [candidate for holding in holdings for candidate in _of_holding(words, holding)]
    return tuple(sorted(found, key=lambda c: (-c.confidence, c.holding.depth, c.url)))


def _of_holding(words: Words, holding: Holding) -> Iterator[Candidate]:
    if holding.page is not None and not _refused(holding):
        under_headings = list(_sections(words, holding))
        yield from under_headings
        yield from _news_list(words, holding, frozenset(candidate.element for candidate in under_headings))
        yield from _statements(words, holding)
        if promised_document(holding):
            yield from _whole(words, holding, "document", places_of_page(holding))
        else:
            yield from _whole(words, holding, "page", places_of_page(holding))
        yield from _services(words, holding)
        yield from _out_of_reach(words, holding)
    elif holding.link is not None or holding.document is not None:
        yield from _whole(words, holding, "document", places_of_document(holding))
        if holding.document is None:
            yield from _services(words, holding)


def _refused(holding: Holding) -> bool:
    """Whether a link led to an error's or a firewall's page: what it is only the link can say."""
    return holding.link is not None and holding.capture is not None and not holding.capture.answered


def promised_document(holding: Holding) -> bool:
    """Whether an address whose bytes are a page was announced as a file."""
    promised = holding.capture is not None and holding.capture.content_type in _FILE_TYPES
    return promised or looks_like_document(holding.url)


def shows_signs(element: Element, text: str) -> bool:
    """Whether a text holds words that the content of the real thing holds."""
    return element.signs is not None and _signs_shown(element.signs, text) >= element.signs.at_least


def _signs_shown(signs: Signs, text: str) -> int:
    """Of how many groups of signs a text holds a word."""
    key = fold(text)
    return sum(_any_in(key, group) for group in signs.groups)


def contradicts(element: Element, text: str) -> bool:
    """Whether a text says that it is something else, and nowhere that it is the real thing."""
    key = fold(text) if element.contrary else ""
    return any(_any_in(key, one.words) and not _any_in(key, one.unless) for one in element.contrary)


def strays(element: Element, text: str) -> bool:
    """Whether a text never says what the element is about: the risk of bribes, not that of floods."""
    return bool(element.subject) and not _any_in(fold(text), element.subject)


def _any_in(key: str, words: Sequence[str]) -> bool:
    return any(fold(word) in key for word in words)


def _out_of_reach(words: Words, holding: Holding) -> Iterator[Candidate]:
    """What a page offers behind a script's button or a QR code: it may be there, and a person must look."""
    assert holding.scope is not None
    for link in filter(is_out_of_reach, holding.scope.links):
        behind = Holding(holding.url, None, holding.depth + 1, holding.declaration, link=link, parent=holding)
        for element, found in weigh(words, places_of_label(behind)).items():
            if combine(found) >= ACCEPT:
                yield Candidate(element, "document", holding, DOUBT, tuple(found))


# --------------------------------------------------------------------------------- whole holdings


def _whole(words: Words, holding: Holding, kind: str, said: Sequence[Said]) -> Iterator[Candidate]:
    """One document or page as a whole, for each element that some place names."""
    named = weigh(words, [*said, *places_of_label(holding)], of_page=kind == "page")
    reasons = attributed(words, holding, named)
    if _is_strangers_home(words, holding):
        kept = {e: [one for one in found if not PLACES[one.source].around] for e, found in reasons.items()}
        reasons = {element: found for element, found in kept.items() if found}
    if not reasons:
        return
    surest = max((one.score for found in reasons.values() for one in found if not one.shared), default=0.0)
    titled = announced(words, said)
    by_id = {element.id: element for element in words.item.elements}
    text, says = _text_of(holding), page_substance(holding)
    for element, found in reasons.items():
        if set(by_id[element].holdings) == {"service"}:
            continue  # a page about a service, or a paper about one, is not the service
        if kind == "page" and not _says_enough(by_id[element], holding):
            continue
        if by_id[element].contrary and contradicts(by_id[element], _said_below(holding)):
            continue
        if all(one.shared for one in found) and (surest >= _SURE or legible(holding)):
            continue  # the words that name this one name its sisters too, and what can be read does not name it
        other, nil = opposed(words, holding, element, titled, said), _says_none(by_id[element], holding)
        less = (
            _OPPOSED if other
            else _ABOUT if kind_about(by_id[element], holding.title) is not None
            else _LISTS if holding.contents is not None and not nil
            else _STRANGE if _is_strange(by_id[element], holding, found, titled)
            else _PART if _shows_a_part(by_id[element], holding, found[0].words)
            else 1.0
        )  # fmt: skip
        dated = (
            dated_document
            if kind == "document"
            else dated_news_page
            if "news" in by_id[element].holdings
            else dated_page
        )
        sure = combine(found) * less
        if not nil and _is_about_another(by_id[element], holding, found):
            sure = min(sure, DOUBT)
        yield Candidate(
            element, kind, holding, round(sure, 3), tuple(found), Later(dated, holding), text,
            _tables_of(holding), opposed=other,
            substance=says, nil=nil,
        )  # fmt: skip


def _says_enough(element: Element, holding: Holding) -> bool:
    """Whether a page shows a picture, or says more of its own than the element's name."""
    if pictures(holding):
        return True
    assert holding.scope is not None
    if page_substance(holding) < _PAGE_SAYS:
        return False
    return substance(holding, _telling(element, said_itself(holding)), holding.scope.tables) >= _PAGE_SAYS


def _is_strangers_home(words: Words, holding: Holding) -> bool:
    """Whether what a link opens is the front page of another host: a whole site is no document, a school's no list."""
    parts = parts_of(holding.final_url)
    elsewhere = holding.link is not None and host_of(holding.final_url) not in words.hosts
    return elsewhere and holding.document is None and parts.path in {"", "/"} and not parts.query


def _shows_a_part(element: Element, holding: Holding, label: str) -> bool:
    """Whether a picture, or a page of nothing but pictures, is called a part of the thing: a map is not the address.

    Beside the address it may be all that has an address to show.
    """
    if element.signs is None or not element.signs.parts:
        return False
    link, facts = holding.link, holding.document
    named: tuple[str, ...] = ()
    if holding.page is not None and page_substance(holding) < _PAGE_SAYS:
        named = pictures(holding)
    elif link is not None and facts is not None and facts.grade == "image":
        beside = "\n".join((link.line, *link.row))
        named = () if shows_signs(element, beside) else (link.text,)
    return bool(named) and all(_is_part(element, name or label) for name in named)


def _is_part(element: Element, picture: str) -> bool:
    """Whether a picture that calls itself so shows one part of the thing and no other."""
    if element.signs is None or shows_signs(element, picture):
        return False
    return _any_in(fold(picture), element.signs.parts)


def _says_none(element: Element, holding: Holding) -> bool:
    """Whether a document that lists hardly anything says in so many words that there is nothing to report."""
    facts = holding.document
    if facts is None or not element.none_statements:
        return False
    if sum(table.rows for table in facts.tables) > 2 or len(facts.text) > BODY_CHARS:
        return False
    return says_none(element, facts.text)


def _is_strange(
    element: Element, holding: Holding, found: Sequence[Signal], titled: Mapping[str, float]
) -> bool:
    """Whether only labels speak for a document, and its own title, which can be read, is like nothing that is wanted."""
    title = fold(" ".join(holding.title))
    if len(title) < _TITLE or titled or not legible(holding) or any(one.source in _OWN for one in found):
        return False
    return max(fuzz.partial_ratio(fold(name), title) for name in element.names) < _LIKE


def _text_of(holding: Holding) -> str:
    if holding.document is not None:
        return holding.document.text
    if holding.scope is not None:
        return "\n".join(p.text for p in holding.scope.pieces)
    return ""


def _is_about_another(element: Element, holding: Holding, found: Sequence[Signal]) -> bool:
    """Whether a page or document that presents itself never says what the element is about, and bears no sure name.

    Of figures alone only labels can say what they are.
    """
    own = (one for one in found if one.source in _OWN)
    if not element.subject or any(one.score >= _TITLED * PLACES[one.source].worth for one in own):
        return False
    page, facts = holding.page, holding.document
    if page is not None:
        return not (promised_document(holding) or _refused(holding)) and strays(element, page.text)
    if facts is None or facts.grade != "text" or facts.placeholder or facts.mismatch or not holding.title:
        return False
    return strays(element, facts.text)


def _said_below(holding: Holding) -> str:
    """What stands below the headings of a page, which repeat what was asked for; a document with its titles."""
    if holding.scope is not None:
        return "\n".join(piece.text for piece in holding.scope.pieces if not piece.level)
    return _text_of(holding)


def _tables_of(holding: Holding) -> tuple[int, ...]:
    if holding.document is not None:
        return tuple(range(len(holding.document.tables)))
    return holding.scope.tables if holding.scope is not None else ()


# ---------------------------------------------------------------------- sections and statements


def _sections(words: Words, holding: Holding) -> Iterator[Candidate]:
    assert holding.page is not None
    elements = {element.id: element for element in words.item.elements}
    for section in sections(holding):
        for element_id, found in weigh(words, [Said("section", section.heading)]).items():
            element = elements[element_id]
            own = "\n".join((*section.own, *section.listed))
            if found[0].shared or not _filled(holding, section, element) or contradicts(element, own):
                continue
            dates = (
                Later(dated_news, holding, section)
                if "news" in element.holdings
                else Later(dated_section, holding, section, section.own)
            )
            sure = combine(found) * (1.0 if _looks_right(element, section) else _UNSIGNED)
            if sure < ACCEPT and not section.led and _shows_more(element, own):
                sure = ACCEPT
            if section.led and not _spoken(holding, section, element):
                sure *= _LED
            if strays(element, "\n".join((holding.page.title, *section.headings, section.text))):
                sure = min(sure, DOUBT)
            yield Candidate(
                element_id, "section", holding, round(sure, 3), tuple(found), dates, section.text, section.tables,
                substance=substance(holding, section.own, section.tables),
            )  # fmt: skip


def _news_list(words: Words, holding: Holding, known: frozenset[str]) -> Iterator[Candidate]:
    """A page of dated entries with no heading above them: its title, a line, or what leads to it says of what."""
    wanted = [e.id for e in words.item.elements if "news" in e.holdings and e.id not in known]
    if not wanted:
        return
    section = whole(holding)
    lines = (Said("headline", line) for line in section.own)
    reasons = weigh(words, [*places_of_page(holding), *places_of_label(holding), *lines])
    dates = Later(dated_news, holding, section)
    for element in wanted:
        found = reasons.get(element, [])
        if not found or found[0].shared:
            continue
        if any(one.source == "text" and one.kind in {"day", "instant"} for one in dates()):
            yield Candidate(
                element, "section", holding, round(combine(found), 3), tuple(found), dates, section.text, section.tables
            )  # fmt: skip


def _filled(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a section holds the thing itself, not only its heading."""
    if set(element.holdings) == {"service"}:
        return False
    if "news" in element.holdings and section.listed:
        return True
    if _counts(element, section):
        return True
    said = substance(holding, _telling(element, section.own), section.tables)
    return (
        said >= _SECTION_SAYS
        or _is_reached(element, section)
        or any(not _is_part(element, picture or section.heading) for picture in section.pictures)
    )


def _counts(element: Element, section: Section) -> bool:
    """Whether a section gives the number that is asked for; how often a file was fetched is none."""
    return any(counts(element, line) for line in section.own if not is_of_a_file(line))


def _telling(element: Element, lines: Sequence[str]) -> list[str]:
    """The lines that say more than the element's name once again."""
    return [line for line in lines if shows_signs(element, line) or not only_names(element, line)]


def _is_reached(element: Element, section: Section) -> bool:
    """Whether a section gives the number or address that its signs announce: ``โทร 02 000 0000`` is a channel."""
    own = "\n".join(section.own)
    return shows_signs(element, own) and REACHABLE.search(own) is not None


def _shows_more(element: Element, said: str) -> bool:
    """Whether what stands under a heading shows more signs than are needed: then a word that hints at it is enough."""
    return element.signs is not None and _signs_shown(element.signs, said) > element.signs.at_least


def _spoken(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a paragraph that names itself says enough where no signs tell the thing from a word about it.

    A standing rule may be one paragraph of a numbered list; the plan of a year is none.
    """
    if element.signs is not None or (section.numbered and element.period.kind == "none"):
        return True
    if _counts(element, section):
        return True
    return substance(holding, section.own, section.tables) >= _LED_SAYS


def _looks_right(element: Element, section: Section) -> bool:
    """Whether nothing in a section speaks against its heading: the signs are there, or nothing that could show them."""
    return (
        element.signs is None
        or bool(section.pictures)
        or not section.own
        or shows_signs(element, section.text)
    )


def _statements(words: Words, holding: Holding) -> Iterator[Candidate]:
    """``ไม่มีเรื่องร้องเรียน``, or how many there were, said on the page in so many words."""
    assert holding.scope is not None
    for element in words.item.elements:
        yield from nil_statements(holding, element, holding.scope.pieces)
        for piece in holding.scope.pieces:
            said = said_of(piece)
            counted = counts(element, said) and not is_of_a_file(beside_links(holding, said))
            if counted or enumerates(element, piece.text):
                yield from _told(words, holding, element, piece, said)
            elif gives_sums(element, piece.text):
                told = _told(words, holding, element, piece, piece.text)
                yield from (one for one in told if opens_with(piece.text, one.signals[0].title))


def _told(words: Words, holding: Holding, element: Element, piece: Piece, said: str) -> Iterator[Candidate]:
    """A sentence that names an element, and says the figure that it is."""
    if len(fold(said)) >= LONGEST or contradicts(element, said):
        return
    named = weigh(words, [Said("section", said)]).get(element.id, [])
    if named and not named[0].shared:
        dates = Later(dated_statement, holding, said, piece.headings)
        yield Candidate(element.id, "statement", holding, round(combine(named), 3), tuple(named), dates, said)


# --------------------------------------------------------------------------------------- services


def _services(words: Words, holding: Holding) -> Iterator[Candidate]:
    """A system that must work: the page that a fitting link opens, or a declared address that is one itself."""
    for element in words.item.elements:
        if "service" not in element.holdings:
            continue
        if holding.depth == 0:
            found = _declared_service(words, holding, element)
        else:
            if _only_speaks(words, holding) or _is_home(words, holding, element) or _is_other(words, holding):
                continue
            own = places_of_page(holding) if holding.page is not None else []
            reasons = weigh(words, [*places_of_label(holding), *own])
            found = attributed(words, holding, reasons).get(element.id, [])
        if found:
            sure = round(combine(found), 3)
            yield Candidate(element.id, "service", holding, sure, tuple(found), text=_text_of(holding))


def _is_home(words: Words, holding: Holding, element: Element) -> bool:
    """Whether a link leads to the office's own home page, by its root or its name: no service, whatever stands around it.

    Only on the very server of the page that has the link: a system may stand at the root of another one.
    """
    link, above = holding.link, holding.parent
    if link is None or above is None:
        return False
    parts, name = parts_of(holding.final_url), fold(link.text)
    if parts.netloc != parts_of(above.final_url).netloc or host_of(holding.final_url) not in words.hosts:
        return False
    home = parts.path in {"", "/"} and not parts.query
    if not home and not (len(name) > _NAME and fold(words.office).endswith(name)):
        return False
    return element.id not in weigh(words, [Said("link", link.text)])


def _is_other(words: Words, holding: Holding) -> bool:
    """Whether the link to a page surely names an element of another item, and none of this: ``ติดต่อเรา``."""
    text = holding.link.text if holding.link is not None else ""
    best = words.all.best(text)
    return best is not None and best.score >= _SURELY and not words.own.matches(text)


def _only_speaks(words: Words, holding: Holding) -> bool:
    """Whether a page of the office's own has words, and nothing that could be used: no form, frame, link or script."""
    page, scope = holding.page, holding.scope
    if page is None or scope is None or host_of(holding.final_url) not in words.hosts:
        return False
    used = page.fields or page.refresh or any(link.kind != "image" for link in scope.links)
    return not used and page_substance(holding) >= _PAGE_SAYS


def _declared_service(words: Words, holding: Holding, element: Element) -> list[Signal]:
    """A declared page that is no list of links but a form to fill in, or stands on a system's own host."""
    page = holding.page
    if page is None:
        return []
    host = host_of(holding.final_url)
    known = any(host == name or host.endswith("." + name) for name in element.hosts)
    elsewhere = bool(words.hosts) and host not in words.hosts
    if not (page.fields or known or elsewhere):
        return []
    said = [*places_of_page(holding), Said("heading", headed(holding)), Said("heading", page.title)]
    said.append(Said("body", page.text[:BODY_CHARS]))
    found = weigh(words, said).get(element.id, [])
    if known:
        # A system's host holds many services: which one this page is, the page must say.
        sure = PLACES["heading"].worth if combine(found) >= _NAMED else DOUBT
        found = [Signal("host", host, sure), *found]
    return found
