"""Systems that must work: the page that a fitting link opens, or a declared address that is one itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.evidence.address import host_of, is_front_page, parts_of
from crawler.judge.case import Candidate, Signal
from crawler.judge.holdings import Holding
from crawler.judge.places import (
    BODY_CHARS,
    DOUBT,
    PLACES,
    Said,
    headed,
    places_of_label,
    places_of_page,
)
from crawler.judge.signs import contradicts, strays
from crawler.judge.weighing import attributed, combine, weigh
from crawler.judge.whole import PAGE_SAYS
from crawler.read.shares import recognise
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.model import Element
    from crawler.judge.words import Words

#: A link that is called by a title of another item, or by words as good.
_SURELY = 0.95
#: How surely the page of a known system must name its service: once in its text is enough.
_NAMED = 0.25
#: Shares that show what others say or film.
_MEDIA = frozenset({"facebook", "youtube", "platform"})
#: Letters of a part of the office's name that can still be told from a word.
_NAME = 5


def services(words: Words, holding: Holding) -> Iterator[Candidate]:
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
            doubted = _is_another(holding, element) or _is_medium(holding, element)
            sure = min(combine(found), DOUBT) if doubted else combine(found)
            yield Candidate(element.id, "service", holding, round(sure, 3), tuple(found), text=holding.text)


def _is_another(holding: Holding, element: Element) -> bool:
    """Whether a page, whatever its link says, never speaks of the service: a form to apply tracks nothing."""
    page = holding.page
    if page is None or page.scripted or not holding.text:
        return False
    said = f"{page.title}\n{holding.text}"
    return strays(element, said) or contradicts(element, said)


def _is_medium(holding: Holding, element: Element) -> bool:
    """Whether people are sent to a social medium or a film, which is no system, whatever its page asks to sign in to."""
    share = recognise(holding.final_url)
    return share is not None and share.kind in _MEDIA and set(element.holdings) == {"service"}


def _is_home(words: Words, holding: Holding, element: Element) -> bool:
    """Whether a link leads to the office's own home page, by its root or its name: no service, whatever stands around it.

    Only on the very server of the page that has the link: a system may stand at the root of another one.  At the root of
    this one it says so itself, or has something to fill in.
    """
    link, above = holding.link, holding.parent
    if link is None or above is None:
        return False
    here, name = holding.final_url, fold(link.text)
    if parts_of(here).netloc != parts_of(above.final_url).netloc or host_of(here) not in words.hosts:
        return False
    front = is_front_page(here)
    if not front and not (len(name) > _NAME and fold(words.office).endswith(name)):
        return False
    page = holding.page
    used = (
        page is None
        or holding.fields > 0
        or page.scripted
        or element.id in weigh(words, places_of_page(holding))
    )
    return (front and not used) or element.id not in weigh(words, [Said("link", link.text)])


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
    used = holding.fields or page.refresh or any(link.kind != "image" for link in scope.links)
    return not used and holding.substance >= PAGE_SAYS


def _declared_service(words: Words, holding: Holding, element: Element) -> list[Signal]:
    """A declared page that is no list of links but a form to fill in, or stands on a system's own host."""
    page = holding.page
    if page is None:
        return []
    host = host_of(holding.final_url)
    known = any(host == name or host.endswith("." + name) for name in element.hosts)
    elsewhere = bool(words.hosts) and host not in words.hosts
    if not (holding.fields or known or elsewhere):
        return []
    said = [*places_of_page(holding), Said("heading", headed(holding)), Said("heading", page.title)]
    said.append(Said("body", page.text[:BODY_CHARS]))
    found = weigh(words, said).get(element.id, [])
    if known:
        # A system's host holds many services: which one this page is, the page must say.
        sure = PLACES["heading"].worth if combine(found) >= _NAMED else DOUBT
        found = [Signal("host", host, sure), *found]
    return found
