"""Pages that answer 200 and are not there: said in words, or shown by addresses that cannot exist.

A server that lies says *found* to everything.  So each family of addresses (one folder, one script) is asked for
two pages that nobody can have made; if these are "found" too, a page must say something that they do not.
The rules are the audit's (:mod:`crawler.judge`); here they are asked for only where a page gives reason to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.evidence.address import impossible_pages, pattern_of
from crawler.links.curl import MUCH_SHOWN, Answer, Want
from crawler.links.health import Health, Looker, text_of
from crawler.links.task import Once
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
_HOME = re.compile(r"/(?:(?:index|home|default|main)(?:\.[a-z]{2,5})?)?", re.IGNORECASE)


#: Finding code and reason.
Verdict = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address that cannot exist showed all the same, and where it led."""

    final_url: str
    moved: bool
    page: PageFacts


@dataclass(slots=True)
class Budget:
    """How many more requests for pages that cannot exist a run may send."""

    left: int
    refused: int = 0


class Doubts:
    """Tests whether a page that answered 200 is there."""

    def __init__(self, looker: Looker, scheduler: Scheduler, probes: int, token: str) -> None:
        self._looker = looker
        self._scheduler = scheduler
        self._token = token
        self.budget = Budget(probes)
        self._families: dict[str, Once[tuple[Probe, ...]]] = {}

    @staticmethod
    def said(health: Health, answer: Answer) -> Verdict | None:
        """What the page says of itself: sign in, parked, not found; ``None`` when it says nothing of the kind."""
        if answer.page is None or answer.shown >= MUCH_SHOWN:
            return None
        return _says(health, answer)

    async def shown(self, health: Health, answer: Answer) -> Verdict | None:
        """Whether the page is no more than what pages that cannot exist are."""
        return _like(await self._probes(health.url), health, answer)

    async def _probes(self, url: str) -> tuple[Probe, ...]:
        """The lies of this address's family; none for an honest server, or where asking is not safe."""
        if _HOME.fullmatch(urlsplit(url).path):
            return ()
        family = pattern_of(url)
        if family is None:
            return ()
        if family not in self._families:
            if self.budget.left <= 0:
                self.budget.refused += 1
                return ()
            self._families[family] = Once(self._scheduler, lambda: self._ask(url))
        return await self._families[family].get()

    async def _ask(self, url: str) -> tuple[Probe, ...]:
        lies: list[Probe] = []
        for made_up in impossible_pages(url, self._token):
            self.budget.left -= 1
            health, answer = await self._looker.look(made_up, Want.GLANCE)
            if health.code is not None or answer is None:
                return ()
            if answer.page is None:
                return ()
            page = read_page(answer.body, answer.headers.get("content-type", ""))
            lies.append(Probe(health.final_url, bool(health.hops), page))
        return tuple(lies)


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
    from crawler.read.scope import scope_of

    page = read_page(body, content_type)
    return says_missing(page, scope_of(page, item="", fragment="", titles={}))


def _like(probes: tuple[Probe, ...], health: Health, answer: Answer) -> Verdict | None:
    """How a page is no more than what pages that cannot exist show, or ``None``."""
    if any(probe.moved and health.hops and probe.final_url == health.final_url for probe in probes):
        return "presence.soft_404", f"redirected to {health.final_url}, as every address that does not exist"
    shown = [probe.page for probe in probes if not probe.moved]
    if len(shown) < _PROBES_NEEDED or health.hops:
        return None
    from crawler.judge.residue import residue

    page = read_page(answer.body, answer.headers.get("content-type", ""))
    if len(page.text) > _TEMPLATE_GROWTH * max(len(one.text) for one in shown) + 400:
        return None
    if residue(page, shown) >= _LEAST_RESIDUE:
        return None
    if len(page.text) < _SHELL and b"<script" in answer.body:
        return (
            "links.needs_browser",
            "the page is drawn by a script in the browser; its text cannot be seen from here",
        )
    return "presence.soft_404", "the page is what the server shows for every address that does not exist"
