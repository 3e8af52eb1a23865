"""Pages that answer 200 and are not there: said in words, or shown by addresses that cannot exist.

A server that lies says *found* to everything.  So each family of addresses (one folder, one script) is asked for
two pages that nobody can have made; if these are "found" too, a page must say something that they do not.
The rules are the audit's (:mod:`crawler.judge`); here they are asked for only where a page gives reason to.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.evidence.address import impossible_pages, pattern_of
from crawler.links.address import is_file
from crawler.links.curl import MUCH_SHOWN, Answer, Want
from crawler.links.health import Health, Looker, text_of
from crawler.links.task import Once
from crawler.model import Capture
from crawler.read.page import PageFacts, read_page
from crawler.read.walls import login, parked

if TYPE_CHECKING:
    from crawler.links.task import Scheduler

#: Words of a page that may say that it is none; where one of them stands, the page is read with care.
_HINTS = (
    "ไม่พบ", "ขออภัย", "ไม่มีหน้า", "ไม่มีข้อมูล", "ไม่มีอยู่", "ไม่สามารถแสดง", "ถูกลบ", "ถูกย้าย", "ลบหรือย้าย", "ปรับปรุง", "จัดทำ", "การพัฒนา",
    "ก่อสร้าง", "อัปเดต", "ยังไม่", "ไม่พร้อม", "ดำเนินการ", "not found", "not available", "not exist", "n't exist", "no longer",
    "under construction", "coming soon", "maintenance", "cannot be found", "nothing was found", "nothing found", "404",
    "you requested", "looking for", "unavailable", "being updated", "for sale", "parked", "default page", "nginx", "it works",
    "iis windows", "index of /",
)  # fmt: skip
#: A real page has about this many words of its own at least (the audit's rule).
_LEAST_RESIDUE = 3
_PROBES_NEEDED = 2
_TEMPLATE_GROWTH = 1.5
#: A page with less text than this and a script in it may be an empty frame that the script fills.
_SHELL = 200
_TRACKING = re.compile(r"(?:fbclid|gclid|utm_\w+|mc_[ce]id|_ga|igshid|msclkid|yclid)(?:=|$)", re.IGNORECASE)
#: An address of one record: a number of its own, or a script that is told one.
_RECORD = re.compile(r"/\d{2,}(?:[/.]|$)|[?&]\w*id=\d+", re.IGNORECASE)
_HOME = re.compile(r"/(?:(?:index|home|default|main)(?:\.[a-z]{2,5})?)?", re.IGNORECASE)


#: Finding code and reason.
Verdict = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address that cannot exist showed all the same, and where it led."""

    final_url: str
    moved: bool
    page: PageFacts


@dataclass(frozen=True, slots=True)
class Family:
    """What the server says about pages of one family that cannot exist.

    ``lies`` is empty for an honest server.  ``bare`` is the page without the query of the address: where that is
    the same page too, the query decides nothing and proves nothing.
    """

    lies: tuple[Probe, ...] = ()
    bare: PageFacts | None = None


