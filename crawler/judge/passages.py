"""What stands on a page itself and may be an element: the part under a heading, a list of news, a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.evidence.address import is_front_page, parts_of
from crawler.judge.case import Candidate, Later, Signal
from crawler.judge.content_words import any_in
from crawler.judge.dating import (
    dated_news,
    dated_section,
    dated_statement,
)
from crawler.judge.holdings import Holding
from crawler.judge.places import (
    ACCEPT,
    DOUBT,
    Said,
    places_of_label,
    places_of_page,
)
from crawler.judge.sections import (
    Section,
    is_clause,
    sections,
    shows_data,
    substance,
    whole,
)
from crawler.judge.signs import (
    contradicts,
    is_part,
    is_proved,
    is_to_be_read,
    only_talks,
    shows_signs,
    signs_shown,
    stands_apart,
    strays,
    telling,
)
from crawler.judge.statements import (
    LONGEST,
    beside_links,
    counts,
    enumerates,
    gives_figures,
    gives_sums,
    nil_statements,
    opens_with,
    said_of,
)
from crawler.judge.weighing import combine, weigh
from crawler.judge.whole import is_opened_as
from crawler.read.saying import REACHABLE, is_of_a_file
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checklists.model import Element
    from crawler.judge.weighing import Reasons
    from crawler.judge.words import Words
    from crawler.read.page_facts import Piece

#: A section that lacks the words its content should hold.
_UNSIGNED = 0.7
#: What is left of a paragraph that names itself and says little: a person must look.  Letters that are not little.
_LED, _LED_SAYS = 0.6, 200
#: So many things of one kind, each with its own site, are a list of them.
_FEWEST_SITES = 2
#: Letters below which a section says nothing of its own.
_SECTION_SAYS = 25
#: A short number, which may be anybody's: ``สายด่วน ป.ป.ช. 1205``.
_HOTLINE = re.compile(r"(?:สายด่วน|โทร|hotline|call)[^0-9๐-๙\n]{0,30}[0-9๐-๙]{4}(?![0-9๐-๙])", re.IGNORECASE)


def under_headings(words: Words, holding: Holding) -> Iterator[Candidate]:
    """The parts of a page whose headings name an element."""
    assert holding.page is not None
    elements = {element.id: element for element in words.item.elements}
    weighed: dict[str, Reasons] = {}

    def names(heading: str) -> Reasons:
        if heading not in weighed:
            weighed[heading] = weigh(words, [Said("section", heading)])
        return weighed[heading]

    named = [(section, names(section.heading)) for section in sections(holding, names)]
    for section, reasons in named:
        for element_id, found in reasons.items():
            element = elements[element_id]
            if found[0].shared or (element.period.series is None and _is_roof(section, element_id, named)):
                continue
            filled = _lists_news(words, section, element) or _filled(holding, section, element)
            if not (filled or _gives_hotline(element, section)) or _is_of_others(holding, section, element):
                continue
            dates = (
                Later(dated_news, holding, section)
                if "news" in element.holdings
                else Later(dated_section, holding, section, section.own)
            )
            sure = _sureness(words, holding, section, element, found, filled=filled)
            yield Candidate(
                element_id, "section", holding, round(sure, 3), tuple(found), dates, section.text, section.tables,
                substance=substance(holding, section.own, section.tables),
            )  # fmt: skip


def _sureness(
    words: Words,
    holding: Holding,
    section: Section,
    element: Element,
    found: Sequence[Signal],
    *,
    filled: bool,
) -> float:
    """How sure (0–1) a heading makes us, by what stands below it."""
    assert holding.page is not None
    sure = combine(found) * (1.0 if _looks_right(element, section) else _UNSIGNED)
    if sure < ACCEPT and not section.led and _shows_more(element, section):
        sure = ACCEPT
    if section.led and not _spoken(holding, section, element):
        sure *= _LED
    said = "\n".join((holding.page.title, *section.headings, section.text))
    doubted = (
        not filled
        or strays(element, said)
        or _only_talks(holding, section, element)
        or (_shows_but_nameless(holding, section, element) and not is_opened_as(words, element, holding))
    )
    return min(sure, DOUBT) if doubted else sure


def news_list(words: Words, holding: Holding, known: frozenset[str]) -> Iterator[Candidate]:
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


def _lists_news(words: Words, section: Section, element: Element) -> bool:
    """Whether a section lists links that may be news: more than the way to what stands beside it, ``Facebook สำนักงานเขต``."""
    if "news" not in element.holdings:
        return False
    named = map(words.own.matches, section.listed)
    return any(not matches or element.id in matches for matches in named)


def _filled(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a section holds the thing itself, not only its heading."""
    if set(element.holdings) == {"service"}:
        return False
    if _counts(element, section):
        return True
    said = substance(holding, telling(element, section.own), section.tables)
    return (
        said >= _SECTION_SAYS
        or _lists_sites(holding, section, element)
        or _is_reached(element, section)
        or any(not is_part(element, picture or section.heading) for picture in section.pictures)
    )


def _is_roof(section: Section, element: str, named: Sequence[tuple[Section, Mapping[str, object]]]) -> bool:
    """Whether further headings below a section's name its parts, this element's and a sister's.

    Below *แผนและผลการใช้จ่าย* the plan may be of one year and the report of another: each is judged by its own part.
    """
    path = (*section.headings, section.heading)
    parts = [found.keys() for part, found in named if not part.led and part.headings[: len(path)] == path]
    return any(element in found for found in parts) and any(found - {element} for found in parts)