class Doubts:
    """Tests whether a page that answered 200 is there; at most ``probes`` requests a host are spent on it."""

    def __init__(self, looker: Looker, scheduler: Scheduler, probes: int, token: str) -> None:
        self._looker = looker
        self._scheduler = scheduler
        self._token = token
        self._most = probes
        self._spent: Counter[str] = Counter()
        self._families: dict[str, Once[Family]] = {}
        self.refused = 0
        #: Home pages of the sites that are checked.
        self.homes: tuple[str, ...] = ()

    def said(self, health: Health, answer: Answer, *, declared: bool) -> Verdict | None:
        """What is plain from the page alone: it is the home page again, asks to sign in, says that it is missing."""
        if health.hops and (declared or _RECORD.search(health.url) or is_file(health.url)):
            from crawler.judge.walls import is_home

            arrived = Capture(health.url, health.final_url, health.status, "", hops=health.hops)
            if any(is_home(health.url, arrived, None, home) for home in self.homes):
                return "presence.soft_404", f"redirected to the home page {health.final_url}"
        if answer.page is None or answer.shown >= MUCH_SHOWN:
            return None
        return _says(health, answer)

    async def shown(self, health: Health, answer: Answer) -> Verdict | None:
        """Whether the page is no more than what pages that cannot exist are."""
        family = await self._family(_without_tracking(health.url))
        return _like(family, health, answer) if family is not None and family.lies else None

    async def _family(self, url: str) -> Family | None:
        """The family of an address; ``None`` where asking is not safe or the budget is spent."""
        parts = urlsplit(url)
        pattern = None if _HOME.fullmatch(parts.path) and not parts.query else pattern_of(url)
        if pattern is None:
            return None
        if pattern not in self._families:
            if self._spent[parts.netloc] >= self._most:
                self.refused += 1
                return None
            self._families[pattern] = Once(self._scheduler, lambda: self._ask(url, parts.netloc))
        return await self._families[pattern].get()

    async def _ask(self, url: str, host: str) -> Family:
        lies: list[Probe] = []
        for made_up in impossible_pages(url, self._token):
            probe = await self._probe(made_up, host)
            if probe is None:
                return Family()
            lies.append(probe)
        bare = await self._probe(url.partition("?")[0], host) if "?" in url else None
        return Family(tuple(lies), bare.page if bare is not None else None)

    async def _probe(self, url: str, host: str) -> Probe | None:
        """The page that an address shows; ``None`` for an honest refusal."""
        self._spent[host] += 1
        health, answer = await self._looker.look(url, Want.GLANCE)
        if health.code is not None or answer is None or answer.page is None:
            return None
        page = read_page(answer.body, answer.headers.get("content-type", ""))
        return Probe(health.final_url, bool(health.hops), page)


def _without_tracking(url: str) -> str:
    """The address without what only advertisers read."""
    address, mark, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    return f"{address}?{'&'.join(kept)}" if mark and kept else address


def _says(health: Health, answer: Answer) -> Verdict | None:
    """What the page itself says: sign in, parked, not found."""
    text = text_of(answer)
    if why := login(health.status, answer.headers, text, health.final_url):
        return "access.login_required", why
    if why := parked(text):
        return "presence.soft_404", why
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return None
    words = _missing_words(answer.body, answer.headers.get("content-type", ""))
    return ("presence.soft_404", f"the page says “{words}”") if words else None


def _missing_words(body: bytes, content_type: str) -> str | None:
    from crawler.judge.walls import says_missing
    from crawler.read.announcements import Announcements
    from crawler.read.scope import scope_of

    page = read_page(body, content_type)
    return says_missing(page, scope_of(page, item="", fragment="", announced=Announcements.of({})))


def _like(family: Family, health: Health, answer: Answer) -> Verdict | None:
    """How a page is no more than what pages that cannot exist show, or ``None``."""
    if any(lie.moved and health.hops and lie.final_url == health.final_url for lie in family.lies):
        return "presence.soft_404", f"redirected to {health.final_url}, as every address that does not exist"
    shown = tuple(lie.page for lie in family.lies if not lie.moved)
    if len(shown) < _PROBES_NEEDED or health.hops:
        return None
    from crawler.judge.residue import residue

    page = read_page(answer.body, answer.headers.get("content-type", ""))
    if len(page.text) > _TEMPLATE_GROWTH * max(len(one.text) for one in shown) + 400:
        return None
    if residue(page, shown) >= _LEAST_RESIDUE:
        return None
    if family.bare is not None and residue(page, (family.bare,)) < _LEAST_RESIDUE:
        return None
    if len(page.text) < _SHELL and b"<script" in answer.body:
        return "links.needs_browser", "the page is drawn by a script in the browser; its text cannot be seen"
    return "presence.soft_404", "the page is what the server shows for every address that does not exist"