def _is_of_others(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a section says that it is something else, or all of it stands below further headings that do."""
    if contradicts(element, _said(section)):
        return True
    if section.led or not element.contrary:
        return False
    assert holding.scope is not None
    path = (*section.headings, section.heading)
    below = [piece for piece in holding.scope.pieces if piece.headings[: len(path)] == path]
    return stands_apart(element, below, len(path))


def _said(section: Section) -> str:
    return "\n".join((*section.own, *section.listed))


def _only_talks(holding: Holding, section: Section, element: Element) -> bool:
    """Whether all below a heading is running text that may stand below any."""
    if "news" in element.holdings or section.pictures:
        return False
    tabled = shows_data(holding, section.tables)
    said = (section.heading, *section.own) if section.led and not tabled else section.own
    talks = only_talks(element, said, beside_data=tabled)
    return talks and not (_counts(element, section) or _lists_sites(holding, section, element))


def _shows_but_nameless(holding: Holding, section: Section, element: Element) -> bool:
    """Whether all below the heading of a paper is pictures without a name: a page of it, or a view of the office."""
    if not (is_to_be_read(element) and section.pictures) or any(section.pictures):
        return False
    return substance(holding, telling(element, section.own), section.tables) < _SECTION_SAYS


def _lists_sites(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a section lists what the element asks for, each with a site of its own: the names are what is said."""
    assert holding.scope is not None
    named = {
        site
        for link in holding.scope.links
        if link.line in section.listed and any_in(link.text, element.subject)
        if (site := parts_of(link.raw).netloc) and is_front_page(link.raw)
    }
    return len(named) >= _FEWEST_SITES


def _counts(element: Element, section: Section) -> bool:
    """Whether a section gives the number that is asked for; how often a file was fetched is none."""
    return any(counts(element, line) and not is_of_a_file(line) for line in section.own)


def _is_reached(element: Element, section: Section) -> bool:
    """Whether a section gives the number or address that its signs announce: ``โทร 02 000 0000`` is a channel."""
    own = "\n".join(section.own)
    return shows_signs(element, own) and REACHABLE.search(own) is not None


def _gives_hotline(element: Element, section: Section) -> bool:
    """Whether all that a section gives is a short number, of which nobody knows whose it is."""
    said = _said(section)
    return shows_signs(element, said) and _HOTLINE.search(said) is not None


def _shows_more(element: Element, section: Section) -> bool:
    """Whether what stands under a heading shows more signs than are needed: then a word that hints at it is enough."""
    signs = element.signs
    return signs is not None and signs_shown(signs, _said(section)) > signs.at_least


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


def statements(words: Words, holding: Holding) -> Iterator[Candidate]:
    """``ไม่มีเรื่องร้องเรียน``, or how many there were, said on the page in so many words."""
    assert holding.scope is not None
    spoken = [(piece, said_of(piece)) for piece in holding.scope.pieces]
    figures = [(piece, said) for piece, said in spoken if gives_figures(said)]
    for element in words.item.elements:
        yield from nil_statements(holding, element, spoken)
        if {"service", "content"} <= set(element.holdings):
            yield from _channels(words, holding, element)
        if element.signs is not None and element.signs.proof:
            yield from _nameless(words, holding, element)
        for piece, said in figures:
            counted = counts(element, said) and not is_of_a_file(beside_links(holding, said))
            if counted or enumerates(element, piece.text):
                yield from _told(words, holding, element, piece, said)
            elif gives_sums(element, piece.text) and not is_clause(holding, piece.text):
                told = _told(words, holding, element, piece, piece.text)
                yield from (one for one in told if opens_with(piece.text, one.signals[0].title))


def _reached(holding: Holding) -> Iterator[Piece]:
    """The lines of a page that give a telephone number or the address of a mailbox."""
    assert holding.scope is not None
    return (piece for piece in holding.scope.pieces if not piece.level and REACHABLE.search(piece.text))


def _channels(words: Words, holding: Holding, element: Element) -> Iterator[Candidate]:
    """Lines that name a channel and say how it is reached: ``ร้องเรียนการทุจริต โทร 02 000 0000``."""
    for piece in _reached(holding):
        if shows_signs(element, piece.text):
            told = _told(words, holding, element, piece, piece.text)
            yield from (one for one in told if opens_with(piece.text, one.signals[0].title))


def _nameless(words: Words, holding: Holding, element: Element) -> Iterator[Candidate]:
    """Lines that are the thing by all that they give, and have no heading: street, telephone and mailbox.

    Of the office if they name it; else a person must look whose they are.
    """
    for piece in _reached(holding):
        if is_proved(element, piece.text) and not contradicts(element, piece.text):
            sure = ACCEPT if words.office and fold(words.office) in fold(piece.text) else DOUBT
            reason = Signal("body", one_line(piece.text, 200), sure, element.title.th)
            dates = Later(dated_statement, holding, piece.text, piece.headings)
            yield Candidate(element.id, "statement", holding, sure, (reason,), dates, piece.text)


def _told(words: Words, holding: Holding, element: Element, piece: Piece, said: str) -> Iterator[Candidate]:
    """A sentence that names an element, and says the figure that it is."""
    if len(fold(said)) >= LONGEST or contradicts(element, said):
        return
    named = weigh(words, [Said("section", said)]).get(element.id, [])
    if named and not named[0].shared:
        dates = Later(dated_statement, holding, said, piece.headings)
        yield Candidate(element.id, "statement", holding, round(combine(named), 3), tuple(named), dates, said)
